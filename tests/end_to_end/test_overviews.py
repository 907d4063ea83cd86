"""Overviews keep themselves true: what changes them, what ends them, and when a process ends or Slack slows down."""

import asyncio
import json
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.catalog import Catalog, Handoff, Holder
from bot.people import Assignment, Place
from bot.persona_bot import PersonaBot
from bot.pins import LONG_AGO, Overview
from bot.workspace import Workspace
from bot.workspace.seed import BOT_USER
from bot.workspace.state import Channel, Message, User
from handlers.overview import Overviews
from handlers.pace import Pace, Rests
from tests.end_to_end.conftest import BAKERY, ENGINEER, GENERAL, MAINTAINER, MANIFEST, ML_HELP, NEWCOMER, Town, connect
from tests.waiting import PATIENCE, UNHURRIED, until

MORE = replace(
    BAKERY, personas=(*BAKERY.personas, replace(BAKERY.personas[2], id="apprentice", title="Apprentice", handoffs=()))
)


def keeper(town: Town) -> Overviews:
    """What keeps the overviews of the town's app."""
    found = (getattr(one, "__self__", None) for one in town.app.desk.keepers)
    return next(one for one in found if isinstance(one, Overviews))


async def pin(town: Town, channel: str = ML_HELP, text: str = "/persona pin") -> str:
    """What the newcomer is told."""
    before = len(town.workspace.ephemerals(NEWCOMER, channel))
    await town.workspace.command(NEWCOMER, channel, text)
    return str((await town.until(lambda: town.workspace.ephemerals(NEWCOMER, channel)[before:]))[0]["text"])


def overviews(town: Town, channel: str = ML_HELP) -> list[Message]:
    """The overviews in the channel, pinned or not."""
    kept = town.workspace.messages(channel)
    return [one for one in kept if "persona-overview" in json.dumps(one.get("blocks", []))]


def words(town: Town, channel: str = ML_HELP) -> str:
    """What the only overview of the channel shows."""
    (overview,) = overviews(town, channel)
    return json.dumps(overview["blocks"])


async def kept(town: Town, channel: str = ML_HELP) -> Overview | None:
    """What is remembered of the channel's overview."""
    found = await town.app.store.overviews(town.workspace.team_id)
    return next((one for one in found if one.place.channel == channel), None)


@pytest.mark.both_databases
async def test_a_change_of_the_catalog_is_shown(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert "Apprentice" in words(town)


@pytest.mark.both_databases
async def test_a_change_of_people_is_shown_whichever_process_made_it(town: Town) -> None:
    await pin(town)
    await town.app.store.assign(Assignment(Place(town.workspace.team_id), "miller", user=ENGINEER), by=MAINTAINER)
    await keeper(town).look_after_all()
    assert "Engineer" in words(town)
    assert f"<@{ENGINEER}>" not in words(town)


async def test_an_overview_names_everybody_from_the_first_moment(town: Town) -> None:
    """However many look-ups that takes."""
    people = [User(f"U0PERSON{number}", f"person{number}", f"Person {number}", "") for number in range(10, 40)]
    town.world.users |= {one.id: one for one in people}
    staff = [replace(BAKERY.personas[2], id=one.id, title=one.id, holders=(Holder(user=one.id),)) for one in people]
    town.bot.replace(replace(BAKERY, personas=(*BAKERY.personas, *staff)))
    await pin(town)
    assert not town.calls("chat.update")
    assert all(one.display_name in words(town) for one in people)


async def test_a_change_waits_for_the_names_it_brings(town: Town) -> None:
    await pin(town)
    await town.app.store.assign(Assignment(Place(town.workspace.team_id), "miller", user=ENGINEER), by=MAINTAINER)
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, Pace(clock=lambda: clock[0]))
    overview_keeper._pace.pause("users.info", 5)
    await overview_keeper.look_after_all()
    assert "a member" not in words(town)
    clock[0] += 6
    await overview_keeper.look_after_all()
    assert "Engineer" in words(town)


