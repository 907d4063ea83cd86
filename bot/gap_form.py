"""The two modals that close a gap: its phrase becomes a role's, or is said to go elsewhere."""

from collections.abc import Mapping
from typing import Any

from bot.answers import Answer
from bot.cards.blocks import context, plain
from bot.cards.fields import entered, field, modal, role_field
from bot.cards.gaps import known_already
from bot.cards.view import Block
from bot.cards.words import cut
from bot.catalog import Catalog
from bot.gaps import GapGroup, nearest, phrase_of

GAP_TO_ROLE_FORM, GAP_ELSEWHERE_FORM = "gap_to_role_form", "gap_elsewhere_form"
# The fields: each is the id of a block and of the one element in it.
GAP_ROLE, GAP_PHRASE, GAP_GOES_TO = "gap_role", "gap_phrase", "gap_goes_to"
LONGEST_PHRASE = 200
LONGEST_PLACE = 200

Errors = dict[str, str]


def to_role(group: GapGroup, found: Answer, catalog: Catalog) -> Block:
    """The modal that adds what was asked for to a role, the nearest by the answer `found` now.

    It says so where the catalog gives what was asked for to roles of that answer already.
    """
    said = phrase_of(group.question)
    known = known_already([one.persona for one in found.shown if one.persona.does(said)], said, found)
    told = context("What you add holds in this workspace at once. /persona words shows and undoes it.")
    phrase = _phrase("What the role does, in a few words", group)
    blocks = [*role_field(GAP_ROLE, catalog.personas, nearest(group, found)), phrase, told]
    blocks += [context(known, 900)] if known else []
    return modal(GAP_TO_ROLE_FORM, "Add to a role", blocks, note=group.gaps[0].id)


def elsewhere(group: GapGroup) -> Block:
    """The modal that says who does it outside of the catalog."""
    hint = plain("The finance team, #ask-finance", 150)
    blocks = [
        _phrase("The task, in a few words", group),
        field(
            GAP_GOES_TO, "Where it goes", {"type": "plain_text_input", "max_length": LONGEST_PLACE, "placeholder": hint}
        ),
        context("Who asks for it is told so, in this workspace, at once. /persona words shows and undoes it."),
    ]
    return modal(GAP_ELSEWHERE_FORM, "Not ours: goes to…", blocks, note=group.gaps[0].id)


def read_to_role(values: Mapping[str, Any], catalog: Catalog) -> tuple[str, str, Errors]:
    """The role's id and the phrase, and what is wrong with them."""
    role, phrase = entered(values, GAP_ROLE, "selected_option"), _text(values, GAP_PHRASE, LONGEST_PHRASE)
    errors = {} if phrase else {GAP_PHRASE: "Write what the role does."}
    if role not in catalog.by_id:
        errors[GAP_ROLE] = "Choose a role; this one is not in the catalog."
    return role, phrase, errors


def read_elsewhere(values: Mapping[str, Any]) -> tuple[str, str, Errors]:
    """The task and where it goes, and what is wrong with them."""
    phrase, place = _text(values, GAP_PHRASE, LONGEST_PHRASE), _text(values, GAP_GOES_TO, LONGEST_PLACE)
    errors = {} if phrase else {GAP_PHRASE: "Write what the task is."}
    return phrase, place, errors if place else errors | {GAP_GOES_TO: "Write who does it, or where to ask."}


def _phrase(label: str, group: GapGroup) -> Block:
    """The field for what was asked for, without what stands around it in the question."""
    known = cut(phrase_of(group.question), LONGEST_PHRASE)
    element: Block = {"type": "plain_text_input", "max_length": LONGEST_PHRASE}
    return field(GAP_PHRASE, label, {**element, "initial_value": known} if known else element)


def _text(values: Mapping[str, Any], id_: str, most: int) -> str:
    return " ".join(entered(values, id_, "value").split())[:most]
