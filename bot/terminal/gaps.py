"""Questions without an answer: as a table, as data, and as YAML to paste into a catalog."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import answer
from bot.cards.words import clean, cut
from bot.catalog import Catalog, Responsibility, folded
from bot.gaps import GapGroup, nearest, phrase_of
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
    """What each group asks for, as a task of the role it is nearest to, and as phrases what is near to none."""
    index, overlay, far = Index(catalog), Overlay(), []
    for group in groups:
        phrases = {folded(one): one for one in (clean(phrase_of(question)) for question in group.questions) if one}
        text, *also = phrases.values()
        if persona := nearest(group, answer(read_question(group.question), index)):
            said = overlay.of(persona.id)
            duties = (*said.responsibilities, Responsibility(text, also=tuple(also)))
            overlay = overlay.with_persona(replace(said, responsibilities=duties))
        else:
            far.append(text)
    return overlay, tuple(far)
