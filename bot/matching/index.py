"""What is looked up for every question, prepared once for each catalog."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.catalog import Catalog, Persona
from bot.language.english import COMMON, LIGHT, SHORT, telling
from bot.language.words import deletions, kinship, misspelling, sound, stem, typed_words
from bot.matching.match import Field, Reason
from bot.matching.names import Names, names_of

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
LIGHTNESS = 0.5  # what a word of general use weighs beside one that is not
UNKNOWN = 0.75  # what a word the catalog does not have weighs beside the rarest it has
SHORTENED = 0.9  # how sure the long form of a shortened word is
SAME_SOUND = 0.85  # how sure a correction is that sounds like what was typed
EXACT, INFLECTION, TYPO = "exact", "inflection", "typo"

Reading = tuple[str, float, str]  # a stem of the catalog, how sure (0 to 1), and how it was come by


@dataclass(frozen=True, slots=True)
class Denial:
    """Something a persona does not do: its stems, and the number of the persona that does, or -1."""

    stems: frozenset[str]
    goes_to: int


class Index:
    """A catalog ready to be asked: which phrases hold a word, which words are like it, and how rare each is.

    Phrases are numbered in the order of their personas, so that the ones of a persona are a run of numbers.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.personas = catalog.personas
        self.reasons: list[Reason] = []
        self.phrase_weight = array("f")
        self.owner = array("I")  # phrase -> persona
        self.worth = array("f")
        self.first = array("I", [0])  # persona -> its first phrase; one more at the end
        self.postings: dict[str, array[int]] = {}  # stem -> phrases, ascending
        self.spelt: dict[str, str] = {}  # spelling -> stem
        self.rarity: dict[str, float] = {}
        self._pairs: dict[str, tuple[str, str]] = {}  # two neighbours in a phrase, by their joined spelling
        phrases = self._read_phrases()
        self._weigh(phrases)
        self.names = Names(catalog.personas)
        self._denials: dict[int, tuple[Denial, ...]] = {}
        self.numbers = {persona.id: number for number, persona in enumerate(catalog.personas)}
        self._near = _near_spellings(self.spelt)
        self._sounds = _by_sound(self.spelt)
        self._families = _families(self.postings)
        self.readings = lru_cache(maxsize=1 << 16)(self._readings)

    def _read_phrases(self) -> list[tuple[str, ...]]:
        """Number all phrases and list for each stem those that hold it; the stems of each phrase."""
        phrases: list[tuple[str, ...]] = []
        for number, persona in enumerate(self.personas):
            for reason in phrases_of(persona):
                stems = self._stems(reason.also or reason.phrase)
                if not stems:
                    continue
                for root in set(stems):
                    self.postings.setdefault(root, array("I")).append(len(phrases))
                phrases.append(stems)
                self.reasons.append(reason)
                self.owner.append(number)
                self.worth.append(WORTH[reason.field])
            self.first.append(len(phrases))
        return phrases

    def _stems(self, text: str) -> tuple[str, ...]:
        stems: list[str] = []
        before = ""
        for word in telling(typed_words(text)):
            root = self.spelt.get(word) or self.spelt.setdefault(word, stem(word))
            stems.append(root)
            if before:
                self._pairs.setdefault(before + word, (before, word))
            before = word
        return tuple(stems)

    def _weigh(self, phrases: list[tuple[str, ...]]) -> None:
        """Rare words weigh more: the inverse document frequency of BM25 (Robertson and Sparck Jones), by personas."""
        count = len(self.personas)
        self.unknown = math.log1p((count + 0.5) / 0.5) * UNKNOWN
        for root, places in self.postings.items():
            holders = sum(1 for _ in _runs(self.owner, places))
            light = LIGHTNESS if root in LIGHT else 1.0
            self.rarity[root] = light * (0.15 + math.log1p((count - holders + 0.5) / (holders + 0.5)))
        self.phrase_weight.extend(sum(self.rarity[root] for root in set(stems)) for stems in phrases)

    def weight(self, word: str, readings: Iterable[Reading]) -> float:
        """What a word of a question weighs; little, if neither the catalog nor English has it: it may be a mere name."""
        known = [self.rarity[root] for root, _, _ in readings]
        if known:
            return max(known)
        root = stem(word)
        return self.unknown * (LIGHTNESS if root in LIGHT or root not in COMMON else 1.0)

    def _readings(self, word: str) -> tuple[Reading, ...]:
        """The stems of the catalog that a word of a question may stand for."""
        root = stem(word)
        found: dict[str, tuple[float, str]] = {}
        if word in SHORT and (whole := stem(SHORT[word])) in self.postings:
            found[whole] = (SHORTENED, INFLECTION)
        if root in self.postings:
            found[root] = (1.0, EXACT if word in self.spelt else INFLECTION)
        for other in self._families.get(root[:5], ()):
            if other != root and (near := kinship(root, other)):
                found[other] = (near, INFLECTION)
        return tuple((root, sure, how) for root, (sure, how) in (found or self._corrections(word, root)).items())

    def _corrections(self, word: str, root: str) -> dict[str, tuple[float, str]]:
        """The nearest spellings in the catalog, for a word that is no common word itself."""
        if len(word) < 4 or root in COMMON:
            return {}
        likely = [(SAME_SOUND, self.spelt[spelling]) for spelling in self._sounds.get(sound(word), ())]
        for asked in {word, root}:
            near = {spelling for part in deletions(asked) for spelling in self._near.get(part, ())}
            likely += [(misspelling(asked, spelling), self.spelt[spelling]) for spelling in near]
        best = max((sure for sure, _ in likely), default=0.0)
        return {root: (sure, TYPO) for sure, root in likely if sure and sure == best}

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
        return self._pairs.get(word, ())

    def joined(self, word: str, following: str) -> str:
        """The one word of the catalog that was typed as two, or ""."""
        whole = word + following
        return whole if whole in self.spelt else ""


