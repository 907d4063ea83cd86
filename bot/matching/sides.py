"""Sides of a hand-off: whether a persona that a question names is meant itself, or is the other side of who is meant.

"Who gets the plan from the designer?" and "The designer has finished the plan, who is next?" both ask for somebody else
than the designer: for who takes what the designer gives. Small signs of English tell so: who acts in the verb of a
hand-off, which preposition stands where, and what follows when something is done. So does the catalog: what stands
beside the name is something that the designer hands over, or is handed. A conditional logit weighs both for each of the
two sides, against being meant oneself; its weights are fitted by `python -m bench.fit_sides`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from bot.language.english import FILLER
from bot.language.handing import (
    DEPENDING,
    DESKS,
    DONE,
    HANDING,
    HELPING,
    INFLECTED,
    LANDING,
    NO_NOUN,
    ONWARD,
    PARTICLES,
    PARTIES,
    PASSING_ON,
    PASSIVE,
    PERSONS,
    RECIPIENTS,
    SENDERS,
    handing,
    is_noun,
)
from bot.language.words import stem
from bot.matching.names import ARTICLES, Named, before, with_articles
from bot.question import Intent, Question

REACH = 8  # words between somebody and what they do
CLOSE = 5  # words between two that belong together
ASKED = frozenset("who whos whom whose whoever which where somebody someone anybody anyone".split())
SUBORDINATING = frozenset("that because whether how why".split())
FIRST_PERSONS = frozenset("i we me us".split())
DETERMINING = frozenset("what which whose".split())
SPEAKING = frozenset(map(stem, "talk speak spoke listen chat".split()))
AT = frozenset("with at on by".split())
SIDELESS = (Intent.WHAT, Intent.NOT_RESPONSIBLE, Intent.COMPARE, Intent.EITHER, Intent.STAGE)
NEXT = {("next", "in"), ("next", "after"), ("next", "up"), ("next", "stop")}  # next in line after the designer
LAST = {("next", "stop"), ("next", "step"), ("next", "up"), ("next", "in", "line")}
NOW_WHAT = {("now", "what"), ("then", "what"), ("what", "now"), ("what", "then")}
NAMES = frozenset("name names called profile address number phone".split())
STRONG, FAIR, SLIGHT = 2.0, 1.0, 0.4
MOST = 2 * STRONG  # that signs count together
CALLED = RECIPIENTS | SENDERS


class Side(StrEnum):
    """Which side of a hand-off somebody who is named is on; who is asked for is on the other."""

    GIVES = "gives"
    TAKES = "takes"

    @property
    def other(self) -> "Side":
        return Side.TAKES if self is Side.GIVES else Side.GIVES


FLOW = {"downstream": Side.GIVES, "upstream": Side.TAKES}  # who is downstream of somebody takes what they give

Sign = tuple[Side, float]  # the side of the one who is named, and how strongly something speaks for it


class Fit(NamedTuple):
    """How well what is asked about fits something that is handed over: the best of all that is, each from 0 to 1."""

    thing: float = 0.0  # how much of the thing is asked about
    likeness: float = 0.0  # how much of what is asked about is the thing


# What speaks for a side, against being meant: that there is one, the signs of English for it, how well what is asked
# about fits (twice), that it is the asker who acts (whom do I call?), and that somebody's name is asked for.
FIGURES = ("side", "signs", "thing", "likeness", "asker", "name")
WEIGHTS = (-0.96, 4.0, 1.04, 3.68, -1.02, -2.06)


def side_of(question: Question, one: Named, fits: Mapping[Side, Fit], *, person: bool) -> Side | None:
    """The side of a hand-off that a persona is on which the question names; None if it is meant itself, or no side.

    `fits` tell how what is asked about fits what that one hands over, and is handed. `person` tells that the name calls
    somebody, and not the work itself: the clerk, and not payroll.
    """
    pulls = {
        side: sum(map(mul, WEIGHTS, figures)) for side, figures in side_figures(question, one, fits, person=person)
    }
    likelier = max(pulls, key=pulls.__getitem__, default=None)
    return likelier if likelier and pulls[likelier] > 0 else None


def side_of_asker(words: Sequence[str], one: Named) -> Side | None:
    """The side of a hand-off that the asker is on, who is the one named: whom do I give it to, who tells me?"""
    for place in reversed(range(len(words))):
        prior = words[place - 1] if place else ""
        if words[place] in {"me", "us"}:
            if prior == "from":
                return Side.GIVES
            if prior in {"to", "for"} or _root(prior) in PASSING_ON | HANDING:
                return Side.TAKES  # also: who gets me those?
        elif words[place] in {"i", "we"} and not one.start - CLOSE < place < one.start:
            behind = pairwise((*words[place + 1 : place + CLOSE], ""))  # whom do I need to tell?
            verb = next((word for word, then in behind if _is_verb(word) and not _is_passed_over(word, then)), "")
            if verb:
                return Side.GIVES if _root(verb) in PASSING_ON else Side.TAKES
    return None


def _is_passed_over(verb: str, then: str) -> bool:
    return then == "to" and _root(verb) in DEPENDING


def side_figures(
    question: Question, one: Named, fits: Mapping[Side, Fit], *, person: bool
) -> Iterator[tuple[Side, tuple[float, ...]]]:
    """What speaks for either side, in the order of FIGURES; nothing for work that nothing says is handed over."""
    words = question.folded
    counted = dict.fromkeys(Side, 0.0)
    for side, strength in _signs(words, one, person):
        counted[side] += strength
    asked = max((place for place, word in enumerate(words) if word in ASKED), default=len(words))
    by_asker = not FIRST_PERSONS.isdisjoint(words[asked + 1 :])  # whom do I call?
    for side in Side if person or any(counted.values()) else ():
        fit = fits[side]
        signs = min(counted[side], MOST) / STRONG
        yield side, (1.0, signs, fit.thing, fit.likeness, float(by_asker), float(not NAMES.isdisjoint(words)))


def asks_for_side(question: Question) -> bool:
    """True for a question that may ask for a side, if only by what it leaves open: supplied by? next in line?"""
    words = question.folded
    if question.intent in SIDELESS or not words:
        return False
    roots = [stem(word) for word in words]
    called = roots[-1] in RECIPIENTS or any(
        root in PARTIES or (root in CALLED and following in {"of", "for"})
        for root, following in zip(roots, (*words[1:], ""), strict=True)
    )
    first = next((word for word in words if word not in ARTICLES), "")
    ends = words[-1] in {"to", "from", "by"} or words[-2:] in NOW_WHAT or not ONWARD.isdisjoint(words[-CLOSE:])
    begins = first in FLOW or words[:2] in NEXT
    return called or ends or begins or bool(handing(words[0])) or not ASKED.isdisjoint(words)


def _signs(words: Sequence[str], one: Named, person: bool) -> Iterator[Sign]:
    verbs = [
        place
        for place in range(len(words))
        if _is_verb(words[place])
        and not is_noun(words, place)
        and words[place + 1 : place + 2] != ("care",)
        and not one.start <= place < one.end
        and not {"me", "us"}.intersection(words[place + 1 : place + 2])  # point me to the designer
    ]
    for number, place in enumerate(verbs):
        if number and words[place - 1] == "to":
            continue  # who gives the driver permission to pass?
        yield from _by_actor(words, one, place, person)
    yield from _by_preposition(words, one, bool(verbs))
    yield from _by_what_follows(words, one, person)


def tells_of_handing(word: str) -> bool:
    """True for a word that only says that something is given or taken, and not what."""
    return stem(word) in PARTIES or _is_verb(word)


def things_handed(words: Sequence[str], names: Collection[int]) -> set[str]:
    """The words that are a verb of handing over elsewhere, and here what is handed over: who gives the test release?

    `names` are the places of words of names: behind one stands a verb.
    """
    things: set[str] = set()
    handed: int | None = None  # the last verb, or its particle
    for place, word in enumerate(words):
        follows = handed is not None and handed == place - 1
        if place in names or not tells_of_handing(word):
            handed = place if follows and word in PARTICLES else handed
            continue
        first = place
        while first > 0 and first - 1 not in names and words[first - 1] not in FILLER:
            first -= 1
        introduced = words[first - 1] if first else ""
        acted_on = handed is not None and introduced in ARTICLES
        beside_verb = bool(names) and follows and not word.endswith(NO_NOUN)  # who hands requirements to the designer?
        if introduced in DETERMINING or acted_on or beside_verb:
            things.add(word)
        handed = place
    return things


def _is_verb(word: str) -> bool:
    """True for a verb by which somebody gives or takes."""
    root = _root(word)
    return root in PASSING_ON or root in DEPENDING


def _root(word: str) -> str:
    """The stem of a word, if a verb of a hand-off is misspelt that of the verb."""
    return handing(word) or stem(word)


def _by_actor(words: Sequence[str], one: Named, verb: int, person: bool) -> Iterator[Sign]:
    """Whoever acts stands before the verb, or behind its "by": who is named, or who is asked for."""
    giving = _root(words[verb]) in PASSING_ON
    acting = Side.GIVES if giving else Side.TAKES
    if verb and words[verb - 1] in FIRST_PERSONS and not verb - 1 <= one.end <= verb:
        return  # who runs the check before we take a client, whom do I ask if I need the designer?
    behind = verb + 2 if words[verb + 1 : verb + 2] and words[verb + 1] in PARTICLES else verb + 1
    by = with_articles(words, one.start) - 1
    by_them = verb < by <= verb + CLOSE and words[by] == "by" and words[verb].endswith(INFLECTED[1:])
    if by_them or words[behind : behind + 1] == ("by",):  # who is handed something by the designer?
        yield (acting if by_them or before(words, one.start) == "by" else acting.other), FAIR
        return
    if verb == 0 and not handing(words[verb]):
        return  # need a designer: it is the asker who does
    subject = acting.other if _is_passive(words, one, verb) else acting
    for place in range(verb - 1, max(-1, verb - 1 - REACH), -1):
        if one.start <= place < one.end or (words[place] in PERSONS and one.end <= place):
            yield subject, FAIR
            return
        if one.end <= place and _begins_clause(words, one, place, verb):
            return
        if words[place] in ASKED:
            break
    else:
        if verb:
            return
    if person:
        yield subject.other, FAIR


def _begins_clause(words: Sequence[str], one: Named, place: int, verb: int) -> bool:
    """True where a clause with a subject of its own begins: who tells the clerk which guests need a room?"""
    asked = words[place] in ASKED and not ASKED.isdisjoint(words[: one.start])
    return (asked or words[place] in SUBORDINATING) and any(word not in FILLER for word in words[place + 1 : verb])


def _is_passive(words: Sequence[str], one: Named, verb: int) -> bool:
    """Is handed the plan; by whom is the designer told?"""
    auxiliary = before(words, one.start) if one.end == verb else "".join(words[verb - 1 : verb])
    return auxiliary in PASSIVE and words[verb] not in {"get", "gets"} and not words[verb].endswith("ing")


def _by_preposition(words: Sequence[str], one: Named, handed: bool) -> Iterator[Sign]:
    """From the designer, to the designer; from whom, to whom, also at the end: the designer hands it to?"""
    stands_before = before(words, one.start)
    if _is_spoken_to(words, one):
        stands_before = ""
    if handed and stands_before == "from":
        yield Side.GIVES, STRONG
    if handed and stands_before in {"to", "for"}:
        yield Side.TAKES, STRONG if stands_before == "to" else SLIGHT
    elif stands_before == "to" and one.start > 1 and words[one.start - 2] in ASKED:  # whom -> designer
        yield Side.TAKES, STRONG
    for place, word in enumerate(words):
        if word not in {"to", "from"} or one.start <= place + 1 < one.end:
            continue
        last = place + 1 == len(words)
        behind = handed or (one.end <= place and FIRST_PERSONS.isdisjoint(words[one.end : place]))
        if (last and behind) or (not last and words[place + 1] in ASKED | {"what"}):
            by_asker = last and not FIRST_PERSONS.isdisjoint(words[max(one.end, place - REACH) : place])
            yield Side.GIVES if word == "to" else Side.TAKES, FAIR if by_asker else STRONG  # whom do I forward it to?


def _is_spoken_to(words: Sequence[str], one: Named) -> bool:
    """I need to talk to the designer: nothing is handed over."""
    start = with_articles(words, one.start)
    return start > 1 and words[start - 1] in {"to", "with"} and stem(words[start - 2]) in SPEAKING


def _by_what_follows(words: Sequence[str], one: Named, person: bool) -> Iterator[Sign]:
    """Who is next, where it goes, on whose desk it lands; what is done, or was before."""
    asked = [place for place, word in enumerate(words) if word in ASKED]
    for place, word in enumerate(words):
        root = stem(word)
        if one.start <= place < one.end:
            continue  # the blood taker
        if one.end <= place and (word in ONWARD or (word in DESKS and _is_a_desk(words, one, place, person))):
            near = any(abs(place - other) <= CLOSE for other in asked)
            yield Side.GIVES, FAIR if near or words[place:] in LAST else SLIGHT
        elif (root in LANDING and _lands_with_asked(words, place)) or (
            root in RECIPIENTS and words[place + 1 : place + 2] in ((), ("of",))
        ):
            yield Side.GIVES, FAIR
        elif word in FLOW and words[place + 1 : place + 2] in (("of",), ("from",)):
            yield FLOW[word], FAIR
        elif root in SENDERS and words[place + 1 : place + 2] in (("of",), ("for",)):
            yield Side.TAKES, FAIR
        elif words[place : place + 2] in NOW_WHAT:
            yield Side.GIVES, FAIR
        elif root in DONE and one.end <= place <= one.end + CLOSE:
            yield Side.GIVES, FAIR if asked and asked[-1] > place else SLIGHT
    introduced = before(words, one.start)
    if introduced in {"after", "once", "when"}:
        behind = introduced != "when" and (_is_onward_until(words, one) or bool(asked and asked[-1] >= one.end))
        yield Side.GIVES, FAIR if behind else SLIGHT
    elif introduced in {"before", "until"}:
        yield Side.TAKES, SLIGHT


def _is_onward_until(words: Sequence[str], one: Named) -> bool:
    """Who is next after the designer is done?"""
    return any(word in ONWARD for word in words[max(0, one.start - REACH) : one.start])


def _is_a_desk(words: Sequence[str], one: Named, desk: int, person: bool) -> bool:
    """On whose desk, in the clerk's inbox; a table that is laid is another."""
    return not {"whose", "on"}.isdisjoint(words[max(0, desk - 2) : desk]) or (person and desk == one.end)


def _lands_with_asked(words: Sequence[str], verb: int) -> bool:
    """Where does it go; on whose table does it end up; it lands with whom."""
    behind = words[verb + 1 : verb + 1 + CLOSE]
    if len(behind) == 1 and behind[0] in AT | {"to"} and ASKED.isdisjoint(words):
        return True  # and then it lands with ...?
    asked = next((place + 1 for place, word in enumerate(words[:verb]) if word in ASKED), verb)
    if behind[:1] == ("to",) and words[asked] in HELPING and FIRST_PERSONS.isdisjoint(words[asked:verb]):
        return True  # who does the request go to? But: who do I go to?
    with_whom = any(word in AT and other in ASKED for word, other in pairwise(behind))
    return with_whom or not {"where", "whose"}.isdisjoint(words[:verb])
