"""What `phrases.py` works out word by word, where there are so many that NumPy saves more than loading it costs."""

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


def _begins(values: Array) -> Array:
    """True where a value is another than the one before, and at the first."""
    return np.append(True, values[1:] != values[:-1])
