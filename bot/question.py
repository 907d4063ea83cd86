"""Typed text -> Question: what is asked, and in which words."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """What the asker wants to know."""

    WHO = "who"  # who does X; also a bare name or task
    WHAT = "what"  # what does Y do
    NOT_RESPONSIBLE = "not_responsible"  # what is Y not responsible for
    GIVES = "gives"  # who hands X to Y
    RECEIVES = "receives"  # who gets X from Y
    STAGE = "stage"  # who is involved in stage S
    COMPARE = "compare"  # the difference between A and B
    HELP = "help"
    OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. `text` is the question as read, fit to be shown again as plain text (bounded, no Slack syntax).

    `words` are its folded words that carry meaning, in order.
    """

    text: str
    intent: Intent = Intent.WHO
    words: tuple[str, ...] = ()
