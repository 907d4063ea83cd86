"""The overlays of workspaces as the listeners use them: looked up now and then, in force at once, none lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import catalog_file
from bot.errors import CatalogErrors, SlackRefused, StaleOverlay, StoreError
from bot.overlay import NOTHING, Revision
from bot.persona_bot import PersonaBot
from bot.store import DatabaseStore
from handlers.overlays import EVERY, MOST_WORKSPACES, Overlays
from tests.bot.theatre import THEATRE
from tests.waiting import PATIENCE


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Process:
    """What one process has in memory, on a database that others use too."""

    def __init__(self, store: DatabaseStore, patience: float = PATIENCE) -> None:
        self.clock = Clock()
        self.bot = PersonaBot(THEATRE)
        self.overlays = Overlays(self.bot, store, catalog_file, clock=self.clock, patience=patience)

    async def says(self, phrase: str) -> bool:
        """True if the words of T1 have the phrase, when somebody asks now."""
        await self.overlays.look("T1")
        return phrase in [duty.text for duty in self.bot.catalog_of("T1").by_id["rigger"].responsibilities]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DatabaseStore]:
    opened = DatabaseStore(f"sqlite:///{tmp_path / 'memory.db'}", deadline=PATIENCE)
    await opened.open()
    yield opened
    await opened.close()


def asked(workspace: str = "T1") -> Any:
    """As much of Bolt's arguments as is looked at."""
    return SimpleNamespace(context=SimpleNamespace(team_id=workspace, user_id="U1"))


async def test_what_one_process_adds_another_answers_with(store: DatabaseStore) -> None:
    """At once where it was added, within two seconds elsewhere."""
    here, there = Process(store), Process(store)
    assert not await there.says("oils the winches")
    await here.overlays.add_phrase(asked(), "rigger", "oils  the winches")
    assert await here.says("oils the winches")
    assert not await there.says("oils the winches")
    there.clock.now += EVERY
    assert await there.says("oils the winches")


async def test_where_something_goes_is_in_force_at_once(store: DatabaseStore) -> None:
    here = Process(store)
    await here.overlays.add_elsewhere(asked(), "parks cars", "the garage")
    assert [one.goes_to for one in here.bot.catalog_of("T1").elsewhere] == ["the garage"]
    (latest,) = await store.overlay_revisions("T1")
    assert (latest.by, latest.note) == ("U1", "added what goes elsewhere")


async def test_two_who_add_at_the_same_moment_lose_nothing(store: DatabaseStore) -> None:
    """Each is put on top of what the other said."""
    both = [Process(store).overlays, Process(store).overlays]
    adding = (one.add_phrase(asked(), "rigger", f"phrase {number}") for number, one in enumerate(both * 2))
    await asyncio.gather(*adding)
    _, overlay = await both[0].newest("T1")
    assert sorted(duty.text for duty in overlay.of("rigger").responsibilities) == [f"phrase {n}" for n in range(4)]


async def test_who_is_never_first_is_told(store: DatabaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few tries; nothing was saved."""

    async def stale(*_: object) -> Revision:
        raise StaleOverlay

    monkeypatch.setattr(store, "save_overlay", stale)
    with pytest.raises(StaleOverlay):
        await Process(store).overlays.add_phrase(asked(), "rigger", "sings")


@pytest.mark.parametrize(("phrase", "told"), [("x" * 301, "301 characters"), (" ", "empty"), ("a\x00b", "control")])
async def test_a_phrase_that_no_file_can_hold_is_refused(store: DatabaseStore, phrase: str, told: str) -> None:
    here = Process(store)
    with pytest.raises(SlackRefused, match=told):
        await here.overlays.add_phrase(asked(), "rigger", phrase)
    assert await store.overlay_number("T1") == 0


async def test_an_overlay_has_its_size(store: DatabaseStore) -> None:
    """What grows beyond it is refused, and the last one stays."""
    here = Process(store)
    words = NOTHING
    for number in range(800):
        words = words.with_phrase("rigger", f"{number:0300}")
    with pytest.raises(CatalogErrors, match="bytes or more"):
        await here.overlays.save("T1", words, "U1", "", 0)


async def test_without_a_database_the_words_in_force_stay(
    store: DatabaseStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so once, until it answers again."""
    here = Process(store)
    await here.overlays.add_phrase(asked(), "rigger", "oils the winches")

    async def broken(workspace: str) -> int:
        raise StoreError("gone")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(store, "overlay_number", broken)
        for _ in range(3):
            here.clock.now += EVERY
            assert await here.says("oils the winches")
    assert [line for line in caplog.messages if "could not be looked up" in line] == [
        "the overlays of workspaces could not be looked up: gone"
    ]
    here.clock.now += EVERY
    assert await here.says("oils the winches")


async def test_a_slow_database_holds_nobody_up(store: DatabaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request goes on without; the look-up goes on too, and is not begun twice."""
    here = Process(store, patience=0.0)
    begun, release = [], asyncio.Event()

    async def slow(workspace: str) -> int:
        begun.append(workspace)
        await release.wait()
        return 0

    monkeypatch.setattr(store, "overlay_number", slow)
    await here.overlays.look("T1")
    await asyncio.sleep(0)
    await here.overlays.look("T1")
    assert begun == ["T1"]
    release.set()
    await asyncio.gather(*here.overlays._looking.values())
    await here.overlays.look("T1")
    assert begun == ["T1"]


async def test_words_that_cannot_be_read_any_more_are_left_alone(store: DatabaseStore) -> None:
    """Nothing is written over them, and answers come from the file."""
    await store.save_overlay("T1", "{", "U1", "", after=0)
    here = Process(store)
    assert not await here.says("oils the winches")
    with pytest.raises(StoreError):
        await here.overlays.add_phrase(asked(), "rigger", "oils the winches")
    assert await store.overlay_number("T1") == 1


async def test_a_new_file_keeps_the_words(store: DatabaseStore) -> None:
    here = Process(store)
    await here.overlays.add_phrase(asked(), "rigger", "oils the winches")
    await here.overlays.renew(replace(THEATRE, version="2"))
    assert await here.says("oils the winches")
    assert here.bot.catalog.version == "2"


async def test_only_so_many_workspaces_are_kept_in_mind(store: DatabaseStore) -> None:
    here = Process(store)
    for number in range(MOST_WORKSPACES + 5):
        here.overlays._note(f"T{number}")
    assert len(here.overlays._next) == MOST_WORKSPACES


async def test_a_request_without_a_workspace_goes_on(store: DatabaseStore) -> None:
    """As before the token is known."""
    went: list[bool] = []

    async def go_on() -> None:
        went.append(True)

    for workspace in ("", "T1"):
        await Process(store).overlays.keep_up(asked(workspace).context, go_on)
    assert went == [True, True]


async def test_what_was_kept_can_be_read_however_long_it_has_become(store: DatabaseStore) -> None:
    """What YAML says once by an anchor, and the ids that are given to roles, are written out in what is kept."""
    song = " ".join(["sings"] * 30)
    long = f"personas: [{', '.join(f'{{title: Singer {at}, description: {song}}}' for at in range(1500))}]"
    kept = Revision("T1", 1, datetime.now(UTC), "U1", long)
    assert len(long) > 200_000
    overlay = await Process(store).overlays.read(kept)
    assert len(overlay.personas) == 1500
