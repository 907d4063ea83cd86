"""The composition root: `persona run` as a process, and what it is made of."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot import app as composition
from bot.app import PersonaApp, PortTaken, ShortPauses, asgi, build_app, open_local, open_slack
from bot.catalog import Catalog, Persona
from bot.errors import SlackRefused, StoreError
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings
from bot.store import DatabaseStore
from bot.workspace import Workspace
from tests.bot.clinic import CLINIC
from tests.waiting import PATIENCE, UNHURRIED, logged, soon

ROOT = Path(__file__).parent.parent.parent
CATALOG = "- title: Baker\n  description: Bakes the bread.\n"
BAKER = Catalog((Persona("baker", "Baker", "Bakes the bread."),))


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog file."""
    path = tmp_path / "personas.yaml"
    write(path)
    return path


@asynccontextmanager
async def running(catalog: Path, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`persona run` as a process of its own; killed at the end if it still runs."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PERSONA_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run", "--catalog", str(catalog), *arguments),
        cwd=ROOT,
        env={**inherited, "PORT": "0", "DATABASE_URL": f"sqlite:///{catalog.parent}/persona.db", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(stream: asyncio.StreamReader | None, holds: str) -> str:
    """The next line of a process's output that holds some text."""
    assert stream
    async with asyncio.timeout(PATIENCE):
        while text := (await stream.readline()).decode():
            if holds in text:
                return text
    raise AssertionError(f"no line with {holds}")


def write(catalog: Path, *more: str) -> None:
    """Write the catalog file anew, with more personas in it."""
    catalog.write_text("".join((CATALOG, *more)), encoding="utf-8")


def heard(workspace: Workspace, method: str) -> asyncio.Event:
    """Set once the app has called a method of the Web API."""
    told, called = workspace.traffic.on_entry, asyncio.Event()

    def on_entry(entry: dict[str, Any]) -> None:
        told(entry)
        if entry["name"] == method:
            called.set()

    workspace.traffic.on_entry = on_entry
    return called


async def test_without_tokens_the_local_workspace_opens_and_stops(catalog: Path) -> None:
    async with running(catalog) as process:
        url = (await line(process.stdout, "Open http://127.0.0.1:")).split()[1]
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        assert await soon(process.wait()) == 0
        assert process.stderr
        assert (await process.stderr.read()).decode() == ""


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_with_tokens_the_bot_answers_in_slack_and_no_proxy_stands_before_a_slack_on_this_machine(
    catalog: Path, mode: str
) -> None:
    workspace = Workspace(composition.read_manifest(), limits=UNHURRIED)
    await workspace.start()
    known, connected = heard(workspace, "auth.test"), asyncio.Event()
    workspace.socket_mode.on_change = connected.set
    secret = {
        "socket": {"SLACK_APP_TOKEN": workspace.app_token},
        "http": {"SLACK_SIGNING_SECRET": workspace.signing_secret},
    }
    environment = {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_API_URL": workspace.api_url,
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "another",
        **secret[mode],
    }
    try:
        async with running(catalog, **environment) as process, asyncio.timeout(PATIENCE):
            await known.wait()
            if mode == "http":
                said = await line(process.stdout, "/slack/events")
                workspace.deliver_to(said.split()[-1].replace("0.0.0.0", "127.0.0.1"))
            else:
                await connected.wait()
            assert (await workspace.command("U0NEWCOMER", "C0MLHELP01", "/persona baker")).acked
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        await workspace.stop()


async def test_an_edited_catalog_is_in_force_without_a_restart(catalog: Path) -> None:
    async with running(catalog) as process, aiohttp.ClientSession() as session:
        url = (await line(process.stdout, "Open http://127.0.0.1:")).split()[1]
        write(catalog, "- title: Glazier\n  description: Sets the glass.\n")
        await line(process.stderr, "2 personas are in force")
        assert "Glazier" in await asked(session, url, "/persona glazier")


async def asked(session: aiohttp.ClientSession, url: str, text: str) -> str:
    """What the page's stream shows after somebody typed `text` in #ml-help."""
    async with session.get(url) as page:
        token = (await page.text()).partition('workspace-token" content="')[2].partition('"')[0]
    doing = {"do": "send", "user": "U0NEWCOMER", "channel": "C0MLHELP01", "text": text}
    async with session.post(f"{url}/workspace/do", json=doing, headers={"X-Workspace-Token": token}) as response:
        assert response.status == 200
    async with session.ws_connect(f"{url}/workspace/stream", params={"token": token}) as stream:
        return str((await stream.receive_json())["ephemerals"][-1])


async def test_a_port_in_use_is_named_with_what_to_do(catalog: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running(catalog, PORT=str(port)) as process:
            _, said = await soon(process.communicate())
            assert process.returncode == 3
            assert (
                said.decode().strip()
                == f"Port {port} is in use by another program. Choose another one: PORT={port + 1}"
            )


async def test_a_token_that_slack_refuses_ends_the_run(catalog: Path) -> None:
    workspace = Workspace(composition.read_manifest(), limits=UNHURRIED)
    await workspace.start()
    environment = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": workspace.api_url}
    try:
        async with running(catalog, **environment) as process:
            _, said = await soon(process.communicate())
            assert process.returncode == 3
            assert "SLACK_BOT_TOKEN" in said.decode()
            assert "xoxb-wrong" not in said.decode()
    finally:
        await workspace.stop()


async def test_missing_tokens_and_a_broken_catalog_are_the_inputs_fault(catalog: Path) -> None:
    async with running(catalog, "--socket") as process:
        _, said = await soon(process.communicate())
        assert process.returncode == 1
        assert said.decode().count("\n") == 2
    write(catalog, "- title: 7\n")
    async with running(catalog) as process:
        _, said = await soon(process.communicate())
        assert process.returncode == 1
        assert "personas.yaml" in said.decode()


async def test_run_watches_the_catalog_and_ends_on_a_signal(catalog: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same as the process, seen from inside."""
    said: asyncio.Queue[str] = asyncio.Queue()
    settings = Settings(Mode.LOCAL, catalog, port=0)
    caplog.set_level(logging.INFO, "bot")
    loaded = logged("in force", "bot")
    running_ = asyncio.create_task(composition.run(settings, said.put_nowait))
    async with asyncio.timeout(PATIENCE):
        assert "1 role of" in await said.get()
        assert "Open http://127.0.0.1:" in await said.get()
        write(catalog, "- title: Glazier\n  description: Sets the glass.\n")
        await loaded.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await running_


async def test_an_answer_under_way_is_finished_before_the_app_stops() -> None:
    answered = asyncio.Event()

    async def answers() -> None:
        with app.desk.at_work():
            await asyncio.sleep(0)
            answered.set()

    async with AsyncExitStack() as stack:
        app, _ = await open_slack(Settings(Mode.HTTP, Path(), host="127.0.0.1", port=0), PersonaBot(BAKER), stack)
        answering = asyncio.create_task(answers())
        await asyncio.sleep(0)
    assert answered.is_set()
    await answering


async def test_the_greeting_tells_what_runs_where_and_what_to_try() -> None:
    greetings = {mode: " ".join(composition.greeting(mode, "http://127.0.0.1:9", "Baker")) for mode in Mode}
    assert "Open http://127.0.0.1:9 and type: /persona Baker" in greetings[Mode.LOCAL]
    assert "http://127.0.0.1:9/slack/events" in greetings[Mode.HTTP]
    assert "http://127.0.0.1:9/readyz" in greetings[Mode.SOCKET]
    assert "http" not in " ".join(composition.greeting(Mode.SOCKET, "", "Baker"))


def test_the_local_page_suggests_what_the_catalog_in_force_can_answer() -> None:
    """A role and a question of its own; what else one may type stays."""

    def hint(manifest: dict[str, Any]) -> str:
        return str(manifest["features"]["slash_commands"][0]["usage_hint"])

    shipped = composition.read_manifest()
    others = hint(shipped).partition("? | ")[2]
    assert hint(composition.suggesting(shipped, CLINIC)) == f"ward nurse | who owns the medicine cupboard? | {others}"
    assert hint(composition.suggesting(shipped, BAKER)) == f"baker | {others}"
    assert hint(shipped).startswith("ml engineer | ")


async def test_an_app_in_one_process_opens_and_closes_all_its_ways() -> None:
    async with AsyncExitStack() as stack:
        app, url = await open_local(Settings(Mode.LOCAL, Path(), port=0), PersonaBot(BAKER), stack)
        assert url.startswith("http://127.0.0.1:")
        assert not await app.is_ready()
        with pytest.raises(PortTaken):
            await open_local(Settings(Mode.LOCAL, Path(), port=int(url.rpartition(":")[2])), PersonaBot(BAKER), stack)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


async def test_socket_mode_listens_nowhere_unless_it_has_a_port() -> None:
    async with AsyncExitStack() as stack:
        settings = Settings(Mode.SOCKET, Path(), port=None, api_url="http://127.0.0.1:9/", app_token="xapp-1")
        app, url = await open_slack(settings, PersonaBot(BAKER), stack)
        assert url == ""
        assert not await app.is_ready()


async def test_an_address_of_ipv6_is_shown_in_brackets() -> None:
    async with AsyncExitStack() as stack:
        try:
            _, url = await open_slack(Settings(Mode.HTTP, Path(), host="::1", port=0), PersonaBot(BAKER), stack)
        except OSError:
            pytest.skip("this machine has no IPv6")
        assert url.startswith("http://[::1]:")


@pytest.mark.parametrize("host", ["192.0.2.1", "[::1]", "no such name", "a..b"])
async def test_a_host_that_is_not_this_machines_is_said(host: str) -> None:
    async with AsyncExitStack() as stack:
        with pytest.raises(PortTaken, match="HOST is an address of this machine"):
            await open_slack(Settings(Mode.HTTP, Path(), host=host, port=0), PersonaBot(BAKER), stack)


async def test_whatever_fails_in_the_background_ends_the_run() -> None:
    async def fails() -> None:
        raise SlackRefused("invalid_auth", "Copy it again.")

    async def goes_on() -> None:
        await asyncio.Future()

    with pytest.raises(SlackRefused):
        await soon(composition.until(asyncio.Event(), fails(), goes_on()))


async def test_what_ends_in_the_background_ends_nothing() -> None:
    stop = asyncio.Event()

    async def ends() -> None:
        asyncio.get_running_loop().call_later(0.01, stop.set)

    await soon(composition.until(stop, ends()))


@pytest.mark.parametrize(
    ("status", "headers", "again"),
    [
        (429, {"Retry-After": ["1"]}, True),
        (429, {"retry-after": ["5"]}, True),
        (429, {"Retry-After": ["6"]}, False),
        (429, {"Retry-After": ["soon"]}, False),
        (429, {}, True),
        (500, {}, False),
    ],
)
async def test_only_a_short_pause_is_waited_out(status: int, headers: dict[str, list[str]], again: bool) -> None:
    request = HttpRequest(method="POST", url="http://127.0.0.1/", headers={})
    response = HttpResponse(status_code=status, headers=dict(headers))
    can = await ShortPauses().can_retry_async(state=RetryState(), request=request, response=response)
    assert can is again
    assert not await ShortPauses().can_retry_async(state=RetryState(), request=request)


async def test_in_socket_mode_slacks_path_is_closed() -> None:
    """Without a signing secret nothing that comes there could be told from a forgery."""
    settings = Settings(Mode.SOCKET, Path())
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    serve = asgi(build_app(settings, PersonaBot(BAKER)), settings)
    await serve({"type": "http", "method": "POST", "path": "/slack/events", "headers": []}, None, send)
    assert sent[0]["status"] == 404


async def test_a_database_that_can_be_reached_later_is_opened_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = asyncio.Event()

    class Telling(DatabaseStore):
        async def open(self) -> None:
            await super().open()
            opened.set()

    monkeypatch.setattr(composition, "DatabaseStore", Telling)
    monkeypatch.setattr(composition, "OPEN_AGAIN", 0.01)
    folder = tmp_path / "later"
    settings = Settings(Mode.HTTP, Path(), port=None, database_url=f"sqlite:///{folder}/persona.db")
    async with AsyncExitStack() as stack:
        app, _ = await open_slack(settings, PersonaBot(BAKER), stack)
        with pytest.raises(StoreError):
            await app.store.assignments("T1")
        folder.mkdir()
        await soon(opened.wait())
        assert await app.store.assignments("T1") == ()
    assert len([line for line in caplog.messages if "it is tried again" in line]) == 1


async def test_a_database_that_cannot_be_opened_is_said_once(catalog: Path) -> None:
    """What is done of our own accord waits for it in silence."""
    async with running(catalog, DATABASE_URL=f"sqlite:///{catalog.parent}") as process:
        await line(process.stderr, "DATABASE_URL names a directory, not a file")
        await line(process.stdout, "Ctrl-C stops it")
        process.send_signal(signal.SIGINT)
        assert await soon(process.wait()) == 0
        assert process.stderr
        assert (await process.stderr.read()).decode() == ""


async def test_without_a_database_url_nothing_outlives_the_run() -> None:
    async with AsyncExitStack() as stack:
        app, _ = await open_slack(Settings(Mode.HTTP, Path(), port=None), PersonaBot(BAKER), stack)
        assert kept_in(app).exists()
    assert not kept_in(app).exists()


def kept_in(app: PersonaApp) -> Path:
    """The file of the app's memory."""
    return Path(app.store._url.removeprefix("sqlite:///"))


async def test_what_is_done_of_its_own_accord_begins_again_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody would keep the overviews or the people any more, and answers go on."""
    monkeypatch.setattr(composition, "BEGIN_AGAIN", 0)
    begun: list[int] = []

    async def keeper() -> None:
        begun.append(1)
        if len(begun) < 3:
            raise KeyError("T0SECRET")

    await composition._kept_up(keeper)
    assert len(begun) == 3
    assert len([line for line in caplog.messages if "begins again" in line]) == 2
