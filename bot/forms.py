"""The modals: find a role by typing, and an answer to somebody's message."""

from dataclasses import replace
from typing import Any

from bot import cards
from bot.answers import Answer, Outcome
from bot.cards.blocks import context, plain
from bot.cards.fields import field, modal
from bot.cards.view import FIND, PRIVATE, Surface, View
from bot.catalog import Catalog

FIND_FORM = "find_role_form"
ANSWER_FORM = "answer_form"


def find_role() -> dict[str, Any]:
    """A select of roles that completes what one types."""
    element = {
        "type": "external_select",
        "placeholder": plain("Type a role or a task", 150),
        "min_query_length": 0,
        "focus_on_load": True,
    }
    return modal(FIND_FORM, "Find a role", [field(FIND, "Role or task", element)], submit="Show")


def answer(answer: Answer, catalog: Catalog, view: View = PRIVATE, private_metadata: str = "") -> dict[str, Any]:
    """The card of an answer in a modal; it can be shared where `private_metadata` says which thread it is about."""
    blocks = cards.reply(answer, catalog, replace(view, public=False, surface=Surface.MODAL)).blocks
    shown: dict[str, Any] = {
        "type": "modal",
        "callback_id": ANSWER_FORM,
        "title": plain("Who owns this?", 24),
        "close": plain("Close", 24),
        "blocks": blocks,
    }
    if private_metadata:
        shown["private_metadata"] = private_metadata
    if private_metadata and answer.outcome not in (Outcome.HELP, Outcome.NONE):
        shown["submit"] = plain("Share in thread", 24)
        blocks.append(context("Share in thread posts this card for everybody in the thread."))
    return shown
