"""What the memory keeps of overviews, on SQLite and on PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.people import Place
from bot.pins import Overview
from bot.store import DatabaseStore

HERE, THERE, ELSEWHERE = Place("T1", "C1"), Place("T1", "C2"), Place("T2", "C1")


async def pinned(store: DatabaseStore, place: Place = HERE) -> Overview:
    """An overview that was begun and pinned."""
    begun = await store.begin_overview(place, "U1", None)
    assert begun
    kept = replace(begun, ts="1.0", pinned=True, content="c", names="n", looked=datetime(2026, 3, 1, tzinfo=UTC))
    assert await store.change_overview(begun, kept)
    return kept


async def test_an_overview_comes_back_as_it_was_kept(store: DatabaseStore) -> None:
    kept = await pinned(store)
    assert await store.overviews("T1") == (kept,)
    assert await store.overviews() == (kept,)


async def test_each_channel_has_its_own(store: DatabaseStore) -> None:
    here, there, elsewhere = [await pinned(store, place) for place in (HERE, THERE, ELSEWHERE)]
    assert await store.overviews("T1") == (here, there)
    assert await store.drop_overview(HERE, "1.0")
    assert await store.overviews() == (there, elsewhere)


async def test_those_changed_the_longest_time_ago_come_first(store: DatabaseStore) -> None:
    here, there = await pinned(store), await pinned(store, THERE)
    assert await store.change_overview(here, newer := replace(here, content="d"))
    assert await store.overviews("T1") == (there, newer)


async def test_of_two_processes_one_begins(store: DatabaseStore, another: DatabaseStore) -> None:
    begun = await asyncio.gather(store.begin_overview(HERE, "U1", None), another.begin_overview(HERE, "U2", None))
    assert len([one for one in begun if one]) == 1


async def test_of_two_processes_one_begins_anew(store: DatabaseStore, another: DatabaseStore) -> None:
    kept = await pinned(store)
    begun = await asyncio.gather(store.begin_overview(HERE, "U1", kept), another.begin_overview(HERE, "U2", kept))
    (anew,) = [one for one in begun if one]
    assert await store.overviews("T1") == (anew,)
    assert (anew.ts, anew.pinned) == ("", False)


@pytest.mark.parametrize("change", [{"ts": "2.0"}, {"content": "d"}, {"names": "m"}])
async def test_what_somebody_else_changed_is_not_overwritten(store: DatabaseStore, change: dict[str, str]) -> None:
    kept = await pinned(store)
    newer = Overview(**{field: getattr(kept, field) for field in Overview.__slots__} | change)
    assert await store.change_overview(kept, newer)
    assert not await store.change_overview(kept, replace(kept, content="mine"))
    assert await store.overviews("T1") == (newer,)


async def test_an_overview_that_was_dropped_does_not_come_back(store: DatabaseStore) -> None:
    kept = await pinned(store)
    assert not await store.drop_overview(HERE, "2.0")
    assert await store.drop_overview(HERE, "1.0")
    assert not await store.drop_overview(HERE, "1.0")
    assert not await store.change_overview(kept, replace(kept, content="d"))
    assert await store.overviews() == ()


async def test_names_are_kept_by_workspace_until_others_are(store: DatabaseStore) -> None:
    await store.keep_names("T1", {"U1": "Ann", "S1": "The crew"})
    await store.keep_names("T2", {"U1": "Anna"})
    await store.keep_names("T1", {"U1": "Ann", "U2": "Bob"})
    assert await store.names("T1") == {"U1": "Ann", "U2": "Bob"}
    await store.keep_names("T1", {})
    assert await store.names("T1") == {}
    assert await store.names("T2") == {"U1": "Anna"}


async def test_a_picture_is_kept_and_the_one_it_replaces_told(store: DatabaseStore) -> None:
    assert await store.picture("T1") == ("", "")
    assert not await store.keep_picture("T1", "F1", "d1")
    assert not await store.keep_picture("T2", "F2", "d1")
    assert await store.keep_picture("T1", "F3", "d2") == "F1"
    assert await store.picture("T1") == ("F3", "d2")


async def test_a_lease_is_one_holders_until_it_ends(store: DatabaseStore, another: DatabaseStore) -> None:
    taken = await asyncio.gather(store.lease("w", "a", 60), another.lease("w", "b", 60))
    assert sorted(taken) == [False, True]
    first = "a" if taken[0] else "b"
    assert await another.lease("w", first, -1)
    assert await another.lease("w", "c", 60)
    assert not await store.lease("w", first, 60)
    assert await store.lease("another", first, 60)
