"""`persona gaps`: the questions that found no answer, in the terminal."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import FINE, INPUT_WRONG, WORLD_FAILED, main
from bot.answers import Outcome, answer
from bot.catalog import Persona, Responsibility
from bot.catalog_file import load, read, read_overlay, write_overlay
from bot.gaps import Gap, Missed, grouped
from bot.matching import Index
from bot.matching.match import Field
from bot.overlay import Overlay
from bot.question import read_question
from bot.store import DatabaseStore
from bot.terminal import suggested
from tests.waiting import PATIENCE

CLINIC_FILE = """
version: 1
personas:
  - {id: nurse, title: Nurse, description: Looks after patients., responsibilities: [stocks the gauze cupboard]}
  - {id: porter, title: Porter, description: Moves beds.}
"""
CLINIC = read(CLINIC_FILE.encode(), "clinic.yaml")
WARD_FILE = """
personas:
  - id: nurse
    title: Nurse
    description: Looks after patients.
    keywords: [rota, gauze]
    responsibilities:
      - washes patients
  - id: porter
    title: Porter
    description: Moves beds.
"""
QUESTIONS = {"who folds the patients' gauze?": 1, "who is folding the patients' gauze": 2, "qwertz uiopü": 1}


async def fill(url: str, questions: Mapping[str, int]) -> None:
    store = DatabaseStore(url, deadline=PATIENCE)
    await store.open()
    for question, times in questions.items():
        for _ in range(times):
            await store.keep_gap("T01", question, Missed.NONE)
    await store.close()


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    asyncio.run(fill(sqlite_url, QUESTIONS))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return sqlite_url


@pytest.mark.usefixtures("database")
def test_those_alike_stand_together_the_most_asked_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T01"]) == FINE
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == "3"
    assert "who is folding the patients' gauze" in lines[1]
    assert "who folds the patients' gauze?" in lines[2]


@pytest.mark.usefixtures("database")
def test_as_data_a_line_is_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T01", "--json"]) == FINE
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["question"], first["asked"], first["outcome"]) == ("who is folding the patients' gauze", 3, "none")
    assert first["also"] == ["who folds the patients' gauze?"]
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
    assert "take the place of all those words" in written
    overlay = read_overlay(written.encode(), "gaps.yaml")
    assert overlay == Overlay(
        (
            Persona(
                "nurse",
                "",
                "",
                responsibilities=(Responsibility("folding the patients' gauze", also=("folds the patients' gauze",)),),
            ),
        )
    )


def test_what_the_catalog_or_the_own_words_answer_by_now_is_left_out(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def say_whose(url: str) -> None:
        await fill(url, {"who stocks the gauze cupboard?": 1, "who waters the ferns?": 1, "who folds the towels?": 1})
        store = DatabaseStore(url, deadline=PATIENCE)
        await store.open()
        words = Overlay().with_persona(
            Persona("porter", "", "", responsibilities=(Responsibility("waters the ferns"),))
        )
        await store.save_overlay("T01", write_overlay(words), "U1", "", 0)
        await store.close()

    asyncio.run(say_whose(sqlite_url))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    catalog = tmp_path / "roles.yaml"
    catalog.write_text(CLINIC_FILE, encoding="utf-8")
    assert main(["gaps", "--team", "T01", "--json", "--catalog", str(catalog)]) == FINE
    assert [json.loads(line)["question"] for line in capsys.readouterr().out.splitlines()] == ["who folds the towels?"]


def test_pasted_into_the_catalog_the_lines_answer_the_questions(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {
        "Hi all, who writes the rota: weekends & 'nights'?": 2,
        '- who #weighs "the: gauze"?': 1,
    }
    asyncio.run(fill(sqlite_url, asked))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    catalog = tmp_path / "roles.yaml"
    catalog.write_text(WARD_FILE, encoding="utf-8")
    before = Index(load(catalog))
    assert main(["gaps", "--team", "T01", "--yaml", "--catalog", str(catalog)]) == FINE
    written = capsys.readouterr().out
    _, pasted = written.split("    responsibilities:\n")
    catalog.write_text(WARD_FILE.replace("responsibilities:\n", f"responsibilities:\n{pasted}", 1), encoding="utf-8")
    after = Index(load(catalog))
    for question in asked:
        former, now = (answer(read_question(question), index) for index in (before, after))
        assert former.matches[0].reason.field is not Field.RESPONSIBILITY
        assert now.outcome is Outcome.ANSWER
        assert (now.shown[0].persona.id, now.shown[0].reason.field) == ("nurse", Field.RESPONSIBILITY)


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=5))
def test_whatever_was_asked_the_yaml_is_valid(questions: list[str]) -> None:
    heard = [one for one in questions if read_question(one).words]
    groups = grouped(Gap(text, "T01", text, Missed.NONE, 1, datetime.now(UTC)) for text in set(heard))
    overlay, _ = suggested(groups, CLINIC)
    assert read_overlay(write_overlay(overlay, by_hand=True).encode(), "gaps.yaml") == overlay


def test_what_was_not_right_is_not_suggested_again() -> None:
    question = "who stocks the gauze cupboard?"
    groups = grouped([Gap("1", "T01", question, Missed.NOT_RIGHT, 1, datetime.now(UTC))])
    assert answer(read_question(question), Index(CLINIC)).shown[0].persona.id == "nurse"
    overlay, lines = suggested(groups, CLINIC)
    assert "nurse" not in [one.id for one in overlay.personas]
    assert overlay.personas or lines == ("Near to no role: stocks the gauze cupboard",)


def test_what_the_catalog_says_of_the_role_already_is_a_comment_and_no_line_to_paste() -> None:
    """What else was asked for in the same group is one."""
    questions = {"Who stocks the gauze cupboard?": 2, "who is stocking the gauze cupboard?": 1}
    groups = grouped(
        Gap(text, "T01", text, Missed.CHOICE, asked, datetime.now(UTC)) for text, asked in questions.items()
    )
    overlay, lines = suggested(groups, CLINIC)
    assert lines == ("The catalog says of Nurse already: stocks the gauze cupboard",)
    assert overlay.of("nurse").responsibilities == (Responsibility("stocking the gauze cupboard"),)
    overlay, _ = suggested(grouped(groups[0].gaps[:1]), CLINIC)
    assert overlay == Overlay()


@pytest.mark.usefixtures("database")
def test_where_nothing_is_open_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--team", "T02"]) == FINE
    assert capsys.readouterr().err == "No question of T02 is open.\n"


def test_a_database_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["gaps", "--team", "T01"]) == WORLD_FAILED


@pytest.mark.parametrize("url", ["foo", "postgresql://u:p@127.0.0.1:port/db"])
@pytest.mark.parametrize("command", [["gaps", "--team", "T01"], ["run", "--local"]])
def test_a_malformed_database_url_is_one_sentence_at_once(
    url: str, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(command) == INPUT_WRONG
    told = capsys.readouterr().err
    assert "DATABASE_URL" in told
    assert told.count("\n") == 1
