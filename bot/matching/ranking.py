"""The ranking: names, tasks and hand-offs weighed together."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import nlargest
from operator import itemgetter

from bot.catalog import Persona
from bot.language.english import is_english
from bot.language.foreign import SMALL, is_foreign
from bot.language.occupations import GENERIC
from bot.language.words import kinship, stem, words_of
from bot.matching.confidence import Case, chances, none_figures, pull
from bot.matching.handed import Asked, fits_of
from bot.matching.index import TYPO, Denial, Index, Item, holds
from bot.matching.loose import is_asker, loosely_named
from bot.matching.match import Field, Match, Reason
from bot.matching.meant import (
    is_aside,
    is_checked,
    is_full,
    is_handed,
    is_told_of,
    may_hand,
)
from bot.matching.name_words import CLIPPED
from bot.matching.names import Named
from bot.matching.sides import Side, asks_for_side, side_of, side_of_asker, tells_of_handing, things_handed
from bot.matching.sought import held_by_verb, is_sought
from bot.matching.tasks import Evidence, explain, gather, items_of
from bot.question import Intent, Question

Related = tuple[int, Persona, int]  # who is asked for, who hands over, and which of the giver's hand-offs it is
STRANGE = 3  # words that are not English, and most of all: another language
ALMOST_NOTHING = 0.2  # what is told beside a name, in words as rare as can be
SURELY = 0.9  # that a name is meant: who is acted on is then not who acts
TOO_STRANGE = 0.9
SEVERAL_TIMES = 0.55  # an occupation comes up so often with somebody that it is theirs: three times
JUST_THAT = 0.7  # of what is asked for is what somebody hands over
SLIGHTLY = 0.1  # less of it than who hands over most
SHOWN = 5  # the nearest that an answer tells of
ALL = 0.95  # of the question, its verb too
PART_IN = re.compile(
    r"who (?:all )?(?:is|are|gets?) (?:consulted|informed|accountable) (?:in|during|at|for|about|on)(?: the)? (.+?)"
    r"(?: stage| phase)?"
)
BETWEEN_SEVERAL = (Intent.COMPARE, Intent.EITHER)
NEARLY = 0.95  # as much of the question as somebody else
MUCH = 0.5  # of the question, or of a rare word: a task is asked about


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nearest personas, best first, and the chance that none of all is right.

    `goes_to` tells where the task goes instead, if that is likelier than any persona; `asked_for` which side of a
    hand-off is asked for, if that of somebody is named; `stranger` that somebody is asked for whose name fits
    nobody.
    """

    matches: tuple[Match, ...] = ()
    none: float = 1.0
    named: tuple[Named, ...] = ()
    goes_to: str = ""
    asked_for: Intent | None = None
    stranger: bool = False


@dataclass(slots=True)
class Weighed:
    """What speaks for each persona: its case, the reasons that are no task's phrase, the words, and the names found."""

    cases: dict[int, Case]
    items: list[Item]
    named: tuple[Named, ...]
    reasons: dict[int, Reason] = field(default_factory=dict)
    strangeness: float = 0.0  # somebody is asked for by a name that nobody here has, and whose words tell of nobody
    asked_for: Intent | None = None  # the side of a hand-off that is asked for


def rank(question: Question, index: Index) -> Ranking:
    """The personas a question may be about, with the chance of each."""
    return _ranked(weigh(question, index), index)


def rank_among(question: Question, index: Index, named: tuple[Named, ...]) -> Ranking:
    """Those who are named, with the chance of each by their tasks alone."""
    weighed = _weigh(question, index, named, checked=named)
    asked_about = {one.persona for one in named}
    weighed.cases = {persona: case for persona, case in weighed.cases.items() if persona in asked_about}
    return _ranked(weighed, index)


