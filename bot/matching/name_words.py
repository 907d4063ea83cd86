"""The words of names, and which of them a typed word may stand for: misspelt, clipped, shortened, in the plural."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.language.english import COMMON, FILLER, LEADING, SHORT, is_english
from bot.language.handing import PARTICLES
from bot.language.occupations import GENERIC
from bot.language.words import Spellings, sound, stem
from bot.matching.memo import Memo

CLIPPED = 0.84  # "eng" for engineer
SHORTENED = 0.9  # "mgr" for manager
INFLECTED = 0.98
EASILY_TAKEN = 7  # letters of a real word that may be a slip for one of a name: a "lightning engineer"
MOST_CLIPPED = 8  # words that begin alike are tried, the most frequent first
MOST_LIKELY = 6  # words that one may stand for
MOST_REMEMBERED = 1 << 14
TRADES = ("ologist", "ographer", "iatrist", "iatrician", "ometrist")
VOWELS = str.maketrans("", "", "aeiou")

Likely = tuple[tuple[float, str], ...]  # the words of names that a word may stand for, with how sure, likeliest first


class NameWords:
    """All words of a catalog's names. `spellings` are those of all the catalog's words."""

    def __init__(self, known: Counter[str], spellings: Spellings, *, thorough: bool) -> None:
        self._known = known
        self._spellings = spellings.among(known)
        self._beginnings: defaultdict[str, list[str]] = defaultdict(list)
        self._skeletons: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # first letter -> consonants, word
        for word, _ in known.most_common():
            if len(word) > 3:
                self._beginnings[word[:3]].append(word)
                if thorough:
                    self._skeletons[word[0]].append((_skeleton(word), word))
        self._likely: Memo[str, Likely] = Memo(MOST_REMEMBERED)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def likely(self, word: str) -> Likely:
        """The words of names that a word may stand for, likeliest first."""
        return self._likely.of(word, self._words_like)

    def _words_like(self, word: str) -> Likely:
        if word in FILLER and word not in self._known:
            return ()
        found: dict[str, float] = {}
        for other, sure in (*self._as_written(word), *self._shortened(word)):
            found.setdefault(other, sure)
        if len(word) > 2 and found.get(word, 0.0) < 1.0:
            for other, sure in self._misspelt(word):
                found[other] = max(found.get(other, 0.0), sure)
        return tuple(sorted(((sure, other) for other, sure in found.items()), reverse=True)[:MOST_LIKELY])

    def _as_written(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._known or word in LEADING or word in GENERIC:
            yield word, 1.0
        for other in sorted({stem(word), word.removesuffix("s"), word + "s"}) if len(word) > 2 else ():
            if other in self._known or other in GENERIC:
                yield other, INFLECTED

    def _shortened(self, word: str) -> Iterator[tuple[str, float]]:
        """What a word is short for: eng, coord, grp, mgmt."""
        if SHORT.get(word) in self._known:
            yield SHORT[word], SHORTENED
        if len(word) < 3 or word in PARTICLES:
            return  # who takes it off is no IT officer
        for other in self._beginnings.get(word[:3], ())[:MOST_CLIPPED]:
            if other.startswith(word) and len(other) > len(word):
                yield other, CLIPPED
        if word == _skeleton(word) and stem(word) not in COMMON:
            for skeleton, other in self._skeletons.get(word[0], ()):
                if 3 * len(word) >= 2 * len(skeleton) and word != other and _is_within(word, skeleton):
                    yield other, CLIPPED

    def _misspelt(self, word: str) -> Iterator[tuple[str, float]]:
        common = stem(word) in COMMON
        for other, sure in self._spellings.like(word).items():
            if other not in self._known:
                continue  # where spellings are not compared one by one, these are all the catalog's
            if is_another(word, other):
                continue
            if not common:
                yield other, sure
            elif len(word) >= EASILY_TAKEN:
                yield other, CLIPPED


def is_another(typed: str, word: str) -> bool:
    """True for what is more than one slip from a word and spelt right: an audiologist is no misspelt cardiologist.

    So is one with the ending of a trade, if more than two slips stand before it: rheumat|ologist.
    """
    if sound(typed) == sound(word) or typed.startswith(word) or word.startswith(typed):
        return False  # program, programme
    ending = next((one for one in TRADES if typed.endswith(one) and word.endswith(one)), "")
    forgiven = 1 if is_english(typed) else 2
    right = bool(ending) or is_english(typed)
    return right and OSA.distance(typed.removesuffix(ending), word.removesuffix(ending)) > forgiven


def _skeleton(word: str) -> str:
    """A word's first letter and the consonants behind it."""
    return word[:1] + word[1:].translate(VOWELS)


def _is_within(letters: str, word: str) -> bool:
    """True if a word has these letters in this order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
