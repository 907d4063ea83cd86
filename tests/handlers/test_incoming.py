"""What comes in before any listener sees it."""

from pathlib import Path

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.store import DatabaseStore
from handlers import incoming
from handlers.incoming import Incoming, by_person
from handlers.memory import Memory
from tests.waiting import PATIENCE


async def passes(check: Incoming, event_id: object) -> bool:
    """True if an event with this id reaches the listeners."""
    reached: list[bool] = []

    async def next_() -> None:
        reached.append(True)

    body = {"type": "event_callback", "event_id": event_id, "event": {"user": "U1"}}
    ack = AsyncAck()  # type: ignore[no-untyped-call]  # slack_bolt leaves it unannotated
    response = await check.check(body, ack, next_)
    assert bool(reached) is (response is None)
    return bool(reached)


async def test_an_event_passes_once() -> None:
    check = Incoming(Memory(DatabaseStore("")))
    assert [await passes(check, id_) for id_ in ("Ev1", "Ev2", "Ev1", "Ev1")] == [True, True, False, False]


async def test_an_event_without_an_id_passes() -> None:
    check = Incoming(Memory(DatabaseStore("")))
    assert all([await passes(check, id_) for id_ in (None, "", 7, None, 7)])


async def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST_EVENTS", 2)
    check = Incoming(Memory(DatabaseStore("")))
    assert [await passes(check, id_) for id_ in ("Ev1", "Ev2", "Ev3", "Ev2", "Ev1")] == [True, True, True, False, True]


@pytest.mark.parametrize(
    ("event", "person"),
    [
        ({"user": "U1"}, True),
        ({"user": "U1", "subtype": "file_share"}, True),
        ({"user": "U1", "subtype": "thread_broadcast"}, True),
        ({"user": "U1", "subtype": "message_changed"}, False),
        ({"user": "U1", "bot_id": "B1"}, False),
        ({"user": "U1", "bot_profile": {}}, True),
        ({"user": "U1", "bot_profile": {"id": "B1"}}, False),
        ({"user": "U1", "edited": {}}, False),
        ({"user": "U1", "hidden": True}, False),
        ({}, False),
    ],
)
def test_only_what_a_person_did_is_answered(event: dict[str, object], person: bool) -> None:
    assert by_person(event) is person


async def test_an_event_that_another_process_has_seen_does_not_pass(tmp_path: Path) -> None:
    stores = [DatabaseStore(f"sqlite:///{tmp_path}/persona.db", deadline=PATIENCE) for _ in range(2)]
    for store in stores:
        await store.open()
    one, another = (Incoming(Memory(store, patience=PATIENCE)) for store in stores)
    assert [await passes(check, id_) for check in (one, another) for id_ in ("Ev1", "Ev1")] == [True] + 3 * [False]
    assert await passes(another, "Ev2")
    for store in stores:
        await store.close()
