"""What anybody on the internet can send: never a 5xx, never a traceback, one line in the log at most."""

import asyncio
import io
import json
import logging
import random
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from handlers.guard import PATH
from handlers.guard import PATIENCE as GIVEN_UP
from tests.end_to_end.conftest import ML_HELP, NEWCOMER, Town
from tests.waiting import soon

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
DEEP = b"[" * 100_000

pytestmark = pytest.mark.parametrize("transport", ["http"])


@pytest.fixture
async def web(town: Town) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the app's own address."""
    async with aiohttp.ClientSession(base_url=address(town)) as session:
        yield session


def address(town: Town) -> str:
    """Where the app listens."""
    return town.workspace._hub.courier.url.removesuffix(PATH)


def payload(value: object) -> bytes:
    """An interaction's form."""
    return urlencode({"payload": json.dumps(value)}).encode()


BODIES = [
    (b"{", JSON),
    (b"", JSON),
    (b"\xff\xfe", JSON),
    (b"[1]", JSON),
    (b"7", JSON),
    (DEEP, JSON),
    (b'{"a":' * 100_000, JSON),
    (b"text=" + b"x" * 5_000_000, FORM),
    (b"payload=%7B", FORM),
    (b"payload=" + DEEP, FORM),
    (b"%ff=%fe", FORM),
    (b"<xml/>", "text/xml"),
    (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    (b'{"type": "event_callback"}', "application/json; charset=utf-7"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES, ids=lambda value: repr(value[:14]))
@pytest.mark.parametrize("signed", [True, False])
async def test_a_misshapen_body_is_a_4xx(  # noqa: PLR0917 fixtures and parameters, all given by name
    town: Town, web: aiohttp.ClientSession, body: bytes, kind: str, signed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Content-Type": kind, **(town.workspace._hub.courier.signed(body) if signed else {})}
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        try:
            async with web.post(PATH, data=io.BytesIO(body), headers=headers) as response:
                assert 400 <= response.status < 500
                assert len(await response.read()) < 100
        except aiohttp.ClientOSError:
            assert len(body) > 1_000_000  # the answer came before the body was through
    assert len([record for record in caplog.records if not record.name.startswith(("aiohttp", "asyncio"))]) <= 1


WRONG: list[Any] = [None, 7, True, [], {}, "x", [[]], {"id": 7}, {"id": None}, [None]]
EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T1",
    "event": {"type": "message", "user": "U1", "channel": "D1"},
}
PRESS = {
    "type": "block_actions",
    "user": {"id": NEWCOMER},
    "team": {"id": "T1"},
    "channel": {"id": ML_HELP},
    "container": {"type": "message"},
    "view": {"type": "modal", "id": "V1", "private_metadata": ""},
    "trigger_id": "1",
    "response_url": "https://example.com/",
    "actions": [{"action_id": "more", "block_id": "b", "value": "{}"}],
}
SUBMISSION = {
    "type": "view_submission",
    "user": {"id": NEWCOMER},
    "view": {"callback_id": "answer_form", "private_metadata": "[]"},
}
SHORTCUT = {"type": "message_action", "callback_id": "who_owns_this", "user": {"id": "U1"}, "message": {"text": "x"}}


def spoiled(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The payload with each of its fields, inner ones too, missing or of each wrong type."""
    found: list[dict[str, Any]] = []
    for name, inner in value.items():
        found.append({key: kept for key, kept in value.items() if key != name})
        found += [{**value, name: wrong} for wrong in WRONG]
        found += [{**value, name: each} for each in (spoiled(inner) if isinstance(inner, dict) else [])]
        if isinstance(inner, list):
            found += [{**value, name: [each]} for each in spoiled(inner[0])]
    return found


@pytest.mark.parametrize("sound", [EVENT, PRESS, SUBMISSION, SHORTCUT], ids=lambda value: str(value["type"]))
async def test_signed_payloads_with_fields_missing_or_of_the_wrong_type_are_never_a_5xx(
    town: Town, web: aiohttp.ClientSession, sound: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    for value in spoiled(sound):
        body, kind = (json.dumps(value).encode(), JSON) if sound is EVENT else (payload(value), FORM)
        headers = {"Content-Type": kind, **town.workspace._hub.courier.signed(body)}
        async with web.post(PATH, data=body, headers=headers) as response:
            assert response.status < 500, value
    assert not [record for record in caplog.records if record.exc_info]


async def test_random_bytes_signed_are_never_a_5xx(town: Town, web: aiohttp.ClientSession) -> None:
    chance = random.Random(7)
    seeds = [json.dumps(EVENT).encode(), payload(PRESS), b"command=%2Fpersona&text=a&user_id=U1"]
    for _ in range(300):
        body = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 8)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        kind = chance.choice([JSON, FORM])
        headers = {"Content-Type": kind, **town.workspace._hub.courier.signed(bytes(body))}
        async with web.post(PATH, data=bytes(body), headers=headers) as response:
            assert response.status < 500, bytes(body)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_slacks_path_takes_only_post(web: aiohttp.ClientSession, method: str) -> None:
    async with web.request(method, PATH) as response:
        assert response.status == 405
        assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/", "/slack/install", "/slack/events/", "/../etc/passwd", "/%ff", "/metrics/x"])
async def test_other_paths_are_not_found(web: aiohttp.ClientSession, path: str) -> None:
    for method in ("GET", "POST"):
        async with web.request(method, path, data=b"") as response:
            assert response.status == 404


async def test_a_chunked_body_is_read_and_bounded(town: Town, web: aiohttp.ClientSession) -> None:
    async def chunks(piece: bytes, times: int) -> AsyncIterator[bytes]:
        for _ in range(times):
            yield piece

    headers = {
        "Content-Type": JSON,
        **town.workspace._hub.courier.signed(b'{"type":"url_verification","challenge":"c"}'),
    }
    pieces = chunks(b'{"type":"url_verification","challenge":"c"}', 1)
    async with web.post(PATH, data=pieces, headers=headers) as response:
        assert (response.status, await response.json()) == (200, {"challenge": "c"})
    try:
        async with web.post(PATH, data=chunks(b"x" * 100_000, 20), headers=headers) as response:
            assert response.status == 413
    except aiohttp.ClientOSError:
        pass  # the answer came before the body was through


async def test_raw_nonsense_on_the_wire_leaves_the_app_answering(town: Town) -> None:
    host, port = address(town).removeprefix("http://").split(":")
    for nonsense in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(nonsense)
        assert b" 5" not in (await soon(reader.read(200))).split(b"\r\n")[0]
        writer.close()
    assert (await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")).acked


async def test_slow_bodies_do_not_hold_up_others(town: Town) -> None:
    host, port = address(town).removeprefix("http://").split(":")
    signed = town.workspace._hub.courier.signed(b"{}")
    head = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
    writers = []
    for _ in range(64):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n{head}\r\n{{".encode())
        writers.append(writer)
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")
    assert delivery.acked
    assert delivery.seconds < GIVEN_UP
    for writer in writers:
        writer.close()


async def test_the_pages_for_the_operator(town: Town, web: aiohttp.ClientSession) -> None:
    await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")
    for path, text in (("/healthz", "ok"), ("/readyz", "ready")):
        async with web.get(path) as response:
            assert (response.status, (await response.text()).strip()) == (200, text)
    async with web.get("/metrics") as response:
        metrics = await response.text()
    assert 'persona_answers_total{outcome="answer"} 1' in metrics
    assert "persona_ack_seconds_count 1" in metrics
    assert "persona_ready 1" in metrics


async def test_not_ready_before_slack_has_accepted_the_token(town: Town, web: aiohttp.ClientSession) -> None:
    town.app.bot_token._result = None
    async with web.get("/readyz") as response:
        assert response.status == 503
    async with web.get("/healthz") as response:
        assert response.status == 200
