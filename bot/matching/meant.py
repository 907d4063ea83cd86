"""Who of those that a question names is meant, and who only stands beside: acted on, checked, the other side."""

from collections.abc import Sequence

from bot.language.english import FILLER
from bot.language.handing import HANDING, HELPING
from bot.language.occupations import does, is_somebody
from bot.language.words import fold, stem, words_of
from bot.matching.index import Index
from bot.matching.loose import follows_who_does, is_asker
from bot.matching.names import ARTICLES, Named, before, is_owned, with_articles
from bot.matching.sides import tells_of_handing
from bot.matching.sought import ANYBODY, BETWEEN, COPULAS, HOLDING, REACHING, ROLE, WHO_IS
from bot.question import DUTIES, Intent, Question

ASKING = frozenset("who which whoever".split())
DOING = frozenset("do does did".split())
ASKING_WHO = frozenset((Intent.WHO, Intent.GIVES, Intent.RECEIVES))
# Who does the porter's work is asked for to stand in.
OWN_WORK = ROLE | frozenset(
    "work works duties tasks task shift team role jobs desk absence stuff responsibilities".split()
)
LINKING = frozenset("is are was were do does did can could should would must may might shall".split())
OPENING = frozenset("so and but hey hi hello".split())
BEING = frozenset("is are isnt arent".split())
CHECKING = BEING | frozenset("does do should doesnt dont shouldnt".split())
CONDITIONS = frozenset("if when once after now since because as".split())
# Who asks, and for whom: I am the cook, who buys the geese? Not the cook, who does?
ASKING_AS = frozenset("i im am as not besides apart asking behalf".split())
BESIDE_THOSE = frozenset("for from new of on".split())
# Who is not there is asked about all the same: the card tells who stands in.
ABSENT = frozenset("ill sick off away leave holiday holidays vacation left late out absent gone busy".split())
STATING = frozenset(
    """has had have is are was were says said say cant cannot wont wants want needs need thinks told just already still
    now sent did does doesnt didnt isnt wasnt hasnt wrote got gets""".split()
)
# What somebody is, has or can do is no task: does the cook have a day off?
STATES = frozenset(
    map(
        stem,
        """have need know use wear carry attend want like speak sit stand live come go get earn exist mean look seem
        answer""".split(),
    )
)
CHARGED = frozenset("responsible accountable who that supposed meant".split())


def is_checked(question: Question, one: Named) -> bool:
    """True for somebody of whom the asker wants to know whether a task is theirs: does the cook wash the pots?"""
    folded = question.folded
    start = next((place for place, word in enumerate(folded) if word not in OPENING), 0)
    if folded[start] not in CHECKING or not ARTICLES.union({"it"}).issuperset(folded[start + 1 : one.start]):
        return False
    behind = folded[one.end : one.end + 2]
    if folded[start] in BEING:
        return bool(behind) and (behind[0] in CHARGED or behind == ("in", "charge"))
    return bool(behind) and stem(behind[0]) not in STATES


def is_told_of(question: Question, one: Named) -> bool:
    """True for somebody of whom something is told before who does another thing is asked.

    The cook has plucked the goose, who stuffs it?
    """
    folded = question.folded
    places = range(one.end, len(folded))
    asked = next((at for at in places if folded[at] in ASKING and folded[at - 1] not in ANYBODY), len(folded))
    between = folded[one.end : asked]
    stated = bool(between) and (between[0] in STATING or between[0].endswith("ed")) and ABSENT.isdisjoint(between)
    told_of = stated or not ASKING_AS.isdisjoint(folded[: one.start]) or between == ("here",)
    before_name = OPENING.union(ARTICLES, CONDITIONS, ASKING_AS, BESIDE_THOSE).issuperset(folded[: one.start])
    told = {stem(word) for word in folded[asked + 1 :] if word not in FILLER | ROLE}
    return told_of and before_name and not told <= HOLDING  # who takes over?


def is_aside(question: Question, one: Named, named: Sequence[Named]) -> bool:
    """True for somebody who has a part in what is asked, so that who is asked for is another."""
    owns = question.intent in ASKING_WHO and _owns_what_is_asked(question, one)
    asks = is_asker(question, one.start, one.end)
    return owns or asks or _is_acting(question, one) or _is_acted_on(question, one) or _is_beside(question, one, named)


