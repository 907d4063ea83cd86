"""The guard in front of Bolt, asked directly: no server, no Bolt."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest

from handlers.guard import MOST_BYTES, Guard, Message, Receive, Send
from handlers.metrics import Metrics

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_700_000_000
JSON = b"application/json"
FORM = b"application/x-www-form-urlencoded"


class Behind:
    """Stands where Bolt stands: keeps what the guard let through."""

    def __init__(self, error: Exception | None = None) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[bytes, bytes]] = []
        self.error = error

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if self.error:
            raise self.error
        self.bodies.append((await receive())["body"])
        self.headers.append(dict(scope["headers"]))
        assert scope["query_string"] == b""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def signed(body: bytes, kind: bytes = JSON, at: int = NOW) -> list[tuple[bytes, bytes]]:
    digest = hmac.new(SECRET.encode(), b"v0:%d:" % at + body, hashlib.sha256).hexdigest()
    return [
        (b"content-type", kind),
        (b"content-length", b"%d" % len(body)),
        (b"x-slack-request-timestamp", b"%d" % at),
        (b"x-slack-signature", b"v0=" + digest.encode()),
    ]


async def ask(
    headers: Iterable[tuple[bytes, bytes]], *chunks: bytes, behind: Behind | None = None, patience: float = 5.0
) -> tuple[int, bytes]:
    """The status and text of the guard's response to a request whose body arrives in `chunks`."""
    sent: list[Message] = []
    arriving = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks[:-1]]
    arriving.append({"type": "http.request", "body": chunks[-1]})

    async def receive() -> Message:
        return arriving.pop(0) if arriving else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(behind or Behind(), SECRET, Metrics(), clock=lambda: NOW, patience=patience)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/slack/events",
        "query_string": b"a=\xff",
        "headers": list(headers),
    }
    await guard(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def payload(value: Any) -> bytes:
    return urlencode({"payload": json.dumps(value)}).encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"type": "event_callback"}', JSON),
        (b'{"a": "[[[ \\" {{ \\\\"}', JSON + b"; charset=utf-8"),
        (b"command=%2Fpersona&text=ml+engineer", FORM),
        (b"ssl_check=1", FORM),
        (payload({"type": "block_actions"}), FORM),
        (json.dumps({"text": "\U0001f600"}).encode(), JSON),
    ],
)
async def test_what_slack_signed_goes_through_unchanged(body: bytes, kind: bytes) -> None:
    behind = Behind()
    assert (await ask(signed(body, kind), body, behind=behind))[0] == 200
    assert behind.bodies == [body]


async def test_a_body_may_arrive_in_pieces() -> None:
    behind = Behind()
    assert (await ask(signed(b'{"a":1}'), b'{"a"', b"", b":1}", behind=behind))[0] == 200
    assert behind.bodies == [b'{"a":1}']


async def test_a_question_that_holds_the_word_payload_is_still_a_slash_command() -> None:
    """Bolt takes any form that holds the word for an interaction and would lose the command."""
    behind = Behind()
    body = b"command=%2Fpersona&text=who+owns+the+payload+schema"
    assert (await ask(signed(body, FORM), body, behind=behind))[0] == 200
    assert behind.bodies == [b"command=%2Fpersona&text=who+owns+the+%70ayload+schema"]


async def test_headers_that_switch_bolts_behaviour_are_not_passed_on() -> None:
    behind = Behind()
    extra = [(b"x-slack-bolt-lazy-only", b"1"), (b"cookie", b"\xff"), (b"x-slack-retry-num", b"1")]
    assert (await ask([*signed(b"{}"), *extra], b"{}", behind=behind))[0] == 200
    assert behind.headers == [{b"content-type": JSON, b"x-slack-retry-num": b"1"}]


@pytest.mark.parametrize(
    "timestamp", [b"", b"abc", b"1e9", b"-1", b" 1700000000", b"9" * 13, b"\xd9\xa1", b"1700000000.5", b"nan"]
)
async def test_a_timestamp_that_is_no_whole_number_is_refused_before_anything_else(timestamp: bytes) -> None:
    headers = [
        *signed(b"{}")[:2],
        (b"x-slack-request-timestamp", timestamp),
        (b"x-slack-signature", b"v0=" + b"0" * 64),
    ]
    assert (await ask(headers, b"{}"))[0] == 401


