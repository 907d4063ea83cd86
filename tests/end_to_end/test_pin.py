"""`/persona pin`: one overview in a channel, and a sentence for whatever stands in its way."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.workspace.state import Message
from tests.end_to_end.conftest import BAKERY, MAINTAINER, ML_HELP, NEWCOMER, RANDOM, Town
from tests.waiting import UNHURRIED

pytestmark = pytest.mark.both_databases

APPRENTICE = replace(BAKERY.personas[2], id="apprentice", title="Apprentice", handoffs=())


async def pin(town: Town, channel: str = ML_HELP) -> str:
    """What the newcomer is told after `/persona pin`."""
    before = len(town.workspace.ephemerals(NEWCOMER, channel))
    delivery = await town.workspace.command(NEWCOMER, channel, "/persona pin")
    assert delivery.acked
    return str((await town.until(lambda: town.workspace.ephemerals(NEWCOMER, channel)[before:]))[0]["text"])


def overviews(town: Town) -> list[Message]:
    """The overviews that stand in the channel."""
    return [message for message in town.workspace.messages(ML_HELP) if "Bakery roles" in message["text"]]


async def test_pin_posts_the_overview_and_pins_it(town: Town) -> None:
    assert "now pinned" in await pin(town)
    (overview,) = overviews(town)
    assert town.workspace.pins(ML_HELP) == [overview["ts"]]
    assert "Miller" in json.dumps(overview["blocks"])


async def test_pinning_again_brings_the_same_overview_up_to_date(town: Town) -> None:
    await pin(town)
    town.bot.replace(replace(BAKERY, personas=(*BAKERY.personas, APPRENTICE), version="2"))
    assert "up to date" in await pin(town)
    (overview,) = overviews(town)
    assert town.workspace.pins(ML_HELP) == [overview["ts"]]
    assert "Apprentice" in json.dumps(overview["blocks"])


async def test_two_at_once_leave_one_overview_and_one_pin(town: Town) -> None:
    told = await asyncio.gather(
        town.workspace.command(NEWCOMER, ML_HELP, "/persona pin"),
        town.workspace.command(MAINTAINER, ML_HELP, "/persona  PIN here, please "),
    )
    assert all(delivery.acked for delivery in told)
    for user in (NEWCOMER, MAINTAINER):
        await town.until(lambda user=user: town.workspace.ephemerals(user, ML_HELP))  # type: ignore[misc]  # inferred
    assert len(overviews(town)) == len(town.workspace.pins(ML_HELP)) == 1


async def test_in_a_direct_message_no_overview_is_pinned_and_the_asker_is_told_where_to_ask_for_one(town: Town) -> None:
    dm = town.workspace.dm(NEWCOMER)
    assert "Type /persona pin in the channel" in await pin(town, dm)
    assert town.workspace.pins(dm) == []
    assert await town.app.store.overviews(town.workspace.team_id) == ()


async def test_another_pin_is_left_alone(town: Town) -> None:
    message = await town.workspace.say(MAINTAINER, ML_HELP, "Bakery roles are written down here.")
    town.workspace.person.pin(MAINTAINER, ML_HELP, message["ts"])
    await pin(town)
    assert message["ts"] in town.workspace.pins(ML_HELP)
    assert len(town.workspace.pins(ML_HELP)) == 2


async def test_an_overview_somebody_deleted_is_posted_anew(town: Town) -> None:
    await pin(town)
    (overview,) = overviews(town)
    town.workspace.person.delete(MAINTAINER, ML_HELP, overview["ts"])
    assert "now pinned" in await pin(town)
    assert len(overviews(town)) == len(town.workspace.pins(ML_HELP)) == 1


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_an_overview_that_can_no_longer_be_changed_is_posted_anew(town: Town, code: str) -> None:
    await pin(town)
    town.workspace.faults.fail("chat.update", code)
    assert "now pinned" in await pin(town)


async def test_an_overview_that_is_pinned_already_is_no_failure(town: Town) -> None:
    town.workspace.faults.fail("pins.add", "already_pinned")
    assert "pinned here already" in await pin(town)
    assert len(overviews(town)) == 1


async def test_an_overview_too_many_is_taken_down(town: Town) -> None:
    await pin(town)
    (first,) = overviews(town)
    town.workspace.person.unpin(MAINTAINER, ML_HELP, first["ts"])
    await pin(town)
    town.workspace.person.pin(MAINTAINER, ML_HELP, first["ts"])
    assert "up to date" in await pin(town)
    assert town.workspace.pins(ML_HELP) == [overviews(town)[1]["ts"]]


@pytest.mark.parametrize("limits", [replace(UNHURRIED, pins=100)])
async def test_where_there_is_no_room_for_a_pin_nothing_is_posted(town: Town) -> None:
    for number in range(100):
        message = await town.workspace.say(MAINTAINER, ML_HELP, f"Note {number}")
        town.workspace.person.pin(MAINTAINER, ML_HELP, message["ts"])
    assert "Remove one" in await pin(town)
    assert not overviews(town)


async def test_an_overview_that_cannot_be_pinned_is_taken_back(town: Town) -> None:
    town.workspace.faults.fail("pins.add", "too_many_pins")
    assert "Remove one" in await pin(town)
    assert not overviews(town)


async def test_where_the_bot_is_no_member_it_asks_to_be_invited(town: Town) -> None:
    assert "/invite @persona" in await pin(town, RANDOM)


async def test_an_overview_that_slack_will_not_change_is_told(town: Town) -> None:
    await pin(town)
    town.workspace.faults.fail("chat.update", "is_archived")
    assert "archived" in await pin(town)
    assert len(overviews(town)) == 1


async def test_an_archived_channel_is_named_as_such(town: Town) -> None:
    town.workspace.faults.fail("pins.list", "is_archived")
    assert "archived" in await pin(town)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("channel_not_found", "/invite @persona"),
        ("restricted_action", "workspace admin"),
        ("missing_scope", "manifest.json"),
        ("token_revoked", "token"),
        ("fatal_error", "Something went wrong"),
    ],
)
async def test_whatever_slack_refuses_becomes_a_sentence_that_says_what_to_do(town: Town, code: str, says: str) -> None:
    town.workspace.faults.fail("chat.postMessage", code)
    assert says in await pin(town)


async def test_a_short_pause_slack_asks_for_is_waited_out(town: Town) -> None:
    town.workspace.faults.rate_limit("pins.list", 1)
    assert "now pinned" in await pin(town)


async def test_a_long_pause_slack_asks_for_is_told(town: Town) -> None:
    town.workspace.faults.rate_limit("pins.list", 60)
    assert "in a minute" in await pin(town)
