"""What is asked about, beside what the catalog says is handed over."""

from collections.abc import Iterable, Sequence
from itertools import islice

from bot.language.words import words_of
from bot.matching.index import Index, Item
from bot.matching.names import Named
from bot.matching.sides import Fit, Side
from bot.question import Question

WHEN = 0.7  # what a word tells of the time when something is handed over, beside one of the thing itself

MOST_COMPARED = 64  # hand-offs of somebody with very many

Handed = tuple[str, int]  # a hand-off, by the giver's id and its place among the giver's


class Asked:
    """What is asked about, ready to be compared with many hand-offs."""

    def __init__(self, index: Index, items: Sequence[Item]) -> None:
        self._index = index
        self._items = items
        self._weight = sum(item.weight for item in items) or 1.0
        self._sure = {root: sure for item in items for root, sure, _ in item.readings}
        self._stems: frozenset[str] = frozenset().union(*(item.stems for item in items))

    def covers(self, handed: Handed) -> float:
        """How much of what is handed over is asked about."""
        return self._index.asked_for(*handed, self._sure)

    def likeness(self, handed: Handed) -> float:
        """How much of what is asked about is what is handed over, in one of the ways to say that."""
        ways = self._index.ways(*handed)
        return max(self._within(way.what) + WHEN * self._within(way.when) for way in ways) / self._weight

    def fit(self, several: Iterable[Handed]) -> Fit:
        """The best of both for some hand-offs."""
        near = (one for one in several if not self._stems.isdisjoint(self._index.about(*one)))
        fits = [(self.covers(one), self.likeness(one)) for one in near]
        return Fit(*map(max, zip(*fits, strict=True))) if fits else Fit()

    def _within(self, stems: frozenset[str]) -> float:
        """What those words weigh that are, or mean, one with these stems; less, the less sure that is."""
        if self._stems.isdisjoint(stems):
            return 0.0
        within = [item for item in self._items if not item.stems.isdisjoint(stems)]
        return sum(
            item.weight * max((sure for root, sure, _ in item.readings if root in stems), default=1.0)
            for item in within
        )


def fits_of(index: Index, question: Question, one: Named, items: Sequence[Item]) -> dict[Side, Fit]:
    """How what is asked about beside a name fits what that one hands over, and what is handed to that one."""
    persona = index.personas[one.persona]
    inside = {*question.folded[one.start : one.end], *words_of(one.reason.phrase)}
    asked = Asked(index, [item for item in items if item.word not in inside])
    given = [(persona.id, place) for place in range(len(persona.handoffs))][:MOST_COMPARED]
    to_them = islice(index.handed_to.get(persona.id, ()), MOST_COMPARED)
    taken = [(giver.id, giver.handoffs.index(handoff)) for giver, handoff in to_them]
    return {Side.GIVES: asked.fit(given), Side.TAKES: asked.fit(taken)}
