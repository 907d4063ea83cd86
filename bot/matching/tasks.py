"""Tasks by words: how much of a question each persona's phrases explain."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from bot.language.english import is_misspelt_filler
from bot.language.words import words_of
from bot.matching.index import TYPO, WHOLE, Index, Item, Share, fit_of, holds
from bot.matching.match import Reason, WordMatch
from bot.matching.phrases import TERM

NAME = 2.0  # what a name weighs beside the rarest word
CANDIDATES = 32  # of more than a few personas, the most promising
BUDGET = 12_000  # personas that are looked at to find the candidates, those of the rarest words first
MOST_WORDS = 30  # of a question: more tell no more, and the time stays bounded
ALIKE = 0.95  # where as many are as good as the best, words that stand together decide
PROBED = 128  # so many of those found are asked whether they have a commoner word, too
MOST_TOGETHER = 1000  # phrases with two words or more that are looked at


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
    items: list[Item] = []
    for word in islice(dict.fromkeys(_joined(index, list(words))), MOST_WORDS):
        item = index.item(word)
        if all(how == TYPO for _, _, how in item.readings) and is_misspelt_filler(word):
            continue
        parts = () if item.readings else index.split(word)
        items.extend(map(index.item, parts) if parts else (item,))
    return items


def _joined(index: Index, words: list[str]) -> Iterator[str]:
    """The words, with those made one that the catalog writes as one (data set, dataset)."""
    place = 0
    while place < len(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        whole = following and index.joined(words[place], following)
        yield whole or words[place]
        place += 2 if whole else 1


def gather(index: Index, items: Sequence[Item], named: Mapping[int, float]) -> dict[int, Evidence]:
    """The evidence for each persona that the question shares a word with, or a name.

    `named` are those named beside the words, with how sure that is: a name weighs as much as the rarest word.
    """
    rare = NAME * index.phrases.unknown
    total = sum(item.weight for item in items) + rare * sum(named.values()) or 1.0
    found = {persona: _of_name(sure, rare * sure / total) for persona, sure in named.items()}
    candidates = _candidates(index, items)
    held: list[Collection[int]] = []  # the phrases that hold each word
    for item in items:
        if candidates is None:
            shares, places = index.told(item)
        else:
            shares = tuple(share for one in candidates if (share := index.share(item, one)))
            places = frozenset(place for share in shares for place in share.places)
        _count_word(found, shares, item.weight / total, item.weight / index.phrases.unknown)
        held.append(places)
    for place in _together(held):
        within = [item for item, places in zip(items, held, strict=True) if place in places]
        _count_phrase(index, found[index.phrases.owner[place]], place, within, total)
    return found


def _of_name(sure: float, part: float) -> Evidence:
    """What a name tells that is such a part of the question."""
    return Evidence(phrase=part, explained=part, union=part, several=part, mass=sure)


def _count_word(found: dict[int, Evidence], shares: Iterable[Share], part: float, rarity: float) -> None:
    """What a word tells by itself that is such a part of the question, and so rare, of all who hold it."""
    for share in shares:
        evidence = found.get(share.persona)
        if evidence is None:
            evidence = found[share.persona] = Evidence()
        worth, fit = part * share.worth, part * share.fit
        evidence.union += worth
        evidence.explained = max(evidence.explained, worth)
        evidence.often += part * share.often
        evidence.summary += part * share.summary
        if fit > evidence.phrase:
            evidence.phrase, evidence.place, evidence.mass = fit, share.place, rarity * share.sure
        if share.term:
            evidence.term = max(evidence.term, min(1.0, rarity * share.term))


def _count_phrase(index: Index, evidence: Evidence, place: int, within: Sequence[Item], total: float) -> None:
    """What the words tell that stand together in a phrase."""
    gain = covered = 0.0
    for item in within:
        root, sure = _reading_at(index, item, place)
        gain += item.weight * sure
        covered += index.phrases.rarity[root]
    share = gain / total * index.phrases.worth[place]
    asked_for = min(1.0, covered / index.phrases.weight[place])
    fit = share * fit_of(asked_for)
    if fit > evidence.phrase:
        evidence.phrase, evidence.place, evidence.mass = fit, place, gain / index.phrases.unknown
    evidence.explained = max(evidence.explained, share)
    evidence.several = max(evidence.several, fit)
    if asked_for > WHOLE and index.phrases.kind[place] == TERM:
        evidence.term = max(evidence.term, min(1.0, gain / index.phrases.unknown))


def _together(held: Sequence[Collection[int]]) -> list[int]:
    """The phrases that hold two words or more, in order; those with the rarest words if there are too many."""
    seen: set[int] = set()
    twice: set[int] = set()
    for places in sorted(held, key=len):
        twice.update(seen.intersection(places))
        if len(twice) > MOST_TOGETHER:
            break
        seen.update(places)
    return sorted(twice)[:MOST_TOGETHER]


def _reading_at(index: Index, item: Item, place: int) -> tuple[str, float]:
    """The likeliest reading of a word in a phrase that holds it."""
    if len(item.readings) == 1:
        return item.readings[0][:2]
    likeliest = sorted(item.readings, key=lambda reading: -reading[1])
    return next((root, sure) for root, sure, _ in likeliest if holds(index.phrases.postings[root], place))


def explain(index: Index, items: Sequence[Item], place: int) -> Reason:
    """The reason a phrase gives, with the words that matched."""
    reason = index.reason(place)
    matched = []
    for item in items:
        for root, _, how in item.readings:
            if holds(index.phrases.postings[root], place):
                matched.append(WordMatch(item.word, _spelling(reason, root, index), how))
                break
    return Reason(reason.field, reason.phrase, reason.index, reason.also, reason.source, reason.part, tuple(matched))


def _spelling(reason: Reason, root: str, index: Index) -> str:
    """The word of a phrase that has a stem, as the catalog spells it."""
    spelt = index.phrases.spelt
    return next((word for word in words_of(reason.also or reason.phrase) if spelt.get(word) == root), root)


def _candidates(index: Index, items: Sequence[Item]) -> list[int] | None:
    """The personas to look at closely; None for all, where there are few."""
    if index.is_small:
        return None
    by_rarity = sorted(
        ((len(index.holders(root)), root, item.weight * sure) for item in items for root, sure, _ in item.readings)
    )
    tally = index.tally()
    left = BUDGET
    for length, root, gain in by_rarity:
        holders = index.holders(root)
        if length <= left or left == BUDGET:
            tally.add(holders[:left], gain, CANDIDATES)
            left -= length
        else:  # so common a word finds nobody, but still tells between those who are found
            tally.probe(holders, gain, PROBED)
    likeliest = tally.best(CANDIDATES + 1)
    if len(likeliest) <= CANDIDATES or tally.gain(likeliest[-1]) < ALIKE * tally.gain(likeliest[0]):
        return likeliest[:CANDIDATES]
    close = _close(index, [root for _, root, _ in by_rarity])
    return nlargest(CANDIDATES, tally.pool(), key=lambda persona: (close.get(persona, 0), tally.gain(persona)))


def _close(index: Index, roots: Sequence[str]) -> dict[int, int]:
    """How many of the stems, rarest first, stand together in one phrase of a persona, for those with two or more.

    Where everybody has so many things that all the words come up somewhere, this tells who is meant.
    """
    levels: list[set[int]] = []  # the phrases with one of the stems, with two, and so on
    for root in roots:
        postings = index.phrases.postings[root]
        places = (
            set(postings)
            if len(postings) <= BUDGET
            else {place for place in (levels[0] if levels else postings[:BUDGET]) if holds(postings, place)}
        )
        levels.append(set())
        for more in range(len(levels) - 1, 0, -1):
            levels[more] |= levels[more - 1] & places
        levels[0] |= places
    return {index.phrases.owner[place]: count for count, places in enumerate(levels[1:], 2) for place in places}
