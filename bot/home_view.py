"""The Home tab: a search box, the answer to the last search, and all roles."""

from dataclasses import replace
from typing import Any

from bot import cards
from bot.answers import Answer, Outcome
from bot.cards.blocks import actions, context, divider, header, plain, role_select
from bot.cards.overview import groups, how_many
from bot.cards.view import PRIVATE, SEARCH, SHOW_ROLE, Block, Surface, View
from bot.cards.words import cut
from bot.catalog import Catalog

_ROOM = 12_000  # characters for the list of all roles


def home(catalog: Catalog, view: View = PRIVATE, query: str = "", answer: Answer | None = None) -> dict[str, Any]:
    """The Home tab of one person. `query` stays in the search box, above its `answer`."""
    view = replace(view, public=False, surface=Surface.HOME)
    blocks = [_search_box(query), *_answer(answer, catalog, view), header(catalog.title), context(how_many(catalog))]
    blocks += actions(role_select(catalog.personas, SHOW_ROLE))
    blocks += groups(catalog, view, room=_ROOM)
    return {"type": "home", "blocks": blocks}


def _search_box(query: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "placeholder": plain("A role, a task, a thing that needs an owner", 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if typed := cut(query, 1000):
        element["initial_value"] = typed
    label = plain("Who does what? Type and press Enter", 200)
    return {"type": "input", "dispatch_action": True, "label": label, "element": element}


def _answer(answer: Answer | None, catalog: Catalog, view: View) -> list[Block]:
    """The answer's card; all roles stand below anyway."""
    if answer is None or answer.outcome is Outcome.OVERVIEW:
        return []
    return [*cards.reply(answer, catalog, view).blocks, divider()]
