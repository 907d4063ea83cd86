"""What a catalog holds, and what is worth knowing about it."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bot.cards.words import cut
from bot.catalog import Catalog, Persona

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


def _names(personas: Sequence[Persona]) -> str:
    names = ", ".join(cut(persona.title, 60) for persona in personas[:_NAMED])
    return names if len(personas) <= _NAMED else f"{names} and {len(personas) - _NAMED} more"
