"""Blocks and views as Slack accepts them. A message or a view that breaks a rule gets every problem said."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.workspace.elements import (
    BOXES,
    BUTTON,
    BUTTONS,
    FEEDBACK_BUTTON,
    GROUP,
    IMAGE_ELEMENT,
    INPUTS,
    KIND,
    NAME,
    OPTION,
    PICKERS,
    RICH_TEXT,
    SLACK_FILE,
    any_text,
    element,
    mrkdwn,
    plain,
)
from bot.workspace.shape import Check, Kinds, ListOf, Need, Number, OneOf, Problem, Problems, Shape, Text, Url, flag

MESSAGE, MODAL, HOME = "message", "modal", "home"
_EVERYWHERE = frozenset({MESSAGE, MODAL, HOME})
_MOST_BLOCKS = {MESSAGE: 50, MODAL: 100, HOME: 100}
_MOST_CHARACTERS = 13_000
_MOST_MARKDOWN = 12_000
_VIEW_BYTES = 250_000


def _block(fields: Mapping[str, Any], **rules: Any) -> Shape:
    return Shape({"type": Need(KIND), "block_id": NAME, **fields}, **rules)


_SINGLE_PICKERS = {kind: shape for kind, shape in PICKERS.items() if not kind.startswith("multi_")}
_ACTIONS = {**BUTTONS, **_SINGLE_PICKERS, **BOXES, "rich_text_input": INPUTS["rich_text_input"]}
_ACCESSORIES = {**BUTTONS, **PICKERS, **BOXES, "image": IMAGE_ELEMENT}
_INPUT_ELEMENTS = {**PICKERS, **BOXES, **INPUTS}
_CONTEXT: dict[str, Check] = {"image": IMAGE_ELEMENT, "plain_text": plain(2000), "mrkdwn": mrkdwn(2000)}
_CONTEXT_ACTIONS = {
    "feedback_buttons": element({"positive_button": Need(FEEDBACK_BUTTON), "negative_button": Need(FEEDBACK_BUTTON)}),
    "icon_button": element(
        {
            "icon": Need(OneOf(("trash",))),
            "text": Need(plain(75)),
            "value": Text(2000),
            "accessibility_label": Text(75),
            "visible_to_user_ids": ListOf(NAME, 100),
        }
    ),
}
_CELL = Kinds(
    "table cell",
    {
        "raw_text": Shape({"type": Need(KIND), "text": Need(Text(10_000))}),
        "raw_number": Shape({"type": Need(KIND), "value": Need(Number(-(2**53)))}),
        "rich_text": RICH_TEXT,
    },
)
_COLUMN = Shape({"align": OneOf(("left", "center", "right")), "is_wrapped": flag})
_CARD = _block(
    {
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "actions": ListOf(BUTTON, 5),
    },
    any_of=("hero_image", "title", "body", "actions"),
)
_TASK = _block(
    {
        "task_id": Need(NAME),
        "title": Need(Text(300)),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": ListOf(Shape({"type": Need(KIND), "url": Need(Url()), "text": Need(Text(300))}), 20),
        "status": OneOf(("pending", "in_progress", "complete", "error")),
    }
)

_BASIC: dict[str, Check] = {
    "actions": _block({"elements": Need(ListOf(Kinds("element in actions", _ACTIONS), 25))}),
    "context": _block({"elements": Need(ListOf(Kinds("element in context", _CONTEXT), 10))}),
    "divider": _block({}),
    "header": _block({"text": Need(plain(150))}),
    "image": _block(
        {
            "alt_text": Need(Text(2000)),
            "image_url": Url(3000),
            "slack_file": SLACK_FILE,
            "title": plain(2000),
        },
        exactly_one=("image_url", "slack_file"),
    ),
    "rich_text": RICH_TEXT,
    "section": _block(
        {
            "text": any_text(3000),
            "fields": ListOf(any_text(2000), 10),
            "accessory": Kinds("accessory", _ACCESSORIES),
            "expand": flag,
        },
        any_of=("text", "fields"),
    ),
    "table": _block(
        {
            "rows": Need(ListOf(ListOf(_CELL, 20), 100)),
            "column_settings": ListOf(_COLUMN, 20),
        }
    ),
}
_SPECIAL: dict[str, Check] = {
    "alert": _block({"text": Need(any_text(3000)), "level": OneOf(("default", "info", "warning", "error", "success"))}),
    "card": _CARD,
    "carousel": _block({"elements": Need(ListOf(Kinds("carousel element", {"card": _CARD}), 10))}),
    "container": _block(
        {
            "title": Need(plain(150)),
            "subtitle": any_text(150),
            "child_blocks": Need(ListOf(Kinds("block in a container", _BASIC), 10)),
            "width": OneOf(("narrow", "standard", "wide", "full")),
            "icon": IMAGE_ELEMENT,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        }
    ),
    "context_actions": _block({"elements": Need(ListOf(Kinds("element in context_actions", _CONTEXT_ACTIONS), 5))}),
    "input": _block(
        {
            "label": Need(plain(2000)),
            "element": Need(Kinds("input element", _INPUT_ELEMENTS)),
            "hint": plain(2000),
            "optional": flag,
            "dispatch_action": flag,
        }
    ),
    "markdown": _block({"text": Need(Text(_MOST_MARKDOWN))}),
    "plan": _block({"title": Need(Text(300)), "tasks": ListOf(Kinds("task", {"task_card": _TASK}), 50)}),
    "task_card": _TASK,
    "video": _block(
        {
            "alt_text": Need(Text(2000)),
            "title": Need(plain(199)),
            "thumbnail_url": Need(Url()),
            "video_url": Need(Url()),
            "title_url": Url(),
            "description": plain(199),
            "author_name": Text(49),
            "provider_name": Text(49),
            "provider_icon_url": Url(),
        }
    ),
}
_WHERE = {
    "alert": frozenset({MODAL}),
    "card": frozenset({MESSAGE}),
    "carousel": frozenset({MESSAGE}),
    "container": frozenset({MESSAGE}),
    "context_actions": frozenset({MESSAGE}),
    "markdown": frozenset({MESSAGE}),
    "plan": frozenset({MESSAGE}),
    "table": frozenset({MESSAGE}),
    "task_card": frozenset({MESSAGE}),
}
_SHAPES = {**_BASIC, **_SPECIAL}


def block_problems(blocks: Any, surface: str = MESSAGE, at: str = "/blocks") -> list[Problem]:
    """Everything Slack would refuse in these blocks; `surface` is message, modal or home."""
    allowed = {kind: shape for kind, shape in _SHAPES.items() if surface in _WHERE.get(kind, _EVERYWHERE)}
    problems = list(ListOf(Kinds(f"block in a {surface}", allowed), _MOST_BLOCKS[surface], 0)(blocks, at))
    if problems:
        return [_named(problem, blocks, at) for problem in problems]
    return list(_whole(blocks, surface, at))


def option_problems(answer: Any) -> list[Problem]:
    """Everything Slack would refuse in the answer to an options request."""
    shape = Shape(
        {"options": ListOf(OPTION, 100, 0), "option_groups": ListOf(GROUP, 100, 0)},
        exactly_one=("options", "option_groups"),
    )
    return list(shape(answer, ""))


def view_problems(view: Any) -> list[Problem]:
    """Everything Slack would refuse in a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in _VIEWS:
        return [Problem("/view/type", "must be modal or home")]
    problems = list(_VIEWS[kind](view, "/view"))
    if "blocks" not in view:
        return problems
    problems += block_problems(view["blocks"], kind, "/view/blocks")
    if not problems:
        problems += _view_rules(view, kind)
    return problems


