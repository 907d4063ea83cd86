"""`persona data`: everything kept of a workspace, given out and erased by the operator."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import FINE, INPUT_WRONG, USAGE, WORLD_FAILED, main, write
from bot.errors import BotError
from bot.people import Assignment, Place
from bot.store import DatabaseStore
from tests.bot.test_main import typed
from tests.waiting import PATIENCE

NURSE = Assignment(Place("T01", "C1"), "nurse", user="U1", note="“nights” only")
KEPT = "1 in assignments, 1 in changes"


async def fill(url: str) -> None:
    """Somebody in a role in two workspaces."""
    store = DatabaseStore(url, deadline=PATIENCE)
    await store.open()
    for workspace in ("T01", "T02"):
        await store.assign(Assignment(Place(workspace), "nurse", user="U1", note="“nights” only"), by="U9")
    await store.close()


async def left(url: str, workspace: str) -> int:
    """How many rows are kept of a workspace."""
    store = DatabaseStore(url, deadline=PATIENCE)
    await store.open()
    count = await store.count(workspace)
    await store.close()
    return sum(count.values())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with two workspaces, named by the environment."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    asyncio.run(fill(url))
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def test_everything_kept_is_written_to_a_file(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kept.json"
    assert main(["data", "export", "--team", "T01", "--out", str(path)]) == FINE
    assert capsys.readouterr().out == f"{path} holds everything kept of T01: {KEPT}.\n"
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["version"] == 1
    assert [row["note"] for row in document["assignments"]] == ["“nights” only"]
    assert '"T02"' not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ".db"].count(path.name) == 1
    assert not list(tmp_path.glob(".*.part"))


def test_a_file_that_is_there_is_written_over_only_by_force(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be the only copy of what was kept before."""
    path = tmp_path / "kept.json"
    path.write_text("former", encoding="utf-8")
    export = ["data", "export", "--team", "T01", "--out", str(path)]
    with pytest.raises(SystemExit, match=str(USAGE)):
        main(export)
    assert f"{path} is there already; name another file, or write over it with --force" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "former"
    assert main([*export, "--force"]) == FINE
    assert json.loads(path.read_text(encoding="utf-8"))["workspace"] == "T01"


def test_without_a_file_it_is_written_to_stdout(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "export", "--team", "T02"]) == FINE
    assert json.loads(capsys.readouterr().out)["workspace"] == "T02"


def test_a_file_that_cannot_be_written_is_said(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "export", "--team", "T01", "--out", "/nowhere/at/all.json"]) == WORLD_FAILED
    assert "could not be written" in capsys.readouterr().err


def test_whoever_types_the_workspaces_id_erases_it(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, b"T01\n")
    assert main(["data", "erase", "--team", "T01"]) == FINE
    told = capsys.readouterr()
    assert f"This erases everything kept of T01: {KEPT}." in told.err
    assert told.out == f"Erased everything kept of T01: {KEPT}.\n"
    assert asyncio.run(left(database, "T01")) == 0
    assert asyncio.run(left(database, "T02")) == 2


@pytest.mark.parametrize("answer", [b"", b"yes\n", b"T02\n"])
def test_whoever_types_anything_else_erases_nothing(
    database: str, answer: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, answer)
    assert main(["data", "erase", "--team", "T01"]) == INPUT_WRONG
    assert capsys.readouterr().err.endswith("Nothing was erased.\n")
    assert asyncio.run(left(database, "T01")) == 2


def test_yes_is_not_asked(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "erase", "--yes", "--team", "T01"]) == FINE
    assert capsys.readouterr().err == ""
    assert asyncio.run(left(database, "T01")) == 0


@pytest.mark.parametrize("deed", [["export"], ["erase", "--yes"]])
def test_a_workspace_of_which_nothing_is_kept_is_said(
    database: str, deed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", *deed, "--team", "T03"]) == INPUT_WRONG
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Nothing is kept of T03.\n")


@pytest.mark.parametrize("deed", [["export"], ["erase", "--yes"]])
@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("", WORLD_FAILED, "There is no database persona.db. DATABASE_URL says where it is."),
        ("sqlite:////nowhere/at/all.db", WORLD_FAILED, "There is no database /nowhere/at/all.db."),
        ("postgresql://persona:secret@127.0.0.1:9/none", WORLD_FAILED, "the database could not be opened"),
        ("postgresql://persona:secret@127.0.0.1:port/none", INPUT_WRONG, "The port in DATABASE_URL is not a number"),
        ("persona.db", INPUT_WRONG, "DATABASE_URL is neither"),
    ],
)
def test_a_database_that_is_not_there_is_said_and_none_is_made(  # noqa: PLR0917 the fixtures
    deed: list[str],
    url: str,
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["data", *deed, "--team", "T01"]) == code
    told = capsys.readouterr().err
    assert says in told
    assert "secret" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("deed", [["data"], ["data", "export"], ["data", "erase", "--team", "our team"]])
def test_what_makes_no_sense_is_a_matter_of_usage(deed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=str(USAGE)):
        main(deed)
    assert "usage" in capsys.readouterr().err


def test_an_export_that_finds_no_room_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.json"
    path.write_text("former", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BotError, match="No space left"):
        write(path, b"new")
    assert path.read_text(encoding="utf-8") == "former"
    assert [one.name for one in tmp_path.iterdir()] == ["kept.json"]