async def test_names_outlive_a_restart(transport: str, tmp_path: Path) -> None:
    memory: dict[str, Any] = {"database_url": f"sqlite:///{tmp_path / 'persona.db'}"}
    async with AsyncExitStack() as outer:
        workspace = Workspace(MANIFEST, limits=UNHURRIED)
        await workspace.start()
        outer.push_async_callback(workspace.stop)
        async with AsyncExitStack() as stack:
            first = await connect(workspace, PersonaBot(BAKERY), transport, stack, **memory)
            await pin(first)
            await keeper(first).look_after_all()
            await first.app.store.lease("overviews", keeper(first)._holder, -1)
        workspace.faults.fail("users.info", "internal_error", times=99)
        second = await connect(workspace, PersonaBot(MORE), transport, outer, **memory)
        await keeper(second).look_after_all()
        assert "Apprentice" in words(second)
        assert "Maintainer" in words(second)


async def test_each_channel_shows_its_own_holders(town: Town) -> None:
    await pin(town)
    await pin(town, GENERAL)
    here = Place(town.workspace.team_id, ML_HELP)
    await town.app.store.assign(Assignment(here, "miller", user=ENGINEER), by=MAINTAINER)
    await keeper(town).look_after_all()
    assert "Engineer" in words(town)
    assert "Engineer" not in words(town, GENERAL)


