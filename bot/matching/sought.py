"""Whether a question asks who somebody is whom it names, whatever else it says: who is the porter for the deliveries?

What stands around the name tells: "who is" before it, a role behind it, "who is that" after all, or a description.
"""

import re
from collections.abc import Container, Sequence

from bot.language.english import FILLER
from bot.language.handing import HELPING, PERSONS
from bot.language.words import stem
from bot.matching.names import ARTICLES, Named, before, is_owned, with_articles
from bot.matching.sides import ASKED, FIRST_PERSONS, tells_of_handing
from bot.question import Question

ASKING = frozenset("who whos which whoever".split())
# What may stand between "who" and the name: who the heck of my colleagues is going to be our porter?
BETWEEN = frozenset(
    """my your you role roles person people one ones of us here the our a all else colleague colleagues employee
    employees heck hell devil""".split()
)
COPULAS = frozenset("is are was were be been being isnt arent wasnt".split())
SUPPOSING = frozenset("would could might may will".split())
PROMOTED = frozenset("going to gonna appointed named made elected nominated have has had".split())
ADVERBS = frozenset("currently now usually actually exactly again still then no longer just".split())
INTRODUCING = BETWEEN | COPULAS | SUPPOSING | PROMOTED | ADVERBS | ARTICLES | {"should", "can"}
WHO_IS = frozenset("who's who’s whos".split())
ON_THE_WAY = frozenset("to supposed meant allowed going about expected".split())  # who is the porter to hand it to?
PREPOSITIONS = frozenset("for to from by with of".split())
WHERE = frozenset("in at on".split())  # in this channel
HAVING = frozenset("has have had doesnt didnt dont wont cant hasnt".split())
LIKENING = frozenset("well soon much long far such same".split())  # as soon as
# Who holds the role of porter, who fills in for the porter? Both stand on the porter's card.
HOLDING = frozenset(
    map(
        stem,
        """hold have has fill fills occupy play take replace cover deputise deputize substitute stand wear
        inherit""".split(),
    )
)
ROLE = frozenset("role roles post position job hat title".split())
BETWEEN_ROLE = ROLE | frozenset("the a our of as in for".split())
BEFORE_HOLDING = ASKING | ADVERBS | frozenset("should will would".split())
# The porter who brings the beds; the porter, the one who brings them.
DESCRIBED = (
    r"(?:,? the (?:one|person|guy|man|woman|lady|colleague))? (?:who|that) (?!is\b|are\b|was\b|has\b|next\b|else\b)\w"
)
RELATIVE = frozenset(("who", "that"))
LOOKING = frozenset({"", "need", "for", "find", "ask", "does"})
INDEFINITE = frozenset("somebody someone anybody anyone".split())
POINTING = PERSONS | {"that", "this", "it"}
ANYBODY = frozenset("one ones person people someone somebody role guy those".split())  # who does it, and no question
# The asker's wish for somebody: we need a porter for Monday, is there a porter on duty, do we have a porter?
WISHES = frozenset(
    tuple(words.split()) for words in "need|looking for|searching for|is there|do we have|have we".split("|")
)
BEHIND_WISHES = frozenset("for on in at here around please pls or".split())
HIRING = frozenset(map(stem, "recruit hire vacancy advertise advert applicant candidate post".split()))
ALMOST = 0.9  # that it is the name: whose names alone end so may be another
TOWARDS = frozenset("to with for".split())
REACHING = frozenset(map(stem, "address speak talk call ask phone ring contact page message reach email".split()))


def is_sought(question: Question, one: Named) -> bool:
    """True for somebody of whom it is asked who that is: who is the porter for the deliveries, who works as a porter?

    Also where the question comes later: I was sent to the porter, who is that? But: who is the porter handing it to?
    """
    if is_owned(question, one.end):
        return False  # who is the porter's next?
    if INDEFINITE.issuperset(ASKED.intersection(question.folded)):
        return _is_described(question, one) or _is_wished_for(question.folded, one)
    named = _is_introduced(question, one) or held_by_verb(question, one) > 0 or _is_described(question, one)
    return named or _is_pointed_at(question, one) or _is_to_be_reached(question.folded, one)


def _is_wished_for(folded: Sequence[str], one: Named) -> bool:
    """We need the porter for the deliveries; but not: we need the porter to bring them, need the porter list."""
    start = with_articles(folded, one.start)
    wish = next((wish for wish in WISHES if folded[max(0, start - len(wish)) : start] == wish), ())
    if not wish or one.sure < ALMOST or not FILLER.issuperset(folded[: start - len(wish)]):
        return False
    return BEHIND_WISHES.issuperset(folded[one.end : one.end + 1]) and HIRING.isdisjoint(map(stem, folded))


