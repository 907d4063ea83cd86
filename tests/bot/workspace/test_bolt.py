"""A real Bolt app does its whole work against the workspace, over HTTP and over Socket Mode alike."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Limits, Workspace
from tests.bot.workspace.conftest import (
    GENERAL,
    USER,
    actions,
    button,
    home,
    modal,
    plain,
    section,
    text_input,
)
from tests.bot.workspace.test_interactions import EXTERNAL
from tests.waiting import PATIENCE, soon

OPTION = {"text": plain("Data Engineer"), "value": "data-engineer"}


def build(workspace: Workspace) -> AsyncApp:
    """An app with a listener of every kind."""
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
    app = AsyncApp(client=client, signing_secret=workspace.signing_secret, process_before_response=True)

    @app.command("/persona")
    async def command(ack: Any, body: dict[str, Any]) -> None:
        await ack(text=f"you asked: {body['text']}", blocks=[actions(button("share"))])

    @app.event("app_mention")
    async def mention(event: dict[str, Any], say: Any) -> None:
        await say(text="in the thread", thread_ts=event["ts"])

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im":
            await say(text="in private")

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home(section(event["tab"])))

    @app.action("share")
    async def share(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)
        await respond(text="for all", response_type="in_channel")

    @app.shortcut("find_persona")
    async def find(ack: Any, shortcut: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        form = modal(text_input("question", "q"), actions(EXTERNAL), callback_id="form")
        await client.views_open(trigger_id=shortcut["trigger_id"], view=form)

    @app.shortcut("who_owns_this")
    async def who(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(text=f"about: {shortcut['message']['text']}")

    @app.options("role")
    async def options(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[OPTION] if payload["value"] in "data" else [])

    @app.view("form")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["question"]["q"]["value"]
        await (ack() if typed == "good" else ack(response_action="errors", errors={"question": "Say more."}))

    return app


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def limits() -> Limits:
    return Limits(ack_seconds=PATIENCE, retry_delays=())


@pytest_asyncio.fixture
async def bolt(workspace: Workspace, transport: str) -> AsyncIterator[Workspace]:
    """The workspace with the app connected."""
    app = build(workspace)
    if transport == "http":
        runner = web.AppRunner(app.web_app(path="/slack/events"), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        workspace.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield workspace
        await runner.cleanup()
    else:
        handler = AsyncSocketModeHandler(app, workspace.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        yield workspace
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


@pytest.fixture
def clock() -> Any:
    """Bolt judges the time of a signature by the real clock."""

    return time.time


async def test_a_command_a_press_and_its_responses(bolt: Workspace) -> None:
    """The card in the ack, then gone and shared."""
    await bolt.command(USER, GENERAL, "/persona ml engineer")
    (card,) = bolt.ephemerals(USER, GENERAL)
    assert card["text"] == "you asked: ml engineer"
    await bolt.press(USER, card, "share")
    assert bolt.ephemerals(USER, GENERAL) == []
    assert [one["text"] for one in bolt.messages(GENERAL)] == ["for all"]


async def test_a_mention_a_direct_message_and_the_home(bolt: Workspace) -> None:
    """Answered in the thread, in private, and with a view; the app's own messages do not set it off."""
    ts = (await bolt.say(USER, GENERAL, "@persona who?"))["ts"]
    await bolt.say(USER, bolt.dm(USER), "who?")
    await bolt.open_home(USER)
    await soon(bolt.settled())
    assert [one["text"] for one in bolt.messages(GENERAL, ts)][1:] == ["in the thread"]
    assert [one["text"] for one in bolt.messages(bolt.dm(USER))] == ["who?", "in private"]
    view = bolt.home(USER)
    assert view is not None
    assert view["blocks"][0]["text"]["text"] == "home"
    assert [entry["refused"] for entry in bolt.traffic if entry["refused"]] == []


async def test_a_form_with_typeahead(bolt: Workspace) -> None:
    """Opened by a shortcut, refused once, then taken."""
    await bolt.shortcut(USER, "find_persona")
    assert await bolt.options(USER, "role", "acts", "dat") == {"options": [OPTION]}
    values = {"question": {"q": {"type": "plain_text_input", "value": "bad"}}}
    assert (await bolt.submit(USER, values)).body["response_action"] == "errors"
    assert len(bolt.views(USER)) == 1
    values["question"]["q"]["value"] = "good"
    await bolt.submit(USER, values)
    assert bolt.views(USER) == []


async def test_a_message_shortcut(bolt: Workspace) -> None:
    """Answered privately, where the message stands."""
    ts = (await bolt.say(USER, GENERAL, "who owns this?"))["ts"]
    await bolt.message_shortcut(USER, GENERAL, ts, "who_owns_this")
    assert [one["text"] for one in bolt.ephemerals(USER, GENERAL)] == ["about: who owns this?"]


@pytest.mark.parametrize("limits", [Limits(ack_seconds=1.5)])
async def test_an_action_nobody_listens_to_is_not_acked(bolt: Workspace, transport: str) -> None:
    """404 over HTTP; over Socket Mode no ack at all."""
    client = AsyncWebClient(token=bolt.bot_token, base_url=bolt.api_url)
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[actions(button("unheard"))])
    delivery = await bolt.press(USER, bolt.messages(GENERAL)[0], "unheard")
    assert delivery.acked is False
    assert delivery.status == (404 if transport == "http" else 0)
