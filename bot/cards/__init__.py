"""Answer -> Block Kit: pure functions, within Slack's limits whatever the catalog holds, and never live markup."""

from collections.abc import Callable, Mapping

from bot.answers import Answer, Outcome
from bot.cards.blocks import context
from bot.cards.messages import failure, none, not_right, notice, strangers
from bot.cards.overview import overview
from bot.cards.people import ask_them, done, history, request, requested, role_held, roles_listed, roles_of, told
from bot.cards.role import draw, role
from bot.cards.sections import Asked
from bot.cards.several import choice, comparison, involved
from bot.cards.usage import usage
from bot.cards.view import (
    ALL_ROLES,
    ASK,
    CHANGE,
    CHOOSE,
    COMPARE,
    CONFIRM,
    END,
    FIND,
    GAP_ELSEWHERE,
    GAP_IGNORE,
    GAP_IGNORED,
    GAP_RESTORE,
    GAP_TO_ROLE,
    MORE,
    NEWER,
    NOT_RIGHT,
    OLDER,
    OPEN,
    OVERVIEW_MARK,
    PEOPLE,
    PRIVATE,
    REQUEST,
    SEARCH,
    SHARE,
    SHOW_ROLE,
    UNDO,
    Block,
    Press,
    Reply,
    Surface,
    View,
)
from bot.cards.words import escape
from bot.catalog import Catalog

__all__ = [
    "ALL_ROLES",
    "ASK",
    "CHANGE",
    "CHOOSE",
    "COMPARE",
    "CONFIRM",
    "END",
    "FIND",
    "GAP_ELSEWHERE",
    "GAP_IGNORE",
    "GAP_IGNORED",
    "GAP_RESTORE",
    "GAP_TO_ROLE",
    "MORE",
    "NEWER",
    "NOT_RIGHT",
    "OLDER",
    "OPEN",
    "OVERVIEW_MARK",
    "PEOPLE",
    "PRIVATE",
    "REQUEST",
    "SEARCH",
    "SHARE",
    "SHOW_ROLE",
    "UNDO",
    "Block",
    "Press",
    "Reply",
    "Surface",
    "View",
    "ask_them",
    "comparison",
    "done",
    "draw",
    "failure",
    "history",
    "none",
    "not_right",
    "notice",
    "overview",
    "reply",
    "request",
    "requested",
    "role",
    "role_held",
    "roles_listed",
    "roles_of",
    "told",
    "usage",
]


def reply(answer: Answer, catalog: Catalog, view: View = PRIVATE) -> Reply:
    """The card of an answer."""
    if answer.stage and answer.shown:
        return involved(answer, catalog, view)
    drawn = _DRAWN[answer.outcome](answer, catalog, view)
    if not (unknown := strangers(answer)):
        return drawn
    title, *rest = drawn.blocks
    return Reply(f"{escape(unknown)} {drawn.text}", [title, context(unknown), *rest])


def _answered(answer: Answer, catalog: Catalog, view: View) -> Reply:
    best, *others = answer.matches
    near = [other.persona.id for other in others if other.score >= best.score / 2]
    question = answer.question
    return draw(best.persona, catalog, view, Asked(question.text, question.intent, best, next(iter(near), "")))


def _compared(answer: Answer, catalog: Catalog, view: View) -> Reply:
    return comparison([match.persona for match in answer.matches], catalog, view, answer.question.text)


_DRAWN: Mapping[Outcome, Callable[[Answer, Catalog, View], Reply]] = {
    Outcome.ANSWER: _answered,
    Outcome.CHOICE: choice,
    Outcome.COMPARE: _compared,
    Outcome.NONE: none,
    Outcome.HELP: lambda _, catalog, __: usage(catalog),
    Outcome.OVERVIEW: lambda _, catalog, view: overview(catalog, view),
}
