"""The ranking: names, tasks and hand-offs weighed together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from bot.catalog import Handoff, Persona
from bot.language.english import GIVING, TAKING, telling
from bot.language.occupations import is_somebody
from bot.language.words import fold, kinship, stem, typed_words, words_of
from bot.matching.confidence import Case, chances
from bot.matching.index import Index
from bot.matching.match import Field, Match, Reason
from bot.matching.names import CLIPPED, Named, before
from bot.matching.tasks import Evidence, Item, explain, gather, items_of
from bot.question import Intent, Question

Related = tuple[int, Persona, int]  # who is asked for, who hands over, and which of the giver's hand-offs it is
ALMOST_NOTHING = 0.2  # what is told beside a name, in words as rare as can be
SURELY = 0.9  # that a name is meant: who is acted on is then not who acts
SHOWN = 5  # the nearest that an answer tells of
BETWEEN = {"role", "roles", "person", "people", "one", "ones", "of", "us", "here", "the", "our", "a", "else"}
ASKING = {"who", "which", "whoever"}
LINKING = {
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "can",
    "could",
    "should",
    "would",
    "must",
    "may",
    "might",
    "shall",
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nearest personas, best first, and the chance that none of all is right."""

    matches: tuple[Match, ...] = ()
    none: float = 1.0
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for each persona: its case, the reasons that are no task's phrase, the words, and the names found."""

    cases: dict[int, Case]
    items: list[Item]
    named: tuple[Named, ...]
    reasons: dict[int, Reason] = field(default_factory=dict)


def rank(question: Question, index: Index) -> Ranking:
    """The personas a question may be about, with the chance of each."""
    weighed = weigh(question, index)
    if not weighed.cases:
        return Ranking(named=weighed.named)
    likely, none = chances(weighed.cases, len(weighed.items))
    nearest = nlargest(SHOWN, likely, key=likely.__getitem__)
    matches = tuple(Match(index.personas[one], likely[one], _reason(index, weighed, one)) for one in nearest)
    return Ranking(matches, none, weighed.named)


def _reason(index: Index, weighed: Weighed, persona: int) -> Reason:
    """Why a persona came up: its name or a hand-off, else its best phrase, else its title."""
    place = weighed.cases[persona].task.place
    if persona in weighed.reasons:
        return weighed.reasons[persona]
    return explain(index, weighed.items, place if place >= 0 else index.first[persona])


def weigh(question: Question, index: Index) -> Weighed:
    """Every persona's case, before it is decided how sure that makes."""
    named = index.names.find(question)
    others = _other_side(question, index, named)
    items = items_of(index, _corrected(question, index, named))
    weighed = Weighed({persona: Case(task) for persona, task in gather(index, items).items()}, items, named)
    _weigh_names(index, question, [one for one in named if one not in others], weighed)
    _weigh_parts(index, weighed)
    passed = _passed_on(question, items, others)
    for other in others:
        _weigh_relations(_related(index, index.personas[other.persona], question.intent), passed, weighed)
    for other in others:
        weighed.cases.pop(other.persona, None)
    _weigh_denials(index, items, weighed.cases)
    return weighed


def _corrected(question: Question, index: Index, named: Sequence[Named]) -> list[str]:
    """The words that carry meaning, with those of a misspelt name as the catalog has it."""
    words = list(question.words)
    for one in named:
        typed, meant = set(question.folded[one.start : one.end]), words_of(one.reason.phrase)
        if CLIPPED < one.sure < 1 and not index.spelt.keys() & typed.difference(meant):
            words = [word for word in words if word not in typed] + meant
    return words


def _other_side(question: Question, index: Index, named: Sequence[Named]) -> Sequence[Named]:
    """Who is named, or nearly, as the other side of a hand-off: whoever is named in a question about one."""
    if question.intent not in (Intent.GIVES, Intent.RECEIVES):
        return ()
    people = tuple(one for one in named if is_somebody(one.reason.phrase) or _is_beside(question, one))
    return people or tuple(index.names.partly(question))


def _is_beside(question: Question, one: Named) -> bool:
    """True if "from", "to" or the verb stands before it: who gives DevOps the build?"""
    word = before(question.folded, one.start)
    return word in {"from", "to"} or stem(word) in GIVING | TAKING


def _passed_on(question: Question, items: Sequence[Item], others: Sequence[Named]) -> list[Item]:
    """The words that tell what is handed over: neither the other side's name nor the verb."""
    inside = {
        word for other in others for word in (*question.folded[other.start : other.end], *words_of(other.reason.phrase))
    }
    return [item for item in items if item.word not in inside and stem(item.word) not in GIVING | TAKING]