def _anything(value: Any, at: str) -> Problems:
    """The blocks of a view are judged on their own."""
    return iter(())


_VIEW: dict[str, Check | Need] = {
    "type": Need(KIND),
    "blocks": Need(_anything),
    "private_metadata": Text(3000, 0),
    "callback_id": Text(255, 0),
    "external_id": Text(255, 0),
}
_VIEWS = {
    MODAL: Shape(
        {
            **_VIEW,
            "title": Need(plain(24)),
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        }
    ),
    HOME: Shape(_VIEW),
}


def _view_rules(view: dict[str, Any], kind: str) -> Problems:
    if not view["blocks"]:
        yield Problem("/view/blocks", "must have at least 1 items, has 0")
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if kind == MODAL and has_input and "submit" not in view:
        yield Problem("/view/submit", "a view with an input block needs a submit")
    if len(str(view)) > _VIEW_BYTES:
        yield Problem("/view", "view too large")


def _whole(blocks: list[dict[str, Any]], surface: str, at: str) -> Problems:
    """The rules over all blocks together."""
    ids = Counter(block["block_id"] for block in every_block(blocks) if "block_id" in block)
    for block_id, times in ids.items():
        if times > 1:
            yield Problem(at, f"block_id must be unique, {block_id[:80]} is there {times} times")
    for index, block in enumerate(blocks):
        yield from _unique_actions(block, f"{at}/{index}")
    yield from _sums(blocks, surface, at)


def _unique_actions(block: dict[str, Any], at: str) -> Problems:
    names = Counter(part["action_id"] for part in every_element(block) if "action_id" in part)
    for name, times in names.items():
        if times > 1:
            yield Problem(at, f"action_id must be unique within a block, {name[:80]} is there {times} times")
    focused = sum(bool(part.get("focus_on_load")) for part in every_element(block))
    if focused > 1:
        yield Problem(at, "only one element may have focus_on_load")


def _sums(blocks: list[dict[str, Any]], surface: str, at: str) -> Problems:
    tables = sum(block["type"] == "table" for block in every_block(blocks))
    if tables > 1:
        yield Problem(at, f"only one table is allowed in a message, there are {tables}")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > _MOST_MARKDOWN:
        yield Problem(at, f"markdown must be at most {_MOST_MARKDOWN} characters in all, is {markdown}")
    written = characters(blocks)
    if surface == MESSAGE and written > _MOST_CHARACTERS:
        yield Problem(at, f"msg_blocks_too_long: at most {_MOST_CHARACTERS} characters in all, is {written}")


def characters(part: Any) -> int:
    """How many characters of text the blocks show."""
    if isinstance(part, list):
        return sum(characters(item) for item in part)
    if not isinstance(part, dict):
        return 0
    own = sum(len(value) for name, value in part.items() if name in ("text", "alt_text") and isinstance(value, str))
    return own + sum(characters(value) for value in part.values())


def every_block(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks, those inside containers too."""
    for block in blocks:
        yield block
        yield from block.get("child_blocks", ())


def every_element(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of one block that a person can use, those inside cards and containers too."""
    if "element" in block:
        yield block["element"]
    if "accessory" in block:
        yield block["accessory"]
    if block["type"] in ("actions", "context_actions"):
        yield from block["elements"]
    if block["type"] == "card":
        yield from block.get("actions", ())
    inner = block["elements"] if block["type"] == "carousel" else block.get("child_blocks", ())
    for child in inner:
        yield from every_element(child)


def _named(problem: Problem, blocks: Any, at: str) -> Problem:
    """Say the type of the block in words, beside the pointer."""
    index = problem.pointer.removeprefix(f"{at}/").split("/")[0]
    if not index.isdigit() or not isinstance(blocks[int(index)], dict):
        return problem
    return Problem(problem.pointer, f"{str(blocks[int(index)].get('type'))[:50]}: {problem.text}")
