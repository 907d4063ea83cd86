"""Tasks by words: how much of a question each persona's phrases explain."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from bot.language.english import is_misspelt_filler
from bot.language.words import words_of
from bot.matching.index import EXACT, SUMMARY, TERM, Index, Reading
from bot.matching.match import Reason, WordMatch

FEW = 64  # so many personas are all looked at
CANDIDATES = 32  # of more, the most promising
BUDGET = 8000  # phrases that are looked at to find the candidates, those of the rarest words first
MOST_WORDS = 30  # of a question: more tell no more, and the time stays bounded
HALF = 2.0  # so often a word must come up for half of what it can tell by coming up often
PROBED = 64  # so many of those found are asked whether they have a commoner word, too


@dataclass(frozen=True, slots=True)
class Item:
    """A word of the question: what it may stand for, and what it weighs."""

    word: str
    readings: tuple[Reading, ...]
    weight: float


@dataclass(slots=True)
class Evidence:
    """What speaks for a persona; each figure from 0 to 1, but `mass`, which counts words as rare as can be."""

    phrase: float = 0.0  # its best phrase: how much of the question it explains, and how much of it is asked for
    explained: float = 0.0  # the largest share of the question that one of its phrases explains
    union: float = 0.0  # the share that all its phrases together explain
    often: float = 0.0  # the share again, the more so the more of its phrases hold the words
    summary: float = 0.0  # the share that its description explains
    several: float = 0.0  # the largest share that two or more words of one phrase explain together
    term: float = 0.0  # a keyword, or a thing owned, is in the question whole: how rare it is
    mass: float = 0.0
    place: int = -1  # the best phrase


def items_of(index: Index, words: Iterable[str]) -> list[Item]:
    """The words of a question, each once, read with the catalog in hand."""
    items = []
    for word in islice(dict.fromkeys(_joined(index, list(words))), MOST_WORDS):
        readings = index.readings(word)
        if all(how != EXACT for _, _, how in readings) and is_misspelt_filler(word):
            continue
        parts = () if readings else index.split(word)
        for one in parts or (word,):
            readings = index.readings(one)
            items.append(Item(one, readings, index.weight(one, readings)))
    return items


def _joined(index: Index, words: list[str]) -> Iterator[str]:
    """The words, with those made one that the catalog writes as one (data set, dataset)."""
    place = 0
    while place < len(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        whole = following and index.joined(words[place], following)
        yield whole or words[place]
        place += 2 if whole else 1


def gather(index: Index, items: Sequence[Item]) -> dict[int, Evidence]:
    """The evidence for each persona that the question shares a word with."""
    total = sum(item.weight for item in items) or 1.0
    candidates = _candidates(index, items)
    value: defaultdict[int, float] = defaultdict(float)
    covered: defaultdict[int, float] = defaultdict(float)
    counted: defaultdict[int, int] = defaultdict(int)
    union: defaultdict[int, float] = defaultdict(float)
    often: defaultdict[int, float] = defaultdict(float)
    summary: defaultdict[int, float] = defaultdict(float)
    owner, worth, kind = index.owner, index.worth, index.kind
    for item in items:
        here: dict[int, float] = {}
        times: defaultdict[int, float] = defaultdict(float)
        summed_up: dict[int, float] = {}
        for place, (root, sure) in _best_readings(index, item, candidates).items():
            gain = item.weight * sure
            value[place] += gain
            covered[place] += index.rarity[root]
            counted[place] += 1
            persona = owner[place]
            times[persona] += sure
            if kind[place] == SUMMARY:
                summed_up[persona] = max(gain, summed_up.get(persona, 0.0))
            if (gain := gain * worth[place]) > here.get(persona, 0.0):
                here[persona] = gain
        for persona, gain in here.items():
            union[persona] += gain
            often[persona] += item.weight * times[persona] / (times[persona] + HALF)
            summary[persona] += summed_up.get(persona, 0.0)
    found = {
        persona: Evidence(union=share / total, often=often[persona] / total, summary=summary[persona] / total)
        for persona, share in union.items()
    }
    for place, gain in value.items():
        evidence, share = found[owner[place]], gain / total * worth[place]
        asked_for = min(1.0, covered[place] / index.phrase_weight[place])
        fit = share * (0.45 + 0.55 * asked_for)
        if fit > evidence.phrase:
            evidence.phrase, evidence.place, evidence.mass = fit, place, gain / index.unknown
        evidence.explained = max(evidence.explained, share)
        if counted[place] > 1:
            evidence.several = max(evidence.several, fit)
        if asked_for > 0.99 and index.kind[place] == TERM:
            evidence.term = max(evidence.term, min(1.0, gain / index.unknown))
    return found


def explain(index: Index, items: Sequence[Item], place: int) -> Reason:
    """The reason a phrase gives, with the words that matched."""
    reason = index.reason(place)
    matched = []
    for item in items:
        for root, _, how in item.readings:
            if _holds(index.postings[root], place):
                matched.append(WordMatch(item.word, _spelling(reason, root, index), how))
                break
    return Reason(reason.field, reason.phrase, reason.index, reason.also, reason.source, reason.part, tuple(matched))


def _spelling(reason: Reason, root: str, index: Index) -> str:
    """The word of a phrase that has a stem, as the catalog spells it."""
    return next((word for word in words_of(reason.also or reason.phrase) if index.spelt.get(word) == root), root)


def _holds(numbers: "array[int]", number: int) -> bool:
    """True if the ascending numbers hold a number."""
    found = bisect_left(numbers, number)
    return found < len(numbers) and numbers[found] == number


def _best_readings(index: Index, item: Item, candidates: Sequence[int] | None) -> dict[int, tuple[str, float]]:
    """The phrases that hold a word, each with its likeliest reading."""
    best: dict[int, tuple[str, float]] = {}
    for root, sure, _ in sorted(item.readings, key=lambda reading: reading[1]):
        for place in _places(index, root, candidates):
            best[place] = (root, sure)
    return best


def _places(index: Index, root: str, candidates: Sequence[int] | None) -> Iterator[int]:
    """The phrases with a stem: all, or those of the candidates."""
    places = index.postings[root]
    if candidates is None:
        yield from places
        return
    for persona in candidates:
        start, end = index.first[persona], index.first[persona + 1]
        at = bisect_left(places, start)
        while at < len(places) and places[at] < end:
            yield places[at]
            at += 1


def _candidates(index: Index, items: Sequence[Item]) -> list[int] | None:
    """The personas to look at closely; None for all, where there are few."""
    if len(index.personas) <= FEW:
        return None
    gains: dict[int, float] = {}
    pool: set[int] = set()  # those with two words, and a few with each: the best are among them
    left = BUDGET
    by_rarity = sorted(
        ((len(index.holders[root]), root, item.weight * sure) for item in items for root, sure, _ in item.readings)
    )
    for length, root, gain in by_rarity:
        holders = index.holders[root]
        if length <= left or not gains:
            more = dict.fromkeys(holders[:left], gain)
            both = gains.keys() & more.keys()
            for persona in both:
                more[persona] += gains[persona]
            gains.update(more)
            pool.update(both, holders[:CANDIDATES])
            left -= length
        else:  # so common a word finds nobody, but still tells between those who are found
            for persona in nlargest(PROBED, pool, key=gains.__getitem__):
                if _holds(holders, persona):
                    gains[persona] += gain
    return nlargest(CANDIDATES, pool, key=gains.__getitem__)
