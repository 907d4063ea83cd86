"""Watching the catalog file: sound changes are taken, and what is broken or cut off is refused."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.catalog import Catalog
from bot.catalog_file import Limits, Watcher, load, read
from bot.catalog_file.apart import _bare_environment, _build, read_apart, tell
from bot.errors import CatalogErrors
from tests.waiting import soon

HOSPITAL = Path(__file__).with_name("test_catalog_file_hospital.yaml").read_bytes()


def roles(*titles: str) -> str:
    """A catalog of these titles, a few lines for each."""
    return "".join(f"- title: {title}\n  description: Does what a {title} does.\n" for title in titles)


SIX = roles("Nurse", "Doctor", "Clerk", "Porter", "Cook", "Cleaner")


class Watched:
    """A file under watch: `taken` holds the titles of each catalog that came into force."""

    def __init__(self, path: Path, first: str = SIX) -> None:
        self.path = path
        self.taken: list[list[str]] = []
        path.write_text(first)
        self.watcher = Watcher(path, self.take, load(path))

    def take(self, catalog: Catalog) -> None:
        self.taken.append([persona.title for persona in catalog.personas])

    async def looks(self) -> None:
        """Two looks are what a change needs: one to see it, one to see that it is complete."""
        await self.watcher.look()
        await self.watcher.look()

    async def holds(self, text: str | bytes) -> None:
        self.path.write_bytes(text.encode() if isinstance(text, str) else text)
        await self.looks()


@pytest.fixture
async def watched(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Watched:
    caplog.set_level(logging.INFO, "bot.catalog_file")
    watched = Watched(tmp_path / "roles.yaml")
    await watched.looks()
    return watched


async def test_an_edited_file_is_picked_up_while_the_bot_runs(tmp_path: Path) -> None:
    """Left to run, the watcher hands over the first catalog and then each new one."""
    path = tmp_path / "roles.yaml"
    path.write_text(SIX)
    taken: asyncio.Queue[Catalog] = asyncio.Queue()
    running = asyncio.create_task(Watcher(path, taken.put_nowait, every=0.01).run())
    try:
        assert len((await soon(taken.get())).personas) == 6
        path.write_text(SIX + roles("Pharmacist"))
        new = await soon(taken.get())
    finally:
        running.cancel()
    assert len(new.personas) == 7
    assert new == load(path)


async def test_the_catalog_in_force_is_not_announced_again(watched: Watched) -> None:
    """A file that is touched, or written again as it was, changes nothing."""
    await watched.holds(SIX)
    await watched.holds(SIX)
    assert watched.taken == []


async def test_a_change_before_the_first_look_is_not_missed(tmp_path: Path) -> None:
    """The file may change between its first reading and the start of the watch."""
    watched = Watched(tmp_path / "roles.yaml")
    await watched.holds(SIX + roles("Pharmacist"))
    assert len(watched.taken[0]) == 7


async def test_a_change_may_be_awaited(tmp_path: Path) -> None:
    """`on_change` may be a coroutine function."""
    taken = []

    async def take(catalog: Catalog) -> None:
        await asyncio.sleep(0)
        taken.append(catalog)

    path = tmp_path / "roles.yaml"
    path.write_text(SIX)
    watcher = Watcher(path, take)
    await watcher.look()
    await watcher.look()
    assert taken == [load(path)]


async def test_a_file_replaced_by_rename_is_taken(watched: Watched) -> None:
    """Many editors write a new file and rename it to the old name."""
    beside = watched.path.with_suffix(".new")
    beside.write_text(SIX + roles("Pharmacist"))
    beside.rename(watched.path)
    await watched.looks()
    assert len(watched.taken[0]) == 7


async def test_a_symlink_that_turns_is_followed(tmp_path: Path) -> None:
    """Kubernetes mounts a config map behind a link to a directory, and turns the link."""
    for version, text in {"v1": SIX, "v2": SIX + roles("Pharmacist")}.items():
        (tmp_path / version).mkdir()
        (tmp_path / version / "roles.yaml").write_text(text)
    data, path = tmp_path / "..data", tmp_path / "roles.yaml"
    data.symlink_to("v1")
    path.symlink_to("..data/roles.yaml")
    taken: list[Catalog] = []
    watcher = Watcher(path, taken.append, load(path))
    await watcher.look()
    await watcher.look()
    (tmp_path / "turned").symlink_to("v2")
    (tmp_path / "turned").rename(data)
    await watcher.look()
    await watcher.look()
    assert [len(catalog.personas) for catalog in taken] == [7]


async def test_a_deleted_file_leaves_the_catalog_and_may_come_back(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """While the file is gone the last good catalog stays; the log says so once."""
    watched.path.unlink()
    await watched.looks()
    await watched.looks()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "cannot be read: no such file" in caplog.text
    await watched.holds(SIX)
    assert "holds the catalog in force again" in caplog.text
    assert watched.taken == []
    await watched.holds(SIX + roles("Pharmacist"))
    assert len(watched.taken[0]) == 7


async def test_a_half_written_file_is_left_alone(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """A file is read only when it has stayed the same from one look to the next."""
    new = SIX + roles("Pharmacist")
    for part in (new[:50], new[:100], new):
        watched.path.write_text(part)
        await watched.watcher.look()
    assert watched.taken == []
    await watched.watcher.look()
    assert len(watched.taken[0]) == 7
    assert "refused" not in caplog.text


async def test_a_broken_file_is_refused_and_each_problem_told_once(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """The last good catalog stays in force; the log has a line for each problem, and not again for the same one."""
    await watched.holds(SIX + "- title: Pharmacist\n")
    await watched.looks()
    await watched.holds(SIX + "- title: Pharmacist\n\n")
    assert watched.taken == []
    assert caplog.text.count("roles.yaml:13: personas[6].description: the key 'description' is missing") == 1
    await watched.holds(SIX + "- title: Pharmacist\n  descripton: x\n")
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 2
    await watched.holds(SIX + roles("Pharmacist"))
    assert len(watched.taken) == 1
    assert "7 personas are in force" in caplog.text


async def test_a_flood_of_errors_is_cut_short_in_the_log(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """A file that is wrong in a hundred places does not drown the log."""
    await watched.holds("- {title: x}\n" * 100)
    assert len(caplog.records) == 21
    assert "more errors" in caplog.records[-1].message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (roles("Nurse", "Doctor"), "it has 2 personas where the last good one has 6"),
        (SIX.rstrip("\n"), "its last line has no end"),
        (SIX[:-20], "its last line has no end"),
    ],
    ids=["fewer than half", "no last newline", "in the middle of a line"],
)
async def test_a_file_that_looks_cut_off_is_refused(
    watched: Watched, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    """What is left of a file that was not written to its end is often a valid catalog, but not the one meant."""
    await watched.holds(text)
    assert watched.taken == []
    assert f"the file looks cut off: {reason}" in caplog.text
    assert "end it with a line '...'" in caplog.text


@pytest.mark.parametrize(
    "text", [roles("Nurse", "Doctor") + "... # meant so\n\n# by the keeper\n", SIX[:-20] + "\n..."]
)
async def test_a_catalog_may_shrink_on_purpose(watched: Watched, text: str) -> None:
    """The end mark, which a file that was cut off cannot have, says that it is meant so."""
    await watched.holds(text)
    assert len(watched.taken) == 1


async def test_a_few_roles_less_are_an_edit(watched: Watched) -> None:
    """Taking out up to half of the roles needs no confirmation."""
    await watched.holds(roles("Nurse", "Doctor", "Clerk"))
    assert watched.taken == [["Nurse", "Doctor", "Clerk"]]


async def test_a_catalog_that_ended_with_the_end_mark_must_do_so_again(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """With the end mark in the file, no cut goes unnoticed."""
    whole = SIX + roles("Pharmacist") + "...\n"
    await watched.holds(whole)
    await watched.holds(SIX)
    assert len(watched.taken) == 1
    assert "does not end with a line '...'" in caplog.text


async def test_every_cut_of_a_file_with_an_end_mark_is_refused(tmp_path: Path) -> None:
    """Wherever the file is cut off, the catalog in force stays."""
    whole = HOSPITAL.decode() + "...\n"
    watched = Watched(tmp_path / "roles.yaml", whole)
    await watched.looks()
    ends = [at for at in range(len(whole) - 5) if whole[at] == "\n"]
    for at in ends[-6:]:
        await watched.holds(whole[: at + 1])
    assert watched.taken == []


async def test_what_breaks_the_reading_process_is_refused(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """When no process can be started the catalog stays, and the next look tries again."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(watched.path.parent / "nothing"))
        await watched.holds(SIX + roles("Pharmacist"))
        assert watched.taken == []
    await watched.looks()
    assert len(watched.taken) == 1


