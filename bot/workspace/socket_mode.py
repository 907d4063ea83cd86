"""Socket Mode: envelopes over a WebSocket, each acked by its id."""

import asyncio
import itertools
import json
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.workspace.delivery import Reply, Retry
from bot.workspace.limits import Limits
from bot.workspace.seed import APP_ID

_TYPES = {"command": "slash_commands", "event": "events_api", "interaction": "interactive", "options": "interactive"}


class SocketMode:
    """The connections of the app; envelopes go to them in turn."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._turn = itertools.count()
        self.on_change: Callable[[], None] = lambda: None

    @property
    def open(self) -> bool:
        """True while at least one client is connected."""
        return bool(self._connections)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    def ticket(self) -> str:
        """A ticket that opens one connection, soon."""
        now = self._clock()
        fresh = {one: made for one, made in self._tickets.items() if now - made <= self._limits.ticket_seconds}
        ticket = secrets.token_hex(16)
        self._tickets = {**fresh, ticket: now}
        return ticket

    def admits(self, ticket: str) -> bool:
        """True once for each fresh ticket, while there is room for a connection."""
        made = self._tickets.pop(ticket, None)
        fresh = made is not None and self._clock() - made <= self._limits.ticket_seconds
        return fresh and len(self._connections) < self._limits.socket_connections

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Greet a client and take its acks until it goes away."""
        self._connections.append(socket)
        self.on_change()
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take_ack(message.data)
        finally:
            self._connections.remove(socket)
            self.on_change()

    async def send(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Reply:
        """Send one envelope to one connection and wait for its ack, however long it takes."""
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        socket = self._connections[next(self._turn) % len(self._connections)]
        try:
            await socket.send_json(_envelope(envelope_id, kind, payload, retry))
            return await answer
        except ConnectionError:
            return Reply(0, error="connection_failed")
        finally:
            del self._waiting[envelope_id]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every client to connect anew, then close its connection, as Slack does every few hours."""
        for socket in tuple(self._connections):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local-workspace"}})
            await socket.close()

    async def close(self) -> None:
        """Close every connection without a word."""
        for socket in tuple(self._connections):
            await socket.close(code=1001)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "local-workspace", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }

    def _take_ack(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except (ValueError, RecursionError):
            return
        waiting = self._waiting.get(str(ack.get("envelope_id"))) if isinstance(ack, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(Reply(200, ack.get("payload") or None))


def _envelope(envelope_id: str, kind: str, payload: dict[str, Any], retry: Retry | None) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": envelope_id,
        "type": _TYPES[kind],
        "accepts_response_payload": kind == "command" or payload.get("type") in ("view_submission", "block_suggestion"),
        "payload": payload,
    }
    if kind == "event":
        reason = retry.reason.removeprefix("http_") if retry else ""
        envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": reason}
    return envelope
