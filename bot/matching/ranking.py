"""The ranking: names, tasks and hand-offs weighed together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.catalog import Handoff
from bot.language.english import FILLER, GIVING, TAKING
from bot.language.words import bare, fold, kinship, stem, words_of
from bot.matching.confidence import Case, chances
from bot.matching.index import Index
from bot.matching.match import Field, Match, Reason
from bot.matching.names import Named
from bot.matching.tasks import Evidence, Item, explain, gather, items_of
from bot.question import Intent, Question

SHOWN = 5  # the nearest that an answer tells of
ASKING = {"who", "whos", "which", "whom", "whose", "whoever"}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nearest personas, best first, and the chance that none of all is right."""

    matches: tuple[Match, ...] = ()
    none: float = 1.0
    named: tuple[Named, ...] = ()


def rank(question: Question, index: Index) -> Ranking:
    """The personas a question may be about, with the chance of each."""
    cases, reasons, items, named = weigh(question, index)
    if not cases:
        return Ranking(named=named)
    likely, none = chances(cases, len(items))
    nearest = nlargest(SHOWN, likely, key=likely.__getitem__)
    return Ranking(
        tuple(
            Match(index.personas[one], likely[one], reasons.get(one) or explain(index, items, cases[one].task.place))
            for one in nearest
        ),
        none,
        named,
    )


def weigh(question: Question, index: Index) -> tuple[dict[int, Case], dict[int, Reason], list[Item], tuple[Named, ...]]:
    """Every persona's case, the reasons that are not a task's phrase, the words weighed, and the names found."""
    named = index.names.find(question.spoken, question.words)
    others = _other_side(question, named)
    items = items_of(index, _words_left(question, others))
    cases = {persona: Case(task) for persona, task in gather(index, items).items()}
    reasons: dict[int, Reason] = {}
    _weigh_names(question, [one for one in named if one not in others], cases, reasons)
    _weigh_parts(index, items, named, cases)
    for other in others:
        _weigh_relations(question, index, other, items, cases, reasons)
        cases.pop(other.persona, None)
    _weigh_denials(index, items, cases)
    return cases, reasons, items, named


def _other_side(question: Question, named: Sequence[Named]) -> list[Named]:
    """Who is named as the other side of a hand-off: whoever is named in a question about one."""
    return list(named) if question.intent in (Intent.GIVES, Intent.RECEIVES) else []


def _words_left(question: Question, others: Sequence[Named]) -> list[str]:
    """The words that tell the task: without the other side's name, and then without the verb that hands over."""
    if not others:
        return list(question.words)
    inside = {place for other in others for place in range(other.start, other.end)}
    left = [bare(fold(word)) for place, word in enumerate(question.spoken) if place not in inside]
    return [word for word in left if word not in FILLER and stem(word) not in GIVING | TAKING]


def _weigh_names(
    question: Question, named: Sequence[Named], cases: dict[int, Case], reasons: dict[int, Reason]
) -> None:
    folded = [bare(fold(word)) for word in question.spoken]
    asks = bool(set(folded[:2]) & ASKING)
    for one in named:
        case = cases.setdefault(one.persona, Case(Evidence()))
        before = [word for word in folded[: one.start] if word not in FILLER]
        left = len(before) + sum(1 for word in folded[one.end :] if word not in FILLER)
        sure = one.sure * (0.4 + 0.6 / (1 + 0.35 * left))
        if asks and before:
            case.object = max(case.object, sure)
        elif sure > case.name:
            case.name = sure
            reasons[one.persona] = one.reason


def _weigh_parts(index: Index, items: Sequence[Item], named: Sequence[Named], cases: dict[int, Case]) -> None:
    """A question of one or two words that are a part of several titles may mean each of them."""
    if named or not 0 < len(items) <= 2:
        return
    sharing = set.intersection(*(set(index.names.part_of(item.word)) for item in items))
    for persona in sharing:
        if persona in cases:
            cases[persona].partial = 1.0


def _weigh_relations(
    question: Question,
    index: Index,
    other: Named,
    items: Sequence[Item],
    cases: dict[int, Case],
    reasons: dict[int, Reason],
) -> None:
    """Who gives to, or takes from, the named persona; more so what is asked for."""
    persona = index.personas[other.persona]
    if question.intent is Intent.GIVES:
        related = [(index.numbers[giver.id], handoff) for giver, handoff in index.catalog.handoffs_to[persona.id]]
    else:
        related = [(index.numbers[handoff.to], handoff) for handoff in persona.handoffs]
    for number, handoff in related:
        case = cases.setdefault(number, Case(Evidence()))
        likeness = 0.4 + 0.6 * _likeness(items, handoff)
        if likeness > case.relation:
            case.relation = likeness
            giver = index.personas[number] if question.intent is Intent.GIVES else persona
            place = giver.handoffs.index(handoff)
            reasons[number] = Reason(Field.HANDOFF, handoff.what, place, "", handoff.source)


def _likeness(items: Sequence[Item], handoff: Handoff) -> float:
    """How much of what is asked for is what is handed over."""
    stems = {stem(word) for word in words_of(f"{handoff.what} {handoff.when}") if word not in FILLER}
    total = sum(item.weight for item in items)
    said = sum(item.weight for item in items if any(_same(stem(item.word), one) for one in stems))
    return said / total if total else 1.0


def _same(one: str, other: str) -> bool:
    return one == other or kinship(one, other) > 0


def _weigh_denials(index: Index, items: Sequence[Item], cases: dict[int, Case]) -> None:
    """What personas say is not theirs speaks against them, and for the one they point to."""
    total = sum(item.weight for item in items)
    asked = {root: item.weight * sure for item in items for root, sure, _ in item.readings}
    for number in list(cases):
        for denial in index.denials(number):
            said = [root for root in denial.stems if root in asked]
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
