"""What a catalog holds, and what is worth knowing about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bot.cards.usage import COMMANDS
from bot.cards.words import cut
from bot.catalog import Catalog, Persona, folded
from bot.question import HELP, OVERVIEW

_NAMED = 5


def print_catalog(name: str, catalog: Catalog, console: Console) -> None:
    """The catalog's counts, then its warnings."""
    console.print(Text(f"{name}: {cut(catalog.title, 100)} is a good catalog.", style="bold"), soft_wrap=True)
    console.print(Text(", ".join(counts(catalog)) + "."), soft_wrap=True)
    for warning in warnings(catalog):
        console.print(Text.assemble(("Worth knowing: ", "yellow"), warning), soft_wrap=True)


def counts(catalog: Catalog) -> Iterator[str]:
    """How much of each kind there is."""
    personas = catalog.personas
    yield _counted(len(personas), "role", "roles")
    yield _counted(sum(len(each.responsibilities) for each in personas), "responsibility", "responsibilities")
    yield _counted(sum(len(each.aliases) for each in personas), "alias", "aliases")
    yield _counted(sum(len(each.handoffs) for each in personas), "hand-off", "hand-offs")
    yield _counted(len(catalog.stages), "stage", "stages")
    yield _counted(sum(len(each.holders) for each in personas), "holder", "holders")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def warnings(catalog: Catalog) -> Iterator[str]:
    """What is no error but makes answers poorer, a sentence each."""
    idle = [each for each in catalog.personas if not each.responsibilities]
    if idle:
        yield f"{_names(idle)}: no responsibilities, so only the name and the description can match."
    alone = [each for each in catalog.personas if not each.handoffs and not catalog.handoffs_to.get(each.id)]
    if alone and len(alone) < len(catalog.personas):
        yield f"{_names(alone)}: no hand-offs to or from anybody."
    unheld = [each for each in catalog.personas if not each.holders and not (each.contact.channel or each.contact.url)]
    if unheld:
        yield f"{_names(unheld)}: nobody holds the role and there is no contact, so a card cannot say where to ask."
    if not (catalog.fallback.text or catalog.fallback.channel):
        yield "There is no fallback, so an answer of “nobody” cannot say where to ask instead."
    yield from _said_twice(catalog)
    if commands := [f"“{cut(name, 60)}”" for name in _called(catalog) if _is_command(folded(name))]:
        yield f"{_listed(commands)}: this is a word of the command, so it asks for no role."


def _said_twice(catalog: Catalog) -> Iterator[str]:
    """Tasks that stand in two places, of which one is too many or contradicts the other."""
    if twice := [f"“{cut(task, 60)}” ({cut(each.title, 60)})" for each in catalog.personas for task in _doubled(each)]:
        yield f"{_listed(twice)}: the role has this task twice."
    goes_to: dict[str, set[str]] = defaultdict(set)
    for one in catalog.elsewhere:
        goes_to[folded(one.text)].add(folded(one.goes_to))
    texts = {folded(one.text): f"“{cut(one.text, 60)}”" for one in catalog.elsewhere}
    if split := [text for plain, text in texts.items() if len(goes_to[plain]) > 1]:
        yield f"{_listed(split)}: this goes elsewhere, to two places."
    done = {folded(duty.text): each.title for each in catalog.personas for duty in each.responsibilities}
    if both := [f"{text} ({cut(done[plain], 60)})" for plain, text in texts.items() if plain in done]:
        yield f"{_listed(both)}: this goes elsewhere, but a role has it as its task."


def _doubled(persona: Persona) -> Iterable[str]:
    count = Counter(folded(duty.text) for duty in persona.responsibilities)
    return {folded(duty.text): duty.text for duty in persona.responsibilities if count[folded(duty.text)] > 1}.values()


def _called(catalog: Catalog) -> Iterator[str]:
    for each in catalog.personas:
        yield each.title
        yield from each.aliases


def _is_command(name: str) -> bool:
    return name in COMMANDS or name in HELP or bool(OVERVIEW.fullmatch(name))


def _names(personas: Sequence[Persona]) -> str:
    return _listed([cut(persona.title, 60) for persona in personas[:_NAMED]], len(personas))


def _listed(names: Sequence[str], count: int = 0) -> str:
    left = max(count, len(names)) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {left} more" if left > 0 else "")
