"""One contract for the memory, held on SQLite and on PostgreSQL alike."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot import migrations
from bot.catalog import Part
from bot.errors import StaleAssignment, StoreError
from bot.people import Assignment, Change, Deed, Place
from bot.pins import Overview
from bot.store import DatabaseStore
from bot.store.events import KEEP_EVENTS, events
from bot.store.overviews import _row as row_of
from bot.store.overviews import overviews
from bot.store.people import assignments
from tests.contract.conftest import open_store

NURSE = Assignment(
    Place("T1", "C1"),
    "charge-nurse",
    user="U1",
    part=Part.ACCOUNTABLE,
    since=date(2026, 1, 10),
    until=date(2026, 12, 31),
    backup="U2",
    note="nights only",
    confirmed=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
)


async def assigned(store: DatabaseStore, assignment: Assignment = NURSE) -> Assignment:
    after = (await store.assign(assignment, by="U9")).after
    assert after is not None
    return after


async def test_an_assignment_comes_back_as_it_was_put_in(store: DatabaseStore) -> None:
    kept = await assigned(store)
    assert kept == replace(NURSE, id=kept.id, revision=1, made=kept.made)
    assert await store.assignments("T1") == (kept,)


async def test_a_workspace_sees_only_its_own(store: DatabaseStore) -> None:
    kept = await assigned(store)
    assert await store.assignments("T2") == ()
    assert await store.history("T2") == ()
    with pytest.raises(StaleAssignment):
        await store.end(replace(kept, place=Place("T2")), by="U9")
    with pytest.raises(StaleAssignment):
        await store.confirm(replace(kept, place=Place("T2")), by="U9")
    with pytest.raises(StaleAssignment):
        await store.confirm(replace(kept, revision=7), by="U9")


async def test_every_change_is_kept_with_who_and_when(store: DatabaseStore) -> None:
    began = datetime.now(UTC) - timedelta(seconds=1)
    first = await assigned(store)
    second = (await store.revise(replace(first, note="days only"), by="U8")).after
    assert second is not None
    await store.end(second, by="U7")
    history = await store.history("T1")
    assert [(one.deed, one.by) for one in history] == [
        (Deed.ENDED, "U7"),
        (Deed.CHANGED, "U8"),
        (Deed.ASSIGNED, "U9"),
    ]
    assert [(one.before, one.after) for one in history] == [(second, None), (first, second), (None, first)]
    assert all(began <= one.at <= datetime.now(UTC) + timedelta(seconds=1) for one in history)
    assert await store.assignments("T1") == ()


async def test_the_history_is_read_page_by_page_and_of_one_role(store: DatabaseStore) -> None:
    nurse = await assigned(store)
    porters = [await assigned(store, replace(NURSE, persona="porter", user=f"U{number}")) for number in range(4)]
    await store.end(nurse, by="U7")

    async def ids(**where: Any) -> list[int]:
        return [one.id for one in await store.history("T1", **where)]

    every = await ids()
    assert every == sorted(every, reverse=True)
    assert await ids(persona="charge-nurse") == [every[0], every[5]]
    assert len(await ids(persona="porter")) == len(porters)
    assert await ids(persona="nobody's") == []
    assert await ids(most=2, before=every[1]) == every[2:4]
    assert await ids(most=2, after=every[4]) == every[2:4]
    assert await ids(most=2, after=every[5], persona="porter") == every[3:5]


async def test_the_slower_of_two_changes_is_told(store: DatabaseStore, another: DatabaseStore) -> None:
    first = await assigned(store)
    results = await asyncio.gather(
        store.revise(replace(first, note="a"), by="U1"),
        another.revise(replace(first, note="b"), by="U2"),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, StaleAssignment) for one in results) == [False, True]
    (kept,) = await store.assignments("T1")
    assert kept.revision == 2
    assert len(await store.history("T1")) == 2


async def test_nobody_is_put_in_a_role_twice_at_the_same_moment(store: DatabaseStore, another: DatabaseStore) -> None:
    """Whoever is second is told; another role, place or person is another matter, and so is what has ended."""
    nurse = replace(NURSE, until=None)
    same = [each.assign(nurse, by="U9") for each in (store, another) * 3]
    results = await asyncio.gather(*same, return_exceptions=True)
    assert sum(isinstance(one, Change) for one in results) == 1
    assert sum(isinstance(one, StaleAssignment) for one in results) == 5
    for other in (replace(nurse, persona="porter"), replace(nurse, user="U8"), replace(nurse, place=Place("T1", "C2"))):
        await store.assign(other, by="U9")
    moved = (await store.assign(replace(nurse, user="U6"), by="U9")).after
    assert moved
    widened = await store.revise(replace(moved, place=Place("T1")), by="U9")
    await store.assign(replace(nurse, user="U6"), by="U9")
    with pytest.raises(StaleAssignment):
        await store.undo("T1", widened.id, by="U9")
    ended = replace(NURSE, user="U7", until=date(2026, 1, 1))
    for _ in range(2):
        await store.assign(ended, by="U9")


async def test_confirming_notes_when(store: DatabaseStore) -> None:
    first = await assigned(store)
    change = await store.confirm(first, by="U1")
    assert change.deed is Deed.CONFIRMED
    assert change.after is not None
    assert change.after.confirmed is not None
    assert datetime.now(UTC) - change.after.confirmed < timedelta(minutes=1)


@pytest.mark.parametrize("deed", [Deed.ASSIGNED, Deed.CHANGED, Deed.ENDED])
async def test_a_change_can_be_undone(store: DatabaseStore, deed: Deed) -> None:
    first = await assigned(store)
    change = (await store.history("T1"))[0]
    if deed is Deed.CHANGED:
        change = await store.revise(replace(first, note="days only"), by="U8")
    elif deed is Deed.ENDED:
        change = await store.end(first, by="U8")
    await store.undo("T1", change.id, by="U7")
    left = await store.assignments("T1")
    assert [replace(one, revision=0) for one in left] == [
        replace(one, revision=0) for one in ([change.before] if change.before else [])
    ]
    history = await store.history("T1")
    assert history[0].by == "U7"
    assert history[1].undone


async def test_only_the_latest_change_can_be_undone_and_only_once(store: DatabaseStore) -> None:
    first = await assigned(store)
    change = await store.revise(replace(first, note="days only"), by="U8")
    assert change.after is not None
    later = await store.revise(replace(change.after, note="weekends"), by="U8")
    with pytest.raises(StaleAssignment):
        await store.undo("T1", change.id, by="U7")
    with pytest.raises(StaleAssignment):
        await store.undo("T1", 10_000, by="U7")
    await store.undo("T1", later.id, by="U7")
    with pytest.raises(StaleAssignment):
        await store.undo("T1", later.id, by="U7")
    (left,) = await store.assignments("T1")
    assert left.note == "days only"


async def undoable(store: DatabaseStore) -> list[tuple[int, Deed]]:
    """What can be undone, the latest first: its number, counted from 1 for the first change, and its deed."""
    history = await store.history("T1")
    return [(len(history) - place, one.deed) for place, one in enumerate(history) if one.open]


async def notes(store: DatabaseStore) -> list[str]:
    return [one.note for one in await store.assignments("T1")]


async def test_changes_are_undone_one_by_one_and_brought_back_one_by_one(store: DatabaseStore) -> None:
    """An undo is no change to be undone before the earlier ones: it can be brought back, the latest first."""
    first = await assigned(store)
    second = (await store.revise(replace(first, note="days only"), by="U8")).after
    assert second
    assert await undoable(store) == [(2, Deed.CHANGED)]

    async def undo(number: int) -> Change:
        return await store.undo("T1", (await store.history("T1"))[-number].id, by="U7")

    taken = await undo(2)
    assert (taken.deed, taken.undid) == (Deed.TAKEN_BACK, (await store.history("T1"))[-2].id)
    assert await notes(store) == ["nights only"]
    assert await undoable(store) == [(3, Deed.TAKEN_BACK), (1, Deed.ASSIGNED)]
    await undo(1)
    assert await notes(store) == []
    assert await undoable(store) == [(4, Deed.TAKEN_BACK)]
    with pytest.raises(StaleAssignment):
        await undo(3)
    assert (await undo(4)).deed is Deed.BROUGHT_BACK
    assert await notes(store) == ["nights only"]
    assert await undoable(store) == [(3, Deed.TAKEN_BACK), (1, Deed.ASSIGNED)]
    with pytest.raises(StaleAssignment):
        await undo(5)
    await undo(3)
    assert await notes(store) == ["days only"]
    assert await undoable(store) == [(2, Deed.CHANGED)]
    (last,) = await store.assignments("T1")
    assert last.id == first.id
    assert last.revision > second.revision


async def test_after_an_undo_another_change_is_a_step_of_its_own(store: DatabaseStore) -> None:
    first = await assigned(store)
    changed = await store.revise(replace(first, note="days only"), by="U8")
    taken = (await store.undo("T1", changed.id, by="U7")).after
    assert taken
    other = await store.revise(replace(taken, note="weekends"), by="U8")
    assert await undoable(store) == [(4, Deed.CHANGED)]
    await store.undo("T1", other.id, by="U7")
    assert await notes(store) == ["nights only"]
    assert (1, Deed.ASSIGNED) in await undoable(store)


async def test_a_confirmation_stands_in_nobodys_way_and_stays(store: DatabaseStore) -> None:
    """It has no undo of its own; who had the role before had not confirmed it."""
    first = await assigned(store)
    changed = await store.revise(replace(first, note="days only"), by="U8")
    assert changed.after
    confirmed = await store.confirm(changed.after, by="U1")
    assert confirmed.after
    assert await undoable(store) == [(2, Deed.CHANGED)]
    with pytest.raises(StaleAssignment):
        await store.undo("T1", confirmed.id, by="U7")
    with pytest.raises(StaleAssignment):
        await store.undo("T1", changed.id, by="U7", revision=changed.after.revision)
    await store.undo("T1", changed.id, by="U7", revision=confirmed.after.revision)
    (left,) = await store.assignments("T1")
    assert (left.note, left.confirmed) == ("nights only", confirmed.after.confirmed)
    passed = await store.revise(replace(left, user="U5", confirmed=None), by="U8")
    assert passed.after
    await store.confirm(passed.after, by="U5")
    await store.undo("T1", passed.id, by="U7")
    (back,) = await store.assignments("T1")
    assert (back.user, back.confirmed) == ("U1", left.confirmed)


async def test_one_process_only_undoes_a_change(store: DatabaseStore, another: DatabaseStore) -> None:
    first = await assigned(store)
    change = await store.revise(replace(first, note="days only"), by="U8")
    pressed = [one.undo("T1", change.id, by="U7") for one in (store, another) * 3]
    results = await asyncio.gather(*pressed, return_exceptions=True)
    assert sum(isinstance(one, Change) for one in results) == 1
    assert len(await store.history("T1")) == 3


async def test_one_process_only_wins_an_event(store: DatabaseStore, another: DatabaseStore) -> None:
    claims = await asyncio.gather(*(one.claim("Ev1") for one in (store, another) * 10))
    assert sum(claims) == 1
    assert await store.claim("Ev2")
    await store.unclaim("Ev2")
    assert await another.claim("Ev2")


async def test_two_processes_may_start_at_once(url: str) -> None:
    stores = await asyncio.gather(*(open_store(url) for _ in range(4)))
    assert await stores[0].assignments("T1") == ()
    await asyncio.gather(*(one.close() for one in stores))


async def test_a_locked_database_is_told_in_time(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = DatabaseStore(f"sqlite:///{path}")
    await store.open()
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError):
        await store.assign(NURSE, by="U9")
    assert await store.assignments("T1") == ()
    blocker.close()
    await assigned(store)
    await store.close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:////nowhere/at/all.db", "its directory is not there"),
        ("sqlite:////tmp", "DATABASE_URL names a directory, not a file"),
        ("postgresql://persona:secret@127.0.0.1:9/none", "the connection was refused"),
        ("postgresql://persona:secret@127.0.0.1:port/none", "ValueError"),
        ("postgresql://persona:secret@127.0.0.1:9/none?sslmode=some", "DATABASE_URL has an option that makes no sense"),
    ],
)
async def test_a_database_that_is_not_there_is_an_error_of_its_own_which_says_why(url: str, why: str) -> None:
    """Without its address or a secret."""
    with pytest.raises(StoreError) as raised:
        await open_store(url)
    assert str(raised.value) == f"the database could not be opened ({why})"


async def test_a_file_that_is_no_database_or_may_not_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database at all", encoding="utf-8")
    with pytest.raises(StoreError, match="the file is not a database"):
        await open_store(f"sqlite:///{tmp_path}/notes.txt")
    (tmp_path / "link.db").symlink_to("/nowhere/at/all.db")
    with pytest.raises(StoreError, match="it may not be opened or made there"):
        await open_store(f"sqlite:///{tmp_path}/link.db")


def test_a_database_that_is_not_there_leaves_nothing_to_a_loop_that_ends() -> None:
    """Its connection's thread would find the loop closed: as good as always once in so many times."""

    async def refused() -> None:
        with pytest.raises(StoreError):
            await open_store("sqlite:////nowhere/at/all.db")

    for _ in range(200):
        asyncio.run(refused())


