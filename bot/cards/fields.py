"""The fields of a modal: how they are drawn, and what they say when it is submitted."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.blocks import plain, role_option, role_select
from bot.cards.view import Block
from bot.catalog import Persona


def modal(callback: str, title: str, blocks: Sequence[Block], *, submit: str = "Save", note: str = "") -> Block:
    """A modal to fill in; `note` comes back with what was filled in."""
    frame: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "submit": plain(submit, 24),
        "close": plain("Cancel", 24),
        "blocks": list(blocks),
    }
    return frame | ({"private_metadata": note} if note else {})


def field(id_: str, label: str, element: Block, *, optional: bool = False) -> Block:
    """A field to fill in; its id is that of the block and of the one element in it."""
    block = {"type": "input", "block_id": id_, "label": plain(label, 100), "element": {**element, "action_id": id_}}
    return block | ({"optional": True} if optional else {})


def role_field(id_: str, personas: Sequence[Persona], chosen: Persona | None) -> list[Block]:
    """The field for a role, with the one that is chosen so far; none if no role can be chosen."""
    initial = {"initial_option": role_option(chosen)} if chosen and len(chosen.id) <= 150 else {}
    return [field(id_, "Role", element | initial) for element in role_select(personas, id_)]


def entered(values: Mapping[str, Any], id_: str, name: str) -> str:
    """What stands in a field; "" where nothing does, or nothing that Slack would send."""
    block = values.get(id_)
    element = block.get(id_) if isinstance(block, dict) else None
    value = element.get(name) if isinstance(element, dict) else None
    value = value.get("value") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""
