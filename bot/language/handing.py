"""The verbs, nouns and small words by which English tells who gives something and who takes it."""

from collections.abc import Sequence
from functools import lru_cache

from bot.language.english import COMMON, FILLER
from bot.language.occupations import is_somebody
from bot.language.words import Spellings, stem

GIVING = frozenset(
    map(
        stem,
        """tell tells told inform informs notify notifies brief briefs hand hands handed pass passes give gives
        given send sends sent transfer transfers deliver delivers provide provides supply supplies
        forward forwards share shares feed feeds submit submits escalate escalates refer refers return
        returns release releases relay relays""".split(),
    )
)
TAKING = frozenset(
    map(stem, "receive receives get gets take takes accept accepts collect collects obtain inherit".split())
)
# Verbs that tell of a hand-off only beside somebody who has a part in it: the storekeeper warns whom?
PASSING_ON = GIVING | frozenset(
    map(
        stem,
        """announce report raise warn alert ring phone call email mail brief bring drop push turn contact flag
        signal point throw ship issue route direct assign come let alert owe slide""".split(),
    )
)
DEPENDING = TAKING | frozenset(
    map(
        stem,
        "need want wait await rely depend expect require use pick fetch hear learn consume continue miss chase".split(),
    )
)
SENDERS = frozenset(map(stem, "supplier provider sender source origin giver".split()))
RECIPIENTS = frozenset(map(stem, "recipient receiver consumer addressee customer taker successor".split()))
# Nouns that tell of nothing but a hand-off: a customer or a source is something besides.
PARTIES = frozenset(map(stem, "sender giver recipient receiver addressee taker downstream upstream".split()))
DONE = frozenset(map(stem, "done finished completed ready through closed signed".split()))
ONWARD = frozenset("next afterwards thereafter then".split())  # what comes behind somebody's work
LANDING = frozenset(map(stem, "go goes land lands end ends lie arrive".split()))  # where something gets to
DESKS = frozenset("desk table inbox queue plate lap".split())
PARTICLES = frozenset("over on up back off in out along down".split())
PASSIVE = frozenset("is are was were be being been gets get got".split())
PERSONS = frozenset("he she they".split())  # who stand for somebody named before
HELPING = frozenset("do does did should must would can could will shall may might".split())
DETERMINERS = frozenset("a an the this that my our your his her their its".split())
SPEAKERS = frozenset("i we you".split())
INFLECTED = ("s", "ed", "ing", "en", "ent", "old")  # given, sent, told
NO_NOUN = INFLECTED[1:]
PREPOSITIONS = frozenset("for of on about in during with without by at regarding concerning".split())
OBJECTS = frozenset("to from over on back up it them him me us you what whom who".split())  # and particles of verbs
HANDING = GIVING | TAKING
_SPELLINGS = Spellings(sorted(HANDING))


@lru_cache(maxsize=1 << 12)
def handing(word: str) -> str:
    """The verb of a hand-off that a word is a form of, also misspelt; or ""."""
    root = stem(word)
    if root in HANDING:
        return root
    if len(word) < 6 or root in COMMON:
        return ""
    likely = _SPELLINGS.like(root)
    return max(likely, key=likely.__getitem__, default="")


def is_noun(words: Sequence[str], place: int) -> bool:
    """True for a word that may be a verb of handing over, and is a thing: for a travel pass, the weekly report."""
    start = place
    while start and words[start - 1] not in FILLER:
        start -= 1
    several = words[place - 1].endswith("s") and not words[place].endswith("s")
    if start < place and (several or is_somebody(words[place - 1])):
        return False  # the clerks hand it to whom?
    inflected = words[place].endswith(INFLECTED) and not words[place].endswith("ss")
    if _is_behind_preposition(words, start) and not words[place].endswith(NO_NOUN):
        if inflected or _has_object(words, place):
            return not _has_object(words, place)
    elif inflected or start == 0 or words[start - 1] not in DETERMINERS:
        return False
    helping = max((at for at in range(start) if words[at] in HELPING), default=-1)
    return helping < 0 or words[helping + 1] in SPEAKERS  # whom do I ask for a pass?


def _is_behind_preposition(words: Sequence[str], start: int) -> bool:
    """For supplies, about the supplies."""
    if start and words[start - 1] in DETERMINERS:
        start -= 1
    return start > 0 and words[start - 1] in PREPOSITIONS


def _has_object(words: Sequence[str], place: int) -> bool:
    """True for a verb with what it acts on behind it: who in the shop supplies them, who of you passes it on?"""
    behind = words[place + 1 : place + 2]
    return any(word not in FILLER or word in DETERMINERS | PERSONS | OBJECTS for word in behind)
