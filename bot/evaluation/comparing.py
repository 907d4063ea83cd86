"""A run as data, and two runs side by side."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation.judging import Judged, table
from bot.evaluation.questions import QuestionErrors


@dataclass(frozen=True, slots=True)
class Totals:
    """The value of a former run and of this one, over the `count` questions that both have."""

    count: int
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is worth more, or less, to the asker than in the former run."""

    judged: Judged
    before: float

    @property
    def better(self) -> bool:
        return self.judged.value > self.before


def run_data(judged: Sequence[Judged]) -> dict[str, Any]:
    """A run as data: the table, and for each question what came of it."""
    return {
        "table": {kind: asdict(figures) for kind, figures in table(judged).items()},
        "questions": [
            {
                "id": one.golden.id,
                "query": one.golden.query,
                "outcome": one.outcome.value,
                "personas": list(one.titles),
                "verdict": one.verdict.value,
                "value": one.value,
            }
            for one in judged
        ],
    }


def read_run(text: str) -> dict[str, float]:
    """What each question of a former run was worth, by its id. Raises QuestionErrors if it is no such run."""
    try:
        return {str(row["id"]): float(row["value"]) for row in json.loads(text)["questions"]}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise QuestionErrors(["the former run is no file that `persona eval --out` wrote."]) from None


def totals(former: Mapping[str, float], judged: Sequence[Judged]) -> Totals:
    """What two runs are worth on average; 0 where they have no question in common."""
    both = [one for one in judged if one.golden.id in former]
    count = len(both)
    before, now = sum(former[one.golden.id] for one in both), sum(one.value for one in both)
    return Totals(count, before / count, now / count) if count else Totals(0, 0.0, 0.0)


def compare(former: Mapping[str, float], judged: Sequence[Judged]) -> tuple[Change, ...]:
    """What changed since a former run, the worst first; questions that only one of the runs has are left out."""
    pairs = [(one, former[one.golden.id]) for one in judged if one.golden.id in former]
    changes = [Change(one, before) for one, before in pairs if one.value != before]
    return tuple(sorted(changes, key=lambda change: change.judged.value - change.before))
