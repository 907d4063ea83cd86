"""Words: folding, cutting into words, stems, and how alike two spellings are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from os.path import commonprefix
from threading import local

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:['’.][^\W_]+)*)")
# the A of A/B test, the e of e-mail, the co of co-ordinate: a part of its word
LETTER = re.compile(r"(?<![^\W_])([^\W\d_]|[Cc]o)[-/&](?=[^\W_])")
JOINED = re.compile("['’](?:s|re|ll|d|ve|m)$|['’.]")
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁ", "abekmhopctyxijsd")
LATIN = re.compile("[a-z]")


class _Snowball(local):
    """A stemmer for each thread: one must not be shared."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english")


_snowball = _Snowball()


# What the Snowball stemmer leaves of the endings by which English makes one word from another.
ENDINGS = frozenset(
    """e i y s t z al ial ic ical ist st ician ian si er or ar at ator ion tion ation ment ant ent anc enc ive iv iti ti
    ness able abl ibl ur ure age ag ism is iz ise ing ship hood th ful less""".split()
) | {""}


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


def typed_words(text: str) -> list[str]:
    """The words of a text as they were typed, in order."""
    if _plain(text):
        return text.split()  # the same, several times as fast
    return WORD.findall(LETTER.sub(r"\1", text) if "-" in text or "/" in text or "&" in text else text)


def _plain(text: str) -> bool:
    """True for words of nothing but ASCII letters and digits, with spaces between them."""
    return text.isascii() and text.replace(" ", "").isalnum()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, but a mark upon nothing, of which folding leaves none."""
    if _plain(text):
        return text.lower().split()
    return [folded for word in typed_words(text) if (folded := bare(fold(word)))]


# Forms that no rule of endings leads back to their word.
_IRREGULAR = """
make:made build:built write:wrote,written run:ran break:broke,broken send:sent teach:taught keep:kept sell:sold
buy:bought pay:paid fly:flew,flown drive:drove,driven speak:spoke,spoken take:took,taken give:gave,given say:said
tell:told fall:fell,fallen rise:rose,risen choose:chose,chosen lose:lost win:won begin:began,begun hold:held
lead:led meet:met feel:felt find:found think:thought bring:brought draw:drew,drawn throw:threw,thrown
steal:stole,stolen freeze:froze,frozen wear:wore,worn tear:tore,torn grow:grew,grown know:knew,known show:shown
see:saw,seen go:went come:came become:became understand:understood stand:stood spend:spent deal:dealt fight:fought
catch:caught seek:sought hear:heard bite:bitten hide:hid,hidden ring:rang,rung sink:sank,sunk swim:swam,swum
hang:hung sew:sewn mow:mown sow:sown lay:laid lend:lent bend:bent light:lit ride:rode,ridden strike:struck
swear:swore,sworn sweep:swept swing:swung spin:spun stick:stuck dig:dug shake:shook,shaken wake:woke,woken weave:woven
bleed:bled breed:bred creep:crept forget:forgot,forgotten forbid:forbidden blow:blew,blown shrink:shrank,shrunk
burn:burnt learn:learnt spell:spelt spill:spilt spoil:spoilt
sing:sang,sung drink:drank,drunk eat:ate,eaten sleep:slept sit:sat shoot:shot feed:fed
child:children man:men woman:women foot:feet tooth:teeth mouse:mice knife:knives half:halves analysis:analyses
diagnosis:diagnoses
"""
IRREGULAR = {form: line.split(":")[0] for line in _IRREGULAR.split() for form in line.split(":")[1].split(",")}


# One spelling for what is spelt in two ways on the two sides of the Atlantic.
AMERICAN = (
    (re.compile(r"(?<=\w)([ao])e(?=\w{4})"), "e"),
    (re.compile(r"(?<=\w{3})our(?=$|s$|ed$|ing$|al$)"), "or"),
    (re.compile(r"(?<=[bcdgtp])re(?=s?$)"), "er"),
    (re.compile(r"(?<=\w{3}i)z(?=e$|ed$|es$|ing$|er$|ers$|ations?$)"), "s"),
)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The word's stem, by the Snowball stemmer for English (Porter 2)."""
    word = IRREGULAR.get(word, word)
    for spelling, instead in AMERICAN:
        word = spelling.sub(instead, word)
    return word if len(word) < 4 else str(_snowball.english.stemWord(word))


