"""Words: folding, cutting into words, stems, and how alike two spellings are."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:['’.][^\W_]+)*)")
JOINED = re.compile("['’](?:s|re|ll|d|ve|m)$|['’.]")
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁ", "abekmhopctyxijsd")
LATIN = re.compile("[a-z]")

_stemmer = snowballstemmer.stemmer("english")


def fold(text: str) -> str:
    """Text without what spelling varies in: width, case, accents, invisible characters, Cyrillic look-alikes."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).replace("İ", "i").replace("ı", "i").casefold()
    plain = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return re.sub(r"\w+", lambda word: _latin(word.group()), unicodedata.normalize("NFC", plain))


def _latin(word: str) -> str:
    """A word that mixes Latin letters with Cyrillic look-alikes is meant as Latin."""
    return word.translate(LOOKALIKES) if LATIN.search(word) else word


def bare(word: str) -> str:
    """A word without its apostrophes and dots, and without the verb an apostrophe joins to it (who's, U.S.)."""
    return JOINED.sub("", word) if "'" in word or "’" in word or "." in word else word


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [bare(word) for word in WORD.findall(fold(text))]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The word's stem, by the Snowball stemmer for English (Porter 2)."""
    return word if len(word) < 4 else str(_stemmer.stemWord(word))


def kinship(one: str, other: str) -> float:
    """How far two stems are of one family (deploy, deployment): 0 for not at all, below 1 for anything but the same."""
    shared = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        shared += 1
    longer = max(len(one), len(other))
    return 0.6 + 0.25 * shared / longer if shared >= 5 and longer - shared <= 5 else 0.0


def slips(word: str) -> int:
    """How many slips of the finger a word of this length is forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def misspelling(asked: str, known: str) -> float:
    """How likely `asked` is a misspelt `known`: 0 for not, up to 0.85 for one slip (letters swapped count as one)."""
    allowed = min(slips(asked), slips(known))
    if len(asked) < 7 and asked[0] != known[0] and asked[:2] != known[1::-1]:
        return 0.0  # short words keep their first letter
    distance = OSA.distance(asked, known, score_cutoff=allowed)
    return 0.95 - 0.1 * distance if distance <= allowed else 0.0


def deletions(word: str) -> set[str]:
    """The word, and the word without each of its letters: two spellings one slip apart share one of these.

    The symmetric-deletion look-up of SymSpell (W. Garbe, 2012).
    """
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