def _ranked(weighed: Weighed, index: Index) -> Ranking:
    if not weighed.cases:
        return Ranking(named=weighed.named)
    likely, none = chances(weighed.cases, none_of(weighed, index))
    gone = {one: likely.pop(one) for one in list(likely) if index.goes_to(one)}
    nearest = nlargest(SHOWN, likely, key=likely.__getitem__)
    matches = tuple(Match(index.personas[one], likely[one], partial(_reason, index, weighed, one)) for one in nearest)
    goes_to = "".join(index.goes_to(one) for one in gone if gone[one] > max((none, *likely.values())))
    none += sum(gone.values())
    return Ranking(matches, none, weighed.named, goes_to, weighed.asked_for, weighed.strangeness > TOO_STRANGE)


def none_of(weighed: Weighed, index: Index) -> tuple[float, ...]:
    """The figures that speak for nobody of the catalog."""
    cases, words = list(weighed.cases.values()), len(weighed.items)
    return none_figures(cases, words, listed=index.lists_elsewhere, strangeness=weighed.strangeness)


def _reason(index: Index, weighed: Weighed, persona: int) -> Reason:
    """Why a persona came up: its name or a hand-off, else its best phrase, else its title."""
    place = weighed.cases[persona].task.place
    if persona in weighed.reasons:
        return weighed.reasons[persona]
    return explain(index, weighed.items, place if place >= 0 else index.phrases.first[persona])


def weigh(question: Question, index: Index) -> Weighed:
    """Every persona's case, before it is decided how sure that makes."""
    named = index.names.find(question)
    said = _said_exactly(question, index) if question.intent in (Intent.WHO, Intent.WHAT) else ()
    if said or (named and index.says(question.words)):  # a name within what is said of somebody names nobody
        whole = (one for one in named if set(question.words) <= set(question.folded[one.start : one.end]))
        named = tuple(one for one in whole if one.sure == 1 or not said)
    if said and not named:
        weighed = _weigh(question, index, ())
        _weigh_said(index, said, weighed)
        return weighed
    only = named[0] if len(named) == 1 else None
    told_of = only is not None and is_told_of(question, only)
    if only and (told_of or is_checked(question, only)):
        told = _weigh(question, index, named, checked=named)
        own = told.cases.pop(only.persona, None) if told_of else None  # who is asked for is somebody else
        if _weigh_checked(index, only, told) or _is_told(index, told, only):
            return told
        if told_of and not (own and own.task.explained > ALL):
            return _weigh(question, index, named, givers=named) if is_handed(question, named) else told
    return _weigh(question, index, named)


def _said_exactly(question: Question, index: Index) -> Sequence[int]:
    """The phrases that the question is, word for word, but for the small words that it begins with: who does ..."""
    folded = question.folded
    for start, word in enumerate(folded):
        if said := index.exactly(folded[start:]):
            return said
        if word in question.words:
            break
    return ()


def _weigh_said(index: Index, said: Iterable[int], weighed: Weighed) -> None:
    """Whoever the catalog says the question of, word for word, is meant as by a name."""
    for place in said:
        case = weighed.cases.setdefault(index.phrases.owner[place], Case(Evidence()))
        case.call(1.0)
        told = case.task
        told.place, told.mass = place, max(told.mass, 1.0)
        told.phrase = told.explained = told.union = told.several = 1.0
    weighed.strangeness = 0.0


def _weigh_checked(index: Index, checked: Named, told: Weighed) -> bool:
    """True if whoever is `checked` says itself who does it instead: that one is meant then, as by a name."""
    denied = ((share, one) for one, share in _denied(index, told.items) if one.persona == checked.persona)
    share, denial = max(denied, key=itemgetter(0), default=(0.0, None))
    own = told.cases.get(checked.persona)
    if denial is None or denial.goes_to < 0 or share < MUCH or (own and share <= own.task.explained):
        return False
    told.cases.pop(checked.persona, None)
    told.cases.setdefault(denial.goes_to, Case(Evidence())).call(share)
    return True


