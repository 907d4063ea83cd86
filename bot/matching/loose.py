"""Who has a part in a question, called by less than a name: the press crew is done, who is next? I'm on the night desk.

Only where the question itself shows that somebody is told of, who is then not who is asked for.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.language.english import ASKS, FILLER
from bot.language.handing import DEPENDING, DONE, HANDING, HELPING, PASSING_ON, PERSONS, SPEAKERS
from bot.language.occupations import is_somebody
from bot.language.words import stem
from bot.matching.match import Field, Reason
from bot.matching.names import HEAD, LONGEST_NAME, Named, Names, before, with_articles
from bot.question import Intent, Question

GROUPS = frozenset("team teams crew desk department office people person folks guy guys side lot boss".split())
BEING = frozenset("is are has have had".split())
PERSONAL = frozenset(
    """says said sees saw finds found notices noticed reports reported asks asked wants needs thinks tells told cant
    cannot logs logged decides decided""".split()
)
STILL = frozenset("still just already now not".split())
AFTER = frozenset(("after", "once", "when"))
TELLING_FIRST = AFTER | {"", "if", "and", "but", "so"}
AT_WORK = frozenset("in on at with".split())  # I'm on the night desk
WORKING = frozenset("am are work do".split())
RUNNING = frozenset("run manage lead head".split())
# No other words stand before somebody who asks or is told of, unless a verb of handing over follows.
INTRODUCING = HELPING | AT_WORK | TELLING_FIRST | WORKING | RUNNING | frozenset("i im we as from to by".split())
THEM = frozenset(("them", "they"))
WHOM = frozenset(("who", "whom"))
PRESENT = frozenset("here speaking".split())
WONDERING = frozenset("asking wondering wonders".split())
HIM = frozenset("him her them".split())
ELSE = frozenset("who whom whose which whos whoever where someone somebody anyone anybody".split())
STANDING_IN = frozenset(map(stem, "cover deputise deputize substitute stand fill replace".split()))
I_AM = frozenset("i'm i’m im we're we’re".split())  # as typed


def loosely_named(question: Question, names: Names, *, handed: bool) -> Iterator[Named]:
    """Whoever alone has a title with the words by which the asker says who that is, or who acts: who do they tell?

    Where something is `handed` over, also with those before the verb; and behind "from", "to" or "by", where they call
    somebody, it is asked for who gives or takes it, or they are the last.

    The press crew may stand for the press shift supervisor; and so may whom the question tells of first: the press
    crew is done, who is next, or whom do they tell?
    """
    folded = question.folded
    verbs = [at for at, word in enumerate(folded) if (handed and stem(word) in HANDING) or _wonders(folded, at)]
    for start, word in enumerate(folded):
        if word in FILLER and not _is_short_form(question.spoken[start]):
            continue
        most = min(len(folded), start + LONGEST_NAME)
        introduced = before(folded, start) in INTRODUCING
        for end in range(most, start, -1) if introduced else (one for one in reversed(verbs) if start < one <= most):
            sure = is_asker(question, start, end) or _is_acting(question, start, end)
            if not sure and not (handed and _is_told_of(question, start, end)):
                continue
            if end - start == 1 and not _is_whole(question, start):
                continue
            only = names.only(folded[start:end])
            if only is None and end - 1 > start and folded[end - 1] in GROUPS:
                only = names.only(folded[start : end - 1])
            if only is not None:
                yield Named(only, Reason(Field.TITLE, names.title(only)), start, end, HEAD)
                break


def is_asker(question: Question, start: int, end: int) -> bool:
    """True for words by which the asker says who that is, or who wants to know, and asks for somebody else.

    I'm the porter, I work as a porter, as a porter I ..., the porter here, who ...; the porter is asking who ...
    But: I'm the porter, what are my tasks, who covers for me?
    """
    folded = question.folded
    return _tells_who_asks(question, start, end) and not (ELSE.isdisjoint(folded) or _is_for_asker(folded))


def _tells_who_asks(question: Question, start: int, end: int) -> bool:
    folded = question.folded
    if _wonders(folded, end) and not ASKS.isdisjoint(folded[end + 1 :]):
        return True
    calls = is_somebody(folded[end - 1])  # then who works with them, or leads them, is another
    at = with_articles(folded, start)
    while at and folded[at - 1] in AT_WORK and (not calls or folded[at - 1] != "with"):
        at = with_articles(folded, at - 1)
    if at > 1 and (folded[at - 1] == "as" or (folded[at - 1] == "for" and not calls)) and folded[at - 2] in WORKING:
        at -= 1
    if not at:
        return PRESENT.issuperset(folded[end : end + 1]) and not ASKS.isdisjoint(folded[end + 1 :])
    if question.spoken[at - 1].casefold() in I_AM:
        return True
    working = WORKING if calls else WORKING | RUNNING
    speaks = folded[at - 2 : at - 1] in {("i",), ("we",)} and folded[at - 1] in working
    return speaks or (folded[at - 1] == "as" and not SPEAKERS.isdisjoint(folded[end : end + 1]))


def _is_for_asker(folded: Sequence[str]) -> bool:
    """Who covers for me, who replaces us?"""
    return any(
        stem(word) in STANDING_IN and not {"me", "us"}.isdisjoint(folded[place + 1 : place + 4])
        for place, word in enumerate(folded)
    )


def _wonders(folded: Sequence[str], verb: int) -> bool:
    """Wondering who, is asking who."""
    verb += folded[verb : verb + 1] == ("is",)
    return verb < len(folded) and folded[verb] in WONDERING


def _is_short_form(typed: str) -> bool:
    """True for what is typed in capitals, as HR is."""
    return len(typed) > 1 and typed.isupper()


def _is_whole(question: Question, place: int) -> bool:
    """True for a word that may call somebody by itself: the driver, HR, from research; I'm on filtration."""
    folded, typed = question.folded, question.spoken[place]
    if is_somebody(folded[place]) or _is_short_form(typed):
        return True
    stands_before, behind = before(folded, place), folded[place + 1 : place + 2]
    by_itself = stands_before in {"from", "to", "by"} and (FILLER | AFTER).issuperset(behind)
    return by_itself or stands_before in AT_WORK | HELPING | {"as"}


