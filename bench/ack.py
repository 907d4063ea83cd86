"""How long Slack waits for the answer to a slash command, beside a bare ack of Bolt's, in the same run.

    python -m bench.ack [ROUNDS]

Both apps run on uvicorn, a process each, and take turns: signed requests over one kept-alive connection on loopback,
one after the other. Persona reads the question, ranks the roles of personas.yaml, looks up who holds them, and
draws the card; the bare app acks with one fixed text.
"""

import asyncio
import hashlib
import hmac
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.app import open_slack, read_manifest
from bot.catalog_file import load
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings
from bot.workspace import Workspace

CATALOG = Path(__file__).parent.parent / "personas.yaml"
SECRET = "a secret of the benchmark"
ROUNDS = 20
BATCH = 100  # requests to one app before the other has its turn
WARM_UP = 200  # requests to each, not counted


async def serve_persona() -> None:
    """The product in HTTP mode with a database of its own, against a Web API on loopback."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        workspace = Workspace(read_manifest())
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        settings = Settings(
            mode=Mode.HTTP,
            catalog=CATALOG,
            port=0,
            api_url=workspace.api_url,
            bot_token=workspace.bot_token,
            signing_secret=SECRET,
            database_url=f"sqlite:///{folder}/persona.db",
        )
        app, url = await open_slack(settings, PersonaBot(load(CATALOG)), stack)
        await app.bot_token.check_until_known()
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def serve_bare() -> None:
    """The least that Bolt can do with a command."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0PERSONAW", bot_token="xoxb-bare")

    async def answer(ack: AsyncAck) -> None:
        await ack(text="Data Engineer")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.command("/persona")(answer)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(AsyncSlackRequestHandler(app), lifespan="off", ws="none", log_config=None, access_log=False)
    await uvicorn.Server(config).serve(sockets=[listening])


def request(host: str, text: str) -> bytes:
    """A slash command as Slack sends and signs it."""
    form = {"command": "/persona", "text": text, "team_id": "T0PERSONAW", "channel_id": "C0GENERAL1"}
    body = urlencode({**form, "user_id": "U0NEWCOMER", "trigger_id": "1.2", "response_url": f"http://{host}/r"})
    now = int(time.time())
    digest = hmac.new(SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


class Caller:
    """Asks one app over one kept-alive connection, and remembers how long each answer took, in milliseconds."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self.took: list[float] = []

    async def connect(self) -> None:
        host, port = self._host.split(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port))

    async def ask(self, text: str) -> None:
        """One question; raises RuntimeError for anything but an ack that holds an answer."""
        sent = request(self._host, text)
        begun = time.perf_counter()
        self._writer.write(sent)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        self.took.append((time.perf_counter() - begun) * 1000)
        if not head.startswith(b"http/1.1 200") or not body:
            raise RuntimeError(f"no answer to {text!r}: {head[:40]!r}")


@asynccontextmanager
async def app(name: str) -> AsyncIterator[Caller]:
    """One of the two apps in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.ack", f"--serve-{name}", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        caller = Caller((await process.stdout.readline()).decode().strip())
        await caller.connect()
        yield caller
    finally:
        process.terminate()
        await process.wait()


def questions() -> list[str]:
    """A question for each task of the catalog."""
    return [f"who {task.text}?" for persona in load(CATALOG).personas for task in persona.responsibilities]


async def measure(rounds: int) -> None:
    """Ask both apps in turns, then print the table."""
    async with app("persona") as persona, app("bare") as bare:
        asked = cycle(questions())
        callers = {"Persona": persona, "bare Bolt": bare}
        for caller in callers.values():
            for text in islice(asked, WARM_UP):
                await caller.ask(text)
            caller.took.clear()
        for _ in range(rounds):
            for caller in callers.values():
                for text in islice(asked, BATCH):
                    await caller.ask(text)
        print(f"{rounds * BATCH} commands each, in turns of {BATCH}; milliseconds until the whole ack has arrived\n")
        print("| app | p50 | p99 |\n|---|---|---|")
        for name, caller in callers.items():
            print(f"| {name} | {percentile(caller, 50):.2f} | {percentile(caller, 99):.2f} |")
        ratios = [percentile(persona, at) / percentile(bare, at) for at in (50, 99)]
        print(f"| ratio | {ratios[0]:.1f} | {ratios[1]:.1f} |")


def percentile(caller: Caller, at: int) -> float:
    """The time within which `at` of 100 answers arrived."""
    return statistics.quantiles(caller.took, n=100)[at - 1]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--serve-persona"]:
            asyncio.run(serve_persona())
        case ["--serve-bare"]:
            asyncio.run(serve_bare())
        case arguments:
            asyncio.run(measure(int(arguments[0]) if arguments else ROUNDS))
