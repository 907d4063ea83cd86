"""Matches -> Answer: the one persona, a choice, or an honest none."""

from dataclasses import dataclass
from enum import StrEnum

from bot.matching.match import Match
from bot.question import Question


class Outcome(StrEnum):
    ANSWER = "answer"
    CHOICE = "choice"
    NONE = "none"
    HELP = "help"
    OVERVIEW = "overview"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets.

    `matches` are the nearest personas, best first, at most five (for a stage: all who are involved). The first
    `offered` of them are shown: one for an answer, two or three for a choice or a comparison, all for a stage.
    `stage` names the stage that was asked for, or "". `split` tells that published sources give the task to
    different personas of the choice.
    """

    outcome: Outcome
    question: Question
    matches: tuple[Match, ...] = ()
    offered: int = 0
    stage: str = ""
    split: bool = False

    @property
    def shown(self) -> tuple[Match, ...]:
        return self.matches[: self.offered]