def phrases_of(persona: Persona) -> Iterator[Reason]:
    """Everything a persona is found by, in the order in which ties are decided."""
    yield from names_of(persona)
    for place, duty in enumerate(persona.responsibilities):
        for also in ("", *duty.also):
            yield Reason(Field.RESPONSIBILITY, duty.text, place, also, duty.source, duty.part)
    for place, keyword in enumerate(persona.keywords):
        yield Reason(Field.KEYWORD, keyword, place)
    for place, owned in enumerate(persona.owns):
        yield Reason(Field.OWNS, owned, place)
    for place, handoff in enumerate(persona.handoffs):
        yield Reason(Field.HANDOFF, handoff.what, place, "", handoff.source)
    for place, stage in enumerate(persona.stages):
        yield Reason(Field.STAGE, stage, place, part=persona.stages[stage])
    for place, sentence in enumerate(sentences(persona.description)):
        yield Reason(Field.DESCRIPTION, sentence, place)


def sentences(text: str) -> list[str]:
    return [one for one in text.replace("\n", " ").split(". ") if one.strip()]


def _runs(owner: "array[int]", places: "array[int]") -> Iterator[int]:
    """The personas of some phrases, each once."""
    last = -1
    for place in places:
        if owner[place] != last:
            last = owner[place]
            yield last


def _near_spellings(spellings: Iterable[str]) -> dict[str, list[str]]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    for spelling in spellings:
        if len(spelling) >= 4:
            for part in deletions(spelling):
                near[part].append(spelling)
    return dict(near)


def _by_sound(spellings: Iterable[str]) -> dict[str, list[str]]:
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for spelling in spellings:
        if len(spelling) >= 5:
            sounds[sound(spelling)].append(spelling)
    return dict(sounds)


def _families(stems: Iterable[str]) -> dict[str, list[str]]:
    families: defaultdict[str, list[str]] = defaultdict(list)
    for root in stems:
        if len(root) >= 5:
            families[root[:5]].append(root)
    return dict(families)
