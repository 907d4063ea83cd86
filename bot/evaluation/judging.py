"""How good an answer was to the asker, and the figures of many."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers import OFFERED, RIGHT, WRONG, WRONG_CHOICE, Answer, Outcome
from bot.evaluation.questions import Golden

MOST_SHOWN = 3  # of all who are involved in a stage, so many count where not all who are expected are among them
NOBODY = "nobody"  # in confusions: the title of none


class Verdict(StrEnum):
    RIGHT = "right"
    OFFERED = "offered"  # a choice shows the one right persona
    MISSED = "missed"  # no answer, though a persona fits
    WRONG = "wrong"  # no right persona is shown, though one fits
    INTRUDED = "intruded"  # a persona is shown, though none fits


@dataclass(frozen=True, slots=True)
class Judged:
    """A golden question with what came of it. `score` is the chance the bot gave its first persona."""

    golden: Golden
    outcome: Outcome
    titles: tuple[str, ...]
    score: float
    verdict: Verdict
    value: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of some questions; each but `value` a share of those it applies to, None where there are none."""

    count: int
    right: float
    offered: float | None
    missed: float | None
    wrong: float | None
    intruded: float | None
    value: float


def judge(golden: Golden, answer: Answer) -> Judged:
    """What an answer was worth to whoever asked the question."""
    titles = tuple(match.persona.title for match in answer.matches)
    score = answer.matches[0].score if answer.matches else 0.0
    shown = titles[: answer.offered]
    verdict, value = _verdict(golden.expected, answer.outcome, shown[:MOST_SHOWN])
    side_by_side = answer.stage or answer.outcome is Outcome.COMPARE
    if side_by_side and golden.expected and set(golden.expected) <= set(shown):
        verdict, value = Verdict.RIGHT, RIGHT
    return Judged(golden, answer.outcome, titles, score, verdict, value)


def _verdict(expected: Sequence[str], outcome: Outcome, shown: Sequence[str]) -> tuple[Verdict, float]:
    if outcome not in (Outcome.ANSWER, Outcome.CHOICE):
        return (Verdict.MISSED, 0.0) if expected else (Verdict.RIGHT, RIGHT)
    if not set(shown) & set(expected):
        value = WRONG if outcome is Outcome.ANSWER else WRONG_CHOICE
        return (Verdict.WRONG if expected else Verdict.INTRUDED), value
    if outcome is Outcome.ANSWER or len(expected) > 1:
        return Verdict.RIGHT, RIGHT
    return Verdict.OFFERED, OFFERED


def table(judged: Sequence[Judged]) -> dict[str, Summary]:
    """The figures by kind of question, in the order of the file, and of all."""
    kinds = dict.fromkeys(one.golden.kind for one in judged)
    return {kind: summary([one for one in judged if one.golden.kind == kind]) for kind in kinds} | {
        "ALL": summary(judged)
    }


def summary(judged: Sequence[Judged]) -> Summary:
    """The figures of some judged questions, at least one."""
    fits = [one for one in judged if one.golden.expected]
    nobody = [one for one in judged if not one.golden.expected]
    return Summary(
        len(judged),
        _share(Verdict.RIGHT, judged) or 0.0,
        _share(Verdict.OFFERED, fits),
        _share(Verdict.MISSED, fits),
        _share(Verdict.WRONG, fits),
        _share(Verdict.INTRUDED, nobody),
        sum(one.value for one in judged) / len(judged),
    )


def _share(verdict: Verdict, among: Sequence[Judged]) -> float | None:
    return sum(one.verdict is verdict for one in among) / len(among) if among else None


def confusions(judged: Iterable[Judged]) -> Counter[tuple[str, str]]:
    """How often a question of one persona was answered with which: (expected, answered) -> count.

    A choice counts as its first persona; where several are expected, the one that was given, else the first.
    """
    return Counter(_confusion(one) for one in judged)


def _confusion(one: Judged) -> tuple[str, str]:
    expected = one.golden.expected or (NOBODY,)
    compared = one.outcome is Outcome.COMPARE and one.verdict is Verdict.RIGHT and one.golden.expected
    given = one.titles[0] if compared or one.outcome in (Outcome.ANSWER, Outcome.CHOICE) else NOBODY
    return (given if given in expected else expected[0]), given


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose first persona had a score in one range: their mean score, and how often it was right."""

    count: int
    score: float
    right: float


def reliability(judged: Iterable[Judged], bins: int = 10) -> tuple[Bin, ...]:
    """Whether the scores are what they claim: of those given 0.8, eight in ten should be right.

    One bin for each range of scores that some question fell into, the lowest first.
    """
    ranges: list[list[Judged]] = [[] for _ in range(bins)]
    for one in judged:
        if one.titles:
            ranges[min(bins - 1, int(one.score * bins))].append(one)
    return tuple(
        Bin(
            len(held), _mean(held, lambda one: one.score), _mean(held, lambda one: one.titles[0] in one.golden.expected)
        )
        for held in ranges
        if held
    )


def _mean(held: Sequence[Judged], figure: Callable[[Judged], float]) -> float:
    return sum(map(figure, held)) / len(held)
