"""What is looked up for every question, prepared once for each catalog."""

import math
import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz.distance import OSA

from bot.catalog import Catalog, Elsewhere, Persona, Responsibility
from bot.language.english import COMMON, LIGHTNESS, LONG, SHORT, content_words, is_english, meaning
from bot.language.occupations import is_occupation
from bot.language.words import Spellings, bare, fold, kinship, stem, typed_words, words_of
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
FEW = 256  # so many personas are all looked at, for every question
LIGHTEST = 0.5  # what a word of general use weighs beside one that is rare in English
UNKNOWN = 0.75  # what a word the catalog does not have weighs beside the rarest it has
EASILY_TAKEN = 8  # letters of a common word from which a single slip leads to one of the catalog: continent
SHORTENED = 0.9  # how sure the long form of a shortened word is
COMPOUND = 0.8  # and the verb that a word is made of: a backup is what is backed up
JOINED_NOUN = re.compile(r"(\w{3,})(?:up|out|off|over|down)s?$")
SHORTEST_PART = 4  # letters of a word in a compound
SHORTEST_AGAIN = 6  # letters of a word for what is done again: a reel is no "el"
HALF = 2.0  # so often a word must come up for half of what it can tell by coming up often
MOST_COMPARED = 20  # phrases
WHOLE = 0.99  # a phrase of which so much is asked for is asked for whole
MOST_WEIGHED = 256  # of a persona's phrases with the same stem
MOST_REMEMBERED = 1 << 16
EXACT, INFLECTION, TYPO, SYNONYM = "exact", "inflection", "typo", "synonym"

Reading = tuple[str, float, str]  # a stem of the catalog, how sure (0 to 1), and how it was come by


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a question: what it may stand for in a catalog, and what it weighs there.

    `stems` are its own, and those that it may stand for.
    """

    word: str
    readings: tuple[Reading, ...]
    weight: float
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to say what is handed over, and when; each as stems, and none in both."""

    what: frozenset[str]
    when: frozenset[str]