def _weigh_names(index: Index, question: Question, named: Sequence[Named], weighed: Weighed) -> None:
    """A named persona is likely meant, the more so the less else is said; not if it is what the verb acts on."""
    folded = question.folded
    acting = _acting(question)
    acted_on: dict[int, float] = {}
    told = 0.0 if question.intent is Intent.WHAT else sum(_told(index, item) for item in weighed.items)
    for one in named:
        case = weighed.cases.setdefault(one.persona, Case(Evidence()))
        inside = {*folded[one.start : one.end], *words_of(one.reason.phrase)}
        left = max(0.0, told - sum(_told(index, item) for item in weighed.items if item.word in inside))
        sure = one.sure * (0.4 + 0.6 / (1 + left))
        if 0 < acting < one.start and is_somebody(one.reason.phrase):
            acted_on[one.persona] = one.sure
        elif sure > case.name:
            case.name = sure
            case.whole = one.sure if left < ALMOST_NOTHING else 0.0
            weighed.reasons[one.persona] = one.reason
    for persona, sure in acted_on.items():
        if sure > SURELY and not weighed.cases[persona].name:
            del weighed.cases[persona]


def _acting(question: Question) -> int:
    """The place of the verb, where the asker wants to know who does it (who trains the porters?); else 0."""
    folded = question.folded
    if folded[:1] and folded[0] in ASKING and folded[0] == fold(question.spoken[0]):  # not "who's"
        verb = next((place for place in range(1, len(folded)) if folded[place] not in BETWEEN), 0)
        return verb if verb and folded[verb] not in LINKING else 0
    return 0


def _told(index: Index, item: Item) -> float:
    """How much a word tells beside a name, 1 for the rarest; what the catalog does not know tells nothing."""
    return item.weight / index.unknown if item.readings else 0.0


def _weigh_parts(index: Index, weighed: Weighed) -> None:
    """A question of one or two words that are a part of several titles may mean each of them."""
    if weighed.named or not 0 < len(weighed.items) <= 2:
        return
    for persona in set.intersection(*(set(index.names.part_of(item.word)) for item in weighed.items)):
        if persona in weighed.cases:
            weighed.cases[persona].partial = 1.0


def _weigh_relations(related: Iterable[Related], items: Sequence[Item], weighed: Weighed) -> None:
    """Who gives to, or takes from, the named persona; more so what is asked for."""
    related = tuple(related)
    sole = 1 / len({number for number, _, _ in related}) if related else 0.0
    for number, giver, place in related:
        handoff = giver.handoffs[place]
        case = weighed.cases.setdefault(number, Case(Evidence()))
        likeness = _likeness(items, handoff)
        case.relation, case.sole = 1.0, max(case.sole, sole)
        if likeness >= case.handed:
            case.handed = likeness
            weighed.reasons[number] = Reason(Field.HANDOFF, handoff.what, place, "", handoff.source)


def _related(index: Index, other: Persona, intent: Intent) -> Iterator[Related]:
    """Who is on the asked side of the hand-offs of `other`."""
    if intent is Intent.GIVES:
        for giver, handoff in index.catalog.handoffs_to[other.id]:
            yield index.numbers[giver.id], giver, giver.handoffs.index(handoff)
    else:
        for place, handoff in enumerate(other.handoffs):
            yield index.numbers[handoff.to], other, place


def _likeness(items: Sequence[Item], handoff: Handoff) -> float:
    """How much of what is asked for is what is handed over."""
    stems = {stem(word) for word in telling(typed_words(f"{handoff.what} {handoff.when}"))}
    total = sum(item.weight for item in items)
    said = sum(item.weight for item in items if any(_same(stem(item.word), one) for one in stems))
    return said / total if total else 0.0


def _same(one: str, other: str) -> bool:
    return one == other or kinship(one, other) > 0


def _weigh_denials(index: Index, items: Sequence[Item], cases: dict[int, Case]) -> None:
    """What personas say is not theirs speaks against them, and for the one they point to."""
    total = sum(item.weight for item in items)
    asked = {root: item.weight * sure for item in items for root, sure, _ in item.readings}
    for number in list(cases):
        for denial in index.denials(number):
            said = denial.stems & asked.keys()
            if 2 * len(said) <= len(denial.stems):
                continue
            share = min(1.0, sum(asked[root] for root in said) / total)
            cases[number].denied = max(cases[number].denied, share)
            if denial.goes_to in cases:
                cases[denial.goes_to].pointed = max(cases[denial.goes_to].pointed, share)


def stage_in(question: Question, stages: Iterable[str]) -> str:
    """The stage a question names, the longest if several, or ""."""
    said = [stem(word) for word in question.words]
    named = [stage for stage in stages if _within([stem(word) for word in words_of(stage)], said)]
    return max(named, key=len, default="")


def _within(part: list[str], whole: list[str]) -> bool:
    return bool(part) and any(
        all(_same(one, other) for one, other in zip(part, whole[start:], strict=False))
        for start in range(len(whole) - len(part) + 1)
    )
