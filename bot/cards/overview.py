"""All roles at a glance: the overview that a channel pins, and the groups the Home tab shows too."""

from collections.abc import Sequence

from bot.cards import wording
from bot.cards.blocks import actions, context, header, listed, role_select
from bot.cards.picture import picture as drawn
from bot.cards.spans import Line, Span, joined, said
from bot.cards.view import OVERVIEW_MARK, PRIVATE, SHOW_ROLE, Block, Reply, Surface, View
from bot.cards.words import cut, escape, first_sentence
from bot.catalog import Catalog, Part, Persona

_ROOM = 7000  # characters for all lines together
_BRIEF = 12  # above so many roles, a line says no more than who and what to whom
_MANY = 60  # above so many, a role is only named
_NAMED = 30  # the same where hand-offs are left out, as on the Home tab
_KEPT = "I keep this up to date for as long as it is pinned here. /persona unpin takes it down."
_MOST_GROUPS = 20


def overview(catalog: Catalog, view: View = PRIVATE, picture: str = "", *, pinned: bool = False) -> Reply:
    """Every role with its people and hand-offs; of very many the first ones, and a select for all.

    `picture` is the id of the Slack file with the picture of it; a `pinned` one says that it is kept up to date.
    """
    blocks = [{**header(catalog.title), "block_id": OVERVIEW_MARK}, context(how_many(catalog))]
    blocks += groups(catalog, view, room=_ROOM, handoffs=True)
    if picture:
        blocks.append(drawn(picture, catalog))
    if pinned:
        blocks.append(context(_KEPT))
    if view.surface is not Surface.HOME:
        blocks += actions(role_select(catalog.personas, SHOW_ROLE))
    names = ", ".join(cut(persona.title, 60) for persona in catalog.personas[:20])
    return Reply(escape(f"{cut(catalog.title, 150)}: {how_many(catalog)} {names}"), blocks)


def how_many(catalog: Catalog) -> str:
    """How many roles there are, as a sentence."""
    count = len(catalog.personas)
    return f"{count} role{'' if count == 1 else 's'}. To ask who does a task, type /persona and the task."


def groups(catalog: Catalog, view: View, *, room: int, handoffs: bool = False) -> list[Block]:
    """The roles under the stage each is most involved in, or in the order of the alphabet where there are no stages."""
    grouped = by_stage(catalog)[:_MOST_GROUPS]
    share = room // max(len(grouped), 1)
    blocks: list[Block] = []
    for heading, personas in grouped:
        lines = [_line(persona, catalog, view, handoffs=handoffs) for persona in personas]
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


def _line(persona: Persona, catalog: Catalog, view: View, *, handoffs: bool) -> Line:
    """A role: what it is for, who holds it and whom it hands work to, as far as there is room for so many roles."""
    name, count = said(persona.title, 100, bold=True), len(catalog.personas)
    if count > (_MANY if handoffs else _NAMED):
        return (name,)
    held, gives = _holders(persona, view), _receivers(persona, catalog) if handoffs else ()
    if handoffs and count > _BRIEF:
        who: Line = (Span(": "), *held) if held else ()
        return (name, *who, *((Span(" → "), *gives) if gives else ()))
    who = (Span(" Held by "), *held, Span(".")) if held else ()
    to: Line = (Span(" Hands work to "), *gives, Span(".")) if gives else ()
    return (name, Span(": "), said(first_sentence(persona.description, 180)), *who, *to)


def _holders(persona: Persona, view: View) -> Line:
    assigned = [wording.who(one, view) for one in view.holding(persona.id)]
    people = assigned or [wording.listed(one, view) for one in persona.holders]
    return (*joined(people[:4]), *_more(len(people) - 4))


def _receivers(persona: Persona, catalog: Catalog) -> Line:
    """Whom a role hands work to, each once."""
    receivers: list[Line] = [
        (wording.title(id_, catalog),) for id_ in dict.fromkeys(one.to for one in persona.handoffs)
    ]
    return (*joined(receivers[:4]), *_more(len(receivers) - 4))


def _more(count: int) -> Line:
    return (Span(f" and {count} more"),) if count > 0 else ()
