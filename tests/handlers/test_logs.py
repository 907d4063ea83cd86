"""The log: a line a record, and nothing in it that should not be."""

import io
import logging
from collections.abc import Iterator

import pytest

from handlers import logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log writes, once set up as `run` sets it up, at DEBUG."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.set_up(logging.DEBUG)
    yield stream
    root.handlers[:], root.level = before


def test_an_error_is_one_line_with_its_type_and_place_and_without_its_words(written: io.StringIO) -> None:
    try:
        int("what somebody wrote")
    except ValueError:
        logging.getLogger("persona").exception("1a2b: failed")
    assert written.getvalue().count("\n") == 1
    assert "1a2b: failed (ValueError at test_logs.py:" in written.getvalue()
    assert "somebody" not in written.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-12-34-abCD",
        "xoxe.xoxp-1-Mi0yLTEyMzQ",
        "xapp-1-A0-1-f00",
        "https://hooks.slack.com/commands/T0/1/abc",
        "wss://wss-primary.slack.com/link/?ticket=abc",
    ],
)
def test_a_token_or_address_never_shows_whoever_logs_it(written: io.StringIO, secret: str) -> None:
    logging.getLogger("persona").warning("left: %s right", secret)
    logging.getLogger("asyncio").error("left: %s right", secret)
    assert secret.rpartition("/")[2][-8:] not in written.getvalue()
    assert written.getvalue().count("right") == 2


@pytest.mark.parametrize(
    ("name", "message", "kept"),
    [
        (
            "slack_bolt",
            "Failed to connect (error: Cannot connect to host 10.1.2.3:9); Retrying...",
            "Failed to connect",
        ),
        ("slack_bolt.AsyncApp", "Failed to process a message: 10.1.2.3", "Failed to process a message"),
        ("asyncio", "Unclosed connection\nclient_connection: ConnectionKey(host='10.1.2.3')", "Unclosed connection"),
    ],
)
def test_what_a_library_quotes_of_an_error_never_shows(
    written: io.StringIO, name: str, message: str, kept: str
) -> None:
    """It would hold the address of a host, or what somebody wrote; the error's type is told all the same."""
    try:
        int("x")
    except ValueError:
        logging.getLogger(name).exception(message)
    assert f"ERROR {name}: {kept} (ValueError at test_logs.py:" in written.getvalue()
    assert "10.1.2.3" not in written.getvalue()


def test_a_line_feed_in_a_message_forges_no_second_line(written: io.StringIO) -> None:
    logging.getLogger("persona").warning("one\r\ntwo\u2028three")
    assert written.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    "name", ["slack_bolt.AsyncApp", "slack_sdk.web.async_base_client", "uvicorn.error", "aiohttp.access"]
)
def test_the_libraries_are_held_to_their_errors_even_at_debug(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    logs.quiet()
    logging.getLogger(name).info("Sending a request with what somebody wrote")
    logging.getLogger(f"{name}.made_later").debug("the same")
    assert written.getvalue() == ""


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert logs.describe(KeyError("x")) == "KeyError"