def _is_told(index: Index, told: Weighed, checked: Named) -> bool:
    """True if the catalog knows whose task it is; whoever is `checked` is meant if it is also theirs."""
    best = max((case.task.explained for case in told.cases.values()), default=0.0)
    own = told.cases.get(checked.persona)
    if own and own.task.explained > NEARLY * best:
        own.call(checked.sure)
    likely, none = chances(told.cases, none_of(told, index)) if told.cases else ({}, 1.0)
    return best > MUCH and max(likely.values(), default=0.0) > none


def _weigh(
    question: Question,
    index: Index,
    named: tuple[Named, ...],
    *,
    checked: tuple[Named, ...] = (),
    givers: tuple[Named, ...] = (),
) -> Weighed:
    """Every persona's case; that of those `checked` by their tasks alone. `givers` have done theirs: who is next?"""
    items = items_of(index, _corrected(question, index, named))
    sought = frozenset(one for one in named if is_sought(question, one))
    others = _others(question, index, named, sought, items) or dict.fromkeys(givers, Side.GIVES)
    aside = (one for one in named if is_aside(question, one, named))
    apart = {*others, *(one for one in aside if one not in sought)}
    meant = [one for one in named if one not in apart and one not in checked]
    full = [one for one in meant if is_full(question, one)]
    items = _besides(question, items, [*others, *checked, *(full if index.is_small else ())], passing=bool(others))
    items = _without_foreign(items, question, named=bool(full))
    if any(one.sure > SURELY and one in sought for one in meant):
        items = []  # what else is said tells nothing: the porter for the deliveries is the porter
    holding = {question.folded[verb] for one in meant if (verb := held_by_verb(question, one)) > 0}
    items = [item for item in items if item.word not in holding]
    tasks = gather(index, items, {one.persona: one.sure for one in meant})
    cases = {persona: Case(task) for persona, task in tasks.items()}
    weighed = Weighed(_without_rivals(index, cases), items, named)
    if question.wanted and not named and not index.says(question.words):
        weighed.strangeness = _strangeness(index, question.wanted, cases)
    _weigh_names(index, question, meant, sought, weighed)
    _weigh_parts(index, weighed)
    kept = {one.persona for one in meant}
    if others:
        _weigh_other_sides(index, others, weighed)
    elif question.intent is Intent.RECEIVES and not _is_a_task(index, question, weighed):
        _weigh_takers(index, question, kept, weighed)
    _weigh_what_is_known(index, weighed)
    for one in apart:
        if one.persona not in kept and (one in others or one.sure > SURELY):
            weighed.cases.pop(one.persona, None)
    _weigh_denials(index, items, weighed.cases)
    if question.intent is Intent.DENIES:
        _weigh_deniers(index, weighed)
    return weighed


def _strangeness(index: Index, name: Sequence[str], cases: Iterable[int]) -> float:
    """How little the name of an occupation fits anybody: 0 if titles have its words, 1 if nobody's phrases do.

    A libel lawyer is a media lawyer whose phrases tell of libel; a chemical engineer is no engineer who never does. A
    single word fits whoever has it in an alias, or in phrase after phrase.
    """
    if not name or all(map(index.names.part_of, name)):
        return 0.0
    if len(name) == 1:
        often = max((_often(index, index.item(name[0]), one) for one in cases), default=0.0)
        called = name[0] in index.names and name[0] not in GENERIC
        return 0.0 if called else 1 - often if often > SEVERAL_TIMES else 1.0
    items = [index.item(word) for word in name[:-1]]
    alike = [one for one in cases if index.names.ends_in(index.personas[one], name[-1])]
    return 1 - max((min((_often(index, item, one) for item in items), default=0.0) for one in alike), default=0.0)


def _often(index: Index, item: Item, persona: int) -> float:
    share = index.share(item, persona)
    return share.often if share else 0.0


def _without_rivals(index: Index, cases: dict[int, Case]) -> dict[int, Case]:
    """Of those who stand for what goes elsewhere only the likeliest: else none were likelier, the more there are."""
    rivals = [persona for persona in cases if index.goes_to(persona)]
    if len(rivals) > 1:
        rivals.remove(max(rivals, key=lambda persona: pull(cases[persona])))
        for rival in rivals:
            del cases[rival]
    return cases