def _owns_what_is_asked(question: Question, one: Named) -> bool:
    """Who checks the porter's keys? But: who is the porter's stand-in, who does the porter's work?"""
    folded = question.folded
    asked = next((place for place in range(one.start) if folded[place] in ASKING), -1)
    if asked < 0 or not is_owned(question, one.end) or question.spoken[asked].casefold() in WHO_IS:
        return False
    verb = next((word for word in folded[asked + 1 :] if word not in HELPING), "")
    return verb not in COPULAS and OWN_WORK.isdisjoint(folded[one.end : one.end + 2])


def _is_acting(question: Question, one: Named) -> bool:
    """True for somebody who does something to whom is asked for: who should the porter call?

    But: who would the porter be, who will porter tonight, who does the porter work?
    """
    folded = question.folded
    start = with_articles(folded, one.start)
    verb = "".join(folded[one.end : one.end + 1])
    hands = tells_of_handing(verb) or stem(verb) in REACHING
    if (
        not follows_who_does(folded, start)
        or folded[-1] in {"be", "by"}
        or (start == one.start and one.length == 1 and not hands)
    ):
        return False
    return hands or (folded[start - 1] not in DOING and verb not in FILLER | {""} and not verb.endswith("ly"))


def _is_acted_on(question: Question, one: Named) -> bool:
    """True for somebody whom the verb is about: who trains the porters is no porter."""
    acted_on = 0 < _acting(question) < one.start and is_somebody(one.reason.phrase) and not _is_work(question, one)
    return acted_on and before(question.folded, one.start) not in HELPING  # which tools does the porter use?


def _acting(question: Question) -> int:
    """The place of the verb, where the asker wants to know who does it (who trains the porters?); else 0."""
    folded = question.folded
    who = next((place for place, word in enumerate(folded) if word in ASKING or word not in FILLER), len(folded))
    if folded[who : who + 1] and folded[who] in ASKING and folded[who] == fold(question.spoken[who]):  # not "who's"
        verb = next((place for place in range(who + 1, len(folded)) if folded[place] not in BETWEEN), 0)
        linking = folded[verb] in LINKING or folded[verb + 1 : verb + 2] == ("as",)  # who counts as the porter?
        return 0 if linking or folded[verb] in DUTIES else verb  # which tasks has the porter?
    return 0


def _is_beside(question: Question, one: Named, named: Sequence[Named]) -> bool:
    """True for the other side of a hand-off in a question about somebody: what does the cook hand to the waiter?"""
    folded = question.folded
    acting = (other for other in named if other.end <= one.start or before(folded, other.start) == "by")
    behind = before(folded, one.start) in {"to", "from"} and any(other != one for other in acting)
    return question.intent is Intent.WHAT and behind and is_handed(question, named)


def is_handed(question: Question, named: Sequence[Named]) -> bool:
    """True if something is handed over outside the names: a misspelt title may look like a verb."""
    beside = question.framing.union(*(range(one.start, one.end) for one in named))
    return any(tells_of_handing(word) for place, word in enumerate(question.folded) if place not in beside)


def may_hand(index: Index, question: Question, one: Named) -> bool:
    """True for somebody, or if "from", "to" or the verb stands before the name: who gives DevOps the build?"""
    word = before(question.folded, one.start)
    called = one.reason.phrase
    return not _is_work(question, one) and (
        is_somebody(called)
        or (called.isupper() and is_somebody(index.personas[one.persona].title))
        or word in {"from", "to"}
        or stem(word) in HANDING
    )


def _is_work(question: Question, one: Named) -> bool:
    """True for the work instead of who does it: who gives the weather forecast, of a weather forecaster."""
    return does(words_of(one.reason.phrase)[-1], question.folded[one.end - 1])


def is_full(question: Question, one: Named) -> bool:
    """True for a name that is nothing but a name: of several words, or an abbreviation in capitals."""
    if _is_work(question, one):
        return False
    typed = question.spoken[one.start]
    return " " in one.reason.phrase or (one.length == 1 and len(typed) > 1 and typed.isupper())
