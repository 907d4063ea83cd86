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
    """All that speaks for or against a persona; each figure from 0 to 1, but `asked`."""

    task: Evidence
    name: float = 0.0  # it is named, and not as somebody else's object
    whole: float = 0.0  # it is named, and nothing else is said
    fully: float = 0.0  # it is named by several words
    partial: float = 0.0  # the question is a part of its title
    relation: float = 0.0  # it is on the asked side of a hand-off with the named persona
    usual: float = 0.0  # 1 if that hand-off is the first that the catalog lists of the giver, 1/2 for the second, ...
    handed: float = 0.0  # how much of what is asked for is what is handed over there
    known: float = 0.0  # the most of it that is handed over in any such hand-off: the less, the more the usual tells
    asked: float = 0.0  # how much is asked for there, in words as rare as can be: the more, the less the usual tells
    denied: float = 0.0  # it says itself that this is not its task
    pointed: float = 0.0  # another says that this is its task

    def told(self) -> tuple[float, ...]:
        """What its tasks tell, in the order of FIGURES."""
        task, mass = self.task, math.log1p(self.task.mass)
        return (
            task.several,
            task.term,
            task.union,
            task.often,
            task.often * mass,
            task.summary,
            mass,
        )

    def figures(self) -> tuple[float, ...]:
        """In the order of FIGURES. Where somebody is asked for who has a part in a hand-off, tasks tell less."""
        told = self.told()
        _, _, union, often, _, _, mass = told
        return (
            *told,
            self.name,
            self.whole,
            self.fully,
            self.partial,
            self.relation,
            self.usual * (1 - self.known),
            self.usual * (1 - self.known) / (1 + self.asked),
            self.handed,
            self.denied,
            self.pointed,
            self.relation * union,
            self.relation * often,
            self.relation * mass,
            self.known * union,
            self.known * often,
            self.known * mass,
        )

    def is_plain(self) -> bool:
        """True if nothing but its tasks speaks for or against it."""
        return not (self.name or self.partial or self.relation or self.denied or self.pointed)

    def call(self, sure: float) -> None:
        """Take it as if it were named, and nothing else said."""
        self.name = self.whole = self.fully = sure

    def spoken_for(self) -> float:
        return max(self.name, self.partial, self.handed)


CONTENDERS = 6  # those with less pull have no chance, however many they are: a large catalog is no less sure
FIGURES = tuple(
    "several term union often often_mass summary mass name whole fully partial relation usual usual_alone"
    " handed denied pointed union_there often_there mass_there union_known often_known mass_known".split()
)
NONE_FIGURES = ("none", "unlisted", "unexplained", "foreign", "length", "single", "named", "related", "strangeness")

# What each figure weighs, fitted; see above.
WEIGHTS: tuple[float, ...] = (
    3.89,
    1.21,
    2.23,
    2.88,
    3.89,
    1.3,
    1.69,
    1.1,
    1.35,
    0.98,
    1.13,
    3.21,
    1.29,
    1.44,
    5.93,
    -0.35,
    2.43,
    -1.7,
    0.04,
    -0.68,
    -0.9,
    -0.43,
    -0.42,
)
NONE_WEIGHTS: tuple[float, ...] = (6.38, -0.62, 0.52, 1.41, -1.7, -0.84, -1.01, -2.06, 3.43)


def none_figures(cases: Sequence[Case], words: int, *, listed: bool, strangeness: float) -> tuple[float, ...]:
    """What speaks for none: what no phrase, and no persona, explains of a question of so many words.

    Where what goes elsewhere is `listed`, none stands for less; `strangeness` is that of an occupation that is asked
    for. A persona that is named, or stands in a hand-off with the one named, speaks against it.
    """
    explained = known = named = related = 0.0
    for case in cases:
        spoken_for = case.spoken_for()
        explained = max(explained, case.task.explained, spoken_for)
        known = max(known, case.task.union, spoken_for)
        named = max(named, case.name)
        related = max(related, case.relation)
    told = 1.0, float(not listed), 1 - explained, 1 - known, math.log1p(words), float(words == 1)
    return *told, named, related, strangeness


def chances(cases: Mapping[int, Case], none_of: Sequence[float]) -> tuple[dict[int, float], float]:
    """The chance of each persona to be the right one, and the chance that none is, by its figures; together 1."""
    pulled = {persona: pull(case) for persona, case in cases.items()}
    none = _pull(NONE_WEIGHTS, none_of)
    pulls = {persona: pulled[persona] for persona in nlargest(CONTENDERS, pulled, key=pulled.__getitem__)}
    highest = max(none, *pulls.values()) if pulls else none
    powers = {persona: math.exp(pull - highest) for persona, pull in pulls.items()}
    whole = sum(powers.values()) + math.exp(none - highest)
    return {persona: power / whole for persona, power in powers.items()}, math.exp(none - highest) / whole


def pull(case: Case) -> float:
    """How strongly a persona is pulled for."""
    return _pull(WEIGHTS, case.told() if case.is_plain() else case.figures())  # the figures left out are 0


def _pull(weights: Sequence[float], figures: Sequence[float]) -> float:
    return float(sum(map(mul, weights, figures)))
