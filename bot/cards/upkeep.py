"""What a maintainer looks after in a workspace, a section for each kind; a section with nothing in it says nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.cards import wording
from bot.cards.blocks import actions, button, context, divider, header, listed, paragraph, rich, section
from bot.cards.freshness import orphaned, stale, vacant
from bot.cards.gaps import gap, left_out, show_ignored
from bot.cards.people import people_button
from bot.cards.spans import Line, Span, channel
from bot.cards.view import SEE_ALL, Block, Press, Reply, View
from bot.catalog import Catalog, Holder, Persona
from bot.freshness import Stale, Vacancy
from bot.gaps import GapGroup
from bot.overlay import Misfit
from bot.people import Assignment
from bot.pins import Overview

MOST = 5  # of each kind on the Home tab
MOST_LINES = 10  # where each is a line of one block
ALL = 40  # of one kind in a modal of its own: each takes two blocks, and a modal has room for 100


class Kind(StrEnum):
    """The kinds of things to look after, the most pressing first."""

    LEFT = "left"
    ORPHANED = "orphaned"
    GAPS = "gaps"
    STALE = "stale"
    UNHELD = "unheld"
    MISFITS = "misfits"
    OVERVIEWS = "overviews"


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What there is to look after: a field for each kind. `ignored` counts the groups of questions that are hidden."""

    left: tuple[Vacancy, ...] = ()
    orphaned: tuple[Assignment, ...] = ()
    gaps: tuple[GapGroup, ...] = ()
    stale: tuple[Stale, ...] = ()
    unheld: tuple[Persona, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    overviews: tuple[Overview, ...] = ()
    ignored: int = 0


def upkeep(found: Upkeep, catalog: Catalog, view: View, room: int) -> list[Block]:
    """Every kind there is something of, in at most `room` blocks: the more kinds, the fewer of each."""
    for most in range(MOST, 0, -1):
        sections = [block for kind in Kind for block in _drawn(kind, found, catalog, view, most)]
        if len(sections) <= room - len(_LEAD):
            return [*_LEAD, *sections] if sections else []
    return [*[*_LEAD, *sections][: room - 1], context("There is more; it shows once these are settled.")]


def all_of(kind: Kind, found: Upkeep, catalog: Catalog, view: View) -> Reply:
    """All things of one kind, as far as a modal has room."""
    items = getattr(found, kind)
    if not items:
        return Reply("Nothing is left to look after here.", [context("Nothing is left to look after here.")])
    blocks = _section(kind, items[:ALL], catalog, view)
    return Reply("", blocks + left_out(len(items) - ALL, "settled"))


def _drawn(kind: Kind, found: Upkeep, catalog: Catalog, view: View, most: int) -> list[Block]:
    """The section of one kind; what is left out, or ignored, has a button that shows it."""
    items = getattr(found, kind)
    ignored = show_ignored(found.ignored) if kind is Kind.GAPS else []
    if not items:
        return ignored
    shown = items[: MOST_LINES if kind in _LINES else most]
    more = actions([button(f"See all {len(items)}", SEE_ALL, Press((kind,)), reads=f"{_READS[kind]}: see all")])
    return _section(kind, shown, catalog, view) + (more if len(shown) < len(items) else []) + ignored


def _section(kind: Kind, items: Sequence[Any], catalog: Catalog, view: View) -> list[Block]:
    """Some things of one kind, with its name above: a line each, or what has buttons."""
    if line := _LINES.get(kind):
        return listed(_READS[kind], [line(one, catalog, view) for one in items], most=len(items), room=6000)
    blocks = [rich(paragraph(Span(_READS[kind], bold=True)))]
    for one in items:
        blocks += _ROWS[kind](one, catalog, view)
    return blocks


def _unheld(persona: Persona, catalog: Catalog, view: View) -> list[Block]:
    """A role nobody holds, with the button that puts somebody in it."""
    return [{**section(persona.title), "accessory": people_button(persona.id, persona.title)}]


def _overview(one: Overview, catalog: Catalog, view: View) -> Line:
    """The channel that has an overview pinned, since when, and who asked for it."""
    by: Line = (Span(", asked for by "), wording.holder_name(Holder(user=one.by), view)) if one.by else ()
    since = Span(f" since {one.begun:%Y-%m-%d}" if one.pinned else ": about to be pinned")
    return (channel(one.place.channel), since, *by)


_LEAD = (divider(), header("To look after"))
_READS: Mapping[Kind, str] = {
    Kind.LEFT: "Held by somebody who has left",
    Kind.ORPHANED: "Held, but no longer in the catalog",
    Kind.GAPS: "Questions without an answer",
    Kind.STALE: "Not confirmed for long",
    Kind.UNHELD: "Roles nobody holds",
    Kind.MISFITS: "Own words that do not fit the catalog",
    Kind.OVERVIEWS: "Pinned overviews",
}
_LINES: Mapping[Kind, Callable[[Any, Catalog, View], Line]] = {
    Kind.MISFITS: lambda one, catalog, _: wording.misfit(one, catalog),
    Kind.OVERVIEWS: _overview,
}
_ROWS: Mapping[Kind, Callable[[Any, Catalog, View], list[Block]]] = {
    Kind.LEFT: vacant,
    Kind.ORPHANED: orphaned,
    Kind.GAPS: lambda group, _, view: gap(group, view.today),
    Kind.STALE: stale,
    Kind.UNHELD: _unheld,
}
