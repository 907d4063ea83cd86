"""The two modals that close a gap: its phrase becomes a role's, or is said to go elsewhere."""

from collections.abc import Mapping
from typing import Any

from bot.cards.blocks import context, plain, role_option, role_select
from bot.cards.view import Block
from bot.cards.words import cut
from bot.catalog import Catalog, Persona
from bot.gaps import GapGroup, phrase_of

GAP_TO_ROLE_FORM, GAP_ELSEWHERE_FORM = "gap_to_role_form", "gap_elsewhere_form"
# The fields: each is the id of a block and of the one element in it.
GAP_ROLE, GAP_PHRASE, GAP_GOES_TO = "gap_role", "gap_phrase", "gap_goes_to"
LONGEST_PHRASE = 200
LONGEST_PLACE = 200

Errors = dict[str, str]


def to_role(group: GapGroup, closest: Persona | None, catalog: Catalog) -> Block:
    """The modal that adds what was asked for to a role; `closest` is the role it is nearest to now."""
    chosen = {"initial_option": role_option(closest)} if closest and len(closest.id) <= 150 else {}
    roles = [_input(GAP_ROLE, "Role", element | chosen) for element in role_select(catalog.personas, GAP_ROLE)]
    told = context("What you add holds in this workspace at once. /persona words shows and undoes it.")
    blocks = [*roles, _phrase("What the role does, in a few words", group), told]
    return _modal(GAP_TO_ROLE_FORM, "Add to a role", group, blocks)


def elsewhere(group: GapGroup) -> Block:
    """The modal that says who does it outside of the catalog."""
    hint = plain("The finance team, #ask-finance", 150)
    blocks = [
        _phrase("The task, in a few words", group),
        _input(
            GAP_GOES_TO, "Where it goes", {"type": "plain_text_input", "max_length": LONGEST_PLACE, "placeholder": hint}
        ),
        context("Who asks for it is told so, in this workspace, at once. /persona words shows and undoes it."),
    ]
    return _modal(GAP_ELSEWHERE_FORM, "Not ours: goes to…", group, blocks)


def read_to_role(values: Mapping[str, Any], catalog: Catalog) -> tuple[str, str, Errors]:
    """The role's id and the phrase, and what is wrong with them."""
    role, phrase = _value(values, GAP_ROLE, "selected_option"), _text(values, GAP_PHRASE, LONGEST_PHRASE)
    errors = {} if phrase else {GAP_PHRASE: "Write what the role does."}
    if role not in catalog.by_id:
        errors[GAP_ROLE] = "Choose a role; this one is not in the catalog."
    return role, phrase, errors


def read_elsewhere(values: Mapping[str, Any]) -> tuple[str, str, Errors]:
    """The task and where it goes, and what is wrong with them."""
    phrase, place = _text(values, GAP_PHRASE, LONGEST_PHRASE), _text(values, GAP_GOES_TO, LONGEST_PLACE)
    errors = {} if phrase else {GAP_PHRASE: "Write what the task is."}
    return phrase, place, errors if place else errors | {GAP_GOES_TO: "Write who does it, or where to ask."}


def _modal(callback: str, title: str, group: GapGroup, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "private_metadata": group.gaps[0].id,
        "blocks": blocks,
    }


def _phrase(label: str, group: GapGroup) -> Block:
    """The field for what was asked for, without what stands around it in the question."""
    known = cut(phrase_of(group.question), LONGEST_PHRASE)
    element: Block = {"type": "plain_text_input", "max_length": LONGEST_PHRASE}
    return _input(GAP_PHRASE, label, {**element, "initial_value": known} if known else element)


def _input(field: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": field, "label": plain(label, 100), "element": {**element, "action_id": field}}


def _text(values: Mapping[str, Any], field: str, most: int) -> str:
    return " ".join(_value(values, field, "value").split())[:most]


def _value(values: Mapping[str, Any], field: str, name: str) -> str:
    """What stands in a field; "" where nothing does, or nothing that Slack would send."""
    block = values.get(field)
    element = block.get(field) if isinstance(block, dict) else None
    value = element.get(name) if isinstance(element, dict) else None
    value = value.get("value") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""