@pytest.mark.parametrize("signature", [b"", b"v0=", b"v0=" + "é".encode() * 32, b"v0=" + b"g" * 64, b"v1=" + b"0" * 64])
async def test_a_signature_of_another_shape_is_refused(signature: bytes) -> None:
    headers = [*signed(b"{}")[:3], (b"x-slack-signature", signature)]
    assert (await ask(headers, b"{}"))[0] == 401


async def test_a_wrong_signature_is_refused() -> None:
    assert await ask(signed(b"{}"), b'{"a":1}') == (401, b"wrong signature")
    assert (await ask([], b""))[0] == 401


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, 0])
async def test_a_stale_or_future_request_is_refused(at: int) -> None:
    assert await ask(signed(b"{}", at=at), b"{}") == (401, b"too old")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[1]",
        b"",
        b"null",
        b'"{}"',
        b"\xff\xfe{}",
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a": "' + b'\\"' * 200_000,
        b'{"a": "' + b'"' * 200_000,
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_signed_json_that_is_none_is_refused_and_quickly(body: bytes) -> None:
    begun = time.process_time()
    assert (await ask(signed(body), body))[0] == 400
    form = urlencode({"payload": body}).encode()
    if len(form) <= MOST_BYTES:
        assert (await ask(signed(form, FORM), form))[0] == 400
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"text=%ff",
        b"text=a&text=b",
        b"payload={}&payload={}",
        b"payload=",
        b"&".join(b"a%d=" % n for n in range(51)),
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_a_signed_form_that_is_none_is_refused(body: bytes) -> None:
    assert (await ask(signed(body, FORM), body))[0] == 400


@pytest.mark.parametrize(
    "kind", [b"", b"text/plain", b"multipart/form-data; boundary=x", b"application/json2", b"\xff"]
)
async def test_another_content_type_is_refused(kind: bytes) -> None:
    assert (await ask(signed(b"{}", kind), b"{}"))[0] == 415


async def test_a_body_that_says_it_is_too_large_is_not_even_read() -> None:
    headers = [(b"content-length", b"5000000"), *signed(b"{}")[2:]]
    assert (await ask(headers, b""))[0] == 413
    assert (await ask([(b"content-length", b"9" * 5000), *headers[1:]], b""))[0] == 413
    assert (await ask([(b"content-length", b"many"), *headers[1:]], b""))[0] == 413


async def test_a_body_that_turns_out_too_large_is_read_no_further() -> None:
    headers = signed(b"{}")[2:]
    pieces = [b"a" * 400_000] * 3
    assert (await ask(headers, *pieces))[0] == 413


async def test_a_body_that_does_not_arrive_in_time_is_refused() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(Behind(), SECRET, Metrics(), clock=lambda: NOW, patience=0.01)
    await guard({"type": "http", "headers": signed(b"{}")}, receive, send)
    assert sent[0]["status"] == 408


async def test_a_request_that_is_broken_off_is_refused() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await Guard(Behind(), SECRET, Metrics(), clock=lambda: NOW)(
        {"type": "http", "headers": signed(b"{}")}, receive, send
    )
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    "name", [b"content-type", b"content-length", b"x-slack-request-timestamp", b"x-slack-signature"]
)
async def test_a_header_that_comes_twice_is_refused(name: bytes) -> None:
    headers = signed(b"{}")
    assert (await ask([*headers, (name, dict(headers)[name])], b"{}"))[0] == 400


async def test_whatever_breaks_behind_the_guard_is_a_4xx_and_one_log_line_without_what_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        status, text = await ask(signed(b"{}"), b"{}", behind=Behind(KeyError("xoxb-secret")))
    assert (status, text) == (400, b"not understood")
    (record,) = caplog.records
    assert record.getMessage() == "refused a request: 400 KeyError"
    assert record.exc_info is None


async def test_a_response_that_has_begun_is_left_alone_when_the_app_breaks() -> None:
    async def half(_scope: Message, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise OSError

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}"}

    async def send(message: Message) -> None:
        sent.append(message)

    await Guard(half, SECRET, Metrics(), clock=lambda: NOW)({"type": "http", "headers": signed(b"{}")}, receive, send)
    assert len(sent) == 1


async def test_refusals_are_counted_by_status() -> None:
    metrics = Metrics()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}"}

    async def send(_message: Message) -> None:
        pass

    guard = Guard(Behind(), SECRET, metrics, clock=lambda: NOW)
    await guard({"type": "http", "headers": []}, receive, send)
    assert metrics.refused == {401: 1}
