"""What is looked up for every question, prepared once for each catalog."""

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from rapidfuzz.distance import OSA

from bot.catalog import Catalog, Persona
from bot.language.english import COMMON, LIGHTNESS, LONG, SHORT, meaning, telling
from bot.language.words import Spellings, kinship, stem, typed_words, words_of
from bot.matching.match import Field, Reason
from bot.matching.memo import Memo
from bot.matching.names import Names, name_of

# How much a match in a field is worth, beside one in a responsibility.
WORTH = {
    Field.TITLE: 0.8,
    Field.ALIAS: 0.8,
    Field.RESPONSIBILITY: 1.0,
    Field.KEYWORD: 1.0,
    Field.OWNS: 1.0,
    Field.HANDOFF: 0.85,
    Field.STAGE: 0.7,
    Field.DESCRIPTION: 0.75,
}
TERM, SUMMARY = 1, 2  # a phrase is a keyword or a thing owned, or a sentence of the description; else it is 0
KIND = {Field.KEYWORD: TERM, Field.OWNS: TERM, Field.DESCRIPTION: SUMMARY}
LIGHTEST = 0.5  # what a word of general use weighs beside one that is rare in English
UNKNOWN = 0.75  # what a word the catalog does not have weighs beside the rarest it has
EASILY_TAKEN = 8  # letters of a common word from which a single slip leads to one of the catalog: continent
SHORTENED = 0.9  # how sure the long form of a shortened word is
MOST_COMPARED = 20  # phrases
WHOLE = 0.99  # a phrase of which so much is asked for is asked for whole
MOST_WEIGHED = 256  # of a persona's phrases with the same stem
MOST_REMEMBERED = 1 << 16
EXACT, INFLECTION, TYPO = "exact", "inflection", "typo"

Reading = tuple[str, float, str]  # a stem of the catalog, how sure (0 to 1), and how it was come by


@dataclass(frozen=True, slots=True)
class Denial:
    """Something a persona does not do: its stems, and the number of the persona that does, or -1."""

    stems: frozenset[str]
    goes_to: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a stem by itself tells of a persona: its run in the stem's postings, and the best of the phrases there."""

    start: int
    end: int
    worth: float  # the most that a match in one of them is worth
    fit: float  # the same, by how much of the phrase the stem is
    place: int  # the phrase that fits best
    summary: bool  # the description holds it
    term: bool  # it is a keyword, or a thing owned, whole


def fit_of(asked_for: float) -> float:
    """What a phrase is worth of which so much is asked for."""
    return 0.45 + 0.55 * asked_for


