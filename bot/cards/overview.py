"""All roles at a glance: the overview that a channel pins, and the groups the Home tab shows too."""

from collections.abc import Sequence

from bot.cards import wording
from bot.cards.blocks import actions, context, header, listed, role_select
from bot.cards.spans import Line, Span, joined, said
from bot.cards.view import OVERVIEW_MARK, PRIVATE, SHOW_ROLE, Block, Reply, Surface, View
from bot.cards.words import cut, escape, first_sentence
from bot.catalog import Catalog, Part, Persona

_ROOM = 6500  # characters for all lines together
_MANY = 30  # from here on a role is only named
_MOST_GROUPS = 20


def overview(catalog: Catalog, view: View = PRIVATE) -> Reply:
    """Every role with its purpose and its people; of very many the first ones, and a select for all."""
    blocks = [{**header(catalog.title), "block_id": OVERVIEW_MARK}, context(how_many(catalog))]
    blocks += groups(catalog, view, room=_ROOM)
    if view.surface is not Surface.HOME:
        blocks += actions(role_select(catalog.personas, SHOW_ROLE))
    names = ", ".join(cut(persona.title, 60) for persona in catalog.personas[:20])
    return Reply(escape(f"{cut(catalog.title, 150)}: {how_many(catalog)} {names}"), blocks)


def how_many(catalog: Catalog) -> str:
    """How many roles there are, as a sentence."""
    count = len(catalog.personas)
    return f"{count} role{'' if count == 1 else 's'}. To ask who does a task, type /persona and the task."


def groups(catalog: Catalog, view: View, *, room: int) -> list[Block]:
    """The roles under the stage each is most involved in, or in the order of the alphabet where there are no stages."""
    grouped = by_stage(catalog)[:_MOST_GROUPS]
    brief = len(catalog.personas) > _MANY
    share = room // max(len(grouped), 1)
    blocks: list[Block] = []
    for heading, personas in grouped:
        lines = [_line(persona, view, brief=brief) for persona in personas]
        blocks += listed(heading, lines, most=50, room=share)
    return blocks


def by_stage(catalog: Catalog) -> list[tuple[str, Sequence[Persona]]]:
    """Heading and personas of each group that is not empty."""
    in_order = sorted(catalog.personas, key=lambda persona: persona.title.casefold())
    grouped: dict[str, list[Persona]] = {stage: [] for stage in catalog.stages}
    rest: list[Persona] = []
    for persona in in_order:
        grouped.get(_main_stage(persona, catalog), rest).append(persona)
    found = [(_capitalised(stage), personas) for stage, personas in grouped.items() if personas]
    return [*found, *([("Other roles" if found else "Roles", rest)] if rest else [])]


def _main_stage(persona: Persona, catalog: Catalog) -> str:
    """The stage a persona has the greatest part in; the first of several."""
    parts = list(Part)
    stages = [stage for stage in catalog.stages if stage in persona.stages]
    return min(stages, key=lambda stage: parts.index(persona.stages[stage]), default="")


def _capitalised(text: str) -> str:
    text = cut(text, 100)
    return text[:1].upper() + text[1:]


def _line(persona: Persona, view: View, *, brief: bool) -> Line:
    name = said(persona.title, 100, bold=True)
    if brief:
        return (name,)
    assigned = [wording.who(one, view) for one in view.holding(persona.id)]
    people = assigned or [wording.listed(one, view) for one in persona.holders]
    held: Line = (Span(" Held by "), *joined(people[:4]), Span(".")) if people else ()
    return (name, Span(": "), said(first_sentence(persona.description, 180)), *held)
