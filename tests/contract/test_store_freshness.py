"""Who was asked to confirm what, and who has left: one contract on SQLite and on PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.people import Assignment, Place
from bot.store import DatabaseStore
from bot.store.freshness import reminders
from bot.store.people import changes

NURSE = Assignment(Place("T1"), "charge-nurse", user="U1")


async def assigned(store: DatabaseStore) -> Assignment:
    after = (await store.assign(NURSE, by="U9")).after
    assert after is not None
    return after


async def test_one_process_only_may_ask_a_holder_and_once(store: DatabaseStore, another: DatabaseStore) -> None:
    one = await assigned(store)
    claims = await asyncio.gather(*(each.remind(one) for each in (store, another) * 5))
    assert sum(claims) == 1
    assert not await another.remind(one)
    asked = await store.reminders("T1")
    assert list(asked) == [one.id]
    assert datetime.now(UTC) - asked[one.id] < timedelta(minutes=1)
    assert await store.reminders("T2") == {}


async def test_a_holder_may_be_asked_again_after_a_new_confirmation(store: DatabaseStore) -> None:
    one = await assigned(store)
    assert await store.remind(one)
    confirmed = (await store.confirm(one, by="U1")).after
    assert confirmed is not None
    assert await store.remind(confirmed)
    assert not await store.remind(confirmed)


async def test_a_question_that_was_not_sent_may_be_asked_again(store: DatabaseStore) -> None:
    one = await assigned(store)
    assert await store.remind(one)
    await store.unremind(one)
    assert await store.remind(one)


async def test_who_has_left_is_known_to_every_process_until_they_are_back(
    store: DatabaseStore, another: DatabaseStore
) -> None:
    await store.mark("T1", left=["U1", "U2"])
    await another.mark("T1", left=["U1"])
    assert await another.departed("T1") == {"U1", "U2"}
    assert await store.departed("T2") == frozenset()
    await another.mark("T1", left=["U3"], returned=["U1", "U4"])
    assert await store.departed("T1") == {"U2", "U3"}


async def test_a_process_counts_its_own_writes(store: DatabaseStore, another: DatabaseStore) -> None:
    begun, others = store.writes("T1"), another.writes("T1")
    one = await assigned(store)
    after_one = store.writes("T1")
    await store.mark("T1", left=["U1"])
    assert begun < after_one < store.writes("T1")
    await store.assignments(one.place.workspace)
    assert store.writes("T2") == 0
    assert another.writes("T1") == others


async def test_an_assignment_says_since_when_its_holder_is_in_the_role(store: DatabaseStore) -> None:
    first = await assigned(store)
    assert first.made is not None
    assert datetime.now(UTC) - first.made < timedelta(minutes=1)
    noted = (await store.revise(replace(first, note="days only"), by="U9")).after
    assert noted is not None
    assert noted.made == first.made
    passed_on = (await store.revise(replace(noted, user="U2"), by="U9")).after
    assert passed_on is not None
    assert passed_on.made is not None
    assert passed_on.made > first.made
    await store.end(passed_on, by="U9")
    await store.undo("T1", (await store.history("T1"))[0].id, by="U9")
    (back,) = await store.assignments("T1")
    assert back.made == passed_on.made


async def test_a_change_kept_before_this_was_known_can_be_undone(store: DatabaseStore) -> None:
    first = await assigned(store)
    ended = await store.end(first, by="U9")
    async with store.transaction() as connection:
        before = (await connection.execute(sa.select(changes.c.before).where(changes.c.id == ended.id))).scalar_one()
        del before["made"]
        await connection.execute(sa.update(changes).where(changes.c.id == ended.id).values(before=before))
    await store.undo("T1", ended.id, by="U9")
    (back,) = await store.assignments("T1")
    assert back.made is not None


async def test_what_is_kept_of_who_was_asked_goes_with_the_workspace(store: DatabaseStore) -> None:
    one = await assigned(store)
    await store.remind(one)
    await store.mark("T1", left=["U1"])
    erased = await store.erase("T1")
    assert (erased["reminders"], erased["departed"]) == (1, 1)
    async with store.transaction(reading=True) as connection:
        assert not (await connection.execute(sa.select(reminders))).all()
