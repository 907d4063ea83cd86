"""The phrases by which personas are found: which of them hold a word, and how much each word tells."""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, count, groupby, repeat
from operator import sub
from types import ModuleType
from typing import TypeVar

from bot.catalog import Persona
from bot.language.english import LIGHTNESS, meaning
from bot.language.words import bare, fold, stem, typed_words
from bot.matching.match import Field, Reason
from bot.matching.names import name_of

Key = TypeVar("Key")
Value = TypeVar("Value")

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
NOTHING = -1  # the number of what is no word
MANY = 1 << 16  # words of all phrases from which on they are counted by NumPy
COMMONEST = 0.15  # nats that even a word tells which everybody's phrases hold


class Phrases:
    """All phrases of some personas, numbered in the order of their personas: those of a persona are a run of numbers.

    Of what they say only the words are kept, as numbers: those of 100,000 personas stay small. The words of whoever
    stands in `former` as well, just as now, are taken from there, which saves most of the reading.
    """

    def __init__(self, personas: Sequence[Persona], former: "Phrases | None" = None) -> None:
        self.personas = personas
        self.owner = array("I")  # phrase -> persona
        self.worth = array("f")  # phrase -> what a match in its field is worth
        self.kind = bytearray()  # phrase -> TERM, SUMMARY or 0
        self.first = array("I", [0])  # persona -> its first phrase; one more at the end
        self._said = array("I")  # the words of all phrases, each once in a phrase, by their numbers
        self._begin = array("I", [0])  # phrase -> the place of its first word there; one more at the end
        self.spelt: dict[str, str] = {}  # spelling -> stem, in the order of the words' numbers
        self._read(former)
        self.postings = self._grouped()  # stem -> phrases, ascending
        self.unknown = math.log1p((len(personas) + 0.5) / 0.5) * UNKNOWN  # the weight of the rarest word, and more
        self.rarity: dict[str, float] = {}  # stem -> what it weighs
        self.weight: array[float] = array("f")  # phrase -> what its stems weigh together
        self._weigh()

    def reason(self, place: int) -> Reason:
        """Where a phrase stands, and what it says."""
        number = self.owner[place]
        return reason_of(self.personas[number], place - self.first[number])

    def owners(self, places: "array[int]") -> "array[int]":
        """The personas of some phrases, ascending as those are."""
        if len(self._said) > MANY:
            found: array[int] = _many().owners(self.owner, places)
            return found
        return array("I", dict.fromkeys(map(self.owner.__getitem__, places)))

    def _read(self, former: "Phrases | None") -> None:
        known = list(former.spelt) if former else []
        numbers = {word: number for number, word in enumerate(known)} | {"": NOTHING}

        def number_of(typed: str) -> int:
            word = meaning(typed, bare(fold(typed)))
            if word not in numbers:
                numbers[word] = len(known)
                known.append(word)
            return numbers[word]

        meant = _Remembered[str, int](number_of)
        for run, shift in _runs(self.personas, former.personas if former else ()):
            if former and shift is not None:
                self._take_over(former, run, shift)
            else:
                for number in run:
                    self._take_in(number, meant.__getitem__)
        if former:
            order, self._said = self._in_order(len(known))
            known = list(map(known.__getitem__, order))
        self.spelt = {word: stem(word) for word in known}

    def _in_order(self, count: int) -> "tuple[list[int], array[int]]":
        """The words that are said, of so many known, in the order in which they are; and all that is said, by that."""
        order: list[int]
        said: array[int]
        if len(self._said) > MANY:
            order, said = _many().in_order(self._said, count)
            return order, said
        order = list(dict.fromkeys(self._said))
        renumbered = {number: new for new, number in enumerate(order)}
        return order, array("I", map(renumbered.__getitem__, self._said))

    def _take_in(self, number: int, meant: Callable[[str], int]) -> None:
        """Read the phrases of a persona; `meant` numbers the words as they were typed."""
        for field, texts in texts_of(self.personas[number]):
            for text in texts:
                words = dict.fromkeys(map(meant, typed_words(text)))
                words.pop(NOTHING, None)
                self._said.extend(words)
                self._begin.append(len(self._said))
                self.worth.append(WORTH[field])
                self.kind.append(KIND.get(field, 0))
                self.owner.append(number)
        self.first.append(len(self.owner))

    def _take_over(self, former: "Phrases", run: range, shift: int) -> None:
        """Take the phrases of a run of personas from where they stood `shift` numbers further on."""
        first, last = former.first[run.start + shift], former.first[run.stop + shift]
        begin, end = former._begin[first], former._begin[last]
        phrases, words = len(self.owner) - first, len(self._said) - begin
        self.first.extend(one + phrases for one in former.first[run.start + shift + 1 : run.stop + shift + 1])
        self._begin.extend(one + words for one in former._begin[first + 1 : last + 1])
        self._said.extend(former._said[begin:end])
        self.worth.extend(former.worth[first:last])
        self.kind.extend(former.kind[first:last])
        self.owner.extend(number - shift for number in former.owner[first:last])

    def _grouped(self) -> "dict[str, array[int]]":
        """For each stem the phrases that hold it."""
        if len(self._said) > MANY:
            found: dict[str, array[int]] = _many().grouped(self._said, self._begin, tuple(self.spelt.values()))
            return found
        postings = {root: array("I") for root in self.spelt.values()}
        note = [postings[root].append for root in self.spelt.values()]
        lengths = map(sub, self._begin[1:], self._begin)
        for word, place in zip(self._said, chain.from_iterable(map(repeat, count(), lengths)), strict=True):
            note[word](place)
        for root, spellings in Counter(self.spelt.values()).items():
            if spellings > 1:  # a phrase may hold two of them
                postings[root] = array("I", dict.fromkeys(postings[root]))
        return postings

    def _weigh(self) -> None:
        """Words weigh more, the fewer personas they tell of: by how far those who hold a word are from being anybody.

        That is the Kullback-Leibler divergence of who holds it from all personas alike, in nats.
        """
        if len(self._said) > MANY:
            heavy = tuple(map(heaviness, self.postings))
            count = len(self.personas)
            rarity, self.weight = _many().weighed(self.postings, self.owner, count, heavy, COMMONEST)
            self.rarity.update(zip(self.postings, rarity, strict=True))
            return
        weight = self.weight = array("f", bytes(4 * len(self.owner)))
        owner_of = self.owner.__getitem__
        for root, places in self.postings.items():
            told = _telling(Counter(map(owner_of, places)).values(), len(self.personas))
            rarity = self.rarity[root] = heaviness(root) * (COMMONEST + told)
            for place in places:
                weight[place] += rarity


