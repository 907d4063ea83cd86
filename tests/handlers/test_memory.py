"""The memory as answers ask it: what was read holds for a moment, and never longer than this process has written."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.people import Assignment, Place
from bot.store import DatabaseStore
from handlers.memory import KEEP, MOST, Memory
from tests.waiting import NEVER, PATIENCE, soon

NURSE = Assignment(Place("T1"), "charge-nurse", user="U1")


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[tuple[DatabaseStore, DatabaseStore]]:
    """Two processes on one database."""
    url = f"sqlite:///{tmp_path / 'memory.db'}"
    opened = DatabaseStore(url, deadline=PATIENCE), DatabaseStore(url, deadline=PATIENCE)
    for store in opened:
        await store.open()
    yield opened
    for store in opened:
        await store.close()


async def test_what_this_process_writes_is_seen_at_once(stores: tuple[DatabaseStore, DatabaseStore]) -> None:
    memory = Memory(stores[0], patience=PATIENCE, clock=Clock())
    assert await memory.assignments("T1") == ()
    await stores[0].assign(NURSE, by="U9")
    assert len(await memory.assignments("T1") or ()) == 1
    await stores[0].mark("T1", left=["U1"])
    assert await memory.departed("T1") == {"U1"}


async def test_what_another_process_writes_is_seen_within_two_seconds(
    stores: tuple[DatabaseStore, DatabaseStore],
) -> None:
    clock = Clock()
    memory = Memory(stores[0], patience=PATIENCE, clock=clock)
    assert await memory.assignments("T1") == ()
    await stores[1].assign(NURSE, by="U9")
    await stores[1].mark("T1", left=["U1"])
    clock.now = KEEP - 0.1
    assert await memory.assignments("T1") == ()
    clock.now = KEEP
    assert len(await memory.assignments("T1") or ()) == 1
    assert await memory.departed("T1") == {"U1"}
    assert KEEP < 2


async def test_a_write_while_it_is_read_makes_it_old(
    stores: tuple[DatabaseStore, DatabaseStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, store = Memory(stores[0], patience=PATIENCE, clock=Clock()), stores[0]
    read = store.assignments

    async def overtaken(workspace: str) -> tuple[Assignment, ...]:
        monkeypatch.undo()
        found = await read(workspace)
        await store.assign(NURSE, by="U9")
        return found

    monkeypatch.setattr(store, "assignments", overtaken)
    assert await memory.assignments("T1") == ()
    assert len(await memory.assignments("T1") or ()) == 1


async def test_each_workspace_is_known_by_itself_and_only_so_many(
    stores: tuple[DatabaseStore, DatabaseStore],
) -> None:
    memory = Memory(stores[0], patience=PATIENCE, clock=Clock())
    await stores[0].assign(NURSE, by="U9")
    for number in range(2, MOST + 3):
        assert await memory.assignments(f"T{number}") == ()
    assert len(await memory.assignments("T1") or ()) == 1


async def test_without_a_database_nothing_is_known_and_nobody_counts_as_gone() -> None:
    memory = Memory(DatabaseStore(""))
    assert await memory.assignments("T1") is None
    assert await memory.departed("T1") == frozenset()


async def test_a_call_that_does_not_even_stop_when_told_to_is_not_waited_for() -> None:
    """A frozen connection answers its cancellation no sooner than the question."""
    stopped = asyncio.Event()

    async def frozen() -> str:
        try:
            await asyncio.sleep(NEVER)
        except asyncio.CancelledError:
            await stopped.wait()
            raise
        return "late"

    memory = Memory(DatabaseStore(""), patience=0.1)
    assert await soon(memory.briefly(frozen(), "without")) == "without"
    stopped.set()


async def test_a_call_that_was_given_up_is_over_once_the_store_is_closed(tmp_path: Path) -> None:
    """Nothing is left to the loop, which may end now."""
    store = DatabaseStore(f"sqlite:///{tmp_path / 'memory.db'}", deadline=PATIENCE)
    await store.open()
    with closing(sqlite3.connect(tmp_path / "memory.db", isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        assert await Memory(store, patience=0.1).claim("Ev1")
    await store.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}