def held_by_verb(question: Question, one: Named) -> int:
    """The place of the verb where it is asked who somebody is: who holds the role of porter, who has it; else -1."""
    folded = question.folded
    verb = next((place for place in reversed(range(one.start)) if folded[place] not in BETWEEN_ROLE), 0)
    asked = verb > 0 and folded[verb - 1] in BEFORE_HOLDING and stem(folded[verb]) in HOLDING
    behind = folded[one.end :]
    of_role = behind[:1] != () and behind[0] in ROLE and not is_owned(question, one.end + 1)
    alone = set(behind) <= FILLER | BETWEEN_ROLE  # who fills the porter vacancies is another
    alone = alone or behind[0] in WHERE
    held = alone or (of_role and FILLER.issuperset(behind[1:2]))  # and so is who has the porter job advertisement
    return verb if asked and held and not is_owned(question, one.end) else -1


def _is_introduced(question: Question, one: Named) -> bool:
    """Who is our porter, who is going to be the porter, who works as a porter, which porter?"""
    folded = question.folded
    behind = [word for word in folded[one.end :] if word not in ADVERBS and not word.endswith("ly")]
    if not ASKED.isdisjoint(behind) or folded[-1] in PREPOSITIONS:
        return False  # who is the porter, and who takes the beds? Who is the porter doing it for?
    asking = max((at for at in range(one.start) if folded[at] in ASKING), default=-1)
    if asking < 0 or not PREPOSITIONS.isdisjoint(folded[asking - 1 : asking]):
        return False  # as a porter, whom do I tell? For whom is the porter doing it?
    between = folded[asking + 1 : one.start]
    if folded[asking] == "which" and not between:
        return asking == 0 or folded[asking - 1] in FILLER
    if before(folded, one.start) == "as":
        return _works_as(between, behind)
    acts = bool(behind) and (behind[0].endswith("ing") or behind[0] in ON_THE_WAY or tells_of_handing(behind[0]))
    being = question.spoken[asking].casefold() in WHO_IS or not COPULAS.isdisjoint(between)
    return being and not acts and INTRODUCING.issuperset(between)


def _works_as(between: Sequence[str], behind: Sequence[str]) -> bool:
    """Who took over as a porter; but not: who takes it as soon as the porter is back, whom do I tell as a porter?"""
    verbs = [word for word in between if word not in FILLER]
    others = FIRST_PERSONS | LIKENING
    goes_on = not behind or (behind[0] in FILLER and behind[0] not in COPULAS | HELPING | HAVING)
    works = len(verbs) == 1 or (verbs[:1] != [] and stem(verbs[0]) in HOLDING)  # who replaced Tom as a porter?
    return works and others.isdisjoint(between) and goes_on


def _is_described(question: Question, one: Named) -> bool:
    """The porter who brings the beds. But: the porter is back, who brings them; the porter who is back, who is that?"""
    folded = question.folded
    relative = next((at for at in range(one.end, min(one.end + 3, len(folded))) if folded[at] in RELATIVE), 0)
    if not relative or before(folded, one.start) not in LOOKING:
        return False
    if not ASKED.isdisjoint(folded[: one.start]) or not ASKED.isdisjoint(folded[relative + 1 :]):
        return False
    name = r"\W+".join(map(re.escape, question.spoken[one.start : one.end]))
    return re.search(rf"\b{name}{DESCRIBED}", question.text) is not None


def _is_pointed_at(question: Question, one: Named) -> bool:
    """The letter is for the porter, who is that? But: the porter hands it to somebody, who is that?"""
    folded = question.folded
    asking = [at for at in range(one.end, len(folded)) if folded[at] in ASKING]
    if not asking or folded[-1] in PREPOSITIONS or not ANYBODY.isdisjoint(folded[one.end : asking[-1]]):
        return False  # who is it actually for?
    # whom a clause tells of that begins with "who" may be that one as well: it is the porter who does it, who is it?
    return _points_back(question, asking[-1], PERSONS if len(asking) > 1 else POINTING)


def _points_back(question: Question, asking: int, pointing: Container[str]) -> bool:
    """Who is that, who's that, who that is; and that is who."""
    folded = question.folded
    if asking > 1 and folded[asking - 2] in pointing and folded[asking - 1] in COPULAS:
        return True
    behind = [word for word in folded[asking + 1 : asking + 4] if word != "be"]
    if question.spoken[asking].casefold() in WHO_IS:
        behind.insert(0, "is")
    verb, whom, after = (*behind, "", "", "")[:3]
    if whom in COPULAS:
        verb, whom = whom, verb
    ends = not after or (after in FILLER and after not in PREPOSITIONS)
    return verb in COPULAS | SUPPOSING and whom in pointing and ends


def _is_to_be_reached(folded: Sequence[str], one: Named) -> bool:
    """The letter is addressed to the porter, whom do I give it to? But: I called the porter."""
    verb = next((at for at in reversed(range(one.start)) if folded[at] not in ARTICLES | TOWARDS), 0)
    if stem(folded[verb]) not in REACHING or not FIRST_PERSONS.isdisjoint(folded[verb - 1 : verb]):
        return False
    behind = folded[one.end :]
    place = next((at for at, word in enumerate(behind) if word in ASKED), len(behind))
    asking = behind[place + 1 :]
    told = all(word in FILLER or tells_of_handing(word) for word in asking) and "from" not in asking
    by_asker = told and not FIRST_PERSONS.isdisjoint(asking)
    return by_asker or (0 < place == len(behind) - 1 and stem(behind[place - 1]) in REACHING)  # call whom?