@pytest.mark.parametrize("also", [(), ("-wal", "-shm")])
async def test_a_file_that_is_deleted_while_it_is_open_is_made_anew_and_nothing_more_is_lost(
    sqlite_url: str, also: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite itself would go on writing to what nobody can find any more."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    store = await open_store(sqlite_url)
    await assigned(store)
    for end in ("", *also):
        path.with_name(path.name + end).unlink()
    nurse, porter = await asyncio.gather(assigned(store), assigned(store, replace(NURSE, persona="porter")))
    assert set(await store.assignments("T1")) == {nurse, porter}
    await store.close()
    again = await open_store(sqlite_url)
    assert set(await again.assignments("T1")) == {nurse, porter}
    await again.close()
    assert [one for one in caplog.messages if "deleted or replaced" in one] == [
        "the database's file was deleted or replaced while the bot ran; it was opened anew"
    ]


async def test_a_file_whose_directory_is_gone_is_said_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    store = await open_store(f"sqlite:///{folder}/persona.db")
    folder.rename(tmp_path / "moved")
    for _ in range(2):
        with pytest.raises(StoreError, match="its directory is not there"):
            await assigned(store)
    (tmp_path / "moved").rename(folder)
    await assigned(store)
    await store.close()


async def test_before_it_is_open_every_call_is_refused_at_once() -> None:
    with pytest.raises(StoreError, match="not open yet"):
        await DatabaseStore("").assignments("T1")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none_of_this_name", "the server has no database of this name"),
        ("postgres?user=nobody_of_this_name", "the user or the password was refused"),
    ],
)
async def test_a_server_that_refuses_is_an_error_of_its_own(postgres: str, name: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        await open_store(f"{postgres}/{name}")


async def test_an_older_database_is_brought_up_to_date_with_all_that_is_in_it(url: str) -> None:
    driver = "sqlite+aiosqlite" if url.startswith("sqlite") else "postgresql+asyncpg"
    engine = create_async_engine(sa.make_url(url).set(drivername=driver, query={}))
    await migrations.upgrade(engine, "0001")
    row = {"id": "a1", "workspace": "T1", "channel": "", "persona": "nurse", "user": "U1", "usergroup": ""}
    more = {"part": "responsible", "backup": "", "note": "", "revision": 1, "made": datetime.now(UTC)}
    async with engine.begin() as connection:
        await connection.execute(sa.insert(assignments).values(**row, **more))
    await migrations.upgrade(engine, "0003")
    overview = Overview(Place("T1", "C1"), by="U9", ts="1.0", pinned=True, picture="F1", replaced="F0", drawn="d")
    async with engine.begin() as connection:
        await connection.execute(sa.insert(overviews).values(**row_of(overview)))
        await connection.execute(sa.text("INSERT INTO pictures (workspace, file, drawn) VALUES ('T1', 'F2', 'd')"))
    await engine.dispose()
    store = await open_store(url)
    (kept,) = await store.assignments("T1")
    assert (kept.id, kept.persona, kept.user) == ("a1", "nurse", "U1")
    assert await store.gaps("T1") == ()
    assert await store.overviews("T1") == (overview,)
    assert await store.picture("T1") == ("F2", "d")
    sheets = replace(overview, picture=" ".join(f"F0SHEET{number:04d}" for number in range(10)))
    assert await store.change_overview(overview, sheets)
    assert await store.overviews("T1") == (sheets,)
    await store.close()


async def test_changes_undone_before_an_undo_said_what_it_undid_go_back_in_their_order(url: str) -> None:
    """Else the first change could be undone while what an older release had undone stood in its way."""
    store = await open_store(url)
    first = await assigned(store)
    revised = await store.revise(replace(first, user="U7"), by="U9")
    await store.undo("T1", revised.id, by="U9")
    async with store.transaction() as connection:
        await connection.execute(sa.text("UPDATE changes SET deed = 'changed' WHERE undid > 0"))
        await connection.execute(sa.text("ALTER TABLE changes DROP COLUMN undid"))
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '0004'"))
    await store.close()
    store = await open_store(url)
    users = []
    for _ in range(3):
        (latest,) = [one for one in await store.history("T1") if one.open and one.deed is not Deed.TAKEN_BACK]
        after = (await store.undo("T1", latest.id, by="U9")).after
        users.append(after.user if after else "")
    assert users == ["U7", "U1", ""]
    assert await store.assignments("T1") == ()
    await store.close()


@pytest.mark.parametrize(
    "asked",
    ["channel_binding=require", "connect_timeout=3", "application_name=persona", "sslmode=prefer", "ssl=prefer"],
)
async def test_what_hosts_put_into_addresses_is_understood(postgresql_url: str, asked: str) -> None:
    """Hosts hand out addresses in libpq's words."""
    store = await open_store(f"{postgresql_url}{'&' if '?' in postgresql_url else '?'}{asked}")
    assert await store.assignments("T1") == ()
    await store.close()


async def test_a_database_of_a_newer_release_is_said(url: str) -> None:
    store = await open_store(url)
    async with store.transaction() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    with pytest.raises(StoreError, match="newer release"):
        await DatabaseStore(url).open()


async def test_an_event_of_long_ago_can_be_claimed_again(store: DatabaseStore) -> None:
    assert await store.claim("Ev1")
    async with store.transaction() as connection:
        await connection.execute(sa.update(events).values(at=datetime.now(UTC) - 2 * KEEP_EVENTS))
    assert await store.claim("Ev1")