def _corrected(question: Question, index: Index, named: Sequence[Named]) -> list[str]:
    """The words that carry meaning, with those of a misspelt name as the catalog has it."""
    words = list(question.words)
    for one in named:
        typed, meant = set(question.folded[one.start : one.end]), words_of(one.reason.phrase)
        if CLIPPED < one.sure < 1 and not index.phrases.spelt.keys() & typed.difference(meant):
            words = [word for word in words if word not in typed] + meant
    return words


def _others(
    question: Question, index: Index, named: Sequence[Named], sought: Container[Named], items: Sequence[Item]
) -> dict[Named, Side]:
    """Who is named, or nearly, and not `sought`, as the other side of a hand-off, with the side."""
    if question.intent in BETWEEN_SEVERAL and len({one.persona for one in named}) < 2:
        question = replace(question, intent=Intent.WHO)  # late or missing deliveries are no choice between roles
    if not asks_for_side(question):
        return {}

    def side(one: Named, *, person: bool) -> Side | None:
        asker = side_of_asker(question.folded, one) if is_asker(question, one.start, one.end) else None
        return asker or side_of(question, one, fits_of(index, question, one, items), person=person)

    meant = (one for one in named if one not in sought)
    sides = {one: found for one in meant if (found := side(one, person=may_hand(index, question, one)))}
    if sides or any(may_hand(index, question, one) for one in named):
        return sides
    handed = is_handed(question, named)
    asked = handed and question.intent in (Intent.GIVES, Intent.RECEIVES)
    usual = Side.TAKES if question.intent is Intent.GIVES else Side.GIVES
    nearly = ((one, side(one, person=True)) for one in loosely_named(question, index.names, handed=handed))
    return {one: found or usual for one, found in nearly if found or asked}


def _besides(question: Question, items: Sequence[Item], names: Iterable[Named], *, passing: bool) -> list[Item]:
    """The words that tell something beside names; `passing` leaves out the verbs of handing over, too."""
    names = tuple(names)
    if not names and not passing:
        return list(items)
    inside = {place for one in names for place in range(one.start, one.end)}
    outside = {word for place, word in enumerate(question.folded) if place not in inside}
    of_names = {question.folded[place] for place in inside}.union(*(words_of(one.reason.phrase) for one in names))
    besides = [item for item in items if item.word in outside or item.word not in of_names]
    things = things_handed(question.folded, inside)
    things |= {item.word for item in items if item.word.endswith(("ment", "ments"))}  # a requirement is no verb
    return [item for item in besides if not passing or item.word in things or not tells_of_handing(item.word)]


def _without_foreign(items: Sequence[Item], question: Question, *, named: bool) -> list[Item]:
    """Where another language is spoken, only what the catalog has as it is: a name or a term tells.

    So it is where most of what is said is neither known nor English, if a name or two words are known.
    """
    known = [item for item in items if item.readings]
    if is_foreign(question.spoken, question.folded):
        certain = [item for item in known if any(how != TYPO for _, _, how in item.readings)]
        return [item for item in certain if item.word not in SMALL] or certain
    strange = sum(not is_english(item.word) for item in items if not item.readings)
    foreign = strange >= STRANGE and 2 * strange > len(items)
    return known if foreign and (named or len(known) > 1) else list(items)


