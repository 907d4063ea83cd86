"""Whatever an app, a page or a person sends, the workspace answers; it never falls over."""

import asyncio
import io
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.workspace import Limits, Refused, Workspace
from bot.workspace.hub import Hub
from bot.workspace.manifest import read_manifest
from bot.workspace.methods import METHODS
from bot.workspace.methods.registry import Args, Call
from bot.workspace.triggers import Triggers
from tests.bot.workspace.conftest import (
    GENERAL,
    SCOPES,
    USER,
    App,
    Clock,
    actions,
    button,
    home,
    manifest,
    modal,
    section,
    select,
    text_input,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from([GENERAL, USER]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "channel",
        "channel_id",
        "channels",
        "ts",
        "message_ts",
        "timestamp",
        "thread_ts",
        "text",
        "blocks",
        "metadata",
        "attachments",
        "user",
        "users",
        "user_id",
        "view",
        "view_id",
        "external_id",
        "hash",
        "trigger_id",
        "files",
        "file",
        "filename",
        "length",
        "limit",
        "cursor",
        "name",
        "email",
        "usergroup",
        "types",
        "oldest",
        "latest",
        "inclusive",
        "include_users",
        "markdown_text",
    ]
)
LIKELY = st.sampled_from([GENERAL, USER, "1700000000.000000", "x", [section("x")], home(section("x")), 1, True])


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=20, deadline=None)
@given(given=st.dictionaries(NAMES, LIKELY | ANYTHING, max_size=8))
@example(given={"channel": "C0GENERAL1", "limit": float("inf")})
def test_every_method_answers_or_refuses_whatever_it_is_given(name: str, given: dict[str, Any]) -> None:
    """Arguments of every type."""
    hub = Hub(read_manifest(manifest(scopes=SCOPES, events=[])), Limits(), Clock())
    try:
        answer = METHODS[name].run(Call(hub, Args(given)))
    except Refused:
        return
    json.dumps(answer)


DEEDS = st.sampled_from(
    [
        "send",
        "press",
        "options",
        "submit",
        "close_view",
        "shortcut",
        "message_shortcut",
        "open_home",
        "open_dm",
        "edit",
        "delete",
        "pin",
        "unpin",
        "invite_bot",
        "kick_bot",
        "archive",
        "unarchive",
        "deactivate",
        "reactivate",
        "rename",
    ]
)
GIVEN = st.sampled_from(
    [
        "channel",
        "text",
        "ts",
        "thread_ts",
        "container",
        "block_id",
        "action_id",
        "value",
        "state",
        "typed",
        "view_id",
        "values",
        "callback_id",
        "person",
        "name",
    ]
)
CONTAINERS = st.sampled_from([{"type": kind, "channel": GENERAL, "ts": "1.0"} for kind in ("message", "view", "home")])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=DEEDS, given=st.dictionaries(GIVEN, LIKELY | CONTAINERS | ANYTHING, max_size=6))
def test_every_deed_answers_whatever_it_is_given(what: str, given: dict[str, Any]) -> None:
    """The page may be anything that holds its token."""

    async def do() -> dict[str, Any]:
        workspace = Workspace(manifest(events=[]), clock=Clock())
        blocks = [actions(button("go"), select("pick", "a"))]
        workspace.world.post(GENERAL, {"ts": "1.0", "user": USER, "text": "x", "blocks": blocks})
        return await workspace._server._deeds.do({"do": what, "user": USER, **given})

    answer = asyncio.run(do())
    assert answer["ok"] is True or answer["error"]


@settings(max_examples=50, deadline=None)
@given(ANYTHING)
def test_every_answer_of_an_app_is_judged(answer: Any) -> None:
    """In the ack of a command, of a submission, and at a response_url."""

    async def judge() -> None:
        workspace = Workspace(manifest(events=[]), clock=Clock())
        hub = workspace._hub
        token = hub.responses.open(USER, GENERAL)
        hub.responses.in_ack(token, answer)
        for body in (answer, {"text": answer}, {"blocks": answer}, {"text": "x", "response_type": answer}):
            with suppress(Refused):
                hub.responses.use(token, body if isinstance(body, dict) else None)
        view = hub.modals.open(hub.triggers.new(USER), modal(text_input("b", "a")))
        for body in (answer, {"response_action": answer}, {"response_action": "errors", "errors": answer}):
            with suppress(Refused):
                workspace._interactions._respond(USER, view, body if isinstance(body, dict) else {})

    asyncio.run(judge())


async def test_an_app_that_answers_without_end_is_cut_off(workspace: Workspace, app: App) -> None:
    """A megabyte is read, and no more."""
    app.answer = lambda heard: "x" * 3_000_000
    delivery = await workspace.command(USER, GENERAL, "/persona x")
    assert len(delivery.body) == 1_000_000
    assert "msg_too_long" in delivery.refused[0]


async def test_a_body_that_is_too_large_is_refused(workspace: Workspace) -> None:
    """Before it is read."""
    large = io.BytesIO(b"x" * 21_000_000)
    async with aiohttp.ClientSession() as session, session.post(f"{workspace.url}/api/api.test", data=large) as answer:
        assert answer.status == 413


async def test_what_was_handed_out_long_ago_is_forgotten(workspace: Workspace) -> None:
    """Neither triggers nor response_urls pile up."""
    triggers = Triggers(Clock(), 3.0)
    first = triggers.new(USER)
    for _ in range(500):
        triggers.new(USER)
    with pytest.raises(Refused, match="invalid_trigger_id"):
        triggers.use(first)
    responses = workspace._hub.responses
    oldest = responses.open(USER, GENERAL)
    for _ in range(1000):
        responses.open(USER, GENERAL)
    with pytest.raises(Refused, match="invalid_url"):
        responses.use(oldest, {"text": "x"})


async def test_a_workspace_that_was_not_started_delivers_nothing() -> None:
    """And may be stopped."""
    workspace = Workspace(manifest())
    workspace.deliver_to("http://127.0.0.1:9/")
    with pytest.raises(RuntimeError, match="not been started"):
        await workspace.command(USER, GENERAL, "/persona x")
    await workspace.stop()