async def test_a_file_that_changes_while_it_is_read_waits(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is dropped when the file is another by then."""
    read_bytes = "bot.catalog_file.watcher.read_bytes"

    def read_and_write(path: Path, limits: Limits) -> bytes:
        text = path.read_bytes()
        path.write_text(SIX + roles("Pharmacist", "Dentist"))
        return text

    with monkeypatch.context() as patch:
        patch.setattr(read_bytes, read_and_write)
        await watched.holds(SIX + roles("Pharmacist"))
    assert watched.taken == []
    await watched.looks()
    assert [len(titles) for titles in watched.taken] == [8]


async def test_reading_apart_gives_the_same() -> None:
    """A process of its own reads the same catalog, and the same errors."""
    assert await read_apart(HOSPITAL, "roles.yaml", "v", Limits()) == read_as(HOSPITAL, "v")
    broken = HOSPITAL.replace(b"to: pharmacist", b"to: farmacist").replace(b"RN", b"doctor")
    with pytest.raises(CatalogErrors) as here:
        read(broken, "roles.yaml")
    with pytest.raises(CatalogErrors) as apart:
        await read_apart(broken, "roles.yaml", "v", Limits())
    assert str(apart.value) == str(here.value)


def read_as(text: bytes, version: str) -> Catalog:
    """The catalog in `text` under another version."""
    catalog = read(text, "roles.yaml")
    return Catalog(catalog.personas, catalog.title, catalog.stages, catalog.fallback, version)


async def test_what_is_told_is_built_again() -> None:
    """The lines between the two processes lose nothing."""
    assert await _build(b"".join(tell(HOSPITAL, "roles.yaml", Limits())), "v") == read_as(HOSPITAL, "v")
    with pytest.raises(CatalogErrors, match=r"roles\.yaml:1: personas"):
        await _build(b"".join(tell(b"title: x", "roles.yaml", Limits())), "v")


async def test_reading_apart_does_not_wait_for_ever() -> None:
    """A process that takes too long is ended, and the file refused."""
    with pytest.raises(CatalogErrors, match="takes too much time or memory"):
        await read_apart(HOSPITAL, "roles.yaml", "v", Limits(), patience=0)


async def test_other_answers_go_on_while_a_catalog_is_built() -> None:
    """The event loop gets its turn between any two personas."""
    text = roles(*(f"Role {number}" for number in range(500))).encode()
    told = b"".join(tell(text, "roles.yaml", Limits()))
    building = asyncio.create_task(_build(told, "v"))
    turns = 0
    while not building.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns >= 500


def test_the_reading_process_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's tokens stay out of reach of what parses foreign text."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert "SLACK_BOT_TOKEN" not in _bare_environment()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its memory")
def test_the_reading_process_is_held_to_its_memory() -> None:
    """A parser gone wild ends itself, not the machine."""
    code = "from bot.catalog_file.apart import confine; confine(); bytearray(2_000_000_000)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr
