"""What a person sees of blocks, for the tests of drawing."""

from collections.abc import Iterator
from typing import Any


def every(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in the blocks."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from every(inner)


def of_type(blocks: Any, kind: str) -> list[dict[str, Any]]:
    return [part for part in every(blocks) if part.get("type") == kind]


def shown(blocks: Any) -> str:
    """All text of the blocks, a line for each block, list item and paragraph."""
    return "\n".join(line for line in _lines(blocks) if line)


def _lines(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _lines(item)
    elif str(part.get("type")) in ("rich_text_section", "rich_text_quote"):
        yield "".join(_inline(element) for element in part["elements"])
    elif isinstance(part.get("text"), str):
        yield part["text"]
    else:
        for name in ("title", "text", "label", "elements", "rows", "element", "placeholder", "options"):
            if isinstance(part.get(name), dict | list):
                yield from _lines(part[name])


def _inline(element: dict[str, Any]) -> str:
    ids = (element.get(name) for name in ("user_id", "usergroup_id", "channel_id"))
    return element.get("text") or element.get("fallback") or next((f"<{id_}>" for id_ in ids if id_), "")


def buttons(blocks: Any) -> dict[str, dict[str, Any]]:
    """The buttons by action id."""
    return {button["action_id"]: button for button in of_type(blocks, "button")}
