"""Names of personas in a question: titles and aliases, found as whole windows of words, also misspelt or clipped."""

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from math import prod

from rapidfuzz.distance import OSA, Levenshtein

from bot.catalog import Persona
from bot.language.english import COMMON, FILLER, LEADING, LIGHT, nearness_to_common
from bot.language.handing import HANDING, HELPING, PASSING_ON
from bot.language.occupations import GENERIC, is_occupation, is_somebody, is_verb_too
from bot.language.words import Spellings, slips, stem, words_of
from bot.matching.match import Field, Reason
from bot.matching.memo import Memo
from bot.matching.name_words import CLIPPED, SHORTENED, Likely, NameWords, is_another
from bot.question import Question

INITIALS = 0.9  # "DPO"
HEAD = 0.8  # "the researcher" for the only title that ends so
REORDERED = 0.06  # what it costs when a name's words come in another order
SURELY = 0.95  # that just those words are meant, wherever another order is allowed
RETITLED = 0.1  # and when it is a "lead" of something, for its "manager"
MOST_COMBINED = 32  # combinations of likely words that are tried for one window
LONGEST_NAME = 7  # words
# How only occupations of their own end; not so a list, and what exists or assists.
TRADE = re.compile(r"\w{3}(?:(?<!special)(?<![lsx])ist|(?<!techn)ician|grapher)$")
SHORT_WORD = 5  # letters of a word that is forgiven one slip only, wherever words were joined
THOROUGH = 10_000  # with more names, those in another order, or misspelt and joined, are not looked for
RANKS = frozenset(
    """senior junior principal deputy assistant staff duty chief head lead trainee acting interim vice associate relief
    call temporary night day evening weekend male female local""".split()
)
CALLS = frozenset(map(stem, "compare differ difference message page meet ask dm cc invite thank greet".split()))
# What stands behind a name and makes no other one of it: the porter's phone, a porter free, the position of a porter.
BEHIND = frozenset(
    """name names contact contacts number phone email mail address details extension pager handy free available nearby
    present spare online position positions post title hat seat vacancy vacancies""".split()
)
WITHIN_NAMES = frozenset("up way in on off out sub co vice".split())  # start-up specialist, way engineer, sub-editor
DOING = frozenset("who whoever that to can could should would will shall must might".split())  # before a verb
ARTICLES = {"the", "our", "a", "an", "your", "their"}
FEW_WORDS = 10  # of a question in which those may be misspelt as well
MOST_REMEMBERED = 1 << 14
JOINED = 0.97  # how sure a name is that was typed with its words cut elsewhere
MOST_JOINED = 3  # words of a question that may be one name, typed apart

Spelt = tuple[float, tuple[str, ...]]  # how sure (or what is lost of that), and the words of the name


@dataclass(frozen=True, slots=True)
class Named:
    """A persona that a question names: words `start` to `end` of it, how sure (0 to 1), and by which name."""

    persona: int
    reason: Reason
    start: int
    end: int
    sure: float

    @property
    def length(self) -> int:
        return self.end - self.start


