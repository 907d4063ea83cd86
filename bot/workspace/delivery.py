"""Carries what people do to the app, signed as Slack signs it, and judges how and when it answers."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from bot.workspace.keys import Keys
from bot.workspace.limits import Limits
from bot.workspace.traffic import Traffic

_MOST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one delivery went: HTTP status (0 when there was none), the ack, what the ack carried.

    `error` is Slack's word for a failure, `entry` the id in the traffic.
    """

    status: int
    acked: bool
    seconds: float
    body: Any = None
    refused: tuple[str, ...] = ()
    error: str = ""
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back from the app, before it is judged. `error` is Slack's word for a failure."""

    status: int
    body: Any = None
    error: str = ""
    no_retry: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    """The how-manieth redelivery of an event this is, and why."""

    number: int
    reason: str


class Line(Protocol):
    """A way to reach the app other than HTTP: Socket Mode."""

    @property
    def open(self) -> bool:
        """True while at least one client is connected."""
        ...

    async def send(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Reply:
        """Send one envelope and wait for its ack."""
        ...


class Courier:
    """Delivers over HTTP to `url`, or, without one, over Socket Mode."""

    def __init__(self, keys: Keys, traffic: Traffic, limits: Limits, clock: Callable[[], float], line: Line) -> None:
        self._keys = keys
        self._traffic = traffic
        self._limits = limits
        self._clock = clock
        self._line = line
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._late: set[asyncio.Task[None]] = set()
        self.url = ""

    @property
    def mode(self) -> str:
        """`http`, `socket` or `none`."""
        if self.url:
            return "http"
        return "socket" if self._line.open else "none"

    async def start(self) -> None:
        """Open the HTTP client; proxies of the environment do not apply to loopback."""
        # Each payload has a connection of its own: an idle one the app may close just when the next payload goes out.
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False)

    async def stop(self) -> None:
        """Give up what is under way and close the client."""
        tasks = [*self._under_way, *self._late]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def settled(self) -> None:
        """Wait until nothing that was started in the background is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a delivery without waiting for it; `settled` waits."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def deliver_event(self, payload: dict[str, Any]) -> Delivery:
        """Deliver an event, and again up to three times while the app does not accept it."""
        name = payload["event"]["type"]
        delivery, no_retry = await self._once("event", name, payload, None)
        for number, delay in enumerate(self._limits.retry_delays, start=1):
            if delivery.acked or no_retry or self.mode == "none":
                break
            await asyncio.sleep(delay)
            delivery, no_retry = await self._once("event", name, payload, Retry(number, delivery.error))
        return delivery

    def refuse(self, delivery: Delivery, texts: Sequence[str]) -> Delivery:
        """Note what Slack refused of the answer in an ack."""
        for entry in self._traffic:
            if entry["id"] == delivery.entry:
                for text in texts:
                    self._traffic.add_refusal(entry, text)
        return replace(delivery, refused=(*delivery.refused, *texts))

    async def deliver(self, kind: str, name: str, payload: dict[str, Any]) -> Delivery:
        """Deliver a `command`, an `interaction` or an `options` request once."""
        delivery, _ = await self._once(kind, name, payload, None)
        return delivery

    async def _once(self, kind: str, name: str, payload: dict[str, Any], retry: Retry | None) -> tuple[Delivery, bool]:
        started = time.perf_counter()
        carrying = asyncio.create_task(self._carry(kind, payload, retry))
        try:
            await asyncio.wait({carrying}, timeout=self._limits.ack_seconds)
        except asyncio.CancelledError:
            carrying.cancel()
            raise
        seconds = time.perf_counter() - started
        reply = carrying.result() if carrying.done() else Reply(0, error="http_timeout")
        delivery = self._judged(reply, seconds, retry)
        entry = self._traffic.record(
            "to_app",
            kind,
            name,
            payload,
            status=reply.status,
            seconds=seconds,
            answer=reply.body,
            refused=delivery.refused,
        )
        if not carrying.done():
            self._watch(carrying, entry, started)
        return replace(delivery, entry=entry["id"]), reply.no_retry

    def _judged(self, reply: Reply, seconds: float, retry: Retry | None) -> Delivery:
        texts = {
            "http_timeout": f"no ack within {self._limits.ack_seconds:g} s",
            "connection_failed": "the app could not be reached",
            "http_error": f"the app answered with status {reply.status}",
            "not_connected": "no app is listening",
        }
        acked = not reply.error
        refused = [] if acked else [texts[reply.error]]
        if refused and retry:
            refused.append(f"redelivery {retry.number} of {len(self._limits.retry_delays)} ({retry.reason})")
        return Delivery(reply.status, acked, seconds, reply.body, tuple(refused), reply.error)

    def _watch(self, carrying: asyncio.Task[Reply], entry: dict[str, Any], started: float) -> None:
        task = asyncio.create_task(self._note_late_ack(carrying, entry, started))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _note_late_ack(self, carrying: asyncio.Task[Reply], entry: dict[str, Any], started: float) -> None:
        try:
            await asyncio.wait_for(carrying, self._limits.late_seconds)
        except TimeoutError:
            self._traffic.add_refusal(entry, f"no ack within {self._limits.late_seconds:g} s either")
            return
        seconds = time.perf_counter() - started
        self._traffic.add_refusal(entry, f"the ack came after {seconds:.1f} s; Slack no longer takes it")

    async def _carry(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Reply:
        if self.url:
            return await self._post(kind, payload, retry)
        if self._line.open:
            return await self._line.send(kind, payload, retry)
        return Reply(0, error="not_connected")

    async def _post(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Reply:
        if self._session is None:
            raise RuntimeError("the workspace has not been started")
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, **self.signed(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        try:
            async with self._session.post(self.url, data=body, headers=headers, allow_redirects=False) as response:
                return await _read(response)
        except (aiohttp.ClientError, OSError):
            return Reply(0, error="connection_failed")

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers with which Slack signs a request body."""
        at = str(int(self._clock()))
        digest = hmac.new(self._keys.signing_secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
            "User-Agent": "Slackbot 1.0 (local workspace)",
        }


def encode(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """The body and content type with which Slack sends each kind."""
    if kind == "event":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "command" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


async def _read(response: aiohttp.ClientResponse) -> Reply:
    try:
        raw = await response.content.readexactly(_MOST_ANSWER)
    except asyncio.IncompleteReadError as whole:
        raw = whole.partial
    accepted = 200 <= response.status < 300
    return Reply(
        response.status,
        body_of(raw, response.content_type),
        "" if accepted else "http_error",
        response.headers.get("X-Slack-No-Retry") == "1",
    )


def body_of(raw: bytes, content_type: str) -> Any:
    """The answer in an ack: JSON as data, anything else as text, nothing as None."""
    text = raw.decode("utf-8", "replace").strip()
    if not text:
        return None
    if content_type != "application/json":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