class _Remembered(dict[str, str]):
    """What `make` made of each word, each made once; faster than a cached function where there are millions."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        made = self[word] = self._make(word)
        return made


class Index:
    """A catalog ready to be asked: which phrases hold a word, which words are like it, and how rare each is.

    Phrases are numbered in the order of their personas, so that the ones of a persona are a run of numbers. What can be
    told from the catalog again is not kept: an index of 100,000 personas stays small.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.personas = catalog.personas
        self.numbers = {persona.id: number for number, persona in enumerate(catalog.personas)}
        self.owner = array("I")  # phrase -> persona
        self.worth = array("f")  # phrase -> what a match in its field is worth
        self.kind = bytearray()  # phrase -> TERM, SUMMARY or 0
        self.first = array("I", [0])  # persona -> its first phrase; one more at the end
        self.postings: Mapping[str, array[int]] = {}  # stem -> phrases, ascending
        self.holders: dict[str, array[int]] = {}  # stem -> personas, ascending
        self.spelt: dict[str, str] = {}  # spelling -> stem
        self.rarity: dict[str, float] = {}
        self.phrase_weight: array[float] = array("f")
        self._read_phrases()
        self._weigh()
        self.names = Names(catalog.personas)
        self._denials: dict[int, tuple[Denial, ...]] = {}
        self._spellings = Spellings(self.spelt)
        self._families = _families(self.postings)
        self._shares: Memo[tuple[str, int], Share | None] = Memo(MOST_REMEMBERED)
        self._read: Memo[str, tuple[Reading, ...]] = Memo(MOST_REMEMBERED)

    def let_go(self) -> None:
        """Free it piece by piece: all at once stops everything for a tenth of a second. Nobody may ask it any more."""
        for piece in (self.names, self._spellings, self):
            held = vars(piece)
            while held:
                held.popitem()

    def _read_phrases(self) -> None:
        """Number all phrases, and list for each stem those that hold it."""
        place = 0
        stem_of = _Remembered(self._spell).__getitem__
        postings: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
        for number, persona in enumerate(self.personas):
            for field, texts in texts_of(persona):
                for text in texts:
                    for root in set(map(stem_of, typed_words(text))):
                        postings[root].append(place)
                    place += 1
                self.worth.extend(repeat(WORTH[field], len(texts)))
                self.kind.extend(repeat(KIND.get(field, 0), len(texts)))
            self.owner.extend(repeat(number, place - self.first[-1]))
            self.first.append(place)
        postings.pop("", None)
        self.postings = dict(postings)

    def _spell(self, typed: str) -> str:
        """The stem of a word, with its spelling noted; "" for one that carries nothing."""
        word = meaning(typed)
        return self.spelt.setdefault(word, stem(word)) if word else ""

    def _weigh(self) -> None:
        """Rare words weigh more: the inverse document frequency of BM25 (Robertson and Sparck Jones), by personas."""
        count = len(self.personas)
        self.unknown = math.log1p((count + 0.5) / 0.5) * UNKNOWN
        self.phrase_weight = array("f", bytes(4 * len(self.owner)))
        for root, places in self.postings.items():
            self.holders[root] = array("I", dict.fromkeys(map(self.owner.__getitem__, places)))
            holders = len(self.holders[root])
            rarity = _heaviness(root) * (0.15 + math.log1p((count - holders + 0.5) / (holders + 0.5)))
            self.rarity[root] = rarity
            for place in places:
                self.phrase_weight[place] += rarity

    def reason(self, place: int) -> Reason:
        """Where a phrase stands, and what it says."""
        number = self.owner[place]
        return reason_of(self.personas[number], place - self.first[number])

    def share(self, root: str, persona: int) -> Share | None:
        """What a stem tells of a persona, or None if none of its phrases holds it."""
        return self._shares.of((root, persona), self._share)

    def _share(self, key: tuple[str, int]) -> Share | None:
        root, persona = key
        postings, rarity = self.postings[root], self.rarity[root]
        start = bisect_left(postings, self.first[persona])
        end = bisect_left(postings, self.first[persona + 1], start)
        if start == end:
            return None
        worth = fit = 0.0
        best, term = postings[start], False
        for place in postings[start : min(end, start + MOST_WEIGHED)]:
            asked_for = min(1.0, rarity / self.phrase_weight[place])
            worth = max(worth, self.worth[place])
            if self.worth[place] * fit_of(asked_for) > fit:
                best, fit = place, self.worth[place] * fit_of(asked_for)
            term = term or (asked_for > WHOLE and self.kind[place] == TERM)
        return Share(start, end, worth, fit, best, self.kind[postings[end - 1]] == SUMMARY, term)

    def weight(self, word: str, readings: Iterable[Reading]) -> float:
        """What a word of a question weighs; little, if neither the catalog nor English has it: a mere name."""
        known = [self.rarity[root] for root, _, _ in readings]
        if known:
            return max(known)
        root = stem(word)
        return self.unknown * (_heaviness(root) if root in COMMON else LIGHTEST)

    def readings(self, word: str) -> tuple[Reading, ...]:
        """The stems of the catalog that a word of a question may stand for."""
        return self._read.of(word, self._readings)

    def _readings(self, word: str) -> tuple[Reading, ...]:
        root = stem(word)
        found: dict[str, tuple[float, str]] = {}
        other = SHORT.get(word) or (LONG.get(word) if root not in self.postings else None)
        if other and (whole := stem(other)) in self.postings:
            found[whole] = (SHORTENED, INFLECTION)
        if root in self.postings:
            found[root] = (1.0, EXACT if word in self.spelt else INFLECTION)
        for other in self._families.get(root[:5], ()):
            if other != root and (near := kinship(root, other)):
                found[other] = (near, INFLECTION)
        return tuple((root, sure, how) for root, (sure, how) in (found or self._corrections(word, root)).items())

    def _corrections(self, word: str, root: str) -> dict[str, tuple[float, str]]:
        """The nearest spellings in the catalog, for a word that is no common word itself, or a long one."""
        if len(word) < 4 or (root in COMMON and len(word) < EASILY_TAKEN):
            return {}
        likely = {**self._spellings.like(root), **self._spellings.like(word)}
        if root in COMMON:
            likely = {spelling: sure for spelling, sure in likely.items() if OSA.distance(spelling, word) == 1}
        best = max(likely.values(), default=0.0)
        return {self.spelt[spelling]: (sure, TYPO) for spelling, sure in likely.items() if sure == best}

    def denials(self, number: int) -> tuple["Denial", ...]:
        """What a persona says is not its task."""
        if number not in self._denials:
            self._denials[number] = tuple(
                Denial(frozenset(stems), self.numbers.get(one.goes_to, -1))
                for one in self.personas[number].not_responsible
                if (stems := {stem(word) for word in telling(typed_words(one.text))})
            )
        return self._denials[number]

    def split(self, word: str) -> tuple[str, ...]:
        """Two neighbours in a phrase of the catalog that were typed as one word, or nothing."""
        for cut in range(2, len(word) - 1):
            one, other = self.spelt.get(word[:cut]), self.spelt.get(word[cut:])
            if one and other and self._neighbours(word, one, other):
                return word[:cut], word[cut:]
        return ()

    def _neighbours(self, joined: str, one: str, other: str) -> bool:
        """True if two words stand side by side in a phrase that holds both; the first few such phrases tell."""
        both = set(self.postings[one]).intersection(self.postings[other])
        return any(joined in _close(self.reason(place)) for place in sorted(both)[:MOST_COMPARED])

    def joined(self, word: str, following: str) -> str:
        """The one word of the catalog that was typed as two, or ""."""
        whole = word + following
        return whole if whole in self.spelt else ""


