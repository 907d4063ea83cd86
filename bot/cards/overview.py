"""All roles at a glance: the overview that a channel pins, and the groups the Home tab shows too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.cards import wording
from bot.cards.blocks import actions, context, cost, header, listed, role_select
from bot.cards.picture import picture as drawn
from bot.cards.spans import Line, Span, joined, said, without_links
from bot.cards.view import OVERVIEW_MARK, PRIVATE, SHOW_ROLE, Block, Reply, Surface, View
from bot.cards.words import capitalised, counted, cut, escape, first_sentence, squeezed
from bot.catalog import Catalog, Part, Persona

T = TypeVar("T")

_ROOM = 8500  # characters for the lines; a message has 13,000, of which the picture's text takes up to 2000
_SELECT_ROOM = 1500  # likewise for the select; one of more roles asks for its options as one types
_KEPT = "I keep this up to date for as long as it is pinned here. /persona unpin ends that."
_MOST_GROUPS = 20


@dataclass(frozen=True, slots=True)
class _Detail:
    """What a line tells of a role: so many characters of its title and its purpose, so many people and receivers."""

    title: int
    purpose: int = 0
    people: int = 0
    receivers: int = 0
    links: bool = False


# The first with which every role fits is taken; who holds a role is what is left out last.
_DETAILS = (
    _Detail(100, purpose=180, people=8, receivers=8, links=True),
    _Detail(100, people=8, receivers=8, links=True),
    _Detail(60, people=4, receivers=4),
    _Detail(40, people=2, receivers=2),
    _Detail(40, people=2),
    _Detail(30, people=1),
    _Detail(30),
)


def overview(catalog: Catalog, view: View = PRIVATE, picture: str = "", *, pinned: bool = False) -> Reply:
    """Every role with its people and hand-offs, told the shorter the more there are, and a select for all.

    Of hundreds it has the first ones and says how many of how many.

    `picture` has the ids of the Slack files with the picture of it; a `pinned` one says that it is kept up to date.
    """
    blocks = [{**header(catalog.title), "block_id": OVERVIEW_MARK}, context(how_many(catalog))]
    blocks += groups(catalog, view, room=_ROOM, handoffs=True)
    if picture:
        blocks += drawn(picture, catalog)
    if pinned:
        blocks.append(context(_KEPT))
    if view.surface is not Surface.HOME:
        blocks += actions(role_select(catalog.personas, SHOW_ROLE, room=_SELECT_ROOM))
    names = ", ".join(cut(persona.title, 60) for persona in catalog.personas[:20])
    return Reply(escape(f"{cut(catalog.title, 150)}: {how_many(catalog)} {names}"), blocks)


def how_many(catalog: Catalog) -> str:
    """How many roles there are, as a sentence."""
    return f"{counted(len(catalog.personas), 'role')}. To ask who does a task, type /persona and the task."


def groups(catalog: Catalog, view: View, *, room: int, handoffs: bool = False) -> list[Block]:
    """The roles under the stage each is most involved in, or in the order of the alphabet where there are no stages."""
    grouped = by_stage(catalog)
    if len(grouped) > _MOST_GROUPS:
        grouped = by_stage(replace(catalog, stages=()))
    room -= sum(len(heading) for heading, _ in grouped)
    details = _DETAILS if handoffs else [replace(detail, receivers=0) for detail in _DETAILS]
    fitting = next((detail for detail in details if _fits(detail, catalog, view, room)), None)
    share = room if fitting else room // max(len(grouped), 1)
    blocks: list[Block] = []
    for heading, personas in grouped:
        lines = [_line(persona, catalog, view, fitting or details[-1]) for persona in personas]
        blocks += listed(heading, lines, most=len(lines), room=share)
    return blocks


def _fits(detail: _Detail, catalog: Catalog, view: View, room: int) -> bool:
    """True if every role fits, told so; of thousands only the first are drawn to see that."""
    for persona in catalog.personas:
        room -= cost(_line(persona, catalog, view, detail))
        if room < 0:
            return False
    return True


def by_stage(catalog: Catalog) -> list[tuple[str, Sequence[Persona]]]:
    """Heading and personas of each group that is not empty."""
    in_order = sorted(catalog.personas, key=lambda persona: persona.title.casefold())
    grouped: dict[str, list[Persona]] = {stage: [] for stage in catalog.stages}
    rest: list[Persona] = []
    for persona in in_order:
        grouped.get(_main_stage(persona, catalog), rest).append(persona)
    found = [(capitalised(cut(stage, 100)), personas) for stage, personas in grouped.items() if personas]
    return [*found, *([("Other roles" if found else "Roles", rest)] if rest else [])]


def _main_stage(persona: Persona, catalog: Catalog) -> str:
    """The stage a persona has the greatest part in; the first of several."""
    parts = list(Part)
    stages = [stage for stage in catalog.stages if stage in persona.stages]
    return min(stages, key=lambda stage: parts.index(persona.stages[stage]), default="")


def _line(persona: Persona, catalog: Catalog, view: View, detail: _Detail) -> Line:
    """A role: what it is for, who holds it and whom it hands work to, as far as there is room for so many roles."""
    name = said(squeezed(persona.title, detail.title), detail.title, bold=True)
    held, gives = _holders(persona, view, detail.people), _receivers(persona, catalog, detail)
    if not detail.purpose:
        who: Line = (Span(": "), *held) if held else ()
        line: Line = (name, *who, *((Span(" → "), *gives) if gives else ()))
        return line if detail.links else without_links(line)
    who = (Span(" Held by "), *held, Span(".")) if held else ()
    to: Line = (Span(" Hands work to "), *gives, Span(".")) if gives else ()
    return (name, Span(": "), said(first_sentence(persona.description, detail.purpose)), *who, *to)


def _holders(persona: Persona, view: View, most: int) -> Line:
    return _first(view.holders(persona), lambda one: wording.who(one, view), most)


def _receivers(persona: Persona, catalog: Catalog, detail: _Detail) -> Line:
    """Whom a role hands work to, each once."""
    return _first(persona.receivers, lambda id_: (said(catalog.by_id[id_].title, detail.title),), detail.receivers)


def _first(items: Sequence[T], line: Callable[[T], Line], most: int) -> Line:
    """The first few, and how many more there are."""
    if not most:
        return ()
    more: Line = (Span(f" and {len(items) - most} more"),) if len(items) > most else ()
    return (*joined([line(one) for one in items[:most]]), *more)
