"""Questions asked in vain, on SQLite and PostgreSQL alike."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.gaps import Missed, grouped
from bot.store import DatabaseStore
from bot.store import gaps as kept
from tests.contract.conftest import open_store


async def test_the_same_question_is_kept_once_with_how_often(store: DatabaseStore, another: DatabaseStore) -> None:
    await store.keep_gap("T1", "Who waters  the plants?", Missed.NONE)
    await asyncio.gather(*(one.keep_gap("T1", "who waters the plants?", Missed.NONE) for one in (store, another)))
    await store.keep_gap("T2", "who waters the plants?", Missed.NONE)
    (gap,) = await another.gaps("T1")
    assert (gap.question, gap.outcome, gap.asked) == ("Who waters  the plants?", Missed.NONE, 3)
    assert datetime.now(UTC) - gap.last < timedelta(minutes=5)


async def test_whoever_asks_again_is_not_counted_again_but_it_is_asked_now(store: DatabaseStore) -> None:
    """In whatever order these come."""
    for again, asked in ((True, 1), (False, 1), (True, 1), (False, 2)):
        before = datetime.now(UTC)
        await store.keep_gap("T1", "plants", Missed.NONE, again=again)
        (gap,) = await store.gaps("T1")
        assert gap.asked == asked
        assert gap.last >= before


async def test_a_choice_that_is_taken_is_no_gap(store: DatabaseStore) -> None:
    for _ in range(2):
        await store.keep_gap("T1", "plants", Missed.CHOICE)
    await store.take_gap("T1", "Plants")
    assert [gap.asked for gap in await store.gaps("T1")] == [1]
    await store.take_gap("T1", "plants")
    assert await store.gaps("T1") == ()
    await store.take_gap("T1", "never asked")


async def test_an_ignored_question_stays_so_and_a_settled_one_may_come_again(store: DatabaseStore) -> None:
    await store.keep_gap("T1", "plants", Missed.NONE)
    await store.keep_gap("T1", "cats", Missed.NOT_RIGHT)
    plants, cats = sorted(await store.gaps("T1"), key=lambda gap: gap.question, reverse=True)
    assert await store.close_gaps("T1", [plants.id], ignored=True) == 1
    assert await store.close_gaps("T1", [cats.id]) == 1
    assert await store.close_gaps("T2", [plants.id, cats.id]) == 0
    assert await store.gaps("T1") == ()
    for question, outcome in (("plants", Missed.NONE), ("cats", Missed.NOT_RIGHT)):
        await store.keep_gap("T1", question, outcome)
    assert [gap.question for gap in await store.gaps("T1")] == ["cats"]


async def test_an_ignored_question_can_be_seen_and_restored_with_its_count(store: DatabaseStore) -> None:
    for text in ("plants", "plants", "cats"):
        await store.keep_gap("T1", text, Missed.NONE)
    plants, cats = before = await store.gaps("T1")
    await store.close_gaps("T1", [plants.id], ignored=True)
    assert await store.gaps("T1", ignored=True) == (plants,)
    assert await store.gaps("T2", ignored=True) == ()
    assert await store.restore_gaps("T2", [plants.id]) == 0
    assert await store.restore_gaps("T1", [plants.id, cats.id]) == 1
    assert await store.gaps("T1") == before
    assert await store.gaps("T1", ignored=True) == ()


async def test_what_nobody_asks_any_more_is_forgotten(store: DatabaseStore) -> None:
    await store.keep_gap("T1", "plants", Missed.NONE)
    assert await store.purge_gaps(datetime.now(UTC) - timedelta(days=1)) == 0
    assert await store.purge_gaps(datetime.now(UTC) + timedelta(days=1)) == 1
    assert await store.gaps("T1") == ()


async def test_what_is_older_than_the_period_is_in_no_table_any_more(store: DatabaseStore) -> None:
    """Neither an open question, nor one of its likes, nor an ignored one; what was asked since stays."""
    for text in ("who waters the tomatoes", "who is watering tomatoes", "tomatoes?"):
        await store.keep_gap("T1", text, Missed.NONE)
    await store.close_gaps("T1", [(await store.gaps("T1"))[0].id], ignored=True)
    async with store.transaction() as connection:
        await connection.execute(sa.update(kept.gaps).values(last=datetime.now(UTC) - timedelta(days=91)))
    await store.keep_gap("T1", "who feeds the cat", Missed.NONE)
    assert await store.purge_gaps(datetime.now(UTC) - timedelta(days=90)) == 3
    assert "tomatoes" not in json.dumps(await store.export("T1"))
    assert [group.question for group in grouped(await store.gaps("T1"))] == ["who feeds the cat"]


async def test_what_was_purged_is_not_left_in_the_file(tmp_path: Path) -> None:
    """SQLite would keep it in its log for as long as the bot runs."""
    store = await open_store(f"sqlite:///{tmp_path / 'memory.db'}")

    def is_in_a_file() -> bool:
        return any(b"tomatoes" in path.read_bytes() for path in tmp_path.iterdir())

    await store.keep_gap("T1", "who waters the tomatoes", Missed.NONE)
    assert is_in_a_file()
    await store.purge_gaps(datetime.now(UTC) + timedelta(days=1))
    assert not is_in_a_file()
    await store.close()


async def test_no_flood_of_questions_fills_the_database(store: DatabaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 3)
    for number in range(6):
        await store.keep_gap("T1", f"question {number}", Missed.NONE)
    await store.keep_gap("T2", "theirs", Missed.NONE)
    assert sorted(gap.question[-1] for gap in await store.gaps("T1")) == ["3", "4", "5"]
    assert len(await store.gaps("T2")) == 1


@pytest.mark.parametrize("question", ["x" * 40_000, "nul \0 and a half of a pair \ud800", "'; DROP TABLE gaps; --"])
async def test_any_text_is_kept_or_refused_without_harm(store: DatabaseStore, question: str) -> None:
    await store.keep_gap("T1", question, Missed.NONE)
    (gap,) = await store.gaps("T1")
    assert len(gap.question) <= kept.LONGEST
