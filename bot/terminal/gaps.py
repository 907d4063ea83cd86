"""Questions without an answer: as a table, as data, and as YAML to paste into a catalog."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import answer
from bot.cards.words import clean, cut
from bot.catalog import Catalog, Responsibility, folded
from bot.gaps import Gap, GapGroup, grouped, is_open, nearest, phrase_of
from bot.matching import Index
from bot.overlay import Overlay
from bot.question import read_question


def print_gaps(groups: Sequence[GapGroup], console: Console) -> None:
    """A line for each group: how often it was asked, when last, what came of it, and the questions."""
    table = Table("Asked", "Last", "Outcome", "Question", box=None, pad_edge=False, header_style="bold")
    for group in groups:
        outcome = group.outcome.value.replace("_", " ")
        questions = "\n".join(cut(one, 200) for one in group.questions)
        table.add_row(str(group.asked), f"{group.last:%Y-%m-%d}", outcome, Text(questions))
    console.print(table)


def still_open(gaps: Iterable[Gap], catalog: Catalog) -> tuple[GapGroup, ...]:
    """The gaps that the answers of a catalog leave open, likes together."""
    index = Index(catalog)
    return grouped(gap for gap in gaps if is_open(gap, answer(read_question(gap.question), index)))


def gap_row(group: GapGroup) -> dict[str, Any]:
    """A group as data."""
    return {
        "question": group.question,
        "asked": group.asked,
        "last": group.last.isoformat(),
        "outcome": group.outcome.value,
        "also": list(group.questions[1:]),
    }


def suggested(groups: Sequence[GapGroup], catalog: Catalog) -> tuple[Overlay, tuple[str, ...]]:
    """What each group asks for, as a task of the role it is nearest to; and in a line each what cannot be one.

    That is what is near to no role, and what the catalog says of the nearest already.
    """
    index, overlay, lines = Index(catalog), Overlay(), []
    for group in groups:
        phrases = {folded(one): one for one in (clean(phrase_of(question)) for question in group.questions) if one}
        persona = nearest(group, answer(read_question(group.question), index))
        if persona is None:
            lines += [f"Near to no role: {one}" for one in list(phrases.values())[:1]]
            continue
        title = cut(persona.title, 100)
        lines += [f"The catalog says of {title} already: {one}" for one in phrases.values() if persona.does(one)]
        if new := [one for one in phrases.values() if not persona.does(one)]:
            said = overlay.of(persona.id)
            duties = (*said.responsibilities, Responsibility(new[0], also=tuple(new[1:])))
            overlay = overlay.with_persona(replace(said, responsibilities=duties))
    return overlay, tuple(lines)