def follows_who_does(folded: Sequence[str], first: int) -> bool:
    """True for the place behind "who does" or "whom should", where whoever acts stands, or what is done."""
    return first > 1 and folded[first - 1] in HELPING and folded[first - 2] in WHOM


def _is_acting(question: Question, start: int, end: int) -> bool:
    """Who does the press crew pass it to? But: who does parts supply?"""
    folded, first = question.folded, with_articles(question.folded, start)
    acts = follows_who_does(folded, first) and end < len(folded) and stem(folded[end]) in PASSING_ON | HANDING
    return acts and (first < start or end + 1 < len(folded))


def _is_told_of(question: Question, start: int, end: int) -> bool:
    """True for words that stand where somebody does."""
    folded = question.folded
    place = before(folded, start)
    if place in {"from", "to"} or (place == "by" and not folded[start].endswith("ing")):
        calls = end - start > 1 and is_somebody(folded[end - 1])
        return calls or question.intent in (Intent.GIVES, Intent.RECEIVES) or end == len(folded)
    if end < len(folded) and stem(folded[end]) in HANDING and (place == "" or end - start > 1):
        return True
    if place not in TELLING_FIRST or all(word not in ASKS | PERSONS for word in folded[end + 1 :]):
        return False
    calls = folded[end - 1] in GROUPS or is_somebody(folded[end - 1])
    closes = place in AFTER and calls and folded[end].endswith(("s", "ed"))  # after the order desk closes the day
    return closes or _is_pointed_at(folded) or _does_so(folded, end)


def _is_pointed_at(folded: Sequence[str]) -> bool:
    """True where he, she or they are asked about, told of before: whom do they tell, who sends them the list?"""
    handed = (
        stem(verb) in PASSING_ON or verb in {"to", "from", "off"} for verb, whom in pairwise(folded) if whom in HIM
    )
    return not PERSONS.isdisjoint(folded) or any(handed)


def _does_so(folded: Sequence[str], verb: int) -> bool:
    """True where a verb stands of which only somebody is the subject: the press crew is done, the press crew sees."""
    behind = next((word for word in folded[verb + 1 :] if word not in STILL), "")
    waits = behind.endswith("ing") and stem(behind) in DEPENDING
    has_to = behind == "to" and not THEM.isdisjoint(folded[verb:])  # the press crew has to go, who tells them?
    done = folded[verb] in BEING and (waits or has_to or stem(behind) in DONE)
    return done or folded[verb] in PERSONAL or folded[verb] in GROUPS
