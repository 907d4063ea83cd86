"""`persona gaps`: the questions that found no answer, in the terminal."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import FINE, WORLD_FAILED, main
from bot.catalog_file import read_overlay
from bot.gaps import Missed
from bot.store import DatabaseStore

CLINIC_FILE = """
version: 1
personas:
  - {id: nurse, title: Nurse, description: Looks after patients., responsibilities: [stocks the gauze cupboard]}
  - {id: porter, title: Porter, description: Moves beds.}
"""
QUESTIONS = {"who stocks the gauze?": 1, "who is stocking the gauze": 2, "qwertz uiopü": 1}


async def fill(url: str) -> None:
    store = DatabaseStore(url)
    await store.open()
    for question, times in QUESTIONS.items():
        for _ in range(times):
            await store.keep_gap("T01", question, Missed.NONE)
    await store.close()


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    asyncio.run(fill(sqlite_url))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return sqlite_url


@pytest.mark.usefixtures("database")
def test_those_alike_stand_together_the_most_asked_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T01"]) == FINE
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == "3"
    assert "who is stocking the gauze" in lines[1]
    assert "who stocks the gauze?" in lines[2]


@pytest.mark.usefixtures("database")
def test_as_data_a_line_is_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T01", "--json"]) == FINE
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["question"], first["asked"], first["outcome"]) == ("who is stocking the gauze", 3, "none")
    assert first["also"] == ["who stocks the gauze?"]
    assert second["asked"] == 1


@pytest.mark.usefixtures("database")
def test_as_yaml_they_are_phrases_of_the_nearest_role_and_the_bot_takes_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = tmp_path / "roles.yaml"
    catalog.write_text(CLINIC_FILE, encoding="utf-8")
    assert main(["gaps", "--team", "T01", "--yaml", "--catalog", str(catalog)]) == FINE
    written = capsys.readouterr().out
    assert "# Near to no role: qwertz uiopü" in written
    overlay = read_overlay(written.encode(), "gaps.yaml")
    assert [(one.id, one.responsibilities[0].text) for one in overlay.personas] == [
        ("nurse", "who is stocking the gauze")
    ]


@pytest.mark.usefixtures("database")
def test_where_nothing_is_open_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T02"]) == FINE
    assert capsys.readouterr().err == "No question of T02 is open.\n"


def test_a_database_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["gaps", "--team", "T01"]) == WORLD_FAILED