def kinship(one: str, other: str) -> float:
    """How far two stems are of one family (deploy, deployment): 0 for not at all, below 1 for anything but the same."""
    shared = len(commonprefix((one, other)))  # noqa: RUF071 letters are what is meant
    longer = max(len(one), len(other))
    if shared < 5 or longer == 6 or one[shared:] not in ENDINGS or other[shared:] not in ENDINGS:
        return 0.0  # party and partition have six letters in common by chance
    return 0.6 + 0.25 * shared / longer


def slips(letters: int) -> int:
    """How many slips of the finger a word of so many letters is forgiven."""
    return 0 if letters < 4 else 1 if letters < 7 else 2 if letters < 12 else 3


FIRST_SLIPS = 7  # letters of a word that may begin with a slip


def misspelling(asked: str, known: str) -> float:
    """How likely `asked` is a misspelt `known`, by the share of letters that slipped (two swapped count as one).

    0 for not at all, 0.8 to 0.9 for what is forgiven.
    """
    allowed = min(slips(len(asked)), slips(len(known)))
    if len(asked) < FIRST_SLIPS and asked[0] != known[0] and asked[:2] != known[1::-1]:
        return 0.0  # short words keep their first letter
    distance = OSA.distance(asked, known, score_cutoff=allowed)
    return 0.95 - 0.6 * distance / max(len(asked), len(known)) if distance <= allowed else 0.0


SOUNDS = (
    ("ph", "f"),
    ("qu", "k"),
    ("ck", "k"),
    ("y", "i"),
    ("z", "s"),
    ("c", "k"),
    ("q", "k"),
    ("ae", "e"),
    ("oe", "e"),
)
DOUBLED = re.compile(r"(.)\1")
SAME_SOUND = 0.85  # how sure a correction is that sounds like what was typed


def sound(word: str) -> str:
    """A spelling without what is easily misheard: y and i, s and z, c and k, ae and e, single and double letters."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return DOUBLED.sub(r"\1", word)


def deletions(word: str) -> set[str]:
    """The word, and the word without each of its letters: two spellings one slip apart share one of these.

    The symmetric-deletion look-up of SymSpell (W. Garbe, 2012).
    """
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


class Spellings:
    """Known spellings, and which of them a misspelt word may stand for."""

    COMPARED = 8000  # so many are compared one by one; of more, those that share all letters but one

    def __init__(self, known: Iterable[str]) -> None:
        spellings = [spelling for spelling in known if len(spelling) > 3]
        self._sounds: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._by_length: defaultdict[tuple[int, str], list[str]] = defaultdict(list)  # the short by first letter, too
        for spelling in spellings:
            heard = sound(spelling)
            self._sounds[heard] = (*self._sounds.get(heard, ()), spelling)
        if len(spellings) <= self.COMPARED:
            for spelling in spellings:
                for length in _lengths(spelling):
                    self._by_length[length, spelling[0] if length < FIRST_SLIPS else ""].append(spelling)
            return
        for spelling in spellings:
            for part in deletions(spelling):
                self._near[part] = (*self._near[part], spelling) if part in self._near else (spelling,)

    def among(self, some: Iterable[str]) -> "Spellings":
        """Those that are among some words; all of them where they are not compared one by one, and it saves no time."""
        return self if self._near else Spellings(one for one in some if one in self._sounds.get(sound(one), ()))

    def like(self, word: str) -> dict[str, float]:
        """The spellings that a word may be a slip for, with how sure."""
        found = {spelling: SAME_SOUND for spelling in self._sounds.get(sound(word), ()) if len(word) > 3}
        for spelling in self._candidates(word):
            if sure := misspelling(word, spelling):
                found[spelling] = max(sure, found.get(spelling, 0.0))
        return found

    def _candidates(self, word: str) -> Iterable[str]:
        if self._near:
            return {spelling for part in deletions(word) for spelling in self._near.get(part, ())}
        letters = dict.fromkeys(word[:2]) if len(word) < FIRST_SLIPS else ("",)
        known = (self._by_length.get((len(word), letter), ()) for letter in letters)
        most = slips(len(word))
        close = (process.extract(word, some, scorer=OSA.distance, score_cutoff=most, limit=None) for some in known)
        return [spelling for some in close for spelling, _, _ in some]


def _lengths(spelling: str) -> list[int]:
    """How long a word may be that is a slip for this one: both must be forgiven what one is longer."""
    own = len(spelling)
    return [length for length in range(own - slips(own), own + slips(own) + 1) if abs(length - own) <= slips(length)]
