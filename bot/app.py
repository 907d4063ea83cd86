"""The composition root: builds everything, chooses the mode, runs it until it is told to stop."""

import asyncio
import errno
import json
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from aiohttp import ClientError
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import catalog_file
from bot.cards.usage import examples
from bot.catalog import Catalog
from bot.catalog_file import Watcher, load
from bot.errors import BotError, SlackRefused, StoreError
from bot.persona_bot import PersonaBot, settling
from bot.settings import LOOPBACK, Mode, Settings
from bot.store import DEADLINE, DatabaseStore
from bot.workspace import Workspace
from handlers.authorize import REFUSED, Token
from handlers.desk import Keeper
from handlers.failures import slack_code
from handlers.guard import PATH, Asgi, Guard, Message, Receive, Send, respond
from handlers.logs import describe, quiet

TIMEOUT = 5  # seconds that a call of the Web API may take
BEGIN_AGAIN = 30  # seconds until what the app does of its own accord begins again after a failure
OPEN_AGAIN = 15  # seconds until a database that could not be opened is tried again
LONGEST_PAUSE = 5  # seconds; where Slack asks for a longer one, the asker is told instead
MANIFEST = Path(__file__).parent.parent / "manifest.json"
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


log = logging.getLogger("persona.app")


class PortTaken(BotError):
    """Persona cannot listen where it should."""


class ShortPauses(AsyncRateLimitErrorRetryHandler):
    """Tries again after the pause Slack asks for, if somebody can be expected to wait that long."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        pause = (response.headers.get("Retry-After") or response.headers.get("retry-after") or ["1"])[0]
        return pause.isdigit() and int(pause[:9]) <= LONGEST_PAUSE


class PersonaApp(AsyncApp):
    """The Bolt app with its listeners. It talks to nobody yet; every ack is timed, whichever way its request came."""

    def __init__(self, settings: Settings, bot: PersonaBot) -> None:
        client = AsyncWebClient(
            base_url=settings.api_url,
            timeout=TIMEOUT,
            retry_handlers=[AsyncConnectionErrorRetryHandler(), ShortPauses()],
        )
        self.bot_token = Token(settings.bot_token, client)
        self.socket: AsyncSocketModeHandler | None = None
        super().__init__(
            name="slack_bolt.persona",
            logger=logging.getLogger("slack_bolt"),  # all of Bolt's loggers take its level
            client=client,
            authorize=self.bot_token,
            process_before_response=True,
            request_verification_enabled=False,  # the guard verifies, before anything is parsed
        )
        self.store = DatabaseStore(settings.database_url, DEADLINE)
        self.desk = handlers.register(
            self, bot, self.store, catalog_file, settings.maintainers, self.bot_token.client_of, settings.gap_days
        )
        self.metrics = self.desk.metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Have Bolt answer the request."""
        begun = time.perf_counter()
        response = await super().async_dispatch(req)
        self.metrics.acked(time.perf_counter() - begun)
        return response

    async def connect(self) -> None:
        """Connect to Slack in Socket Mode; nothing to do in the others. Raises SlackRefused for a wrong app token."""
        if self.socket is None:
            return
        client = self.socket.client
        try:
            client.wss_uri = (await self.client.apps_connections_open(app_token=client.app_token))["url"]
        except SlackApiError as error:
            if (code := slack_code(error)) in REFUSED:
                raise SlackRefused(code, "Slack does not accept SLACK_APP_TOKEN. Copy it again.") from None
        except (ClientError, TimeoutError):
            pass  # the socket's client asks for the address again, until it gets one
        await client.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated

    async def is_ready(self) -> bool:
        """True once the token is known to be good and, in Socket Mode, the socket is connected."""
        return self.bot_token.known_good and (self.socket is None or await self.socket.client.is_connected())


def build_app(settings: Settings, bot: PersonaBot) -> PersonaApp:
    """The app for these settings, with the libraries kept from logging what people wrote."""
    quiet()
    return PersonaApp(settings, bot)