def _many() -> ModuleType:
    from bot.matching import many  # noqa: PLC0415 loading NumPy takes longer than to read a small catalog

    return many


class _Remembered(dict[Key, Value]):
    """What `make` made of each key, each made once; faster than a cached function where there are millions."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        made = self[key] = self._make(key)
        return made


def _runs(personas: Sequence[Persona], former: Sequence[Persona]) -> Iterator[tuple[range, int | None]]:
    """The personas in runs, each with how many numbers further on it stood before just like that; None for new ones."""
    before = {persona.id: number for number, persona in enumerate(former)}

    def shift(number: int) -> int | None:
        stood = before.get(personas[number].id)
        return None if stood is None or not _is_same(former[stood], personas[number]) else stood - number

    for moved, run in groupby(range(len(personas)), key=shift):
        numbers = tuple(run)
        yield range(numbers[0], numbers[-1] + 1), moved


def _is_same(one: Persona, other: Persona) -> bool:
    """True for personas whose phrases are the same; they count stages in their order, which is no part of equality."""
    return one == other and tuple(one.stages) == tuple(other.stages)


def heaviness(root: str) -> float:
    """What a word weighs by its use in English: 1 for a rare one, LIGHTEST for one of general use."""
    return 1.0 - (1.0 - LIGHTEST) * LIGHTNESS.get(root, 0.0)


def _telling(times: Collection[int], count: int) -> float:
    """What a word tells of who is meant, of so many, that comes up with some of them so many times."""
    whole = sum(times)
    several = sum(one * math.log(one) for one in times if one > 1) if whole > len(times) else 0.0
    return math.log(count) - math.log(whole) + several / whole


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
    for number, handoff in enumerate(persona.handoffs):
        if place <= len(handoff.also):
            return Reason(Field.HANDOFF, handoff.what, number, handoff.also[place - 1] if place else "", handoff.source)
        place -= 1 + len(handoff.also)
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
        yield Field.HANDOFF, [text for handoff in persona.handoffs for text in (handoff.what, *handoff.also)]
    if persona.stages:
        yield Field.STAGE, tuple(persona.stages)
    yield Field.DESCRIPTION, sentences(persona.description)


def sentences(text: str) -> list[str]:
    return [one for one in text.replace("\n", " ").split(". ") if one.strip()]
