"""How sure: from the evidence for each persona to the chance that it serves the asker, or that none does.

A conditional logit (D. McFadden, 1974): each persona, and "none", is an alternative whose pull is a weighted sum of its
evidence; the chances are the softmax of the pulls. The weights are fitted on questions of several fields by
`python -m bench.fit`; nothing else in the matching is tuned.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import mul

from bot.matching.tasks import Evidence


@dataclass(slots=True)
class Case:
    """All that speaks for or against a persona; each figure from 0 to 1."""

    task: Evidence
    name: float = 0.0  # it is named, and not as somebody else's object
    whole: float = 0.0  # it is named, and nothing else is said
    object: float = 0.0  # it is named, after what somebody does
    partial: float = 0.0  # the question is a part of its title
    relation: float = 0.0  # it is on the asked side of a hand-off with the named persona
    handed: float = 0.0  # how much of what is asked for is what is handed over there
    denied: float = 0.0  # it says itself that this is not its task
    pointed: float = 0.0  # another says that this is its task

    def figures(self) -> tuple[float, ...]:
        task = self.task
        return (
            task.phrase,
            task.several,
            task.term,
            task.union,
            math.log1p(task.mass),
            self.name,
            self.whole,
            self.object,
            self.partial,
            self.relation,
            self.handed,
            self.denied,
            self.pointed,
        )

    def spoken_for(self) -> float:
        return max(self.name, self.partial, self.handed)


CONTENDERS = 6  # those with less pull have no chance, however many they are: a large catalog is no less sure
FIGURES = tuple("phrase several term union mass name whole object partial relation handed denied pointed".split())
NONE_FIGURES = ("none", "unexplained", "foreign", "length")

# What each figure weighs, fitted; see above.
WEIGHTS = (0.27, 4.25, 0.9, 3.81, 1.51, 3.47, 1.94, 0.5, 2.12, 3.52, 2.22, -0.89, 2.87)
NONE_WEIGHTS = (4.11, 0.64, 2.13, -1.78)


def none_figures(cases: Sequence[Case], words: int) -> tuple[float, ...]:
    """What speaks for none: what no phrase, and no persona, explains of a question of so many words."""
    explained = max((max(case.task.explained, case.spoken_for()) for case in cases), default=0.0)
    known = max((max(case.task.union, case.spoken_for()) for case in cases), default=0.0)
    return 1.0, 1 - explained, 1 - known, math.log1p(words)


def chances(cases: Mapping[int, Case], words: int) -> tuple[dict[int, float], float]:
    """The chance of each persona to be the right one, and the chance that none is; together 1."""
    pulled = {persona: _pull(WEIGHTS, case.figures()) for persona, case in cases.items()}
    none = _pull(NONE_WEIGHTS, none_figures(list(cases.values()), words))
    pulls = {persona: pulled[persona] for persona in nlargest(CONTENDERS, pulled, key=pulled.__getitem__)}
    highest = max(none, *pulls.values()) if pulls else none
    powers = {persona: math.exp(pull - highest) for persona, pull in pulls.items()}
    whole = sum(powers.values()) + math.exp(none - highest)
    return {persona: power / whole for persona, power in powers.items()}, math.exp(none - highest) / whole


def _pull(weights: Sequence[float], figures: Sequence[float]) -> float:
    return float(sum(map(mul, weights, figures)))
