"""Matches -> Answer: the one persona, a choice, or an honest none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.catalog import Part, Persona
from bot.matching.index import Index
from bot.matching.match import Field, Match, Reason
from bot.matching.ranking import Ranking, rank, rank_among, stage_in
from bot.question import Intent, Question, listed, read_question

# What an answer is worth to the asker.
RIGHT, OFFERED, WRONG_CHOICE, WRONG = 1.0, 0.7, -0.3, -1.0
PARTS = list(Part)
MOST_OFFERED = 3
MOST_NAMED = 5  # of those to be compared; those that are not shown are told of
HARDLY = 0.05  # a chance that is not worth a third place in a choice

LIKELY, SURELY = 0.8, 0.9  # that who is asked for by an unknown name is this one


class Outcome(StrEnum):
    ANSWER = "answer"
    CHOICE = "choice"
    NONE = "none"
    HELP = "help"
    OVERVIEW = "overview"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets.

    `matches` are the nearest personas, best first, at most five (for a stage: all who are involved). The first
    `offered` of them are shown: one for an answer, two or three for a choice or a comparison, all for a stage.
    `stage` names the stage that was asked for, or "". `split` tells that published sources give the task to
    different personas of the choice. `goes_to` tells, for none, where the task goes instead, if that is known.
    `unknown` are names of some who were to be compared with the only one that was found.
    """

    outcome: Outcome
    question: Question
    matches: tuple[Match, ...] = ()
    offered: int = 0
    stage: str = ""
    split: bool = False
    goes_to: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Match, ...]:
        return self.matches[: self.offered]


def answer(question: Question, index: Index) -> Answer:
    """Answer a question from a catalog: as it is, or with the sentences around it if that promises more."""
    found, worth = _answered(question, index)
    if question.context and _is_open(found):
        wider, worth_wider = _answered(question.context, index)
        if worth_wider > worth and _is_open(wider):
            return wider
    return found


def _is_open(found: Answer) -> bool:
    """True for who does it, where another reading may tell more."""
    return found.outcome in (Outcome.ANSWER, Outcome.CHOICE, Outcome.NONE) and not found.stage


def _answered(question: Question, index: Index) -> tuple[Answer, float]:
    """The answer, and what the best that it could offer would be worth."""
    if question.intent is Intent.HELP:
        return Answer(Outcome.HELP, question), 0.0
    if question.intent is Intent.OVERVIEW:
        return Answer(Outcome.OVERVIEW, question), 0.0
    stage = stage_in(question, index.catalog.stages)
    if stage and (told := _stage(question, index, stage)):
        return told, 0.0
    ranking = rank(question, index)
    beside, unknown = _beside(question, index, ranking) if question.intent is Intent.COMPARE else ([], ())
    if question.intent in (Intent.COMPARE, Intent.EITHER) and (several := _several(question, index, ranking, beside)):
        return several, 0.0
    if ranking.asked_for:
        question = replace(question, intent=ranking.asked_for)
    elif question.intent in (Intent.STAGE, Intent.COMPARE, Intent.EITHER):
        question = replace(question, intent=Intent.WHO)
    if ranking.stranger:
        return _instead(question, index, ranking)
    found, worth = _decided(question, ranking)
    return (replace(found, unknown=unknown) if found.outcome is Outcome.ANSWER else found), worth


def _instead(question: Question, index: Index, ranking: Ranking) -> tuple[Answer, float]:
    """Nobody for a stranger's name; but who is an engineer, too, and likely does what such a one does, is offered."""
    likeliest = next(iter(ranking.matches), None)
    meant = likeliest and likeliest.score > LIKELY and index.names.ends_in(likeliest.persona, question.wanted[-1])
    if meant and likeliest and likeliest.score > SURELY:
        return _decided(question, ranking)
    if meant and len(ranking.matches) > 1:
        return Answer(Outcome.CHOICE, question, ranking.matches, min(MOST_OFFERED, len(ranking.matches))), OFFERED
    return Answer(Outcome.NONE, question, ranking.matches, goes_to=ranking.goes_to), WRONG