def _weigh_names(
    index: Index, question: Question, meant: Iterable[Named], sought: Container[Named], weighed: Weighed
) -> None:
    """A named persona is likely meant, the more so the less else is said."""
    told = 0.0 if question.intent is Intent.WHAT else sum(_told(index, item) for item in weighed.items)
    for one in meant:
        case = weighed.cases.setdefault(one.persona, Case(Evidence()))
        inside = {*question.folded[one.start : one.end], *words_of(one.reason.phrase)}
        left = (
            0.0
            if one in sought
            else max(0.0, told - sum(_told(index, item) for item in weighed.items if item.word in inside))
        )
        sure = one.sure * (0.4 + 0.6 / (1 + left))
        if sure > case.name:
            case.name = sure
            case.whole = one.sure if left < ALMOST_NOTHING else 0.0
            case.fully = one.sure if is_full(question, one) else 0.0
            weighed.reasons[one.persona] = one.reason


def _told(index: Index, item: Item) -> float:
    """How much a word tells beside a name, 1 for the rarest; what the catalog does not know tells nothing."""
    return item.weight / index.phrases.unknown if item.readings else 0.0


def _weigh_parts(index: Index, weighed: Weighed) -> None:
    """A question of one or two words that are a part of titles, or how a name begins, may mean each of those."""
    if weighed.named or not 0 < len(weighed.items) <= 2:
        return
    parts = set.intersection(*(set(index.names.part_of(item.word)) for item in weighed.items))
    for persona in parts.union(index.names.begun(tuple(item.word for item in weighed.items))):
        if persona in weighed.cases:
            weighed.cases[persona].partial = 1.0


def _weigh_other_sides(index: Index, others: Mapping[Named, Side], weighed: Weighed) -> None:
    """Whoever has a part in a hand-off with somebody who is named; once for each, however often that one is named."""
    first = next(iter(others.values()))
    weighed.asked_for = Intent.RECEIVES if first is Side.GIVES else Intent.GIVES
    for persona, side in dict.fromkeys((one.persona, side) for one, side in others.items()):
        _weigh_relations(index, index.personas[persona], side, weighed)


def _weigh_takers(index: Index, question: Question, kept: Container[int], weighed: Weighed) -> None:
    """Whoever takes just what is asked for, and not who gives it, unless that one takes from another or is `kept`."""
    givers = _givers(index, question, weighed)
    for giver in givers:
        _weigh_relations(index, index.personas[giver], Side.GIVES, weighed)
    for giver, likeness in givers.items():
        if giver not in kept and weighed.cases[giver].handed < likeness:
            weighed.cases.pop(giver)


def _is_a_task(index: Index, question: Question, weighed: Weighed) -> bool:
    """True if to take it is itself what somebody does: who collects the tickets?"""
    taking = _taking(question)[:1]
    verbs = [root for item in weighed.items if item.word in taking for root, _, _ in item.readings]
    whole = [case.task.place for case in weighed.cases.values() if case.task.explained > ALL]
    return any(holds(index.phrases.postings[root], place) for root in verbs for place in whole if place >= 0)


def _taking(question: Question) -> list[str]:
    """The words that only say that something is taken; where it is asked where a thing goes, none does."""
    if "where" in question.folded and question.folded[-1] != "from":
        return []
    things = things_handed(question.folded, ())
    return [word for word in question.folded if tells_of_handing(word) and word not in things]


def _givers(index: Index, question: Question, weighed: Weighed) -> dict[int, float]:
    """Who hands over just what is asked for, with how much of it: who receives the plan is then not who gives it."""
    verbs = _taking(question)
    asked = Asked(index, [item for item in weighed.items if item.word not in verbs])
    given = {number: _given(asked, index.personas[number]) for number in weighed.cases}
    least = max(JUST_THAT, max(given.values(), default=0.0) - SLIGHTLY)
    return {number: likeness for number, likeness in given.items() if likeness > least}


def _given(asked: Asked, giver: Persona) -> float:
    """How much of what is asked for somebody hands over."""
    handed = [(giver.id, place) for place in range(len(giver.handoffs))]
    return max((asked.likeness(one) for one in handed if asked.covers(one) > MUCH), default=0.0)


