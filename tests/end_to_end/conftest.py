"""The real app against the strict fake Slack, over both transports."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.app import PersonaApp, open_slack
from bot.catalog import Catalog, Contact, Fallback, Handoff, Holder, NotResponsible, Part, Persona, Responsibility
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings
from bot.workspace import Delivery, Limits, Workspace
from bot.workspace.state import World
from handlers.guard import PATH
from tests.waiting import PATIENCE, UNHURRIED, unhurried

T = TypeVar("T")
MANIFEST = json.loads((Path(__file__).parent.parent.parent / "manifest.json").read_text(encoding="utf-8"))
NEWCOMER, MAINTAINER = "U0NEWCOMER", "U0MAINTAIN"
TEAM_LEAD, ENGINEER, ML_TEAM = "U0TEAMLEAD", "U0ENGINEER", "S0MLPLATFM"
GENERAL, ML_HELP, RANDOM = "C0GENERAL1", "C0MLHELP01", "C0RANDOM01"

BAKER = Persona(
    id="baker",
    title="Baker",
    description="Bakes the bread and keeps the oven.",
    responsibilities=(Responsibility("kneads the dough"), Responsibility("heats the oven")),
    not_responsible=(NotResponsible("selling bread", goes_to="seller"),),
    handoffs=(Handoff("seller", "fresh loaves", when="the oven is empty"),),
    stages={"baking": Part.ACCOUNTABLE},
    contact=Contact(channel=ML_HELP, url="https://example.com/bakery"),
    holders=(Holder(user=MAINTAINER), Holder(usergroup="S0MLPLATFM"), Holder(name="whoever is up first")),
)
SELLER = Persona(
    id="seller",
    title="Bread Seller",
    description="Sells the bread at the counter.",
    responsibilities=(Responsibility("sells bread"), Responsibility("counts the money in the till")),
    stages={"selling": Part.RESPONSIBLE},
)
MILLER = Persona(
    id="miller",
    title="Miller",
    description="Grinds the grain to flour.",
    responsibilities=(Responsibility("grinds grain"),),
    handoffs=(Handoff("baker", "flour"),),
)
BAKERY = Catalog(
    (BAKER, SELLER, MILLER), title="Bakery roles", stages=("baking", "selling"), fallback=Fallback("Ask in", ML_HELP)
)


@dataclass
class Town:
    """A workspace with the app connected to it, and a way to wait for what happens there."""

    workspace: Workspace
    app: PersonaApp
    bot: PersonaBot
    transport: str
    stack: AsyncExitStack
    changes: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self._hear(self.world, "on_change", lambda change: change)
        self._hear(self.workspace.traffic, "on_entry", lambda entry: {"type": "traffic"})
        self._hear(self.workspace.socket_mode, "on_change", lambda: {"type": "connection"})

    def _hear(self, teller: object, name: str, change: Callable[..., dict[str, Any]]) -> None:
        """Count among the changes what the workspace tells its page."""
        told = getattr(teller, name)

        def tell(*what: Any) -> None:
            told(*what)
            self.changes.put_nowait(change(*what))

        setattr(teller, name, tell)

    @property
    def world(self) -> World:
        """What the workspace holds."""
        return self.workspace.world

    async def next_change(self, kind: str) -> None:
        """Wait for the next change of one kind."""
        async with asyncio.timeout(PATIENCE):
            while (await self.changes.get())["type"] != kind:
                pass

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The payloads of the app's calls of a Web API method so far."""
        return [
            entry["payload"] for entry in self.workspace.traffic if (entry["kind"], entry["name"]) == ("api", method)
        ]

    async def deliver(self, kind: str, payload: dict[str, Any]) -> Delivery:
        """Send the app what no person here can cause: `kind` is `command`, `event`, `interaction` or `options`."""
        return await self.workspace._hub.courier.deliver(kind, "test", payload)

    async def forge(self, user: str, action: str, value: str | None, team: str = "", **where: Any) -> Delivery:
        """Send the app the signed press of a button that this person was never shown, `where` it would stand."""
        team = team or self.workspace.team_id
        payload = {
            "type": "block_actions",
            "user": {"id": user, "team_id": team},
            "team": {"id": team},
            "trigger_id": self.workspace._hub.triggers.new(user),
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
            **(where or {"channel": {"id": ML_HELP}}),
        }
        return await self.deliver("interaction", payload)

    async def all_done(self) -> None:
        """Wait for the listeners, and for what they left for later."""
        await self.workspace.settled()
        for _ in range(2):
            await self.app.desk.finish(PATIENCE)

    async def until(self, look: Callable[[], T]) -> T:
        """What `look` sees, as soon as it sees anything; whatever happens in the workspace makes it look again."""
        async with asyncio.timeout(PATIENCE):
            while not (seen := look()):
                await self.changes.get()
        return seen


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that asks for a town runs over both transports, unless it names one itself.

    One with the mark `both_databases` runs on PostgreSQL as well, over HTTP, where several processes share one.
    """
    named = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    marked = metafunc.definition.get_closest_marker("both_databases") and not named & {"memory", "database"}
    if "transport" in metafunc.fixturenames and "transport" not in named:
        if marked:
            pairs = [("http", "sqlite"), ("socket", "sqlite"), ("http", "postgresql")]
            metafunc.parametrize(("transport", "database"), pairs)
        else:
            metafunc.parametrize("transport", ["http", "socket"])
    elif marked and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"])


@pytest.fixture
def deadline() -> float:
    """The seconds a call to the database may take."""
    return PATIENCE


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch, deadline: float) -> None:
    """What the answers are must not depend on how fast the machine is."""
    unhurried(monkeypatch)
    monkeypatch.setattr("bot.app.DEADLINE", deadline)


@pytest.fixture
def catalog() -> Catalog:
    """The catalog the town's bot answers from."""
    return BAKERY


@pytest.fixture
def limits() -> Limits:
    """The workspace's limits of time and number."""
    return UNHURRIED


@pytest.fixture
def database() -> str:
    """Which database the memory is on."""
    return "sqlite"


@pytest.fixture
def memory(request: pytest.FixtureRequest, database: str) -> dict[str, Any]:
    """The settings of the memory: `database_url` and `maintainers`, where they are not the usual ones."""
    return {"database_url": request.getfixturevalue("postgresql_url")} if database == "postgresql" else {}


@pytest.fixture
async def town(transport: str, catalog: Catalog, limits: Limits, memory: dict[str, Any]) -> AsyncIterator[Town]:
    """A running workspace with the bot connected by HTTP or Socket Mode."""
    async with AsyncExitStack() as stack:
        workspace = Workspace(MANIFEST, limits=limits)
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        yield await connect(workspace, PersonaBot(catalog), transport, stack, **memory)


async def connect(
    workspace: Workspace, bot: PersonaBot, transport: str, stack: AsyncExitStack, *, patient: bool = True, **memory: Any
) -> Town:
    """Start the app against the workspace, as `run` would; a patient one waits until its token is known."""
    app, url = await open_slack(settings_for(workspace, transport, **memory), bot, stack)
    if transport == "http":
        workspace.deliver_to(url + PATH)
    await app.connect()
    if patient:
        await app.bot_token.check_until_known()
    return Town(workspace, app, bot, transport, stack)


def settings_for(workspace: Workspace, transport: str, **memory: Any) -> Settings:
    """The settings that lead an app to the workspace."""
    return Settings(
        mode=Mode(transport),
        catalog=Path(),
        port=0,
        api_url=workspace.api_url,
        bot_token=workspace.bot_token,
        app_token=workspace.app_token,
        signing_secret=workspace.signing_secret,
        **memory,
    )
