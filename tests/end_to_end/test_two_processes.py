"""Two processes of the app on one database and one workspace, with a load balancer in front that takes turns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector, web

from bot.cards import CHANGE, CONFIRM, END
from bot.people import Deed
from bot.persona_bot import PersonaBot
from bot.workspace import Workspace
from handlers.guard import PATH
from tests.bot.drawn import shown
from tests.end_to_end.conftest import (
    BAKERY,
    ENGINEER,
    MAINTAINER,
    MANIFEST,
    ML_HELP,
    NEWCOMER,
    TEAM_LEAD,
    Town,
    connect,
)
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_home import open_home
from tests.end_to_end.test_people import assign, card_of, fill_in, filled, kept, newest, person, told
from tests.waiting import PATIENCE, UNHURRIED, until

MAINTAINERS = frozenset({NEWCOMER, TEAM_LEAD, ENGINEER})
pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


@asynccontextmanager
async def balanced(urls: list[str]) -> AsyncIterator[str]:
    """The address of a load balancer in front of the processes."""
    turns = cycle(urls)

    async def forward(request: web.Request) -> web.Response:
        url, body = next(turns), await request.read()
        headers = {name: value for name, value in request.headers.items() if name not in {"Host", "Content-Length"}}
        async with http.post(url + request.path, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    server = web.Application()
    server.router.add_post(PATH, forward)
    runner = web.AppRunner(server)
    fresh = TCPConnector(force_close=True)  # no connection is taken that a process closes at the same moment
    async with ClientSession(connector=fresh) as http:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()


@pytest.fixture
async def town(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Town]:
    """A workspace with two processes of the app; the town's own is the second."""
    url = request.getfixturevalue(f"{database}_url")
    async with AsyncExitStack() as stack:
        workspace = Workspace(MANIFEST, limits=UNHURRIED)
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        towns, urls = [], []
        for _ in range(2):
            memory = {"database_url": url, "maintainers": MAINTAINERS}
            towns.append(await connect(workspace, PersonaBot(BAKERY), "http", stack, **memory))
            urls.append(workspace._hub.courier.url.removesuffix(PATH))
        workspace.deliver_to(await stack.enter_async_context(balanced(urls)) + PATH)
        yield towns[-1]


async def changing(town: Town, user: str) -> None:
    """Somebody opens the modal that changes the team lead's role."""
    await card_of(town, "@team-lead", user)
    await town.workspace.press(user, newest(town, user), CHANGE)
    await opened(town, user)


async def test_of_two_changes_at_once_one_is_kept_and_the_other_is_told(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    users = (MAINTAINER, TEAM_LEAD)
    for user in users:
        await changing(town, user)
    deliveries = await asyncio.gather(
        *(town.workspace.submit(user, filled(note={"value": f"by {user}"})) for user in users)
    )
    actions = [delivery.body["response_action"] for delivery in deliveries]
    assert sorted(actions) == ["errors", "update"]
    winner, loser = (users[actions.index(action)] for action in ("update", "errors"))
    assert [one.note for one in await kept(town)] == [f"by {winner}"]
    await town.workspace.close_view(loser)
    await changing(town, loser)
    await town.workspace.submit(loser, filled(note={"value": f"by {loser}"}))
    history = await town.app.store.history(town.workspace.team_id)
    assert [(one.by, one.assignment.note) for one in history][:2] == [(loser, f"by {loser}"), (winner, f"by {winner}")]


async def test_a_change_and_a_confirmation_at_once_are_both_kept(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    message = await told(town, TEAM_LEAD)
    await changing(town, MAINTAINER)
    changed, _ = await asyncio.gather(
        town.workspace.submit(MAINTAINER, filled(note={"value": "mornings"})),
        town.workspace.press(TEAM_LEAD, message, CONFIRM),
    )
    if changed.body["response_action"] == "errors":  # the confirmation was faster: the modal says so, and is done again
        await town.workspace.close_view(MAINTAINER)
        await changing(town, MAINTAINER)
        await town.workspace.submit(MAINTAINER, filled(note={"value": "mornings"}))

    async def both() -> bool:
        return {Deed.CHANGED, Deed.CONFIRMED} <= {one.deed for one in await history(town)}

    await until(both)
    (one,) = await kept(town)
    assert one.note == "mornings"
    assert one.confirmed


async def history(town: Town) -> Any:
    return await town.app.store.history(town.workspace.team_id)


async def test_assignments_made_at_once_are_all_kept(town: Town) -> None:
    """Each person submits a modal of their own at the same moment, every other one to the other process."""
    people = (MAINTAINER, *MAINTAINERS)
    for user in people:
        await fill_in(town, user)
    await asyncio.gather(*(town.workspace.submit(user, person(user)) for user in people))
    assert {one.user for one in await kept(town)} == set(people)
    assert [one.deed for one in await history(town)] == [Deed.ASSIGNED] * len(people)


async def test_what_one_process_changed_the_other_shows(town: Town) -> None:
    """On the Home tab at once: it stays on the screen. On a card within seconds."""
    for _ in range(2):
        assert NEWCOMER not in await card_of(town, "seller")
    await assign(town)
    for _ in range(2):
        await open_home(town, NEWCOMER, "Your roles")

    async def shows() -> bool:
        return f"<{NEWCOMER}>" in await card_of(town, "seller")

    for _ in range(2):
        await until(shows)


async def test_a_role_ended_on_the_tab_twice_is_ended_once(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    await asyncio.gather(*(town.workspace.press(NEWCOMER, home, END) for _ in range(2)))
    (view,) = await town.until(lambda: town.workspace.views(NEWCOMER))
    assert "in the meantime" in shown(view["blocks"])
    assert [one.deed for one in await history(town)] == [Deed.ENDED, Deed.ASSIGNED]


async def test_somebody_put_in_a_role_is_told_by_one_process_only(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await town.app.desk.finish(PATIENCE)
    assert len(town.workspace.messages(town.workspace.dm(NEWCOMER))) == 1
    assert not town.workspace.ephemerals(NEWCOMER, ML_HELP)