def _weigh_relations(index: Index, other: Persona, side: Side, weighed: Weighed) -> None:
    """Who gives to, or takes from, the other who is named; more so what is asked for."""
    asked = Asked(index, weighed.items)
    for number, giver, place in _related(index, other, side):
        handoff = giver.handoffs[place]
        case = weighed.cases.setdefault(number, Case(Evidence()))
        likeness = asked.likeness((giver.id, place))
        case.relation, case.usual = 1.0, max(case.usual, 1 / (1 + place))
        if likeness >= case.handed:
            case.handed = likeness
            weighed.reasons[number] = Reason(Field.HANDOFF, handoff.what, place, "", handoff.source)


def _weigh_what_is_known(index: Index, weighed: Weighed) -> None:
    """Whoever has a part in a hand-off is weighed by how much is asked for, and how well the catalog knows it."""
    related = [case for case in weighed.cases.values() if case.relation]
    known = max((case.handed for case in related), default=0.0)
    asked = sum(item.weight for item in weighed.items) / index.phrases.unknown if related else 0.0
    for case in related:
        case.known, case.asked = known, asked


def _related(index: Index, other: Persona, side: Side) -> Iterator[Related]:
    """Who is on the other side of the hand-offs of `other`, who is on this one."""
    if side is Side.TAKES:
        for giver, handoff in index.handed_to.get(other.id, ()):
            yield index.numbers[giver.id], giver, giver.handoffs.index(handoff)
    else:
        for place, handoff in enumerate(other.handoffs):
            yield index.numbers[handoff.to], other, place


def _same(one: str, other: str) -> bool:
    return one == other or kinship(one, other) > 0


def _weigh_denials(index: Index, items: Sequence[Item], cases: dict[int, Case]) -> None:
    """What personas say is not theirs speaks against them, and for the one they point to."""
    for denial, share in _denied(index, items):
        if denial.persona not in cases:
            continue
        cases[denial.persona].denied = max(cases[denial.persona].denied, share)
        if denial.goes_to in cases:
            cases[denial.goes_to].pointed = max(cases[denial.goes_to].pointed, share)


def _weigh_deniers(index: Index, weighed: Weighed) -> None:
    """Who is asked for who does not do it: those who say so, if anybody does."""
    denied = [(share, denial) for denial, share in _denied(index, weighed.items) if share > MUCH]
    if not denied:
        return
    weighed.cases = {}
    for share, denial in sorted(denied, key=itemgetter(0)):
        said = index.personas[denial.persona].not_responsible[denial.place]
        told = Evidence(phrase=share, explained=share, union=share, often=share, several=share)
        weighed.cases[denial.persona] = Case(told, name=share)
        weighed.reasons[denial.persona] = Reason(Field.NOT_RESPONSIBLE, said.text, denial.place)


def _denied(index: Index, items: Sequence[Item]) -> Iterator[tuple[Denial, float]]:
    """What personas say is not theirs of what is asked for, with how much of it that is."""
    total = sum(item.weight for item in items)
    asked = {root: item.weight for item in items for root in item.stems}
    asked |= {root: item.weight * sure for item in items for root, sure, _ in item.readings}
    for denial in {denial: None for root in asked for denial in index.denials.get(root, ())}:
        said = [asked[root] for root in denial.stems if root in asked]
        if 2 * len(said) > len(denial.stems):
            yield denial, min(1.0, sum(said) / total)


def stage_in(question: Question, stages: Iterable[str]) -> str:
    """The stage of which it is asked who is involved, the longest if several; or who has a part in it."""
    if question.intent is Intent.STAGE:
        said = [stem(word) for word in question.folded]
        named = [stage for stage in stages if _within([stem(word) for word in words_of(stage)], said)]
        return max(named, key=len, default="")
    asked = PART_IN.fullmatch(" ".join(question.folded))
    return next((stage for stage in stages if asked and words_of(stage) == asked[1].split()), "")


def _within(part: list[str], whole: list[str]) -> bool:
    return bool(part) and any(
        all(_same(one, other) for one, other in zip(part, whole[start:], strict=False))
        for start in range(len(whole) - len(part) + 1)
    )