def asgi(app: PersonaApp, settings: Settings) -> Asgi:
    """Everything served over HTTP: what Slack sends, behind the guard, and the three pages for the operator."""
    guard = Guard(AsyncSlackRequestHandler(app, PATH), settings.signing_secret, app.metrics)

    async def pages(path: str) -> tuple[int, str]:
        ready = await app.is_ready()
        match path:
            case "/healthz":
                return 200, "ok\n"
            case "/readyz":
                return (200, "ready\n") if ready else (503, "not connected to Slack yet\n")
            case "/metrics":
                return 200, app.metrics.text({"persona_ready": ready})
            case _:
                return 404, "not found\n"

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == PATH and settings.mode is not Mode.SOCKET:
            if scope["method"] == "POST":
                await guard(scope, receive, send)
            else:
                await respond(send, 405, "only POST\n", (b"allow", b"POST"))
        elif scope["method"] in {"GET", "HEAD"}:
            await respond(send, *await pages(scope["path"]))
        else:
            await respond(send, 404, "not found\n")

    return serve


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run Persona until SIGINT or SIGTERM; `say` gets the few lines that tell what runs where.

    Raises CatalogErrors, PortTaken and SlackRefused.
    """
    with settling():
        bot = PersonaBot(load(settings.catalog))
    first, *others = bot.catalog.personas
    say(f"Persona knows {len(others) + 1} role{'s' if others else ''} of {settings.catalog}.")
    if settings.on_this_machine:
        _without_proxy()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows Ctrl-C interrupts, which ends as well
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        opening = open_local if settings.mode is Mode.LOCAL else open_slack
        app, url = await opening(settings, bot, stack)
        for line in greeting(settings.mode, url, first.title):
            say(line)
        await until(
            stop,
            app.connect(),
            app.bot_token.check_until_known(),
            Watcher(settings.catalog, app.desk.overlays.renew, bot.catalog).run(),
            _look_after(app),
        )


async def _look_after(app: PersonaApp) -> None:
    """Do what the app does of its own accord, which is nothing before its memory is open."""
    await app.store.opened.wait()
    await asyncio.gather(*(_kept_up(keeper) for keeper in app.desk.keepers))


async def _kept_up(keeper: Keeper) -> None:
    """Do what the app does of its own accord; what goes wrong there, whatever it is, does not end the app."""
    while True:
        try:
            return await keeper()
        except Exception as error:  # noqa: BLE001 answers go on without it
            log.error("what is done of our own accord failed and begins again: %s", describe(error))  # noqa: TRY400 one line
        await asyncio.sleep(BEGIN_AGAIN)


async def open_slack(settings: Settings, bot: PersonaBot, stack: AsyncExitStack) -> tuple[PersonaApp, str]:
    """Open the app's ways to Slack until `stack` closes them; the app, and the address it is served at or ""."""
    if not settings.database_url:
        folder = stack.enter_context(TemporaryDirectory(prefix="persona-"))
        settings = replace(settings, database_url=f"sqlite:///{folder}/persona.db")
    app = build_app(settings, bot)
    await stack.enter_async_context(_remembering(app.store))
    stack.push_async_callback(app.desk.close)
    if settings.mode is Mode.SOCKET:
        await stack.enter_async_context(_socket_mode(app, settings))
    if settings.port is None:
        return app, ""
    return app, await stack.enter_async_context(_served(asgi(app, settings), settings.host, settings.port))


async def open_local(settings: Settings, bot: PersonaBot, stack: AsyncExitStack) -> tuple[PersonaApp, str]:
    """Open a Slack on this machine, which calls the bot by signed HTTP; the app, and the address of the page."""
    workspace = Workspace(suggesting(read_manifest(), bot.catalog))
    with _port_named(settings.port):
        await workspace.start(LOOPBACK, settings.port or 0)
    stack.push_async_callback(workspace.stop)
    inner = replace(
        settings,
        port=0,
        api_url=workspace.api_url,
        bot_token=workspace.bot_token,
        signing_secret=workspace.signing_secret,
    )
    app, url = await open_slack(inner, bot, stack)
    workspace.deliver_to(url + PATH)
    return app, workspace.url


def read_manifest() -> dict[str, Any]:
    """What the app asks of Slack, as manifest.json says."""
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return manifest


