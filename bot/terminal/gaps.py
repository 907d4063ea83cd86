"""Questions without an answer: as a table, as data, and as YAML to paste into a catalog."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import answer
from bot.cards.words import cut
from bot.catalog import Catalog
from bot.gaps import GapGroup
from bot.matching import Index
from bot.overlay import Overlay
from bot.question import read_question


def print_gaps(groups: Sequence[GapGroup], console: Console) -> None:
    """A line for each group: how often it was asked, when last, what came of it, and the questions."""
    table = Table("Asked", "Last", "Outcome", "Question", box=None, pad_edge=False, header_style="bold")
    for group in groups:
        outcome = group.gaps[0].outcome.value.replace("_", " ")
        questions = "\n".join(cut(gap.question, 200) for gap in group.gaps)
        table.add_row(str(group.asked), f"{group.last:%Y-%m-%d}", outcome, Text(questions))
    console.print(table)


def gap_row(group: GapGroup) -> dict[str, Any]:
    """A group as data."""
    return {
        "question": group.question,
        "asked": group.asked,
        "last": group.last.isoformat(),
        "outcome": group.gaps[0].outcome.value,
        "also": [gap.question for gap in group.gaps[1:]],
    }


def suggested(groups: Sequence[GapGroup], catalog: Catalog) -> tuple[Overlay, tuple[str, ...]]:
    """The questions as phrases of the role each is nearest to, and those that are near to none."""
    index, overlay, far = Index(catalog), Overlay(), []
    for group in groups:
        nearest = answer(read_question(group.question), index).matches
        if nearest:
            overlay = overlay.with_phrase(nearest[0].persona.id, group.question)
        else:
            far.append(group.question)
    return overlay, tuple(far)