async def test_nothing_is_sent_where_nothing_changed(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    before = len(town.workspace.traffic)
    await keeper(town).look_after_all()
    assert len(town.workspace.traffic) == before


async def test_the_picture_is_shown_and_uploaded_again_only_when_it_changes(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    (image,) = [block for block in overviews(town)[0]["blocks"] if block["type"] == "image"]
    assert "Baker: baking (accountable); hands fresh loaves to Bread Seller." in image["alt_text"]
    file = town.world.files[image["slack_file"]["id"]]
    assert file.content
    assert file.content.startswith(b"\x89PNG")
    assert file.alt
    await town.app.store.assign(Assignment(Place(town.workspace.team_id), "miller", user=ENGINEER), by=MAINTAINER)
    await keeper(town).look_after_all()
    assert len(town.calls("files.completeUploadExternal")) == 1
    town.bot.replace(another_picture())
    await keeper(town).look_after_all()
    first, second = town.calls("files.completeUploadExternal")
    assert first["thread_ts"] == second["thread_ts"] == overviews(town)[0]["ts"]
    assert file.id not in words(town)
    assert town.calls("files.delete") == [{"file": file.id}]
    assert list(town.world.files) == [image_of(town)]


async def test_a_picture_that_is_replaced_leaves_nothing_in_the_thread(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    town.bot.replace(another_picture())
    await keeper(town).look_after_all()
    (overview,) = overviews(town)
    replies = [
        one for one in town.world.messages[ML_HELP].values() if one.get("thread_ts") == overview["ts"] != one["ts"]
    ]
    assert [[file["id"] for file in reply["files"]] for reply in replies] == [[image_of(town)]]


async def test_the_words_of_the_picture_change_with_what_is_handed_over_though_the_picture_does_not(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    baker, *others = BAKERY.personas
    town.bot.replace(replace(BAKERY, personas=(replace(baker, handoffs=(Handoff("seller", "rolls"),)), *others)))
    await keeper(town).look_after_all()
    assert "hands rolls to Bread Seller" in words(town)
    assert len(town.calls("files.completeUploadExternal")) == 1


def image_of(town: Town) -> str:
    """The file whose picture the overview shows."""
    (image,) = [block for block in overviews(town)[0]["blocks"] if block["type"] == "image"]
    return str(image["slack_file"]["id"])


def another_picture() -> Catalog:
    """The bakery with one more hand-off."""
    given = replace(BAKERY.personas[1], handoffs=(Handoff("miller", "the takings"),))
    return replace(BAKERY, personas=(BAKERY.personas[0], given, BAKERY.personas[2]))


async def test_a_picture_is_neither_uploaded_again_nor_forgotten_over_a_restart(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    first = image_of(town)
    town.bot.replace(another_picture())
    town.workspace.faults.rate_limit("files.delete", 30)
    await keeper(town).look_after_all()
    assert first in town.world.files
    await town.app.store.lease("overviews", keeper(town)._holder, -1)
    again = Overviews(town.app.desk)
    await again.look_after_all()
    assert list(town.world.files) == [image_of(town)]
    assert len(town.calls("files.completeUploadExternal")) == 2


@pytest.mark.both_databases
async def test_the_picture_of_many_roles_has_several_sheets_all_replaced_with_it(town: Town) -> None:
    staff = tuple(replace(BAKERY.personas[1], id=f"s{number}", title=f"Seller {number}") for number in range(100))
    for number in (100, 99):
        town.bot.replace(replace(BAKERY, personas=(*BAKERY.personas, *staff[:number])))
        if number == 100:
            await pin(town)
        await keeper(town).look_after_all()
        images = [block for block in overviews(town)[0]["blocks"] if block["type"] == "image"]
        assert len(images) > 4
        assert [image["slack_file"]["id"] for image in images] == list(town.world.files)
        assert "Miller" in images[0]["alt_text"]
        assert images[-1]["alt_text"] == f"Bakery roles ({len(images)} of {len(images)})"
    assert len(town.calls("files.delete")) == len(images)


@pytest.mark.parametrize("code", ["file_not_found", "cant_delete_file"])
async def test_a_picture_that_cannot_be_deleted_is_let_be(town: Town, code: str) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    town.bot.replace(another_picture())
    town.workspace.faults.fail("files.delete", code)
    for _ in range(2):
        await keeper(town).look_after_all()
    assert len(town.calls("files.delete")) == 1
    one = await kept(town)
    assert one
    assert not one.replaced


async def test_a_catalog_too_large_to_be_drawn_has_an_overview_without_picture(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of thousands of roles takes minutes and gigabytes."""
    await pin(town)
    await keeper(town).look_after_all()
    assert '"image"' in words(town)
    monkeypatch.setattr("handlers.overview.MOST_DRAWN", len(MORE.personas) - 1)
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert "Apprentice" in words(town)
    assert '"image"' not in words(town)
    assert len(town.calls("files.completeUploadExternal")) == 1


async def test_without_the_permission_to_upload_there_is_an_overview_without_picture(town: Town) -> None:
    town.workspace.faults.fail("files.getUploadURLExternal", "missing_scope", times=9)
    await pin(town)
    await keeper(town).look_after_all()
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert "Apprentice" in words(town)
    assert len(town.calls("files.getUploadURLExternal")) == 1


async def test_a_picture_that_is_not_ready_yet_is_shown_later(town: Town) -> None:
    await pin(town)
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, rests=Rests(lambda: clock[0]))
    town.workspace.faults.fail("chat.update", "invalid_blocks")
    town.bot.replace(MORE)
    await overview_keeper.look_after_all()
    assert "Apprentice" in words(town)
    assert '"image"' not in words(town)
    clock[0] += 60
    await overview_keeper.look_after_all()
    assert '"image"' in words(town)


async def test_a_picture_that_never_gets_ready_is_given_up_and_another_is_uploaded_later(town: Town) -> None:
    await pin(town)
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, rests=Rests(lambda: clock[0]))
    for _ in range(5):
        town.workspace.faults.fail("chat.update", "invalid_blocks")
        await overview_keeper.look_after_all()
        clock[0] += 90
    one = await kept(town)
    assert one
    assert not one.picture
    assert len(town.calls("files.completeUploadExternal")) == 1
    clock[0] += 700
    await overview_keeper.look_after_all()
    assert len(town.calls("files.completeUploadExternal")) == 2
    assert '"image"' in words(town)


async def test_an_overview_unpinned_by_hand_is_not_forced_back(town: Town) -> None:
    await pin(town)
    town.workspace.person.unpin(MAINTAINER, ML_HELP, overviews(town)[0]["ts"])
    await town.workspace.settled()
    await town.app.desk.finish(PATIENCE)
    assert await kept(town) is None
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert not town.workspace.pins(ML_HELP)
    assert "Apprentice" not in words(town)


async def test_an_overview_unpinned_while_the_app_was_away_is_noticed(town: Town) -> None:
    await pin(town)
    town.world.unpin(ML_HELP, overviews(town)[0]["ts"])
    one = await kept(town)
    assert one
    await town.app.store.change_overview(one, replace(one, looked=LONG_AGO))
    await keeper(town).look_after_all()
    assert await kept(town) is None
    assert not town.workspace.pins(ML_HELP)


async def test_that_it_is_still_pinned_is_seen_now_and_then(town: Town) -> None:
    await pin(town)
    one = await kept(town)
    assert one
    await town.app.store.change_overview(one, replace(one, looked=LONG_AGO))
    await keeper(town).look_after_all()
    again = await kept(town)
    assert again
    assert again.looked > LONG_AGO


async def test_an_overview_deleted_by_hand_is_let_go_at_the_next_change(town: Town) -> None:
    await pin(town)
    town.workspace.person.delete(MAINTAINER, ML_HELP, overviews(town)[0]["ts"])
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert await kept(town) is None
    assert not overviews(town)


@pytest.mark.both_databases
async def test_in_an_archived_channel_it_rests_until_somebody_brings_that_back(town: Town) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    town.workspace.person.archive(MAINTAINER, ML_HELP, archived=True)
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    tried = len(town.workspace.traffic)
    await keeper(town).look_after_all()
    one = await kept(town)
    assert one
    assert (one.archived, len(town.workspace.traffic)) == (True, tried)
    town.workspace.person.archive(MAINTAINER, ML_HELP, archived=False)
    await town.app.store.change_overview(one, replace(one, looked=LONG_AGO))
    await keeper(town).look_after_all()
    assert "Apprentice" in words(town)
    again = await kept(town)
    assert again
    assert not again.archived


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel"])
async def test_a_channel_that_is_left_or_gone_is_let_go(town: Town, code: str) -> None:
    await pin(town)
    await keeper(town).look_after_all()
    town.bot.replace(MORE)
    town.workspace.faults.fail("chat.update", code)
    town.workspace.faults.fail("files.getUploadURLExternal", code)
    await keeper(town).look_after_all()
    assert await kept(town) is None


async def test_a_failure_of_slacks_is_tried_again_later_and_not_at_once(town: Town) -> None:
    await pin(town)
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, rests=Rests(lambda: clock[0]))
    await overview_keeper.look_after_all()
    town.bot.replace(replace(BAKERY, title="Roles"))
    before = len(town.calls("chat.update"))
    town.workspace.faults.fail("chat.update", "internal_error")
    for _ in range(3):
        await overview_keeper.look_after_all()
    assert len(town.calls("chat.update")) == before + 1
    clock[0] += 6
    await overview_keeper.look_after_all()
    assert "Bakery roles" not in words(town)


async def test_an_overview_for_which_there_is_no_room_does_not_end_the_others(town: Town) -> None:
    """What was begun and never posted is let go where a channel has as many pins as Slack allows."""
    await pin(town, GENERAL)
    await ended(town, "begun")
    for number in range(100):
        message = await town.workspace.say(MAINTAINER, ML_HELP, f"Note {number}")
        town.workspace.person.pin(MAINTAINER, ML_HELP, message["ts"])
    town.bot.replace(MORE)
    for _ in range(2):
        await keeper(town).look_after_all()
    assert await kept(town) is None
    assert "Apprentice" in words(town, GENERAL)


async def test_unpin_after_somebody_was_faster_is_done(town: Town) -> None:
    await pin(town)
    town.workspace.faults.fail("pins.remove", "no_pin")
    assert "no longer pinned" in await pin(town, text="/persona unpin")


async def test_unpin_takes_it_down(town: Town) -> None:
    await pin(town)
    assert "no longer pinned" in await pin(town, text="/persona unpin")
    assert not town.workspace.pins(ML_HELP)
    assert await kept(town) is None
    assert "No overview" in await pin(town, text="/persona UNPIN ")


async def ended(town: Town, step: str) -> None:
    """Leave what a process leaves that ends after a step of pinning, some time ago."""
    place = Place(town.workspace.team_id, ML_HELP)
    begun = await town.app.store.begin_overview(place, NEWCOMER, None)
    assert begun
    left = replace(begun, begun=datetime(2026, 1, 1, tzinfo=UTC))
    if step != "begun":
        client = town.app.desk.client_of(town.workspace.team_id)
        assert client
        blocks = [{"type": "header", "block_id": "persona-overview", "text": {"type": "plain_text", "text": "Roles"}}]
        posted = await client.chat_postMessage(channel=ML_HELP, text="Roles", blocks=blocks)
        if step != "posted":
            left = replace(left, ts=posted["ts"])
        if step == "pinned":
            await client.pins_add(channel=ML_HELP, timestamp=posted["ts"])
    assert await town.app.store.change_overview(begun, left)


@pytest.mark.both_databases
@pytest.mark.parametrize("step", ["begun", "posted", "noted", "pinned"])
async def test_after_an_end_at_any_step_there_is_one_pin(town: Town, step: str) -> None:
    await ended(town, step)
    for _ in range(2):
        await keeper(town).look_after_all()
    (ts,) = town.workspace.pins(ML_HELP)
    one = await kept(town)
    assert one
    assert (one.ts, one.pinned) == (ts, True)
    (pinned,) = [message for message in overviews(town) if message["ts"] == ts]
    assert "Miller" in json.dumps(pinned["blocks"])
    assert len(overviews(town)) == (2 if step == "posted" else 1)


async def test_an_overview_deleted_before_it_was_pinned_is_posted_anew(town: Town) -> None:
    await ended(town, "noted")
    (posted,) = overviews(town)
    town.workspace.person.delete(MAINTAINER, ML_HELP, posted["ts"])
    await keeper(town).look_after_all()
    assert town.workspace.pins(ML_HELP) == [overviews(town)[0]["ts"]]


@pytest.mark.parametrize("method", ["pins.list", "chat.postMessage", "pins.add"])
async def test_a_wish_outlives_that_slack_asks_for_a_pause(town: Town, method: str) -> None:
    await ended(town, "begun")
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, Pace(clock=lambda: clock[0]), Rests(lambda: clock[0]))
    town.workspace.faults.rate_limit(method, 30)
    await overview_keeper.look_after_all()
    assert not town.workspace.pins(ML_HELP)
    clock[0] += 31
    one = await kept(town)
    assert one
    await town.app.store.change_overview(one, replace(one, begun=LONG_AGO))
    await overview_keeper.look_after_all()
    assert len(town.workspace.pins(ML_HELP)) == len(overviews(town)) == 1


async def test_a_wish_of_which_nothing_came_is_forgotten_once_that_was_told(town: Town) -> None:
    town.workspace.faults.fail("pins.list", "missing_scope")
    await pin(town)
    assert await kept(town) is None
    assert "now pinned" in await pin(town)
    before = await kept(town)
    town.workspace.faults.fail("pins.list", "missing_scope")
    await pin(town)
    assert await kept(town) == before


async def test_what_another_process_is_pinning_is_left_to_it(town: Town) -> None:
    await town.app.store.begin_overview(Place(town.workspace.team_id, ML_HELP), MAINTAINER, None)
    await keeper(town).look_after_all()
    assert "at this very moment" in await pin(town)
    assert not overviews(town)


async def test_two_keepers_do_the_work_once(town: Town) -> None:
    await pin(town)
    town.bot.replace(MORE)
    await asyncio.gather(*(Overviews(town.app.desk).look_after_all() for _ in range(3)))
    assert len(town.calls("files.completeUploadExternal")) == 1
    assert len(town.calls("chat.update")) == 1


async def test_without_the_memory_nothing_is_pinned_that_could_not_be_kept(town: Town) -> None:
    await town.app.store.close()
    town.app.store._engine = None
    assert "cannot remember" in await pin(town)
    await keeper(town).look_after_all()
    assert not overviews(town)


@pytest.mark.parametrize("transport", ["http"])
@pytest.mark.parametrize(
    "limits",
    [
        replace(
            UNHURRIED,
            minute_seconds=1.5,
            calls_a_minute={"chat.update": 50, "files.getUploadURLExternal": 100},
            files_kept=1000,
            traffic_kept=10_000,
        )
    ],
)
async def test_two_hundred_channels_are_changed_without_a_storm(town: Town) -> None:
    """With their pictures. A minute is one and a half seconds here, for the workspace and for the app."""
    channels = [f"C0MANY{number:04d}" for number in range(200)]
    team = town.workspace.team_id
    client = town.app.desk.client_of(team)
    assert client
    for id_ in channels:
        town.world.channels[id_] = Channel(id_, id_.lower(), [NEWCOMER, BOT_USER])
        town.world.messages[id_], town.world.pins[id_] = {}, []
        posted = await client.chat_postMessage(channel=id_, text="Roles")
        begun = await town.app.store.begin_overview(Place(team, id_), NEWCOMER, None)
        assert begun
        now = datetime.now(UTC)
        await town.app.store.change_overview(begun, replace(begun, ts=posted["ts"], pinned=True, looked=now))
    town.workspace.faults.rate_limit("chat.update", 1, times=2)
    pace = Pace(clock=lambda: time.monotonic() * 40)
    keepers = [Overviews(town.app.desk, pace)]
    rounds = count()

    async def all_show() -> bool:
        await keepers[-1].look_after_all()
        if next(rounds) == 5:  # a restart: what was done is kept
            await town.app.store.lease("overviews", keepers[-1]._holder, -1)
            keepers.append(Overviews(town.app.desk, pace))
        return all(one.shows for one in await town.app.store.overviews(team))

    await until(all_show, 2 * PATIENCE)
    updates, uploads = (
        Counter(entry["status"] for entry in town.workspace.traffic if entry["name"] == method)
        for method in ("chat.update", "files.getUploadURLExternal")
    )
    assert updates[429] <= 6
    assert 200 <= updates[200] <= 220  # some are changed before there is time for their picture, and again with it
    assert uploads == {200: 200}
    for id_ in channels:
        shown = json.dumps(next(iter(town.world.messages[id_].values())))
        assert "Miller" in shown
        assert '"image"' in shown


async def test_while_another_process_keeps_them_nothing_is_done_here(town: Town) -> None:
    await pin(town)
    await town.app.store.lease("overviews", "another", 60)
    town.bot.replace(MORE)
    await keeper(town).look_after_all()
    assert "Apprentice" not in words(town)


async def test_a_pause_asked_for_elsewhere_than_at_the_message_is_kept_too(town: Town) -> None:
    await pin(town)
    clock = [0.0]
    overview_keeper = Overviews(town.app.desk, rests=Rests(lambda: clock[0]))
    town.workspace.faults.rate_limit("files.completeUploadExternal", 30)
    for _ in range(3):
        await overview_keeper.look_after_all()
    assert len(town.calls("files.completeUploadExternal")) == 1
    clock[0] += 31
    await overview_keeper.look_after_all()
    assert '"image"' in words(town)


async def test_an_event_without_a_message_and_one_that_cannot_be_noted_do_no_harm(town: Town) -> None:
    await pin(town)
    (ts,) = town.workspace.pins(ML_HELP)
    payloads = town.workspace._hub.payloads
    items: tuple[Any, ...] = (None, {}, {"message": "1.0"}, {"message": {"ts": 7}})
    event: dict[str, Any]
    for item in items:
        event = {"type": "pin_removed", "user": MAINTAINER, "channel_id": ML_HELP, "item": item}
        assert (await town.deliver("event", payloads.event(event))).acked
    assert await kept(town)
    engine, town.app.store._engine = town.app.store._engine, None
    event = {"type": "pin_removed", "user": MAINTAINER, "channel_id": ML_HELP, "item": {"message": {"ts": ts}}}
    assert (await town.deliver("event", payloads.event(event))).acked
    await town.app.desk.finish(PATIENCE)
    town.app.store._engine = engine
    assert await kept(town)