@dataclass(frozen=True, slots=True)
class Denial:
    """Something a persona does not do: whose it is not, which of what it does not do, its stems, and whose it is.

    That one is a persona's number, or -1.
    """

    persona: int
    place: int
    stems: frozenset[str]
    goes_to: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a word by itself tells of a persona, each figure from 0 to 1.

    `places` are the persona's phrases that hold the word.
    """

    persona: int
    places: Sequence[int]
    worth: float  # the most that a match in one of them is worth
    often: float  # how often it comes up: 0.5 for twice
    summary: float  # the description holds it
    fit: float  # the most that a phrase is worth, by how much of it the word is
    place: int  # that phrase
    sure: float  # how sure the word is in it
    term: float  # it is a keyword, or a thing owned, whole


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
    told from the catalog again is not kept: an index of 100,000 personas stays small. Behind the personas stand those
    who only stand for what goes elsewhere, as `goes_to` tells.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        stand_ins = _stand_ins(catalog.elsewhere)
        self.personas = (*catalog.personas, *stand_ins.values())
        self._goes_to = tuple(stand_ins)
        self._here = len(catalog.personas)  # personas from this number on stand for what goes elsewhere
        self.numbers = {persona.id: number for number, persona in enumerate(catalog.personas)}
        self.owner = array("I")  # phrase -> persona
        self.worth = array("f")  # phrase -> what a match in its field is worth
        self.kind = bytearray()  # phrase -> TERM, SUMMARY or 0
        self.first = array("I", [0])  # persona -> its first phrase; one more at the end
        self.postings: Mapping[str, array[int]] = {}  # stem -> phrases, ascending
        self.spelt: dict[str, str] = {}  # spelling -> stem
        self.rarity: dict[str, float] = {}
        self.phrase_weight: array[float] = array("f")
        self._read_phrases()
        self._weigh()
        self._spellings = Spellings(self.spelt)
        self.names = Names(catalog.personas, self.spelt, self._spellings)
        self.denials = _denials(self.personas, self.numbers)
        self._families = _families(self.postings)
        self._items: Memo[str, Item] = Memo(MOST_REMEMBERED)
        self._holders: Memo[str, array[int]] = Memo(MOST_REMEMBERED)
        self._told: Memo[str, tuple[tuple[Share, ...], frozenset[int]]] = Memo(MOST_REMEMBERED)
        self._handed: Memo[tuple[str, int], tuple[frozenset[str], ...]] = Memo(MOST_REMEMBERED)
        self._ways: Memo[tuple[str, int], tuple[Way, ...]] = Memo(MOST_REMEMBERED)
        self._reasons: Memo[int, Reason] = Memo(MOST_REMEMBERED)
        if self.is_small:
            self._prepare_ways()

    def let_go(self) -> None:
        """Free it piece by piece: all at once stops everything for a tenth of a second. Nobody may ask it any more."""
        for piece in (self.names, self._spellings, self):
            held = vars(piece)
            while held:
                held.popitem()

    @property
    def lists_elsewhere(self) -> bool:
        """True if the catalog lists what goes elsewhere."""
        return bool(self._goes_to)

    @property
    def is_small(self) -> bool:
        """True for so few personas that all can be looked at, and that words hardly make up a name by chance."""
        return len(self.personas) <= FEW

    def goes_to(self, number: int) -> str:
        """Where what somebody stands for goes instead; "" for a persona of the catalog."""
        return self._goes_to[number - self._here] if number >= self._here else ""

    def _read_phrases(self) -> None:
        """Number all phrases, and list for each stem those that hold it."""
        place = 0
        stem_of = _Remembered(self._spell).__getitem__
        postings: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
        worth, kind, owner = self.worth, self.kind, self.owner
        for number, persona in enumerate(self.personas):
            for field, texts in texts_of(persona):
                for text in texts:
                    for root in dict.fromkeys(map(stem_of, typed_words(text))):
                        postings[root].append(place)
                    worth.append(WORTH[field])
                    kind.append(KIND.get(field, 0))
                    owner.append(number)
                    place += 1
            self.first.append(place)
        postings.pop("", None)
        self.postings = dict(postings)

    def _spell(self, typed: str) -> str:
        """The stem of a word, with its spelling noted; "" for one that carries nothing."""
        word = meaning(typed, bare(fold(typed)))
        return self.spelt.setdefault(word, stem(word)) if word else ""

    def _weigh(self) -> None:
        """Words weigh more, the fewer personas they tell of: by how far those who hold a word are from being anybody.

        That is the Kullback-Leibler divergence of who holds it from all personas alike, in nats.
        """
        count = len(self.personas)
        self.unknown = math.log1p((count + 0.5) / 0.5) * UNKNOWN
        self.phrase_weight = weights = array("f", bytes(4 * len(self.owner)))
        owner_of = self.owner.__getitem__
        for root, places in self.postings.items():
            rarity = _heaviness(root) * (0.15 + _telling(Counter(map(owner_of, places)).values(), count))
            self.rarity[root] = rarity
            for place in places:
                weights[place] += rarity

    def reason(self, place: int) -> Reason:
        """Where a phrase stands, and what it says."""
        return self._reasons.of(place, self._reason)

    def _reason(self, place: int) -> Reason:
        number = self.owner[place]
        return reason_of(self.personas[number], place - self.first[number])

    def holders(self, root: str) -> "array[int]":
        """The personas that hold a stem, ascending."""
        return self._holders.of(root, self._holders_of)

    def _holders_of(self, root: str) -> "array[int]":
        return array("I", dict.fromkeys(map(self.owner.__getitem__, self.postings[root])))

    def ways(self, giver: str, place: int) -> tuple[Way, ...]:
        """The ways to say what is handed over, by the giver's id and the place among its hand-offs."""
        return self._ways.of((giver, place), self._ways_of)

    def _prepare_ways(self) -> None:
        """Work out the ways of all hand-offs: else the first question that looks at all of them waits for that."""
        for giver in self.catalog.personas:
            for place in range(len(giver.handoffs)):
                self.ways(giver.id, place)

    def _ways_of(self, key: tuple[str, int]) -> tuple[Way, ...]:
        when = frozenset(map(stem, content_words(self.catalog.by_id[key[0]].handoffs[key[1]].when)))
        return tuple(Way(what, when - what) for what in self._handed.of(key, self._handed_of))

    def _handed_of(self, key: tuple[str, int]) -> tuple[frozenset[str], ...]:
        handoff = self.catalog.by_id[key[0]].handoffs[key[1]]
        return tuple(frozenset(map(stem, content_words(text))) for text in (handoff.what, *handoff.also))

    def asked_for(self, giver: str, place: int, asked: Mapping[str, float]) -> float:
        """How much of what is handed over these stems ask for, in the way to say it that they fit best.

        Each stem with how sure it is.
        """
        return max(self._covered(stems, asked) for stems in self._handed.of((giver, place), self._handed_of))

    def _covered(self, stems: frozenset[str], asked: Mapping[str, float]) -> float:
        if asked.keys().isdisjoint(stems):
            return 0.0
        whole = sum(self.rarity.get(root, 0.0) for root in stems)
        return sum(self.rarity.get(root, 0.0) * asked.get(root, 0.0) for root in stems) / (whole or 1.0)

    # -- what the words of a question tell --

    def item(self, word: str) -> Item:
        """A word of a question, read with the catalog in hand."""
        return self._items.of(word, self._item)

    def _item(self, word: str) -> Item:
        readings = self._readings(word)
        stems = frozenset((stem(word), *(root for root, _, _ in readings)))
        return Item(word, readings, self._weight(word, readings), stems)

    def told(self, item: Item) -> tuple[tuple[Share, ...], frozenset[int]]:
        """What a word tells of each persona that holds it, and the phrases that do. For catalogs of a few personas."""
        return self._told.of(item.word, lambda _: self._told_by(item))

    def _told_by(self, item: Item) -> tuple[tuple[Share, ...], frozenset[int]]:
        personas = dict.fromkeys(number for root, _, _ in item.readings for number in self.holders(root))
        shares = tuple(share for number in personas if (share := self.share(item, number)))
        return shares, frozenset(place for share in shares for place in share.places)

    def share(self, item: Item, persona: int) -> Share | None:
        """What a word tells of a persona, or None if none of its phrases holds it."""
        times = worth = summary = fit = sure_there = term = 0.0
        best = -1
        held: list[int] = []
        begin, end = self.first[persona], self.first[persona + 1]
        for root, sure, _ in item.readings:
            postings = self.postings[root]
            start = bisect_left(postings, begin)
            if start == len(postings) or postings[start] >= end:
                continue
            places = postings[start : bisect_left(postings, end, start)]
            rarity = self.rarity[root]
            held.extend(places)
            times += sure * len(places)
            if self.kind[places[-1]] == SUMMARY and sure > summary:
                summary = sure
            for place in places[:MOST_WEIGHED]:
                asked_for = min(1.0, rarity / self.phrase_weight[place])
                there = sure * self.worth[place]
                fits = there * fit_of(asked_for)
                worth = max(worth, there)
                if fits > fit:
                    best, fit, sure_there = place, fits, sure
                if asked_for > WHOLE and sure > term and self.kind[place] == TERM:
                    term = sure
        if not held:
            return None
        return Share(persona, held, worth, times / (times + HALF), summary, fit, best, sure_there, term)

    def _weight(self, word: str, readings: Iterable[Reading]) -> float:
        """What a word of a question weighs; little, if neither the catalog nor English has it: a mere name."""
        known = [(sure, self.rarity[root]) for root, sure, _ in readings]
        if known:
            return max(known)[1]
        root = stem(word)
        return self.unknown * (_heaviness(root) if root in COMMON else LIGHTEST)

    def _readings(self, word: str) -> tuple[Reading, ...]:
        """The stems of the catalog that a word of a question may stand for."""
        root = stem(word)
        found: dict[str, tuple[float, str]] = {}
        other = SHORT.get(word) or (LONG.get(word) if root not in self.postings else None)
        if other and (whole := stem(other)) in self.postings:
            found[whole] = (SHORTENED, SYNONYM)
        if root in self.postings:
            found[root] = (1.0, EXACT if word in self.spelt else INFLECTION)
        for other in self._families.get(root[:5], ()):
            if other != root and (near := kinship(root, other)):
                found[other] = (near, INFLECTION)
        if not found and (verb := _verb_in(word)) in self.postings:
            found[verb] = (COMPOUND, INFLECTION)
        if not found and (again := _again(word, root)) in self.postings:
            found[again] = (COMPOUND, INFLECTION)
        return tuple((root, sure, how) for root, (sure, how) in (found or self._corrections(word, root)).items())

    def _corrections(self, word: str, root: str) -> dict[str, tuple[float, str]]:
        """The nearest spellings in the catalog, for a word that is no common word itself, or a long one."""
        if len(word) < 4 or (root in COMMON and len(word) < EASILY_TAKEN):
            return {}
        likely = {one: sure for typed in {root: 0, word: 0} for one, sure in self._spellings.like(typed).items()}
        if is_english(word):
            likely = {one: sure for one, sure in likely.items() if self._is_one_slip(word, root, one)}
        best = max(likely.values(), default=0.0)
        return {self.spelt[spelling]: (sure, TYPO) for spelling, sure in likely.items() if sure == best}

    def _is_one_slip(self, word: str, root: str, spelling: str) -> bool:
        """True for a spelling one slip from a word, or from a long one, however that is inflected: a compliant."""
        inflected = len(root) > EASILY_TAKEN and OSA.distance(self.spelt[spelling], root) == 1
        return inflected or OSA.distance(spelling, word) == 1

    def split(self, word: str) -> tuple[str, ...]:
        """Two words that were typed as one, or nothing: neighbours in a phrase of the catalog, else a compound."""
        for cut in range(2, len(word) - 1):
            one, other = self.spelt.get(word[:cut]), self.spelt.get(word[cut:])
            if one and other and self._neighbours(word, one, other):
                return word[:cut], word[cut:]
        return self._compound(word)

    def _compound(self, word: str) -> tuple[str, ...]:
        """The two common words that one is made of which English does not have, if the catalog has either."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1) if not is_english(word) else ():
            parts = word[:cut], word[cut:]
            if any(part in self.spelt for part in parts) and all(stem(part) in COMMON for part in parts):
                return parts
        return ()

    def _neighbours(self, joined: str, one: str, other: str) -> bool:
        """True if two words stand side by side in a phrase that holds both; the first few such phrases tell."""
        both = set(self.postings[one]).intersection(self.postings[other])
        return any(joined in _close(self.reason(place)) for place in sorted(both)[:MOST_COMPARED])

    def joined(self, word: str, following: str) -> str:
        """The one word of the catalog that was typed as two, or ""."""
        whole = word + following
        return whole if whole in self.spelt else ""


def _stand_ins(elsewhere: Iterable[Elsewhere]) -> dict[str, Persona]:
    """For each place that things go to, somebody nameless who does them: they are weighed like all else."""
    phrases: dict[str, list[Responsibility]] = {}
    for one in elsewhere:
        phrases.setdefault(one.goes_to, []).append(Responsibility(one.text, also=one.also))
    return {goes_to: Persona("", "", "", responsibilities=tuple(said)) for goes_to, said in phrases.items()}


def _denials(personas: Sequence[Persona], numbers: Mapping[str, int]) -> dict[str, list[Denial]]:
    """What personas say is not theirs, by each of its stems."""
    denials: defaultdict[str, list[Denial]] = defaultdict(list)
    for number, persona in enumerate(personas):
        for place, one in enumerate(persona.not_responsible):
            stems = frozenset(map(stem, content_words(one.text)))
            for root in stems:
                denials[root].append(Denial(number, place, stems, numbers.get(one.goes_to, -1)))
    return dict(denials)


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


def _verb_in(noun: str) -> str:
    """The stem of the verb that a noun like "backups" is made of; "" for another word."""
    found = JOINED_NOUN.match(noun)
    return stem(found[1]) if found else ""


def _again(word: str, root: str) -> str:
    """The stem of what is done again: who reorders what is ordered; "" for another word."""
    again = word[2:] if word.startswith("re") and len(word) >= SHORTEST_AGAIN and root not in COMMON else ""
    return "" if is_occupation(again) else stem(again)


def _families(stems: Iterable[str]) -> dict[str, list[str]]:
    families: defaultdict[str, list[str]] = defaultdict(list)
    for root in stems:
        if len(root) >= 5:
            families[root[:5]].append(root)
    return dict(families)


def _telling(times: Collection[int], count: int) -> float:
    """What a word tells of who is meant, of so many, that comes up with some of them so many times."""
    whole = sum(times)
    several = sum(one * math.log(one) for one in times if one > 1) if whole > len(times) else 0.0
    return math.log(count) - math.log(whole) + several / whole
