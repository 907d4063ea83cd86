"""Freshness: holders are asked once whether it still holds, and who has left is marked at once."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import CONFIRM, END
from bot.store.freshness import reminders
from bot.store.people import assignments
from bot.workspace.state import Message
from handlers.freshness import SWEEP, Freshness
from handlers.pace import Rests
from tests.bot.drawn import shown
from tests.end_to_end.conftest import ENGINEER, MAINTAINER, ML_HELP, ML_TEAM, NEWCOMER, TEAM_LEAD, Town
from tests.end_to_end.test_people import assign, buttons_of, card_of, fill_in, filled, kept, option, told
from tests.waiting import PATIENCE, logged, soon, until

pytestmark = pytest.mark.both_databases


async def aged(town: Town, days: int = 91) -> None:
    """Let so many days pass for everything that is kept."""
    then = datetime.now(UTC) - timedelta(days=days)
    async with town.app.store.writing(town.workspace.team_id) as connection:
        await connection.execute(sa.update(assignments).values(made=then))
        await connection.execute(
            sa.update(assignments).where(assignments.c.confirmed.is_not(None)).values(confirmed=then)
        )
        await connection.execute(sa.update(reminders).values(at=then))


def freshness(town: Town) -> Freshness:
    """What keeps people fresh, as if it had just been started."""
    return Freshness(town.app.desk, pace=0)


def questions(town: Town, user: str) -> list[Message]:
    """The direct messages that ask somebody whether they still hold a role."""
    return [one for one in town.workspace.messages(town.workspace.dm(user)) if "still hold" in one["text"]]


async def event(town: Town, kind: str, user: object) -> None:
    """Send the app an event about an account."""
    payload = {
        "type": "event_callback",
        "team_id": town.workspace.team_id,
        "event": {"type": kind, "user": user, "event_ts": "1.0"},
    }
    assert (await town.deliver("event", payload)).acked


async def marked(town: Town, *users: str) -> None:
    """Wait until just these are known to have left."""

    async def just_these() -> bool:
        return await town.app.store.departed(town.workspace.team_id) == set(users)

    await until(just_these)


async def test_a_holder_is_asked_once_and_confirms_with_one_click(town: Town) -> None:
    await assign(town, where="workspace")
    await told(town, NEWCOMER)
    await freshness(town).look_after(town.workspace.team_id)
    assert not questions(town, NEWCOMER)
    await aged(town)
    assert "not confirmed, put in the role 91 days ago" in await card_of(town, "seller", TEAM_LEAD)
    await asyncio.gather(*(freshness(town).look_after(town.workspace.team_id) for _ in range(4)))
    await freshness(town).look_after(town.workspace.team_id)
    (question,) = questions(town, NEWCOMER)
    assert question["text"] == (
        "Do you still hold the role Bread Seller, responsible, in the whole workspace? You were put in it 91 days ago."
    )
    assert (await town.workspace.press(NEWCOMER, question, CONFIRM)).acked
    await town.until(lambda: not questions(town, NEWCOMER))
    assert "confirmed today" in await card_of(town, "seller", TEAM_LEAD)


async def test_what_asks_a_holder_names_the_channel_and_the_backup_in_the_notification_too(town: Town) -> None:
    await assign(town, backup={"selected_user": ENGINEER})
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    (question,) = questions(town, NEWCOMER)
    assert "Bread Seller, responsible, in #ml-help, backup Engineer? You were" in question["text"]


async def test_after_a_confirmation_has_aged_the_holder_is_asked_again(town: Town) -> None:
    await assign(town)
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    await town.workspace.press(NEWCOMER, questions(town, NEWCOMER)[0], CONFIRM)
    await town.until(lambda: not questions(town, NEWCOMER))
    await freshness(town).look_after(town.workspace.team_id)
    assert not questions(town, NEWCOMER)
    await aged(town, 90)
    async with town.app.store.transaction() as connection:
        await connection.execute(sa.update(reminders).values(at=datetime.now(UTC) - timedelta(days=181)))
    await freshness(town).look_after(town.workspace.team_id)
    assert "You confirmed it 90 days ago." in questions(town, NEWCOMER)[0]["text"]


async def test_who_no_longer_holds_the_role_gives_it_up_with_one_click(town: Town) -> None:
    await assign(town)
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    (question,) = questions(town, NEWCOMER)
    assert [button["text"]["text"] for button in buttons_of(question)] == ["Confirm", "No longer me"]
    assert (await town.workspace.press(NEWCOMER, question, END)).acked
    await town.until(lambda: not questions(town, NEWCOMER))
    assert not await kept(town)


async def test_a_group_is_not_asked(town: Town) -> None:
    await fill_in(town)
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    assert (await town.workspace.submit(MAINTAINER, values)).body["response_action"] == "update"
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    assert not questions(town, ENGINEER)


async def test_who_cannot_be_asked_counts_as_asked(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    town.workspace.faults.fail("chat.postMessage", "messages_tab_disabled")
    await freshness(town).look_after(town.workspace.team_id)
    await freshness(town).look_after(town.workspace.team_id)
    assert not questions(town, NEWCOMER)
    assert len(await town.app.store.reminders(town.workspace.team_id)) == 1
    assert [line for line in caplog.messages if line.startswith("a holder could not be asked")]


async def test_who_could_not_be_asked_for_a_fault_of_slacks_is_asked_later(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    for code in ("internal_error", "token_revoked"):
        town.workspace.faults.fail("chat.postMessage", code)
        with suppress(SlackApiError):
            await freshness(town).look_after(town.workspace.team_id)
        assert not questions(town, NEWCOMER)
    for _ in range(2):
        await freshness(town).look_after(town.workspace.team_id)
    assert len(questions(town, NEWCOMER)) == 1


async def test_between_two_tries_there_is_a_rest(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    town.workspace.faults.fail("chat.postMessage", "internal_error")
    now = [0.0]
    looking = Freshness(town.app.desk, pace=0, rests=Rests(lambda: now[0]))
    for at in (0, 1):
        now[0] = at
        await looking.look_after(town.workspace.team_id)
        assert not questions(town, NEWCOMER)
    now[0] = 61
    await looking.look_after(town.workspace.team_id)
    assert len(questions(town, NEWCOMER)) == 1


async def test_a_question_that_may_have_arrived_is_not_sent_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    sent: list[str] = []

    async def slow(_: AsyncWebClient, **what: str) -> None:
        sent.append(what["channel"])
        raise TimeoutError

    monkeypatch.setattr(AsyncWebClient, "chat_postMessage", slow)
    for _ in range(3):
        with suppress(TimeoutError):
            await freshness(town).look_after(town.workspace.team_id)
    assert sent == [NEWCOMER]


async def test_what_happens_during_a_sweep_holds(town: Town) -> None:
    """Somebody who leaves right after they were looked up has left."""
    await assign(town)
    await assign(town, ENGINEER, role="baker")
    sweeping, before = Freshness(town.app.desk, pace=0.3), len(town.calls("users.info"))
    looking = asyncio.create_task(sweeping.look_after(town.workspace.team_id))
    await town.until(lambda: town.calls("users.info")[before + 1 :])  # what was seen of the first has been noted
    await town.app.store.mark(town.workspace.team_id, left=[ENGINEER])
    await looking
    assert ENGINEER in await town.app.store.departed(town.workspace.team_id)


async def test_where_slack_wants_a_pause_the_holder_is_asked_later(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    town.workspace.faults.rate_limit("chat.postMessage", 1, 1)
    keeping = asyncio.create_task(freshness(town).keep(every=0))
    await town.until(lambda: questions(town, NEWCOMER))
    keeping.cancel()
    assert len(questions(town, NEWCOMER)) == 1


async def test_the_app_looks_after_people_of_its_own_accord(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    keeper = next(one for one in town.app.desk.keepers if isinstance(getattr(one, "__self__", None), Freshness))
    keeping = asyncio.create_task(keeper())
    await town.until(lambda: questions(town, NEWCOMER))
    keeping.cancel()
    assert not [line for line in caplog.messages if "looked after" in line]


async def test_who_is_deactivated_is_marked_at_once_and_their_backup_named(town: Town) -> None:
    await assign(town, where="workspace", backup={"selected_user": ENGINEER})
    town.workspace.person.deactivate(MAINTAINER, NEWCOMER, deleted=True)
    await marked(town, NEWCOMER)
    card = await card_of(town, "seller", TEAM_LEAD)
    assert f"<{NEWCOMER}> (no longer active here; backup: <{ENGINEER}>), responsible, in the whole workspace" in card
    assert f"<{NEWCOMER}> (no longer active here) holds" in await card_of(town, "@newcomer", TEAM_LEAD)
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    assert not questions(town, NEWCOMER)
    town.workspace.person.deactivate(MAINTAINER, NEWCOMER, deleted=False)
    await marked(town)
    assert "no longer active" not in await card_of(town, "seller", TEAM_LEAD)


async def test_a_holder_that_the_catalog_lists_is_marked_too(town: Town) -> None:
    await card_of(town, "baker", TEAM_LEAD)
    await event(town, "user_change", {"id": MAINTAINER, "deleted": True})
    await marked(town, MAINTAINER)
    assert f"<{MAINTAINER}> (no longer active here)" in await card_of(town, "baker", TEAM_LEAD)
    await event(town, "team_join", {"id": MAINTAINER, "deleted": False})
    await marked(town)


async def test_who_holds_nothing_is_not_kept_when_they_leave(town: Town) -> None:
    await assign(town)
    town.workspace.person.deactivate(MAINTAINER, TEAM_LEAD, deleted=True)
    town.workspace.person.deactivate(MAINTAINER, NEWCOMER, deleted=True)
    await marked(town, NEWCOMER)


@pytest.mark.parametrize("user", [None, "U0NEWCOMER", ["U0NEWCOMER"], {}, {"id": 5, "deleted": True}, {"id": "U0X"}])
async def test_an_event_about_no_account_changes_nothing(town: Town, user: object) -> None:
    await assign(town)
    await event(town, "user_change", user)
    await town.app.desk.finish(PATIENCE)
    assert await town.app.store.departed(town.workspace.team_id) == frozenset()


async def test_a_look_up_finds_whose_leaving_was_missed(town: Town) -> None:
    await assign(town, where="workspace")
    await fill_in(town)
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    assert (await town.workspace.submit(MAINTAINER, values)).body["response_action"] == "update"
    town.world.users[NEWCOMER].deleted = True
    del town.world.usergroups[ML_TEAM]
    team = town.workspace.team_id
    await freshness(town).look_after(team)
    assert await town.app.store.departed(team) == {NEWCOMER, ML_TEAM}
    assert f"<{ML_TEAM}> (no longer active here)" in await card_of(town, "seller", TEAM_LEAD)
    town.world.users[NEWCOMER].deleted = False
    await freshness(town).look_after(team)
    assert NEWCOMER in await town.app.store.departed(team)
    await Freshness(town.app.desk, pace=0, clock=lambda: datetime.now(UTC).timestamp() + SWEEP).look_after(team)
    assert await town.app.store.departed(team) == {ML_TEAM}


async def test_an_account_that_slack_does_not_know_has_left(town: Town) -> None:
    await assign(town)
    del town.world.users[NEWCOMER]
    await freshness(town).look_after(town.workspace.team_id)
    assert await town.app.store.departed(town.workspace.team_id) == {NEWCOMER}


async def test_a_public_card_finds_out_by_itself_who_has_left(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    town.app.desk.names._names.clear()
    town.world.users[NEWCOMER].deleted = True
    asked = await town.workspace.say(TEAM_LEAD, ML_HELP, "@persona bread seller")
    (reply,) = await town.until(lambda: town.workspace.world.replies(ML_HELP, asked["ts"]))
    assert "Newcomer (no longer active here), responsible" in shown(reply["blocks"])
    await marked(town, NEWCOMER)


async def test_a_new_name_is_on_the_next_public_card(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    town.workspace.person.rename(NEWCOMER, "Colleague")
    await town.workspace.settled()
    await town.app.desk.finish(PATIENCE)
    asked = await town.workspace.say(TEAM_LEAD, ML_HELP, "@persona bread seller")
    (reply,) = await town.until(lambda: town.workspace.world.replies(ML_HELP, asked["ts"]))
    assert "Colleague, responsible" in shown(reply["blocks"])


async def test_without_the_memory_nobody_is_asked_and_the_app_goes_on(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await assign(town)
    await town.app.store.close()
    town.app.store._engine = None
    said = logged("could not be looked after")
    keeping = asyncio.create_task(freshness(town).keep(every=0.01))
    await soon(said.wait())
    keeping.cancel()
    await event(town, "user_change", {"id": NEWCOMER, "deleted": True})
    await town.app.desk.finish(PATIENCE)
    assert [line for line in caplog.messages if line.startswith("that an account was changed")]
    assert NEWCOMER not in json.dumps(caplog.messages)


async def test_in_a_workspace_without_a_token_nothing_is_done(town: Town) -> None:
    before = len(town.workspace.traffic)
    await freshness(town).look_after("T0ANOTHER")
    assert len(town.workspace.traffic) == before


async def test_maintainers_see_on_their_home_tab_what_is_stale_and_who_has_left_each_once(town: Town) -> None:
    await assign(town, where="workspace")
    await assign(town, TEAM_LEAD, role="miller", where="workspace", backup={"selected_user": ENGINEER})
    await aged(town)
    await freshness(town).look_after(town.workspace.team_id)
    town.workspace.person.deactivate(MAINTAINER, TEAM_LEAD, deleted=True)
    await marked(town, TEAM_LEAD)
    await town.workspace.open_home(MAINTAINER)
    home = await town.until(lambda: town.workspace.home(MAINTAINER))
    assert home
    text = shown(home["blocks"])
    left, stale = text.index("Held by somebody who has left"), text.index("Not confirmed for long")
    assert left < text.index(f"Miller: <{TEAM_LEAD}> (no longer active here; backup: <{ENGINEER}>)") < stale
    assert stale < text.index(f"Bread Seller: <{NEWCOMER}>, responsible")
    assert "(asked today)" in text
    assert text.count("Miller: <") == 1


async def test_where_slack_does_not_say_who_is_there_nobody_counts_as_gone(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await assign(town)
    town.workspace.faults.fail("users.info", "internal_error", times=9)
    await freshness(town).look_after(town.workspace.team_id)
    assert [line for line in caplog.messages if "still there could not be looked up" in line]
    assert await town.app.store.departed(town.workspace.team_id) == frozenset()
