"""What is looked up for every question, prepared once for each catalog."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz.distance import OSA

from bot.catalog import Catalog, Elsewhere, Persona, Responsibility
from bot.language.english import COMMON, LONG, SHORT, content_words, is_english
from bot.language.occupations import is_occupation
from bot.language.words import Spellings, kinship, stem, words_of
from bot.matching.match import Field, Reason
from bot.matching.memo import Memo
from bot.matching.names import Names
from bot.matching.phrases import LIGHTEST, SUMMARY, TERM, Phrases, heaviness, texts_of

FEW = 256  # so many personas are all looked at, for every question
EASILY_TAKEN = 8  # letters of a common word from which a single slip leads to one of the catalog: continent
SHORTENED = 0.9  # how sure the long form of a shortened word is
COMPOUND = 0.8  # and the verb that a word is made of: a backup is what is backed up
JOINED_NOUN = re.compile(r"(\w{3,})(?:up|out|off|over|down)s?$")
SHORTEST_PART = 4  # letters of a word in a compound
SHORTEST_AGAIN = 6  # letters of a word for what is done again: a reel is no "el"
HALF = 2.0  # so often a word must come up for half of what it can tell by coming up often
MOST_COMPARED = 20  # phrases
MOST_SEARCHED = 1000  # phrases with the rarest word of a question
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


class Index:
    """A catalog ready to be asked: which phrases hold a word, which words are like it, and how rare each is.

    An index of 100,000 personas stays small: what can be told from the catalog again is not kept. Behind the personas
    stand those who only stand for what goes elsewhere, as `goes_to` tells. Of the `former` catalog what has not changed
    is not read again.
    """

    def __init__(self, catalog: Catalog, former: "Index | None" = None) -> None:
        self.catalog = catalog
        stand_ins = _stand_ins(catalog.elsewhere)
        self.personas = (*catalog.personas, *stand_ins.values())
        self._goes_to = tuple(stand_ins)
        self._here = len(catalog.personas)  # personas from this number on stand for what goes elsewhere
        self.numbers = {persona.id: number for number, persona in enumerate(catalog.personas)}
        self.handed_to = catalog.handoffs_to  # worked out here, so that no question waits for it
        self.phrases: Phrases = Phrases(self.personas, former.phrases if former else None)
        self._spellings = Spellings(self.phrases.spelt)
        named = former.names if former else None
        self.names: Names = Names(catalog.personas, self.phrases.spelt, self._spellings, named)
        self.denials = _denials(self.personas, self.numbers)
        self._families = _families(self.phrases.postings)
        self._items: Memo[str, Item] = Memo(MOST_REMEMBERED)
        self._holders: Memo[str, array[int]] = Memo(MOST_REMEMBERED)
        self._told: Memo[str, tuple[tuple[Share, ...], frozenset[int]]] = Memo(MOST_REMEMBERED)
        self._handed: Memo[tuple[str, int], tuple[frozenset[str], ...]] = Memo(MOST_REMEMBERED)
        self._ways: Memo[tuple[str, int], tuple[Way, ...]] = Memo(MOST_REMEMBERED)
        self._about: Memo[tuple[str, int], frozenset[str]] = Memo(MOST_REMEMBERED)
        self._reasons: Memo[int, Reason] = Memo(MOST_REMEMBERED)
        self._exactly = _texts(self.personas) if self.is_small else {}
        if self.is_small:
            self._prepare_ways()
        else:
            from bot.matching.many import Tally  # noqa: PLC0415 a catalog of a few personas does without NumPy

            self.tally = partial(Tally, len(self.personas))

    def let_go(self) -> None:
        """Free it piece by piece: all at once stops everything for a tenth of a second. Nobody may ask it any more."""
        for piece in (self.names, self._spellings, self.phrases, self):
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

    def reason(self, place: int) -> Reason:
        """Where a phrase stands, and what it says."""
        return self._reasons.of(place, self.phrases.reason)

    def holders(self, root: str) -> "array[int]":
        """The personas that hold a stem, ascending."""
        return self._holders.of(root, self._holders_of)

    def _holders_of(self, root: str) -> "array[int]":
        return self.phrases.owners(self.phrases.postings[root])

    def ways(self, giver: str, place: int) -> tuple[Way, ...]:
        """The ways to say what is handed over, by the giver's id and the place among its hand-offs."""
        return self._ways.of((giver, place), self._ways_of)

    def about(self, giver: str, place: int) -> frozenset[str]:
        """All stems by which that hand-off can be asked for."""
        return self._about.of((giver, place), self._about_of)

    def _about_of(self, key: tuple[str, int]) -> frozenset[str]:
        return frozenset().union(*(way.what | way.when for way in self.ways(*key)))

    def _prepare_ways(self) -> None:
        """Work out the ways of all hand-offs: else the first question that looks at all of them waits for that."""
        for giver in self.catalog.personas:
            for place in range(len(giver.handoffs)):
                self.about(giver.id, place)

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
        whole = sum(self.phrases.rarity.get(root, 0.0) for root in stems)
        return sum(self.phrases.rarity.get(root, 0.0) * asked.get(root, 0.0) for root in stems) / (whole or 1.0)

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
        phrases = self.phrases
        weight, worth_of, kind = phrases.weight, phrases.worth, phrases.kind
        times = worth = summary = fit = sure_there = term = 0.0
        best = -1
        held: list[int] = []
        begin, end = phrases.first[persona], phrases.first[persona + 1]
        for root, sure, _ in item.readings:
            postings = phrases.postings[root]
            start = bisect_left(postings, begin)
            if start == len(postings) or postings[start] >= end:
                continue
            places = postings[start : bisect_left(postings, end, start)]
            rarity = phrases.rarity[root]
            held.extend(places)
            times += sure * len(places)
            if sure > summary and kind[places[-1]] == SUMMARY:
                summary = sure
            for place in places[:MOST_WEIGHED]:
                asked_for = min(1.0, rarity / weight[place])
                there = sure * worth_of[place]
                fits = there * fit_of(asked_for)
                worth = max(worth, there)
                if fits > fit:
                    best, fit, sure_there = place, fits, sure
                if asked_for > WHOLE and sure > term and kind[place] == TERM:
                    term = sure
        if not held:
            return None
        return Share(persona, held, worth, times / (times + HALF), summary, fit, best, sure_there, term)

    def _weight(self, word: str, readings: Iterable[Reading]) -> float:
        """What a word of a question weighs; little, if neither the catalog nor English has it: a mere name."""
        known = [(sure, self.phrases.rarity[root]) for root, sure, _ in readings]
        if known:
            return max(known)[1]
        root = stem(word)
        return self.phrases.unknown * (heaviness(root) if root in COMMON else LIGHTEST)

    def _readings(self, word: str) -> tuple[Reading, ...]:
        """The stems of the catalog that a word of a question may stand for."""
        root = stem(word)
        found: dict[str, tuple[float, str]] = {}
        other = SHORT.get(word) or (LONG.get(word) if root not in self.phrases.postings else None)
        if other and (whole := stem(other)) in self.phrases.postings:
            found[whole] = (SHORTENED, SYNONYM)
        if root in self.phrases.postings:
            found[root] = (1.0, EXACT if word in self.phrases.spelt else INFLECTION)
        for other in self._families.get(root[:5], ()):
            if other != root and (near := kinship(root, other)):
                found[other] = (near, INFLECTION)
        if not found and (verb := _verb_in(word)) in self.phrases.postings:
            found[verb] = (COMPOUND, INFLECTION)
        if not found and (again := _again(word, root)) in self.phrases.postings:
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
        return {self.phrases.spelt[spelling]: (sure, TYPO) for spelling, sure in likely.items() if sure == best}

    def _is_one_slip(self, word: str, root: str, spelling: str) -> bool:
        """True for a spelling one slip from a word, or from a long one, however that is inflected: a compliant."""
        inflected = len(root) > EASILY_TAKEN and OSA.distance(self.phrases.spelt[spelling], root) == 1
        return inflected or OSA.distance(spelling, word) == 1

    def exactly(self, words: Sequence[str]) -> Sequence[int]:
        """The phrases that are just these folded words, the small ones too. For catalogs of a few personas."""
        return self._exactly.get(" ".join(words), ())

    def says(self, words: Collection[str]) -> bool:
        """True if one of the first phrases with the rarest says just these words, whatever small ones stand between."""
        roots = {stem(word) for word in words}
        if not roots or not roots <= self.phrases.postings.keys():
            return False
        rarest, *others = sorted((self.phrases.postings[root] for root in roots), key=len)
        whole = sum(self.phrases.rarity[root] for root in roots) / WHOLE
        holding = (place for place in rarest[:MOST_SEARCHED] if all(holds(one, place) for one in others))
        return any(self.phrases.weight[place] < whole for place in holding)

    def split(self, word: str) -> tuple[str, ...]:
        """Two words that were typed as one, or nothing: neighbours in a phrase of the catalog, else a compound."""
        for cut in range(2, len(word) - 1):
            one, other = self.phrases.spelt.get(word[:cut]), self.phrases.spelt.get(word[cut:])
            if one and other and self._neighbours(word, one, other):
                return word[:cut], word[cut:]
        return self._compound(word)

    def _compound(self, word: str) -> tuple[str, ...]:
        """The two common words that one is made of which English does not have, if the catalog has either."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1) if not is_english(word) else ():
            parts = word[:cut], word[cut:]
            if any(part in self.phrases.spelt for part in parts) and all(stem(part) in COMMON for part in parts):
                return parts
        return ()

    def _neighbours(self, joined: str, one: str, other: str) -> bool:
        """True if two words stand side by side in a phrase that holds both; the first few such phrases tell."""
        both = set(self.phrases.postings[one]).intersection(self.phrases.postings[other])
        return any(joined in _close(self.reason(place)) for place in sorted(both)[:MOST_COMPARED])

    def joined(self, word: str, following: str) -> str:
        """The one word of the catalog that was typed as two, or ""."""
        whole = word + following
        return whole if whole in self.phrases.spelt else ""


def _texts(personas: Iterable[Persona]) -> dict[str, list[int]]:
    """The phrases that say a thing word for word, by its folded words; names and what is handed over aside."""
    texts: defaultdict[str, list[int]] = defaultdict(list)
    said = ((field, text) for persona in personas for field, several in texts_of(persona) for text in several)
    for place, (field, text) in enumerate(said):
        if field in (Field.RESPONSIBILITY, Field.KEYWORD, Field.OWNS):
            texts[" ".join(words_of(text))].append(place)
    return dict(texts)


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


def holds(numbers: "array[int]", number: int) -> bool:
    """True if the ascending numbers hold a number."""
    found = bisect_left(numbers, number)
    return found < len(numbers) and numbers[found] == number


def _close(reason: Reason) -> str:
    return "".join(words_of(reason.also or reason.phrase))


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