class Names:
    """The names of a catalog, ready to be found. `vocabulary` are all its words, and `spellings` theirs."""

    def __init__(
        self,
        personas: Sequence[Persona],
        vocabulary: Container[str],
        spellings: Spellings,
        former: "Names | None" = None,
    ) -> None:
        if former and _are_called_alike(former._personas, personas):
            vars(self).update(vars(former))  # the names tell all of it, but for what follows
        else:
            self._prepare(personas)
        self._personas: Sequence[Persona] = personas
        self._vocabulary = vocabulary
        self._words = NameWords(self._times, spellings, thorough=self._thorough)
        self._as_one: Memo[tuple[str, bool], Spelt | None] = Memo(MOST_REMEMBERED)

    def _prepare(self, personas: Sequence[Persona]) -> None:
        """What the names tell by themselves."""
        self._names: dict[tuple[str, ...], tuple[int, int]] = {}  # words -> persona, and which of its names
        self._part_of: defaultdict[str, list[int]] = defaultdict(list)  # stem of a title's word -> personas
        self._ending: dict[str, int] = {}  # last word -> the persona whose names alone end so, or -1
        self._times = self._read(personas)  # word -> in how many names it is
        self._thorough = thorough = len(self._names) <= THOROUGH
        if thorough:
            self._times.update(self._write_out())
        self._longest = max(MOST_JOINED, max(map(len, self._names), default=0))  # words that may be one name
        self._joined = {"".join(words): words for words in reversed(self._names)}
        self._reordered = {tuple(sorted(words)): words for words in self._names} if thorough else {}
        self._joined_words = Spellings(self._joined if thorough else ())
        self._initials = self._read_initials() if thorough else {}
        self._headed = {words[:-1]: words for words in reversed(self._names) if len(words) > 1 and words[-1] in LEADING}
        self._terms = self._read_terms() if thorough else {}

    def _read(self, personas: Sequence[Persona]) -> Counter[str]:
        """Take in all names; returns their words with in how many names each is."""
        names, part_of, ending = self._names, self._part_of, self._ending
        times: defaultdict[str, int] = defaultdict(int)
        for number, persona in enumerate(personas):
            for place, name in enumerate((persona.title, *persona.aliases)):
                words = tuple(words_of(name))[:LONGEST_NAME]
                if not words:
                    continue
                names.setdefault(words, (number, place))
                for word in words:
                    times[word] += 1
                if ending.setdefault(words[-1], number) != number:
                    ending[words[-1]] = -1
                if place == 0:
                    for word in set(words):
                        part_of[stem(word)].append(number)
        return Counter(times)

    def _write_out(self) -> Iterator[str]:
        """Take in names with the initials in them written out, and the other way round; yields their words.

        Who is called ML engineer and machine learning engineer tells what ML stands for in every name.
        """
        known = {words: number for words, (number, _) in self._names.items()}
        written: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for words, number in known.items():
            for short, long in _initials_in(words):
                if long != words and known.get(_replaced(words, long, (short,))) == number:
                    written[short].add(long)
        for words, name in list(self._names.items()):
            for short, (long, *others) in written.items():
                for one, other in () if others else (((short,), long), (long, (short,))):
                    said = _replaced(words, one, other)
                    if said not in self._names and len(said) <= LONGEST_NAME:
                        self._names[said] = name
                        yield from said

    def _head(self, word: str) -> int | None:
        """The persona whose names of several words alone end in a word."""
        number = self._ending.get(word, -1)
        if number < 0 or len(word) < 3 or not is_somebody(word) or (word,) in self._names:
            return None
        # a horse vet who is called horse doctor is not the doctor, and a veterinarian is the vet
        titled = words_of(self._personas[number].title)[-1].startswith(word)
        return number if titled or word in LEADING or stem(word) not in COMMON else None

    def _read_initials(self) -> dict[str, tuple[int, int]]:
        """The first letters of names, with and without small words (HoD), where they are those of one persona only.

        Where nobody else has them, also with the C of a chief officer: the CISO is the information security officer.
        """
        initials: dict[str, tuple[int, int]] = {}
        chiefs: dict[str, tuple[int, int]] = {}
        for words, (number, place) in self._names.items():
            for those in {words, tuple(word for word in words if word not in FILLER)}:
                letters = "".join(word[0] for word in those)
                if len(letters) > 1 and initials.setdefault(letters, (number, place))[0] != number:
                    initials[letters] = (-1, 0)
                if (
                    len(letters) > 2
                    and those[-1] == "officer"
                    and chiefs.setdefault(f"c{letters}", (number, place))[0] != number
                ):
                    chiefs[f"c{letters}"] = (-1, 0)
        known = chiefs | initials
        return {letters: name for letters, name in known.items() if name[0] >= 0 and letters not in self._times}

    def _read_terms(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """What stands before the last word of one persona's names alone, and is no common word, with such a name.

        Then it tells who is meant, whoever follows it: the chargeback specialist is the chargeback analyst.
        """
        terms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for words, (number, _) in self._names.items():
            term = words[:-1]
            first = terms.setdefault(term, words)
            if first and self._names[first][0] != number:
                terms[term] = ()
        return {term: words for term, words in terms.items() if words and any(map(_is_telling, term))}

    def _by_initials(self, question: Question, alone: bool) -> Iterator[Named]:
        """Personas called by the first letters of their name, in capitals unless nothing else is said: the HoD."""
        for place, word in enumerate(question.folded):
            if word in self._initials and word not in FILLER:
                capitals = sum(map(str.isupper, question.spoken[place]))
                if alone or (capitals > 1 and len(word) > 2):
                    number, name = self._initials[word]
                    yield Named(number, name_of(self._personas[number], name), place, place + 1, INITIALS)

    def find(self, question: Question) -> tuple[Named, ...]:
        """The names in a question, longest first, none within another."""
        folded = question.folded
        alone = len(question.words) <= 1
        windows = list(self._in_windows(folded))
        others = {place for one in windows if one.length > 1 for place in range(one.start, one.end)}
        found = [
            named
            for named in windows
            if (alone and set(question.words) <= set(folded[named.start : named.end]))
            or self._stands_out(named, question, others)
        ]
        found += self._by_head(folded)
        found += self._by_initials(question, alone)
        found.sort(key=lambda named: (-named.length, -named.sure, named.start))
        kept: list[Named] = []
        for named in found:
            if all(named.end <= other.start or other.end <= named.start for other in kept):
                kept.append(named)
        return tuple(kept)

    def _stands_out(self, named: Named, question: Question, others: Container[int]) -> bool:
        """True if a name is meant as a name in a sentence, and nothing around it makes another one of it.

        Of one word: a short abbreviation is only in capitals or behind an article (a Spanish "de" names nobody), and a
        clipped name never is. At the places `others` are longer names.
        """
        folded = question.folded
        if named.length > 1:
            return not self._is_retitled(named, folded)
        typed, word = question.spoken[named.start], folded[named.start]
        if named.sure <= nearness_to_common(word) or self._is_anothers(named, question, others):
            return False
        capitals = len(typed) > 1 and typed.isupper()
        pointed_at = named.start > 0 and folded[named.start - 1] in ARTICLES
        return named.sure > CLIPPED and (len(named.reason.phrase) > 3 or capitals or pointed_at)

    def _is_anothers(self, named: Named, question: Question, others: Container[int]) -> bool:
        """True for a word that is a name here, and in this question a part of another one.

        A pilot episode is no pilot, a registrar of births none of marks, and a test pilot another one, where the
        catalog tells of tests; so is whoever is asked for as a technical pilot and nothing else.
        """
        folded = question.folded
        of_what = folded[named.end + 1 : named.end + 2] if folded[named.end : named.end + 1] == ("of",) else ()
        acts = before(folded, named.start) in HELPING or is_owned(question, named.end)
        behind = () if acts else folded[named.end : named.end + 1]  # which tools does the pilot use?
        if any(map(self._is_stranger, behind)) or any(map(self._is_unknown, of_what)):
            return True
        called = words_of(named.reason.phrase)[0]
        if any(map(is_occupation, behind)) and folded[named.start] not in {called, f"{called}s"} and named.sure < 1:
            return True  # a medical registrar is no medic
        if named.start - 1 in others:
            return False  # the data engineer, DevOps and the clerk
        modifier = folded[named.start - 1] if named.start else ""
        known = named.start > 0 and self._is_modifier(question.spoken[named.start - 1], modifier)
        return known or (modifier in question.wanted and self._makes_another(modifier))

    @staticmethod
    def _is_retitled(named: Named, folded: Sequence[str]) -> bool:
        """True for the manager of something more who is called its head: a heating plant's is not the plant's."""
        modified = named.start > 0 and folded[named.start - 1] not in FILLER | RANKS
        last = words_of(named.reason.phrase)[-1]
        return modified and folded[named.end - 1] != last and {folded[named.end - 1], last} <= LEADING | GENERIC

    def _is_stranger(self, word: str) -> bool:
        """True for an English noun that the catalog does not have, and any that sounds like an occupation."""
        is_verb = word.endswith(("s", "ed", "ing")) or stem(word) in HANDING | CALLS
        unknown = self._is_unknown(word) or (word not in self._vocabulary and bool(TRADE.search(word)))
        return unknown and not (is_verb or word in GENERIC | BEHIND)

    def _is_unknown(self, word: str) -> bool:
        """True for an English word that the catalog does not have."""
        return word not in FILLER and word not in self._vocabulary and stem(word) in COMMON

    def _makes_another(self, word: str) -> bool:
        """True for a word that makes another occupation of the one behind it: technical, but not current or lovely."""
        no_noun = word in RANKS or stem(word) in LIGHT | PASSING_ON | CALLS or word.endswith("ly")
        return self._is_unknown(word) and not no_noun

    def _is_modifier(self, typed: str, word: str) -> bool:
        """True for a word of the catalog that may make something else of the name behind it; no verb, and no rank."""
        is_verb = word.endswith(("s", "ed", "ing"))
        known = word in self._vocabulary and (len(word) > 2 or typed.isupper())  # the Spanish "de" is no DE
        return known and not (word in FILLER or word in RANKS or is_verb or stem(word) in CALLS)

    def _in_windows(self, folded: Sequence[str]) -> Iterator[Named]:
        """What is named by each run of words."""
        edges = [word not in FILLER or word in self._words for word in folded]
        likely = [self._words.likely(word) for word in folded]
        for start in range(len(folded)):
            known = edges[start]
            for end in range(start + 1, min(len(folded), start + self._longest) + 1) if edges[start] else ():
                known = known and bool(likely[end - 1])
                if not known and end - start > MOST_JOINED:
                    break  # no name has such a word, and none is typed as so many
                if edges[end - 1] and (named := self._window(folded, likely if known else (), start, end)):
                    yield named

    def _by_head(self, folded: Sequence[str]) -> Iterator[Named]:
        """Personas called by the last word of their title, where no other has it: "the researcher"."""
        for place, word in enumerate(folded):
            head = self._head(word if word in self._ending else word.removesuffix("s"))
            if head is not None and _stands_by_itself(folded, place):
                yield Named(head, Reason(Field.TITLE, self._personas[head].title), place, place + 1, HEAD)

    def begun(self, words: tuple[str, ...]) -> Iterator[int]:
        """The persona whose names alone begin with a term: the help desk, of the help desk analyst."""
        if words in self._terms:
            yield self._names[self._terms[words]][0]

    def __contains__(self, word: str) -> bool:
        """True for a word of a name."""
        return word in self._times

    def part_of(self, word: str) -> Sequence[int]:
        """The personas whose titles hold a word."""
        return self._part_of.get(stem(word), ())

    @staticmethod
    def ends_in(persona: Persona, word: str) -> bool:
        """True if a name of the persona ends in a word."""
        ends = [words[-1] for name in (persona.title, *persona.aliases) if (words := words_of(name))]
        return stem(word) in map(stem, ends)

    def title(self, number: int) -> str:
        """The title of a persona."""
        return self._personas[number].title

    def only(self, words: Sequence[str]) -> int | None:
        """The one persona whose title has these words, some of them short (rep) or for the work (planning); or None."""
        having = set.intersection(*(self._having(word, several=len(words) > 1) for word in words))
        return having.pop() if len(having) == 1 else None

    def _having(self, word: str, *, several: bool) -> set[int]:
        """The personas whose titles have a word, or one that stands for it."""
        alike = [word, *(other for sure, other in self._words.likely(word) if sure >= SHORTENED)]
        if several and word.endswith("ing"):
            alike += [word.removesuffix("ing") + ending for ending in ("er", "or")]
        return set().union(*map(self.part_of, alike))

    def _window(self, folded: Sequence[str], likely: Sequence[Likely], start: int, end: int) -> Named | None:
        window = folded[start:end]
        best: Spelt = (0.0, ())
        for choice in _choices(likely[start:end]):
            if found := self._name_like(tuple(word for _, word in choice)):
                cost, words = found
                sure = sum(sure for sure, _ in choice) / len(choice)
                if cost != REORDERED or sure > SURELY:
                    best = max(best, (sure - cost, words))
        short = len(window) < MOST_JOINED or len(folded) <= FEW_WORDS
        slips = (
            short
            and FILLER.isdisjoint(window)
            and not all(word in self._vocabulary for word in window)  # what the catalog has is spelt right
            and self._names.keys().isdisjoint((window[1:], window[:-1]))  # nor is a name a slip for a longer one
        )
        if len(window) <= MOST_JOINED and (joined := self._joined_name(window, slips)):
            best = max(best, joined)
        if not best[0]:
            return None
        number, place = self._names[best[1]]
        return Named(number, name_of(self._personas[number], place), start, end, best[0])

    def _name_like(self, words: tuple[str, ...]) -> Spelt | None:
        """The name that words of names make, with what it costs if they do so only nearly."""
        if words in self._names:
            return 0.0, words
        headed = self._headed.get(words[:-1])
        if headed and LEADING.issuperset((words[-1], headed[-1])):
            return RETITLED, headed
        if words[-1] in GENERIC and words[:-1] in self._terms:
            return RETITLED, self._terms[words[:-1]]
        ordered = self._reordered.get(tuple(sorted(words)))
        return (REORDERED, ordered) if ordered else None

    def _joined_name(self, window: Sequence[str], misspelt: bool) -> Spelt | None:
        """A name whose words were typed as one, or one that was typed as several; `misspelt` as well, if so wished."""
        found = self._as_one.of(("".join(window), misspelt), self._name_of_joined)
        return found if found and (found[0] == JOINED or _are_near(window, found[1])) else None

    def _name_of_joined(self, key: tuple[str, bool]) -> Spelt | None:
        typed, misspelt = key
        if joined := self._joined.get(typed) or self._joined.get(typed.removesuffix("s")):
            return JOINED, joined
        if not misspelt or len(typed) < 7 or stem(typed) in COMMON:
            return None
        like = self._joined_words.like(typed).items()
        within = (typed.startswith, typed.endswith)  # a name with a word before it is no slip for the name
        slipped = [(sure, self._joined[other]) for other, sure in like if not any(whole(other) for whole in within)]
        return max(slipped, default=None)


def _are_called_alike(some: Sequence[Persona], others: Sequence[Persona]) -> bool:
    """True for as many personas with the same names, in the same order."""
    pairs = zip(some, others, strict=False)
    return len(some) == len(others) and all(
        one.title == other.title and one.aliases == other.aliases for one, other in pairs
    )


def _is_telling(word: str) -> bool:
    return word not in FILLER and stem(word) not in COMMON


def _initials_in(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every run of words in a name, with its initials."""
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            yield "".join(word[0] for word in words[start:end]), words[start:end]


def _replaced(words: tuple[str, ...], part: tuple[str, ...], by: tuple[str, ...]) -> tuple[str, ...]:
    """Words with the first run of them that is like `part` replaced."""
    for start in range(len(words) - len(part) + 1):
        if words[start : start + len(part)] == part:
            return (*words[:start], *by, *words[start + len(part) :])
    return words


def _choices(likely: Sequence[Likely]) -> Iterator[Likely]:
    """What the words of a window may stand for, in names, together."""
    if not likely:
        return
    combined = prod(map(len, likely))
    for choice in product(*likely) if combined <= MOST_COMBINED else [tuple(one[0] for one in likely)]:
        if len(choice) == 1 or any(sure > CLIPPED for sure, _ in choice):  # of clipped words only it could be anything
            yield choice


def _stands_by_itself(folded: Sequence[str], place: int) -> bool:
    """False for a word that is a part of another name, or a verb: an executive chef, the editor-in-chief."""
    introduced = folded[place - 1] if place else ""
    if introduced and (introduced not in FILLER or introduced in WITHIN_NAMES):
        return False
    if introduced in DOING and is_verb_too(folded[place]):
        return False  # who leads us out of this?
    within = not WITHIN_NAMES.isdisjoint(folded[place + 1 : place + 2])
    behind = folded[place + 1 : place + (3 if within else 2)]
    return behind[:1] != ("of",) and not any(is_occupation(word) or TRADE.search(word) for word in behind)


def _are_near(typed: Sequence[str], words: Sequence[str]) -> bool:
    """False where one of the words is quite another: a marine engineer is no misspelt mobile engineer."""
    if len(typed) == len(words):
        return not any(map(is_another, typed, words)) and all(
            OSA.distance(one, other) <= max(1, slips(len(other))) for one, other in zip(typed, words, strict=True)
        )
    ends = list(accumulate(map(len, words[:-1])))
    slipped = Counter(bisect(ends, at) for _, _, at in Levenshtein.editops("".join(typed), "".join(words)))
    return all(count <= (1 if len(words[at]) < SHORT_WORD else 2) for at, count in slipped.items())


def before(folded: Sequence[str], start: int) -> str:
    """The word before a place, articles aside; "" at the beginning."""
    start = with_articles(folded, start)
    return folded[start - 1] if start else ""


def with_articles(folded: Sequence[str], start: int) -> int:
    """The place of the first of the articles before a place; that place itself where there are none."""
    while start and folded[start - 1] in ARTICLES:
        start -= 1
    return start


def is_owned(question: Question, end: int) -> bool:
    """True where the word before a place is a possessive: the porter's."""
    return question.spoken[end - 1].endswith(("'s", "’s"))


def name_of(persona: Persona, place: int) -> Reason:
    """The title, for place 0, or an alias."""
    return Reason(Field.ALIAS, persona.aliases[place - 1], place - 1) if place else Reason(Field.TITLE, persona.title)
