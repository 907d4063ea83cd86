"""A workspace with a scripted app behind it, a clock that stands still, and Slack's real client."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Limits, Workspace
from tests.waiting import PATIENCE, soon

USER, ADMIN, LEAD = "U0NEWCOMER", "U0MAINTAIN", "U0TEAMLEAD"
GENERAL, HELP, RANDOM = "C0GENERAL1", "C0MLHELP01", "C0RANDOM01"

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.im",
    "team_join",
    "user_change",
]


def manifest(**changes: Any) -> dict[str, Any]:
    """A manifest that grants all the workspace knows; `scopes`, `events`, `settings`, `home` change it."""
    settings = {
        "event_subscriptions": {"bot_events": changes.get("events", EVENTS)},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    }
    return {
        "display_information": {"name": "Persona", "description": "Who does what"},
        "features": {
            "bot_user": {"display_name": "persona"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, **changes.get("home", {})},
            "slash_commands": [
                {"command": "/persona", "description": "Ask", "usage_hint": "question"},
                {"command": "/escaped", "description": "Mentions as ids", "should_escape": True},
            ],
            "shortcuts": [
                {"name": "Find a role", "type": "global", "callback_id": "find_persona", "description": "Look"},
                {"name": "Who owns this?", "type": "message", "callback_id": "who_owns_this", "description": "Ask"},
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES)}},
        "settings": {**settings, **changes.get("settings", {})},
    }


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Heard:
    """One request as the app got it."""

    headers: dict[str, str]
    body: bytes
    form: dict[str, str]
    payload: Any


@dataclass
class App:
    """Answers as `answer` says (None: an empty 200) and keeps what it heard."""

    workspace: Workspace
    heard: "asyncio.Queue[Heard]" = field(default_factory=asyncio.Queue)
    answer: Callable[[Heard], Any] = lambda heard: None
    hold: asyncio.Event | None = None
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Verify the signature as Bolt would, then answer."""
        raw = await request.read()
        headers = dict(request.headers)
        clock = type("Clock", (), {"now": lambda self: float(headers["X-Slack-Request-Timestamp"])})()
        assert SignatureVerifier(self.workspace.signing_secret, clock).is_valid_request(raw, headers)
        heard = _read(raw, headers)
        self.heard.put_nowait(heard)
        if self.hold:
            await self.hold.wait()
        answer = self.answer(heard)
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, str):
            return web.Response(text=answer)
        return web.json_response(answer) if answer is not None else web.Response()

    async def next(self) -> Heard:
        """The next request, within seconds."""
        return await soon(self.heard.get())

    async def quiet(self) -> None:
        """Wait until nothing is under way, and forget what was heard."""
        await self.workspace.settled()
        while not self.heard.empty():
            self.heard.get_nowait()


def _read(raw: bytes, headers: dict[str, str]) -> Heard:
    if headers["Content-Type"] == "application/json":
        return Heard(headers, raw, {}, json.loads(raw))
    form = {name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    return Heard(headers, raw, form, json.loads(form["payload"]) if "payload" in form else form)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits() -> Limits:
    """Real limits, with redelivery at once and little patience for late acks."""
    return Limits(retry_delays=(0.0, 0.0), ack_seconds=PATIENCE, late_seconds=PATIENCE)


@pytest_asyncio.fixture
async def workspace(clock: Clock, limits: Limits, request: pytest.FixtureRequest) -> AsyncIterator[Workspace]:
    """A running workspace; a test may ask for another manifest by `indirect` parameters."""
    workspace = Workspace(manifest(**getattr(request, "param", {})), clock=clock, limits=limits)
    await workspace.start()
    yield workspace
    await workspace.stop()


@pytest_asyncio.fixture
async def app(workspace: Workspace) -> AsyncIterator[App]:
    """An app that the workspace delivers to over HTTP."""
    app = App(workspace)
    web_app = web.Application()
    web_app.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(web_app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    workspace.deliver_to(app.url)
    yield app
    await runner.cleanup()


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    """Slack's own client with the bot's token."""
    return AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def actions(*elements: dict[str, Any], block_id: str = "acts") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def select(action_id: str, *values: str) -> dict[str, Any]:
    options = [{"text": plain(value), "value": value} for value in values]
    return {"type": "static_select", "action_id": action_id, "placeholder": plain("choose"), "options": options}


def text_input(block_id: str, action_id: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": action_id}
    return {"type": "input", "block_id": block_id, "label": plain("Question"), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Find"), "submit": plain("Find"), "blocks": list(blocks), **more}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}