def suggesting(manifest: dict[str, Any], catalog: Catalog) -> dict[str, Any]:
    """The manifest with a role and a question of the catalog as the first two things one may type."""
    asked = [each for each, _ in examples(catalog) if "|" not in each]
    question = next((f"{each}?" for each in asked if each.startswith(("who ", "what is "))), "")
    changed = deepcopy(manifest)
    for command in changed["features"]["slash_commands"]:
        others = command["usage_hint"].split(" | ")[2:]
        command["usage_hint"] = " | ".join(filter(None, (*asked[:1], question, *others)))
    return changed


def greeting(mode: Mode, url: str, example: str) -> tuple[str, ...]:
    """What runs where, and what to try."""
    if mode is Mode.LOCAL:
        return (
            f"Open {url} and type: /persona {example}",
            "It is a Slack of its own, on this machine. Ctrl-C stops it.",
        )
    try_this = "In Slack, type: /persona help. Ctrl-C stops it."
    if mode is Mode.HTTP:
        return (f"Slack may send to {url}{PATH}", try_this)
    return ("It connects to Slack by Socket Mode." + (f" Its health is at {url}/readyz" if url else ""), try_this)


@asynccontextmanager
async def _remembering(store: DatabaseStore) -> AsyncIterator[None]:
    """The store, open if its database can be reached in time; else it is tried again, and answers go without it."""
    tried = asyncio.Event()
    opening = asyncio.create_task(_open_until_it_works(store, tried))
    with suppress(TimeoutError):
        await asyncio.wait_for(tried.wait(), TIMEOUT)
    try:
        yield
    finally:
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await store.close()


async def _open_until_it_works(store: DatabaseStore, tried: asyncio.Event) -> None:
    while True:
        try:
            return await store.open()
        except StoreError as error:
            if not tried.is_set():
                log.warning("%s; answers go without the people put in roles, and it is tried again", error)
        finally:
            tried.set()
        await asyncio.sleep(OPEN_AGAIN)


@asynccontextmanager
async def _served(app: Asgi, host: str, port: int) -> AsyncIterator[str]:
    """`app` served over HTTP at the address given back."""
    with _port_named(port):
        listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. asyncio turns Nagle's wait of 40 ms off only where the socket is known to be TCP."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(100)
    except OSError:
        listening.close()
        raise
    return listening


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `run`, which stops more than this server."""
        yield


@asynccontextmanager
async def _socket_mode(app: PersonaApp, settings: Settings) -> AsyncIterator[None]:
    """The app connected to Slack by a web socket, which comes back by itself when it breaks."""
    handler = AsyncSocketModeHandler(app, settings.app_token)
    if settings.on_this_machine:
        handler.client.proxy = None
    app.socket = handler
    renewing = asyncio.create_task(_renew_address(handler.client))
    try:
        yield
    finally:
        renewing.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it unannotated


async def _renew_address(client: SocketModeClient) -> None:
    """Drop the address of a socket that cannot be had: its ticket is good once, and slack_sdk would try it for ever."""
    while True:
        await asyncio.sleep(client.ping_interval)
        if not await client.is_connected():
            client.wss_uri = None


@contextmanager
def _port_named(port: int | None) -> Iterator[None]:
    """Turn the system's word for a port in use into one that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            why = error.strerror or type(error).__name__
            raise PortTaken(f"HOST and PORT cannot be served ({why}). HOST is an address of this machine.") from None
        raise PortTaken(
            f"Port {port} is in use by another program. Choose another one: PORT={(port or 0) + 1}"
        ) from None


def _without_proxy() -> None:
    """Forget the proxy: slack_sdk would use it for this machine too, whatever NO_PROXY says."""
    for name in PROXIES:
        os.environ.pop(name, None)


async def until(stop: asyncio.Event, *background: Coroutine[Any, Any, None]) -> None:
    """Run what goes on in the background until `stop` is set, or until one of it fails."""
    waiting = asyncio.create_task(stop.wait())
    tasks = [asyncio.create_task(work) for work in background]
    for task in tasks:
        task.add_done_callback(partial(_stop_if_failed, stop))
    await waiting
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


def _stop_if_failed(stop: asyncio.Event, task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        stop.set()
