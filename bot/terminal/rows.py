"""An answer as data: what `--json` and `--batch` print."""

from typing import Any

from bot.answers import Answer
from bot.cards import wording
from bot.cards.spans import read
from bot.catalog import Catalog
from bot.matching.match import Match

MOST_PERSONAS = 5
Row = dict[str, Any]


def answer_row(id_: str | int, answer: Answer, catalog: Catalog) -> Row:
    """One row of a batch: the outcome and the five nearest personas, best first."""
    nearest = answer.matches[:MOST_PERSONAS]
    return {"id": id_, "outcome": answer.outcome.value, "personas": [_persona(match, catalog) for match in nearest]}


def answer_data(answer: Answer, catalog: Catalog) -> Row:
    """The whole answer: how the question was read, and every persona with its reason."""
    return {
        "question": answer.question.text,
        "intent": answer.question.intent.value,
        "outcome": answer.outcome.value,
        "offered": answer.offered,
        "stage": answer.stage,
        "split": answer.split,
        "goes_to": answer.goes_to,
        "unknown": answer.unknown,
        "personas": [_persona(match, catalog) | {"reason": _reason(match)} for match in answer.matches],
    }


def _persona(match: Match, catalog: Catalog) -> Row:
    persona = match.persona
    return {
        "id": persona.id,
        "title": persona.title,
        "score": round(match.score, 4),
        "why": read(wording.why(match, catalog)),
    }


def _reason(match: Match) -> Row:
    reason = match.reason
    return {
        "field": reason.field.value,
        "phrase": reason.phrase,
        "index": reason.index,
        "also": reason.also,
        "source": reason.source,
        "part": reason.part and reason.part.value,
        "words": [{"asked": word.asked, "found": word.found, "how": word.how} for word in reason.words],
    }