def _heaviness(root: str) -> float:
    """What a word weighs by its use in English: 1 for a rare one, LIGHTEST for one of general use."""
    return 1.0 - (1.0 - LIGHTEST) * LIGHTNESS.get(root, 0.0)


def holds(numbers: "array[int]", number: int) -> bool:
    """True if the ascending numbers hold a number."""
    found = bisect_left(numbers, number)
    return found < len(numbers) and numbers[found] == number


def _close(reason: Reason) -> str:
    return "".join(words_of(reason.also or reason.phrase))


def reason_of(persona: Persona, place: int) -> Reason:
    """What a phrase says and where it stands, by its place among the `texts_of` the persona."""
    if place <= len(persona.aliases):
        return name_of(persona, place)
    place -= 1 + len(persona.aliases)
    for number, duty in enumerate(persona.responsibilities):
        if place <= len(duty.also):
            also = duty.also[place - 1] if place else ""
            return Reason(Field.RESPONSIBILITY, duty.text, number, also, duty.source, duty.part)
        place -= 1 + len(duty.also)
    for field, texts in ((Field.KEYWORD, persona.keywords), (Field.OWNS, persona.owns)):
        if place < len(texts):
            return Reason(field, texts[place], place)
        place -= len(texts)
    if place < len(persona.handoffs):
        handoff = persona.handoffs[place]
        return Reason(Field.HANDOFF, handoff.what, place, "", handoff.source)
    place -= len(persona.handoffs)
    if place < len(persona.stages):
        stage = tuple(persona.stages)[place]
        return Reason(Field.STAGE, stage, place, part=persona.stages[stage])
    place -= len(persona.stages)
    return Reason(Field.DESCRIPTION, sentences(persona.description)[place], place)


def texts_of(persona: Persona) -> Iterator[tuple[Field, Sequence[str]]]:
    """Everything a persona is found by, field by field, in the order in which ties are decided."""
    yield Field.TITLE, (persona.title,)
    if persona.aliases:
        yield Field.ALIAS, persona.aliases
    if persona.responsibilities:
        yield Field.RESPONSIBILITY, [text for duty in persona.responsibilities for text in (duty.text, *duty.also)]
    if persona.keywords:
        yield Field.KEYWORD, persona.keywords
    if persona.owns:
        yield Field.OWNS, persona.owns
    if persona.handoffs:
        yield Field.HANDOFF, [handoff.what for handoff in persona.handoffs]
    if persona.stages:
        yield Field.STAGE, tuple(persona.stages)
    yield Field.DESCRIPTION, sentences(persona.description)


def sentences(text: str) -> list[str]:
    return [one for one in text.replace("\n", " ").split(". ") if one.strip()]


def _families(stems: Iterable[str]) -> dict[str, list[str]]:
    families: defaultdict[str, list[str]] = defaultdict(list)
    for root in stems:
        if len(root) >= 5:
            families[root[:5]].append(root)
    return dict(families)
