"""The fake takes the blocks that Slack takes, and no others."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.blocks import HOME, MESSAGE, MODAL, block_problems, option_problems, view_problems
from tests.bot.workspace.conftest import actions, button, home, modal, plain, section, select, text_input

CASES = json.loads((Path(__file__).parent / "block_cases.json").read_text(encoding="utf-8"))


def texts(blocks: Any, surface: str = MESSAGE) -> str:
    """All problems as one text, to look for words in."""
    return "\n".join(f"{problem.pointer} {problem.text}" for problem in block_problems(blocks, surface))


@pytest.mark.parametrize("name", CASES["valid"])
def test_a_valid_case_is_accepted(name: str) -> None:
    """Every valid case passes."""
    assert block_problems(CASES["valid"][name]) == []


@pytest.mark.parametrize("name", CASES["invalid"])
def test_an_invalid_case_is_rejected_with_its_place(name: str) -> None:
    """Every invalid case is refused with a pointer to what is wrong."""
    problems = block_problems(CASES["invalid"][name])
    assert problems
    assert all(problem.pointer.startswith("/blocks") and problem.text for problem in problems)


def test_a_problem_names_the_block() -> None:
    """One reads which block it is and why."""
    problem = block_problems([section("x"), {"type": "header", "text": plain("x" * 151)}])[0]
    assert (problem.pointer, problem.text) == ("/blocks/1/text/text", "header: must be at most 150 characters, is 151")


def test_every_problem_is_said_at_once() -> None:
    """Two wrong blocks give two problems."""
    assert len(block_problems([{"type": "nonsense"}, {"type": "header"}])) == 2


SELECT_OF: dict[str, dict[str, Any]] = {
    "external_select": {"min_query_length": 1},
    "users_select": {"initial_user": "U0NEWCOMER"},
    "conversations_select": {"filter": {"include": ["im"]}, "default_to_current_conversation": True},
    "channels_select": {"initial_channel": "C0GENERAL1"},
    "datepicker": {"initial_date": "2026-01-31"},
    "timepicker": {"initial_time": "09:30"},
}
MARKED = [{"text": {"type": "mrkdwn", "text": "*a*"}, "value": "a", "description": plain("why")}]
CONFIRM = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
OPTION = {"text": plain("a"), "value": "a"}
GROUPS = [{"label": plain("g"), "options": [OPTION]}]
IMAGE = {"type": "image", "alt_text": "a", "image_url": "https://example.org/a.png"}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://example.org", "text": "x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "wave"}]},
    ],
}
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    **{kind: (MESSAGE, actions({"type": kind, "action_id": "a", **more})) for kind, more in SELECT_OF.items()},
    "checkboxes": (MESSAGE, actions({"type": "checkboxes", "options": MARKED, "initial_options": MARKED})),
    "radio": (MESSAGE, section("x", accessory={"type": "radio_buttons", "options": MARKED})),
    "groups": (MESSAGE, actions({"type": "static_select", "option_groups": GROUPS, "initial_option": OPTION})),
    "multi": (MESSAGE, section("x", accessory={"type": "multi_static_select", "options": [OPTION]})),
    "overflow": (MESSAGE, section("x", accessory={"type": "overflow", "options": [OPTION]})),
    "confirm": (MESSAGE, actions(button("a", confirm=CONFIRM, url="https://example.org"))),
    "slack link": (MESSAGE, actions(button("a", url="slack://user?team=T1&id=U1"))),
    "image": (MESSAGE, {**IMAGE, "title": plain("t")}),
    "slack file": (MESSAGE, {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}),
    "accessory image": (MESSAGE, section("x", accessory=IMAGE)),
    "rich text": (MESSAGE, RICH),
    "alert in a modal": (MODAL, {"type": "alert", "text": plain("x"), "level": "warning"}),
    "input in a home": (HOME, text_input("b", "a", dispatch_action=True)),
    "input in a message": (MESSAGE, text_input("b", "a")),
    "video": (
        MESSAGE,
        {
            "type": "video",
            "alt_text": "a",
            "title": plain("t"),
            "thumbnail_url": "https://example.org/a.png",
            "video_url": "https://example.org/v",
        },
    ),
    "plan": (MESSAGE, {"type": "plan", "title": "p", "tasks": [{"type": "task_card", "task_id": "1", "title": "t"}]}),
}


@pytest.mark.parametrize("name", GOOD)
def test_more_valid_blocks_are_accepted(name: str) -> None:
    """Elements and blocks that the shared cases do not cover."""
    surface, block = GOOD[name]
    assert block_problems([block], surface) == []


BAD: dict[str, tuple[str, list[Any], str]] = {
    "not a list": (MESSAGE, {"type": "divider"}, "must be a list"),  # type: ignore[dict-item]  # that is the point
    "not an object": (MESSAGE, ["divider"], "must be an object"),
    "no type": (MESSAGE, [{}], "with the type of block"),
    "url": (MESSAGE, [actions(button("a", url="javascript:alert(1)"))], "must be an http"),
    "url too long": (MESSAGE, [actions(button("a", url="https://x/" + "x" * 3000))], "at most 3000"),
    "multi in actions": (MESSAGE, [actions({"type": "multi_users_select"})], "unsupported type of element"),
    "options and groups": (
        MESSAGE,
        [actions({"type": "static_select", "options": [OPTION], "option_groups": GROUPS})],
        "exactly one of: options, option_groups",
    ),
    "initial not offered": (
        MESSAGE,
        [actions({**select("a", "x"), "initial_option": OPTION})],
        "must be one of the options",
    ),
    "overflow of six": (
        MESSAGE,
        [actions({"type": "overflow", "options": [{**OPTION, "value": str(n)} for n in range(6)]})],
        "at most 5 items",
    ),
    "date": (MESSAGE, [actions({"type": "datepicker", "initial_date": "31.1.2026"})], "must be a date"),
    "number": (MESSAGE, [actions({"type": "external_select", "min_query_length": "1"})], "must be a whole number"),
    "number range": (MESSAGE, [actions({"type": "external_select", "min_query_length": -1})], "must be from 0"),
    "flag": (MESSAGE, [section("x", expand="yes")], "must be true or false"),
    "confirm": (MESSAGE, [actions(button("a", confirm={"title": plain("x")}))], "missing required field: text"),
    "markdown in all": (
        MESSAGE,
        [{"type": "markdown", "text": "x" * 7000}, {"type": "markdown", "text": "y" * 5001}],
        "at most 12000 characters in all",
    ),
    "too long in all": (MESSAGE, [section("x" * 3000) for _ in range(5)], "msg_blocks_too_long"),
    "markdown in a home": (HOME, [{"type": "markdown", "text": "x"}], "unsupported type of block in a home"),
    "101 in a home": (HOME, [{"type": "divider"}] * 101, "at most 100 items"),
    "focus twice": (
        MODAL,
        [actions({**select("a", "x"), "focus_on_load": True}, {**select("b", "x"), "focus_on_load": True})],
        "only one element may have focus_on_load",
    ),
    "same id in a container": (
        MESSAGE,
        [
            {"type": "container", "title": plain("t"), "block_id": "b", "child_blocks": [section("x", block_id="b")]},
        ],
        "block_id must be unique",
    ),
    "same action in a carousel": (
        MESSAGE,
        [{"type": "carousel", "elements": [{"type": "card", "title": plain("t"), "actions": [button("a")]}] * 2}],
        "action_id must be unique",
    ),
    "blank text": (MESSAGE, [section("  ")], "must not be empty"),
    "text is a number": (MESSAGE, [{"type": "header", "text": {"type": "plain_text", "text": 1}}], "must be a string"),
}


@pytest.mark.parametrize("name", BAD)
def test_more_invalid_blocks_are_rejected(name: str) -> None:
    """Each with words that say why."""
    surface, blocks, words = BAD[name]
    assert words in texts(blocks, surface)


VIEWS: dict[str, tuple[Any, str]] = {
    "not a view": ("x", "must be modal or home"),
    "no blocks": ({"type": "modal", "title": plain("x")}, "missing required field: blocks"),
    "title of 25": (modal(section("x"), title=plain("x" * 25)), "at most 24 characters"),
    "input without submit": (
        {"type": "modal", "title": plain("x"), "blocks": [text_input("b", "a")]},
        "needs a submit",
    ),
    "metadata of 3001": (modal(section("x"), private_metadata="x" * 3001), "at most 3000"),
    "home with a title": (home(section("x"), title=plain("x")), "invalid additional property: title"),
    "unknown key": (modal(section("x"), colour="red"), "invalid additional property: colour"),
    "nothing in it": (modal(), "at least 1 items"),
    "bad block": (modal({"type": "table", "rows": []}), "unsupported type of block in a modal"),
    "too large": (modal(*(section("x" * 3000) for _ in range(90))), "view too large"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_invalid_views_are_rejected(name: str) -> None:
    """Each with words that say why."""
    view, words = VIEWS[name]
    assert any(words in problem.text for problem in view_problems(view))


def test_valid_views_are_accepted() -> None:
    """A modal with an input and a home without anything but text."""
    assert view_problems(modal(text_input("b", "a"), private_metadata="", close=plain("Back"))) == []
    assert view_problems(home(section("x"), callback_id="home")) == []


def test_the_answer_to_an_options_request_is_judged() -> None:
    """Options or groups, at most 100."""
    assert option_problems({"options": []}) == []
    assert option_problems({"option_groups": GROUPS}) == []
    assert option_problems({"options": [{**OPTION, "value": str(n)} for n in range(101)]})
    assert option_problems(None)
    assert option_problems({})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_judged_without_falling_over(value: Any) -> None:
    """Blocks, views and options come from an app that may send anything."""
    block_problems(value)
    view_problems(value)
    option_problems(value)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_valid_message_with_one_part_replaced_is_judged_without_falling_over(data: st.DataObject) -> None:
    """The part may be anything anywhere."""
    blocks = copy.deepcopy(
        data.draw(st.sampled_from([*CASES["valid"].values(), *([block] for _, block in GOOD.values())]))
    )
    spot, key = data.draw(st.sampled_from(list(_spots(blocks))))
    spot[key] = data.draw(JSON)
    block_problems(blocks)
    view_problems({"type": "modal", "title": plain("x"), "blocks": blocks})


def _spots(part: Any) -> Any:
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in pairs:
        yield part, key
        yield from _spots(value)
