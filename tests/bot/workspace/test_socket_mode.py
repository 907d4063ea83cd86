"""Socket Mode works with Slack's own client: hello, envelopes, acks with and without an answer, refresh."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Limits, Workspace
from tests.bot.workspace.conftest import GENERAL, USER, Clock
from tests.waiting import PATIENCE, soon


class Listener:
    """Slack's Socket Mode client; `answer` is what goes into each ack, `silent` gives none."""

    def __init__(self, workspace: Workspace) -> None:
        web_client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        self.client = SocketModeClient(app_token=workspace.app_token, web_client=web_client)
        self.client.socket_mode_request_listeners.append(self._hear)
        self.heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()
        self.answer: dict[str, Any] | None = None
        self.silent = False

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.put_nowait(request)
        if not self.silent:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))

    async def next(self) -> SocketModeRequest:
        """The next envelope, within seconds."""
        return await soon(self.heard.get())


@pytest.fixture
def limits() -> Limits:
    return Limits(ack_seconds=PATIENCE, retry_delays=(0.0,), socket_connections=2)


@pytest_asyncio.fixture
async def listener(workspace: Workspace) -> AsyncIterator[Listener]:
    """A connected client."""
    listener = Listener(workspace)
    await listener.client.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it untyped
    yield listener
    await listener.client.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it untyped


async def test_a_command_is_answered_in_the_ack(workspace: Workspace, listener: Listener) -> None:
    """As over HTTP."""
    listener.answer = {"text": "card"}
    delivery = await workspace.command(USER, GENERAL, "/persona x")
    request = await listener.next()
    assert (request.type, request.payload["command"], request.accepts_response_payload) == (
        "slash_commands",
        "/persona",
        True,
    )
    assert delivery.acked is True
    assert workspace.ephemerals(USER, GENERAL)[0]["text"] == "card"


async def test_events_and_interactions_come_in_their_envelopes(workspace: Workspace, listener: Listener) -> None:
    """With the type that Bolt dispatches on."""
    await workspace.open_home(USER)
    request = await listener.next()
    assert (request.type, request.payload["event"]["type"], request.retry_attempt) == (
        "events_api",
        "app_home_opened",
        0,
    )
    await workspace.shortcut(USER, "find_persona")
    request = await listener.next()
    assert (request.type, request.payload["type"], request.accepts_response_payload) == (
        "interactive",
        "shortcut",
        False,
    )


@pytest.mark.parametrize("limits", [Limits(ack_seconds=1.0, late_seconds=0.1, retry_delays=(0.0,))])
async def test_a_missing_ack_is_a_timeout_and_an_event_comes_again(workspace: Workspace, listener: Listener) -> None:
    """With the attempt and the reason in the envelope."""
    listener.silent = True
    await workspace.open_home(USER)
    first, second = await listener.next(), await listener.next()
    await workspace.settled()
    assert (first.retry_attempt, second.retry_attempt, second.retry_reason) == (0, 1, "timeout")
    assert first.envelope_id != second.envelope_id
    assert "no ack within 1 s" in list(workspace.traffic)[-1]["refused"]


async def test_the_client_comes_back_after_a_refresh(workspace: Workspace, listener: Listener) -> None:
    """As it has to every few hours."""
    changed = asyncio.Event()
    tell = workspace.socket_mode.on_change

    def note() -> None:
        tell()
        if workspace.socket_mode.open:
            changed.set()

    workspace.socket_mode.on_change = note
    await workspace.socket_mode.refresh()
    await soon(changed.wait())
    assert (await workspace.command(USER, GENERAL, "/persona x")).acked is True


async def test_http_comes_first_if_there_is_an_address(workspace: Workspace, listener: Listener) -> None:
    """Then the socket hears nothing."""
    workspace.deliver_to("http://127.0.0.1:9/")
    assert (await workspace.command(USER, GENERAL, "/persona x")).acked is False
    assert listener.heard.empty()


async def test_stopping_closes_the_connection(workspace: Workspace) -> None:
    """The client sees it at once."""
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(session, workspace)
        await socket.receive_json(timeout=PATIENCE)
        await workspace.stop()
        assert (await socket.receive(timeout=PATIENCE)).type is aiohttp.WSMsgType.CLOSE


async def open_socket(session: aiohttp.ClientSession, workspace: Workspace) -> aiohttp.ClientWebSocketResponse:
    """A bare connection with a fresh ticket."""
    client = AsyncWebClient(token=workspace.app_token, base_url=workspace.api_url)
    url = (await client.apps_connections_open(app_token=workspace.app_token))["url"]
    return await session.ws_connect(url)


async def test_a_ticket_opens_one_connection_soon(workspace: Workspace, clock: Clock) -> None:
    """A second use, an old one, an invented one and one connection too many are refused."""
    client = AsyncWebClient(token=workspace.app_token, base_url=workspace.api_url)

    async def url() -> str:
        return str((await client.apps_connections_open(app_token=workspace.app_token))["url"])

    async with aiohttp.ClientSession() as session:
        first, late = await url(), await url()
        sockets = [await session.ws_connect(first)]
        hello = await sockets[0].receive_json(timeout=PATIENCE)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        clock.now += 31
        for refused in (first, late, f"{workspace.url}/link/?ticket=x"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await session.ws_connect(refused)
            assert error.value.status == 403
        sockets.append(await session.ws_connect(await url()))
        assert workspace.socket_mode.connections == 2
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(await url())
        for socket in sockets:
            await socket.close()


async def test_a_bot_token_opens_no_connection(workspace: Workspace) -> None:
    """It takes the app-level token."""
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=workspace.bot_token)


async def test_nonsense_on_the_socket_is_ignored(workspace: Workspace) -> None:
    """Neither broken JSON nor an ack for nothing ends the connection; a double ack counts once."""
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(session, workspace)
        await socket.receive_json(timeout=PATIENCE)
        for nonsense in ("{", "[1]", '{"envelope_id": "x"}', "{}", "[" * 100_000):
            await socket.send_str(nonsense)
        await socket.send_bytes(b"\x00")
        command = asyncio.create_task(workspace.command(USER, GENERAL, "/persona x"))
        envelope = await socket.receive_json(timeout=PATIENCE)
        ack = json.dumps({"envelope_id": envelope["envelope_id"]})
        await socket.send_str(ack)
        await socket.send_str(ack)
        assert (await command).acked is True
        await socket.close()


async def test_a_connection_that_broke_is_a_failed_delivery(workspace: Workspace) -> None:
    """Not an exception."""
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(session, workspace)
        await socket.receive_json(timeout=PATIENCE)
        server_side = workspace.socket_mode._connections[0]
        await server_side.close()
        workspace.socket_mode._connections.append(server_side)
        delivery = await workspace.command(USER, GENERAL, "/persona x")
        assert delivery.refused == ("the app could not be reached",)
        workspace.socket_mode._connections.remove(server_side)
        await socket.close()
