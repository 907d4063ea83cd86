"""What the memory promises of the workspaces' overlays, on SQLite and on PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.errors import StaleOverlay
from bot.store import DatabaseStore
from bot.store.overlays import KEEP_PROPOSALS, proposals

MINE = "version: 1\npersonas:\n- id: baker\n  aliases: [Bäcker]\n"


async def test_a_workspace_begins_without_an_overlay(store: DatabaseStore) -> None:
    assert await store.overlay_number("T1") == 0
    assert await store.overlay_revisions("T1") == ()


async def test_what_is_saved_is_in_force(store: DatabaseStore) -> None:
    """The newest revision comes first, as it was saved; other workspaces have none of it."""
    first = await store.save_overlay("T1", MINE, "U1", "by a file", after=0)
    second = await store.save_overlay("T1", "version: 1\n", "U2", "", after=1)
    assert (first.number, first.workspace, first.by, first.text, first.note) == (1, "T1", "U1", MINE, "by a file")
    assert datetime.now(UTC) - first.at < timedelta(minutes=1)
    assert await store.overlay_number("T1") == 2
    assert await store.overlay_revisions("T1") == (second,)
    assert await store.overlay_revisions("T1", 5) == (second, first)
    assert await store.overlay_number("T2") == 0
    assert [await store.overlay_revision("T1", number) for number in (0, 1, 2, 3)] == [None, first, second, None]
    assert await store.overlay_revision("T2", 1) is None


@pytest.mark.parametrize("after", [0, 2, -1])
async def test_nothing_is_saved_over_what_was_not_seen(store: DatabaseStore, after: int) -> None:
    """Whoever compared with another revision than the one in force is told."""
    await store.save_overlay("T1", MINE, "U1", "", after=0)
    with pytest.raises(StaleOverlay):
        await store.save_overlay("T1", "version: 1\n", "U2", "", after=after)
    assert [one.text for one in await store.overlay_revisions("T1", 5)] == [MINE]


async def test_of_two_who_save_at_once_one_is_told(store: DatabaseStore, another: DatabaseStore) -> None:
    """Two processes on one database lose nothing: each revision follows the one it was made from."""
    await store.save_overlay("T1", MINE, "U1", "", after=0)
    saving = (each.save_overlay("T1", f"# {n}\n", "U1", "", 1) for n, each in enumerate([store, another] * 4))
    done = await asyncio.gather(*saving, return_exceptions=True)
    assert sum(isinstance(one, StaleOverlay) for one in done) == 7
    assert await another.overlay_number("T1") == 2


async def test_a_proposal_waits_for_the_one_who_sent_it(store: DatabaseStore, another: DatabaseStore) -> None:
    """It is found by its id, by its sender, in its workspace, from any process, until it is dropped."""
    sent = await store.propose_overlay("T1", MINE, "U1", over=3)
    assert (sent.text, sent.over, sent.by) == (MINE, 3, "U1")
    assert await another.proposed_overlay("T1", sent.id) == sent
    for workspace, id_ in (("T2", sent.id), ("T1", "x")):
        assert await store.proposed_overlay(workspace, id_) is None
    await store.drop_proposal("T2", sent.id)
    assert await store.proposed_overlay("T1", sent.id) == sent
    await another.drop_proposal("T1", sent.id)
    assert await store.proposed_overlay("T1", sent.id) is None


async def test_a_new_proposal_takes_the_place_of_the_last(store: DatabaseStore) -> None:
    """One for each person; what somebody else sent stays."""
    mine, theirs = [await store.propose_overlay("T1", MINE, by, over=0) for by in ("U1", "U2")]
    newer = await store.propose_overlay("T1", "version: 1\n", "U1", over=0)
    found = [await store.proposed_overlay("T1", one.id) for one in (mine, newer, theirs)]
    assert found == [None, newer, theirs]


async def test_a_proposal_is_forgotten_after_a_day(store: DatabaseStore) -> None:
    """It is not found any more, and the next one, whoever sends it, clears it away."""
    old = await store.propose_overlay("T1", MINE, "U1", over=0)
    async with store.transaction() as connection:
        await connection.execute(sa.update(proposals).values(at=datetime.now(UTC) - KEEP_PROPOSALS))
    assert await store.proposed_overlay("T1", old.id) is None
    await store.propose_overlay("T2", MINE, "U9", over=0)
    async with store.transaction(reading=True) as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(proposals)) == 1
