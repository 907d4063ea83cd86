"""The command line: what each command takes and gives, and how it ends."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from bot.__main__ import FINE, INPUT_WRONG, MOST_DRAWN, MOST_ERRORS, USAGE, WORLD_FAILED, main
from bot.start import INTERRUPTED
from tests.waiting import PATIENCE

CLINIC = """\
title: Who does what on the ward
fallback: {text: "Ask at the front desk"}
personas:
  - title: Ward Nurse
    description: Cares for the patients of a ward.
    responsibilities: [changes dressings, gives medicines]
    handoffs: [{to: pharmacist, what: the order list}]
  - title: Pharmacist
    description: Keeps the medicines.
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    """A catalog's file."""
    path = tmp_path / "clinic.yaml"
    path.write_text(CLINIC, encoding="utf-8")
    return str(path)


def typed(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    """Let stdin be `text`."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def start(*arguments: str, stdout: int | IO[bytes] = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    """The command in a process of its own."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; the process would inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE)


# -- ask --


def test_ask_draws_the_card(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The words after `ask` are the question; they need no quotes."""
    assert main(["ask", "--catalog", clinic, "who", "changes", "dressings?"]) == FINE
    told = capsys.readouterr()
    assert "─ Ward Nurse ─" in told.out
    assert "“changes dressings”" in told.out
    assert told.err == ""


def test_ask_gives_the_answer_as_data(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json one object with the outcome and the reason."""
    assert main(["ask", "--json", "--catalog", clinic, "pharmacist"]) == FINE
    data = json.loads(capsys.readouterr().out)
    assert data["outcome"] == "answer"
    assert data["personas"][0]["id"] == "pharmacist"
    assert data["personas"][0]["reason"]["field"] == "title"


def test_ask_takes_the_catalog_of_the_environment(
    clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """PERSONA_CATALOG names it where the command line does not."""
    monkeypatch.setenv("PERSONA_CATALOG", clinic)
    assert main(["ask", "list"]) == FINE
    assert "Who does what on the ward" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["assign", "pin", "me", "unpin", "history", "words", "gaps", "Pin"])
def test_a_command_of_slack_is_no_question_here(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What it does is done in Slack; as data, it is a question like any other."""
    assert main(["ask", word]) == FINE
    assert f"/persona {word.lower()} is a command of Slack" in capsys.readouterr().out
    assert main(["ask", "--json", word]) == FINE
    assert json.loads(capsys.readouterr().out)["question"] == word


def test_a_batch_answers_line_by_line(
    clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row for each question, with the personas and why."""
    typed(monkeypatch, b'{"id": "1", "query": "pharmacist"}\n{"id": "2", "query": "who changes dressings?"}\n')
    assert main(["ask", "--batch", "--catalog", clinic]) == FINE
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert [(row["id"], row["outcome"], row["personas"][0]["title"]) for row in rows] == [
        ("1", "answer", "Pharmacist"),
        ("2", "answer", "Ward Nurse"),
    ]
    assert told.err == ""


def test_a_batch_goes_on_after_a_bad_line_and_says_how_many(
    clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code tells that not every line was a question."""
    typed(monkeypatch, b'nonsense\n{"id": 2, "query": "pharmacist"}\n{"id": 3}\n')
    assert main(["ask", "--batch", "--catalog", clinic]) == INPUT_WRONG
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert [row["id"] for row in rows] == [None, 2, 3]
    assert rows[2] == {"id": 3, "line": 3, "error": "query must be a string"}
    assert told.err == "2 lines were no question; see the rows with an error.\n"


def test_one_bad_line_is_one(clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence keeps its grammar."""
    typed(monkeypatch, b"nonsense")
    assert main(["ask", "--batch", "--catalog", clinic]) == INPUT_WRONG
    assert capsys.readouterr().err == "1 line was no question; see the rows with an error.\n"


def test_a_row_comes_as_soon_as_its_question_and_ctrl_c_ends_quietly(clinic: str) -> None:
    """Whoever feeds the stream need not close it first; an interrupt leaves no traceback."""
    with start("ask", "--batch", "--catalog", clinic) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"id": 1, "query": "pharmacist"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == INTERRUPTED
        assert process.stderr.read() == b""


def test_a_closed_pipe_ends_quietly(clinic: str) -> None:
    """Whoever read the rows has seen enough."""
    with start("ask", "--batch", "--catalog", clinic) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"id": 1, "query": "pharmacist"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b'{"id": 2, "query": "pharmacist"}\n')
        process.stdin.close()
        assert process.wait(PATIENCE) == FINE
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["ask", "list"], ["ask", "--json", "list"], ["check"], ["--help"]])
def test_a_full_disk_is_one_sentence(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is the world's fault, whichever command writes it."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    with Path("/dev/full").open("wb") as full, start(*arguments, stdout=full) as process:
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == WORLD_FAILED
    assert told == b"The input could not be read, or the output not be written: No space left on device.\n"


@pytest.mark.parametrize("arguments", [[], ["--batch", "who"], ["--json"], ["--batch", "--json"]])
def test_ask_wants_a_question_or_a_batch(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither or both is a matter of usage."""
    with pytest.raises(SystemExit) as ended:
        main(["ask", *arguments])
    assert ended.value.code == USAGE
    assert "usage: persona ask" in capsys.readouterr().err


def test_asking_starts_without_slack() -> None:
    """The terminal's answer does not wait for libraries it does not need."""
    script = (
        "import sys, bot.__main__; sys.exit(bool({'slack_bolt', 'slack_sdk', 'aiohttp', 'uvicorn'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# -- check --


def test_check_tells_what_a_good_catalog_holds(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, and what is worth knowing."""
    assert main(["check", clinic]) == FINE
    told = capsys.readouterr().out
    assert "2 roles, 2 responsibilities" in told
    assert "Worth knowing: Pharmacist: no responsibilities" in " ".join(told.split())


def test_check_takes_the_catalog_in_force(
    clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a file it is that of --catalog, else of PERSONA_CATALOG."""
    monkeypatch.setenv("PERSONA_CATALOG", "nowhere.yaml")
    assert main(["check", "--catalog", clinic]) == FINE
    assert main(["check"]) == INPUT_WRONG
    assert "nowhere.yaml" in capsys.readouterr().err


def test_check_takes_one_catalog(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two, one would be passed over."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--catalog", clinic, "team.yaml"])
    assert ended.value.code == USAGE
    assert "not both" in capsys.readouterr().err


def test_check_tells_every_error_of_a_bad_catalog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, line, path, problem and remedy of each, and how many there are."""
    path = tmp_path / "team.yaml"
    path.write_text("personas:\n  - title: Ward Nurse\n  - title: ''\n    description: Keeps.\n", encoding="utf-8")
    assert main(["check", str(path)]) == INPUT_WRONG
    told = capsys.readouterr()
    assert told.out == ""
    *errors, count = told.err.splitlines()
    assert [error.split(": ")[:2] for error in errors] == [
        ["team.yaml:2", "personas[0].description"],
        ["team.yaml:3", "personas[1].title"],
    ]
    assert count == f"{path}: 2 errors."


def test_check_reads_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A catalog that another program writes needs no file."""
    typed(monkeypatch, CLINIC.encode())
    assert main(["check", "-"]) == FINE
    assert capsys.readouterr().out.startswith("stdin: Who does what on the ward is a good catalog.")
    typed(monkeypatch, b"- {title: x}")
    assert main(["check", "-"]) == INPUT_WRONG
    assert capsys.readouterr().err.startswith("stdin:1: personas[0].description")


def test_of_many_errors_the_first_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By any command, with how many more there are; `check --all` names them all."""
    path = tmp_path / "team.yaml"
    path.write_text("- {title: x}\n" * 40, encoding="utf-8")
    assert main(["check", str(path), "--all"]) == INPUT_WRONG
    whole = capsys.readouterr().err.splitlines()
    assert main(["check", str(path)]) == INPUT_WRONG
    assert main(["ask", "--catalog", str(path), "who?"]) == INPUT_WRONG
    left = f"And {len(whole) - 1 - MOST_ERRORS} more; persona check --all names every one."
    assert capsys.readouterr().err.splitlines() == [*whole[:MOST_ERRORS], left, whole[-1], *whole[:MOST_ERRORS], left]


# -- all --


def test_a_bad_catalog_stops_ask_with_its_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same errors as `check`, the same exit code."""
    missing = tmp_path / "none.yaml"
    assert main(["ask", "--catalog", str(missing), "who?"]) == INPUT_WRONG
    assert "none.yaml" in capsys.readouterr().err


def test_run_names_everything_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings that do not add up are the input's fault, all at once."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert main(["run", "--socket"]) == INPUT_WRONG
    told = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in told
    assert "SLACK_APP_TOKEN" in told


@pytest.mark.parametrize("command", ["ask", "check", "run"])
def test_help_teaches(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command says what it does and takes; the two that need no Slack come with examples and exit codes."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == FINE
    told = capsys.readouterr().out
    assert "--catalog FILE" in told
    assert command == "run" or f"  persona {command} " in told
    assert command == "run" or "Exit codes: 0 fine" in told


@pytest.mark.parametrize("command", [["gaps"], ["data", "export"], ["data", "erase"]])
def test_help_says_where_the_id_of_a_workspace_is(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    assert "app.slack.com/client/T0123456789" in "".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("asked", "told"), [(["help"], "COMMAND"), (["help", "check"], "usage: persona check")])
def test_help_is_a_command_too(asked: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever types it gets what --help gives."""
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == FINE
    assert told in capsys.readouterr().out


def test_a_mistyped_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """Where none is near, all are named."""
    for typed_word, told in (("aks", "there is no command aks; did you mean ask?"), ("xyz", "choose from 'run'")):
        with pytest.raises(SystemExit) as ended:
            main([typed_word, "who?"])
        assert ended.value.code == USAGE
        assert told in capsys.readouterr().err


def test_no_command_is_a_matter_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """It names the commands there are."""
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == USAGE
    told = capsys.readouterr().err
    assert "COMMAND" in told
    assert "ask who does what, and see the card here" in told


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == FINE
    assert re.fullmatch(r"persona \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    "wrong", [["--misses", "-1"], ["--min", "2"], ["--min", "nan"], ["--min", "much"], ["--misses", "x"]]
)
def test_what_no_run_can_have_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["eval", "questions.jsonl", *wrong])
    assert done.value.code == 2
    assert wrong[0] in capsys.readouterr().err


# -- map --


@pytest.mark.parametrize(("name", "begins"), [("map.png", b"\x89PNG"), ("MAP.SVG", b"<?xml")])
def test_map_draws_the_catalog_in_the_format_of_the_files_name(
    clinic: str, tmp_path: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name says which; it is the same picture for the same catalog each time."""
    out = tmp_path / name
    assert main(["map", "--catalog", clinic, "--out", str(out)]) == FINE
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{out} shows Who does what on the ward: 2 roles.\n")
    first = out.read_bytes()
    assert first.startswith(begins)
    assert main(["map", "--catalog", clinic, "--out", str(out)]) == FINE
    assert out.read_bytes() == first
    assert main(["map", "--catalog", clinic, "--out", str(out), "--dark"]) == FINE
    assert out.read_bytes() != first


def test_map_takes_no_other_format(clinic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only PNG and SVG can be drawn."""
    with pytest.raises(SystemExit) as ended:
        main(["map", "--catalog", clinic, "--out", str(tmp_path / "map.gif")])
    assert ended.value.code == USAGE
    assert ".png or .svg" in capsys.readouterr().err


def test_map_draws_no_more_roles_than_it_can_in_a_few_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of more it says what to do instead, and writes nothing."""
    catalog, out = tmp_path / "large.yaml", tmp_path / "map.svg"
    roles = [f"- {{title: Role {number}, description: One of many.}}\n" for number in range(MOST_DRAWN + 1)]
    catalog.write_text("".join(roles), encoding="utf-8")
    assert main(["map", "--catalog", str(catalog), "--out", str(out)]) == INPUT_WRONG
    told = capsys.readouterr().err
    assert f"has {MOST_DRAWN + 1} roles, and a picture holds up to {MOST_DRAWN}." in told
    assert "--catalog" in told
    assert not out.exists()
    catalog.write_text("".join(roles[:-1]), encoding="utf-8")
    assert main(["map", "--catalog", str(catalog), "--out", str(out)]) == FINE


def test_map_tells_when_the_file_cannot_be_written(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """That is neither the catalog's fault nor the command's."""
    assert main(["map", "--catalog", clinic, "--out", "/nowhere/at/all/map.svg"]) == WORLD_FAILED
    assert "could not be written: No such file" in capsys.readouterr().err
