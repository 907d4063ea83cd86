"""The guard in front of Bolt: nothing is parsed, let alone acted on, before its signature holds. Pure ASGI."""

import asyncio
import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from handlers.metrics import Metrics

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Any, Any, Any], Awaitable[None]]  # scope, receive, send

PATH = "/slack/events"
MOST_BYTES = 1_000_000  # Slack's largest payloads, a view with its state, stay well under this
MOST_FIELDS = 50
MOST_DEPTH = 64
PATIENCE = 5.0  # seconds for a body to arrive; Slack itself gives up after 3
TOLERANCE = 300  # seconds that a timestamp may be off
TIMESTAMP = re.compile(rb"[0-9]{1,12}")
SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
PASSED_ON = {b"content-type", b"x-slack-retry-num", b"x-slack-retry-reason"}
ONCE = {b"content-type", b"content-length", b"x-slack-request-timestamp", b"x-slack-signature"}
BRACKETS = re.compile(r'\\.|"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)  # an escape, a whole string, or a bracket

log = logging.getLogger("persona.guard")


class Refused(Exception):
    """A request that goes no further: the HTTP status and a short text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Guard:
    """Lets through to `app` what Slack signed with `signing_secret`, and answers all else with a 4xx."""

    def __init__(
        self,
        app: Asgi,
        signing_secret: str,
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.time,
        patience: float = PATIENCE,
    ) -> None:
        self._app = app
        self._secret = signing_secret.encode()
        self._metrics = metrics
        self._clock = clock
        self._patience = patience

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        answer = _Answer(send)
        try:
            headers = _headers(scope)
            self._check_headers(headers)
            body = await self._body(receive)
            self._check_signature(headers, body)
            await self._app(_scope(scope, headers), _replay(checked(headers, body)), answer)
        except Refused as refused:
            self._refuse(refused.status, refused.text)
            await respond(send, refused.status, refused.text)
        except Exception as error:  # noqa: BLE001 whatever a signed but misshapen request breaks in Bolt ends here
            self._refuse(400, type(error).__name__)
            if not answer.begun:
                await respond(send, 400, "not understood")

    def _check_headers(self, headers: dict[bytes, bytes]) -> None:
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(headers.get(b"x-slack-signature", b"")):
            raise Refused(401, "not signed")
        if abs(self._clock() - int(timestamp)) > TOLERANCE:
            raise Refused(401, "too old")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:12]) > MOST_BYTES:
            raise Refused(413, "too large")

    async def _body(self, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(self._patience):
                return await _read(receive)
        except TimeoutError:
            raise Refused(408, "too slow") from None

    def _check_signature(self, headers: dict[bytes, bytes], body: bytes) -> None:
        base = b"v0:" + headers[b"x-slack-request-timestamp"] + b":" + body
        expected = b"v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest().encode()
        if not hmac.compare_digest(expected, headers[b"x-slack-signature"]):
            raise Refused(401, "wrong signature")

    def _refuse(self, status: int, reason: str) -> None:
        self._metrics.refused[status] += 1
        log.warning("refused a request: %d %s", status, reason)


class _Answer:
    """Passes on what the app sends, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self._send(message)


async def respond(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    """A whole plain-text response."""
    body = text.encode()
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, *headers]})
    await send({"type": "http.response.body", "body": body})


def checked(headers: dict[bytes, bytes], body: bytes) -> bytes:
    """A signed body that is what its content type says, as Bolt is to read it. Raises Refused."""
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    text = _text(body)
    if kind == b"application/json":
        _check_json(text)
        return body
    if kind == b"application/x-www-form-urlencoded":
        return _checked_form(text)
    raise Refused(415, "neither JSON nor a form")


def _checked_form(text: str) -> bytes:
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise Refused(400, "not a form") from None
    names = [name for name, _ in fields]
    if text.startswith("{") or not fields or len(set(names)) < len(names):
        raise Refused(400, "not a form")
    payload = dict(fields).get("payload")
    if payload is None:
        # Bolt looks for "payload" anywhere in the form, and a question may well hold that word.
        return text.replace("payload", "%70ayload").encode()
    _check_json(payload)
    return text.encode()


def _check_json(text: str) -> None:
    if not text.startswith("{") or _depth(text) > MOST_DEPTH:
        raise Refused(400, "not an object")
    try:
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except ValueError:
        raise Refused(400, "not JSON") from None


def _depth(text: str) -> int:
    """How deep brackets nest outside of strings, counted without recursion."""
    depth = deepest = 0
    for found in BRACKETS.finditer(text):
        match found.group():
            case "[" | "{":
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}":
                depth -= 1
    return deepest


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(400, "not UTF-8") from None


def _headers(scope: Message) -> dict[bytes, bytes]:
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in ONCE and name in headers:
            raise Refused(400, "a header came twice")
        headers[name] = value
    return headers


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "broken off")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            raise Refused(413, "too large")
    return bytes(body)


def _scope(scope: Message, headers: dict[bytes, bytes]) -> Message:
    """The scope with only the headers Bolt needs: some others switch its behaviour."""
    kept = [(name, value) for name, value in headers.items() if name in PASSED_ON and value.isascii()]
    return {**scope, "headers": kept, "query_string": b""}


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
