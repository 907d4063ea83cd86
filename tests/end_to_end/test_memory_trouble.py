"""Trouble with the database: the answer comes all the same, changes are refused in words, and it mends by itself."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.cards import END
from bot.store import DEADLINE
from bot.workspace import Delivery, Limits
from handlers.memory import PATIENCE as MEMORY
from handlers.modals import ACK_ROOM
from handlers.overlays import PATIENCE as OVERLAYS
from tests.bot.drawn import shown
from tests.end_to_end.conftest import MAINTAINER, ML_HELP, NEWCOMER, TEAM_LEAD, Town
from tests.end_to_end.databases import as_patient_as_shipped, full, gone, locked, stuck
from tests.end_to_end.test_asking import pair
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_home import UNKNOWN, home_of, open_home
from tests.end_to_end.test_people import assign, card_of, fill_in, kept, person
from tests.waiting import PATIENCE

Trouble = Callable[[Town], AbstractAsyncContextManager[None]]
HELD = f"<{NEWCOMER}>, responsible, in this channel"
READABLE: list[tuple[str, Trouble]] = [("sqlite", locked), ("postgresql", locked), ("sqlite", full)]
UNREADABLE: list[tuple[str, Trouble]] = [("postgresql", stuck), ("postgresql", gone)]


async def in_time(deliver: Callable[[], Awaitable[Delivery]]) -> Delivery:
    """The first delivery that is acked as soon as Slack wants it; a machine that is busy may need a few tries."""
    for _ in range(5):
        delivery = await deliver()
        if delivery.acked and delivery.seconds < Limits().ack_seconds:
            return delivery
    raise AssertionError(f"the last of five acks took {delivery.seconds} s")


async def answered_everywhere(town: Town, says: str) -> None:
    """A command, a mention and a direct message are answered once, in time; the command's card says `says`."""
    await in_time(lambda: town.workspace.command(NEWCOMER, ML_HELP, "/persona who sells bread?"))
    text = shown(town.workspace.ephemerals(NEWCOMER, ML_HELP)[-1]["blocks"])
    assert says in text
    assert "Sells the bread at the counter" in text
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona who sells bread?")
    _, answer = await town.until(lambda: pair(town.workspace.messages(ML_HELP, asked["ts"])))
    assert "Bread Seller" in answer["text"]
    dm = town.workspace.dm(TEAM_LEAD)
    before = len(town.workspace.messages(dm))
    await town.workspace.say(TEAM_LEAD, dm, "who sells bread?")
    await town.until(lambda: len(town.workspace.messages(dm)) == before + 2)


async def refused_in_words(town: Town) -> None:
    """Nothing is saved, and whoever tried reads that it can be tried again."""
    await fill_in(town)
    delivery = await in_time(lambda: town.workspace.submit(MAINTAINER, person(TEAM_LEAD)))
    assert "Try again in a minute" in delivery.body["errors"]["assign_user"]
    await town.workspace.close_view(MAINTAINER)


def hurry(town: Town, memory: float = MEMORY, overlays: float = OVERLAYS) -> None:
    """Let answers wait so many seconds for the database, as many as in production by default."""
    town.app.desk.memory._patience, town.app.desk.overlays._patience = memory, overlays


def test_a_modal_says_that_the_database_is_silent_before_slack_gives_up() -> None:
    assert DEADLINE < ACK_ROOM < Limits().ack_seconds


@as_patient_as_shipped
@pytest.mark.parametrize(("database", "trouble"), READABLE)
@pytest.mark.parametrize("transport", ["http"])
async def test_where_only_writing_fails_people_are_known_and_changes_are_refused(
    town: Town, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    await assign(town)
    async with trouble(town):
        await answered_everywhere(town, HELD)
        home = await open_home(town, NEWCOMER, "Your roles")
        await refused_in_words(town)
        await town.workspace.press(NEWCOMER, home, END)
        assert "Try again in a minute" in shown((await opened(town))["blocks"])
        await town.workspace.close_view(NEWCOMER)
    assert len(await kept(town)) == 1
    await assign(town, TEAM_LEAD)
    assert len(await kept(town)) == 2
    assert "Something went wrong" not in str(town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert "Traceback" not in caplog.text


@as_patient_as_shipped
@pytest.mark.parametrize(("database", "trouble"), UNREADABLE)
@pytest.mark.parametrize("transport", ["http"])
async def test_where_nothing_can_be_read_the_card_says_so_and_knows_the_people_again_afterwards(
    town: Town, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    await assign(town)
    async with trouble(town):
        hurry(town)
        town.app.desk.memory.forget(town.workspace.team_id)  # what was read a moment ago would do
        await answered_everywhere(town, UNKNOWN)
        await open_home(town, NEWCOMER, UNKNOWN)
        await refused_in_words(town)
    hurry(town, PATIENCE, PATIENCE)
    assert HELD in await card_of(town, "who sells bread?")
    await town.workspace.open_home(NEWCOMER)
    await home_of(town, NEWCOMER, "Your roles", without=UNKNOWN)
    assert "Something went wrong" not in str(town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert "Traceback" not in caplog.text


@as_patient_as_shipped
@pytest.mark.parametrize(
    "memory",
    [
        {"database_url": "sqlite:////nowhere/at/all/persona.db"},
        {"database_url": "sqlite:////dev/null"},
        {"database_url": "sqlite:////proc/version"},
        {"database_url": "postgresql://persona@127.0.0.1:9/none"},
    ],
)
@pytest.mark.parametrize("transport", ["http"])
async def test_without_a_database_every_answer_comes_and_says_so(
    town: Town, memory: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """No folder, no database in the file, no server."""
    await answered_everywhere(town, UNKNOWN)
    await open_home(town, MAINTAINER, UNKNOWN)
    await refused_in_words(town)
    assert "Traceback" not in caplog.text