def _decided(question: Question, ranking: Ranking) -> tuple[Answer, float]:
    """The outcome that is worth most to the asker, by the chances of the ranking, and what the best offer is worth."""
    sure = [match.score for match in ranking.matches]
    outcome, offered, promised = Outcome.NONE, 0, WRONG
    if sure:
        outcome, offered, promised = Outcome.ANSWER, 1, sure[0] * RIGHT + (1 - sure[0]) * WRONG
    if len(sure) > 1:
        count = 2 + sum(chance >= HARDLY for chance in sure[2:MOST_OFFERED])
        within = sum(sure[:count])
        if (worth := within * OFFERED + (1 - within) * WRONG_CHOICE) > promised:
            outcome, offered, promised = Outcome.CHOICE, count, worth
    if promised <= ranking.none * RIGHT:
        return Answer(Outcome.NONE, question, ranking.matches, goes_to=ranking.goes_to), promised
    shown = ranking.matches[:offered]
    return Answer(outcome, question, ranking.matches, offered, split=_is_split(shown)), promised


def _is_split(shown: tuple[Match, ...]) -> bool:
    """True if published sources give closely the same task to more than one persona."""
    if len(shown) < 2:
        return False
    sourced = [match.reason for match in shown if match.reason.source and match.reason.field is Field.RESPONSIBILITY]
    return len(sourced) == len(shown) and len({one.source for one in sourced}) > 1


def _stage(question: Question, index: Index, stage: str) -> Answer | None:
    """All who are involved in a stage, the accountable first; of those with the part that is asked for, if any.

    None if it is asked who is accountable and nobody is: then it is no stage that is asked about.
    """
    everybody = [persona for persona in index.catalog.personas if stage in persona.stages]
    involved = [one for one in everybody if one.stages[stage] in question.folded]
    if not involved and Part.ACCOUNTABLE in question.folded:
        return None
    involved = sorted(involved or everybody, key=lambda persona: PARTS.index(persona.stages[stage]))
    matches = tuple(Match(persona, 1.0, _in_stage(persona, stage)) for persona in involved)
    outcome = Outcome.CHOICE if len(matches) > 1 else Outcome.ANSWER if matches else Outcome.NONE
    return Answer(outcome, question, matches, len(matches), stage)


def _in_stage(persona: Persona, stage: str) -> Reason:
    return Reason(Field.STAGE, stage, list(persona.stages).index(stage), part=persona.stages[stage])


def _several(question: Question, index: Index, ranking: Ranking, beside: Sequence[Match]) -> Answer | None:
    """Those who are named side by side, or the one of them whose task it is; None if that is but one."""
    named = {index.personas[one.persona].id for one in ranking.named}
    if len(named.union(one.persona.id for one in beside)) < 2:
        return None
    return _one_of(question, index, ranking) or _comparison(question, index, ranking, beside)


def _one_of(question: Question, index: Index, ranking: Ranking) -> Answer | None:
    """The one of those who are named whose task it is, if one is asked for; None where that is open."""
    if question.intent is not Intent.EITHER:
        return None
    found, _ = _decided(replace(question, intent=Intent.WHO), rank_among(question, index, ranking.named))
    return found if found.outcome is Outcome.ANSWER else None


def _beside(question: Question, index: Index, ranking: Ranking) -> tuple[list[Match], tuple[str, ...]]:
    """Who is to be compared as well, called by what is a name only by itself, and the names that nobody has."""
    found: list[Match] = []
    unknown: list[str] = []
    for part in listed(question, [(one.start, one.end) for one in ranking.named]):
        read = read_question(part)
        answered, _ = _answered(read, index)
        found += [one for one in answered.shown if _is_called(one, read, index)]
        if answered.outcome is Outcome.NONE:
            unknown.append(part)
    return found, tuple(unknown)


def _is_called(match: Match, said: Question, index: Index) -> bool:
    """True for a persona that was found by its name, or whose title has all that is said."""
    number = index.numbers[match.persona.id]
    in_title = all(number in index.names.part_of(word) for word in said.words)
    return in_title or match.reason.field in (Field.TITLE, Field.ALIAS)


def _comparison(question: Question, index: Index, ranking: Ranking, beside: Sequence[Match]) -> Answer:
    """The named personas in the order in which they were named, then those found beside the names."""
    named = sorted(ranking.named, key=lambda one: one.start)
    first = {one.persona: one for one in reversed(named)}
    chosen = dict.fromkeys(one.persona for one in named)
    matches = [Match(index.personas[one], first[one].sure, first[one].reason) for one in chosen]
    matches += [one for one in beside if one.persona.id not in {match.persona.id for match in matches}]
    matches = matches[:MOST_NAMED]
    return Answer(Outcome.COMPARE, question, tuple(matches), min(MOST_OFFERED, len(matches)))
