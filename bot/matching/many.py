"""What is counted over so many words, or personas, that NumPy saves more than loading it costs."""

import math
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def in_order(said: "array[int]", count: int) -> "tuple[list[int], array[int]]":
    """The numbers among `said`, each below `count`, in the order of their first places; and `said`, numbered so."""
    numbers = np.frombuffer(said, np.uintc)
    first = np.full(count, len(numbers))
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)  # of several places the last that is set, so the first
    order = np.argsort(first)[: np.count_nonzero(first < len(numbers))]
    renumbered = np.empty(count, np.uintc)
    renumbered[order] = np.arange(len(order))
    return order.tolist(), array("I", renumbered[numbers].tobytes())


def grouped(said: "array[int]", begin: "array[int]", roots: Sequence[str]) -> "dict[str, array[int]]":
    """For each stem the phrases that hold it, ascending.

    `said` are the words of all phrases by their numbers, `begin` the place of each phrase's first word there (and one
    more at the end), `roots` the stem of each number.
    """
    numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
    numbered = np.fromiter(map(numbers.__getitem__, roots), np.uint64, len(roots))
    begins = np.frombuffer(begin, np.uintc)
    phrases = np.repeat(np.arange(len(begin) - 1, dtype=np.uint64), begins[1:] - begins[:-1])
    pairs = numbered[np.frombuffer(said, np.uintc)] << np.uint64(32) | phrases
    pairs.sort()
    pairs = pairs[_begins(pairs)]  # a phrase may hold two words of one stem
    ends = np.searchsorted(pairs, np.arange(1, len(numbers) + 1, dtype=np.uint64) << np.uint64(32))
    places = pairs.astype(np.uint32).astype(np.uintc)
    held, size = places.tobytes(), places.itemsize
    firsts, lasts = np.append(0, ends[:-1]) * size, ends * size
    return {
        root: array("I", held[first:last])
        for root, first, last in zip(numbers, firsts.tolist(), lasts.tolist(), strict=True)
    }


def weighed(
    postings: "Mapping[str, array[int]]", owner: "array[int]", count: int, heaviness: Sequence[float], least: float
) -> tuple[list[float], "array[float]"]:
    """What each stem weighs, and what the stems of each phrase weigh together.

    `owner` is each phrase's persona, one of `count`. A stem weighs `heaviness` times what it tells, and `least` more.
    """
    sizes = np.fromiter(map(len, postings.values()), np.intp, len(postings))
    places, root = np.frombuffer(b"".join(postings.values()), np.uintc), np.repeat(np.arange(len(sizes)), sizes)
    owners = np.frombuffer(owner, np.uintc)[places]
    begins = np.flatnonzero(_begins(root) | _begins(owners))  # each stem's runs of phrases of one persona
    times = np.diff(begins, append=len(places))
    several = np.bincount(root[begins], times * np.log(times))
    rarity = np.array(heaviness) * (least + math.log(count) - np.log(sizes) + several / sizes)
    weight = np.bincount(places, rarity[root], len(owner)).astype(np.single)
    return rarity.tolist(), array("f", weight.tobytes())


def owners(owner: "array[int]", places: "array[int]") -> "array[int]":
    """The personas of some phrases, ascending as those are."""
    found = np.frombuffer(owner, np.uintc)[np.frombuffer(places, np.uintc)]
    return array("I", found[_begins(found)].tobytes())


class Tally:
    """What the words of a question tell of each of many personas, as long as only the most promising are sought.

    Those are among whoever holds two of the words, and a few who hold each.
    """

    def __init__(self, count: int) -> None:
        self._gains = np.zeros(count)
        self._pool = np.empty(0, np.uintc)  # ascending

    def add(self, holders: "array[int]", gain: float, few: int) -> None:
        """A word, and personas who hold it."""
        held = np.frombuffer(holders, np.uintc)
        both = held[self._gains[held] > 0]
        pool = np.sort(np.concatenate((self._pool, both, held[:few])))
        self._pool = pool[_begins(pool)]
        self._gains[held] += gain

    def probe(self, holders: "array[int]", gain: float, most: int) -> None:
        """A word that finds nobody, and tells between those who are found: so many of them are looked at."""
        held = np.frombuffer(holders, np.uintc)
        likeliest = self._best(most)
        at = np.searchsorted(held, likeliest)
        self._gains[likeliest[held[np.minimum(at, len(held) - 1)] == likeliest]] += gain

    def best(self, most: int) -> list[int]:
        """The most promising so far, the best first."""
        return list(map(int, self._best(most)))

    def pool(self) -> list[int]:
        """All among whom those are."""
        return list(map(int, self._pool))

    def gain(self, persona: int) -> float:
        """What the words tell of one."""
        return float(self._gains[persona])

    def _best(self, most: int) -> Array:
        return self._pool[np.argsort(-self._gains[self._pool], kind="stable")[:most]]


def _begins(values: Array) -> Array:
    """True where a value is another than the one before, and at the first."""
    return np.append(True, values[1:] != values[:-1])
