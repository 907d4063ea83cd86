"""`persona eval`: reading golden questions, judging answers, comparing runs, drawing pictures."""

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot import evaluation
from bot.__main__ import FINE, INPUT_WRONG, USAGE, WORLD_FAILED, main
from bot.answers import Answer, Outcome
from bot.catalog import Catalog, Persona
from bot.evaluation import Golden, Judged, QuestionErrors, Verdict
from bot.evaluation.judging import NOBODY
from bot.evaluation.pictures import MOST_ROLES, draw_confusions, draw_reliability
from tests.bot.clinic import CLINIC as ROLES
from tests.bot.clinic import DRESSINGS, NAMED, PRESCRIBES, answered

CLINIC = """\
title: Clinic
personas:
  - {title: Ward Nurse, description: Cares for the patients of a ward., responsibilities: [changes dressings]}
  - {title: Pharmacist, description: Keeps the medicines., responsibilities: [orders the medicines]}
elsewhere: [{text: repairs the lift, goes_to: the caretaker}]
"""
GOLDEN = """\
{"id": 1, "query": "ward nurse", "kind": "title", "expected": ["Ward Nurse"]}
{"id": 2, "query": "who changes the dressings?", "kind": "task", "expected": ["Ward Nurse"]}
{"id": 3, "query": "who orders the medicines?", "kind": "task", "expected": ["Ward Nurse"]}
{"id": 4, "query": "who repairs helicopters?", "kind": "nobody", "expected": []}
"""


def golden(*expected: str, id_: str = "1", kind: str = "task") -> Golden:
    return Golden(id_, "who does it?", kind, expected)


def judged(answer: Answer, *expected: str, id_: str = "1", kind: str = "task") -> Judged:
    return evaluation.judge(golden(*expected, id_=id_, kind=kind), answer)


ANSWER = answered(Outcome.ANSWER, DRESSINGS, PRESCRIBES, NAMED)
CHOICE = answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES)
NONE = answered(Outcome.NONE, NAMED)


@pytest.mark.parametrize(
    ("answer", "expected", "verdict", "value"),
    [
        (ANSWER, ["Ward Nurse"], Verdict.RIGHT, 1.0),
        (ANSWER, ["Physician"], Verdict.WRONG, -1.0),
        (ANSWER, [], Verdict.INTRUDED, -1.0),
        (CHOICE, ["Physician"], Verdict.OFFERED, 0.7),
        (CHOICE, ["Physician", "Pharmacist"], Verdict.RIGHT, 1.0),
        (CHOICE, ["Pharmacist"], Verdict.WRONG, -0.3),
        (CHOICE, [], Verdict.INTRUDED, -0.3),
        (NONE, ["Pharmacist"], Verdict.MISSED, 0.0),
        (NONE, [], Verdict.RIGHT, 1.0),
        (answered(Outcome.HELP), ["Pharmacist"], Verdict.MISSED, 0.0),
        (answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES), ["Physician", "Ward Nurse"], Verdict.RIGHT, 1.0),
        (answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES), ["Physician", "Pharmacist"], Verdict.MISSED, 0.0),
        (answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES, stage="care"), ["Physician"], Verdict.RIGHT, 1.0),
        (answered(Outcome.CHOICE, DRESSINGS, stage="care"), ["Physician"], Verdict.WRONG, -0.3),
    ],
)
def test_an_answer_is_worth_what_it_gains_the_asker(
    answer: Answer, expected: list[str], verdict: Verdict, value: float
) -> None:
    """A right answer is worth most, a wrong one costs most, and a choice lies between."""
    found = judged(answer, *expected)
    assert (found.verdict, found.value) == (verdict, value)


def test_a_kind_without_questions_of_a_sort_has_no_figure_for_it() -> None:
    """Shares are of the questions they apply to: nothing can intrude where somebody always fits."""
    table = evaluation.table([judged(ANSWER, "Ward Nurse", kind="a"), judged(NONE, kind="b")])
    assert list(table) == ["a", "b", "ALL"]
    assert (table["a"].intruded, table["a"].wrong) == (None, 0.0)
    assert (table["b"].missed, table["b"].intruded) == (None, 0.0)
    assert (table["ALL"].count, table["ALL"].right, table["ALL"].value) == (2, 1.0, 1.0)


def test_confusions_count_who_was_given_for_whom() -> None:
    """Right ones stand on the diagonal; nobody is a column and a row of its own."""
    counts = evaluation.confusions(
        [judged(ANSWER, "Ward Nurse"), judged(ANSWER, "Physician"), judged(NONE, "Pharmacist"), judged(CHOICE)]
    )
    compared = answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES)
    assert evaluation.confusions([judged(compared, "Ward Nurse", "Physician"), judged(compared, "Pharmacist")]) == {
        ("Ward Nurse", "Ward Nurse"): 1,
        ("Pharmacist", NOBODY): 1,
    }
    assert counts == {
        ("Ward Nurse", "Ward Nurse"): 1,
        ("Physician", "Ward Nurse"): 1,
        ("Pharmacist", NOBODY): 1,
        (NOBODY, "Ward Nurse"): 1,
    }


def test_reliability_sets_scores_beside_how_often_they_were_right() -> None:
    """Questions with like scores share a bin, and those without any persona are in none."""
    bins = evaluation.reliability(
        [judged(ANSWER, "Ward Nurse"), judged(ANSWER, "Physician"), judged(NONE), judged(answered(Outcome.NONE))]
    )
    assert [(one.count, one.right) for one in bins] == [(1, 0.0), (2, 0.5)]
    assert bins[1].score == pytest.approx(0.9)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_text_that_holds_no_questions_is_refused_in_words(text: str) -> None:
    """Whatever else a file holds, every wrong line is named."""
    with pytest.raises(QuestionErrors, match=r"line \d|no question|no JSON lines"):
        evaluation.read_questions(text, ROLES)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "no JSON"),
        ("[1]", "no mapping"),
        ("[" * 100_000, "no JSON"),
        ('{"query": "who?", "expected": []}', "an id and a query"),
        ('{"id": 1, "query": " ", "expected": []}', "its query is empty"),
        ('{"id": 1, "query": "who?"}', "expected titles"),
        ('{"id": 1, "query": "who?", "expected": "Pharmacist"}', "expected titles"),
        ('{"id": 1, "query": "who?", "expected": ["Pilot"]}', "'Pilot'"),
        ('{"id": 1, "query": "who?", "kind": 3, "expected": []}', "kind"),
        ('{"id": 0, "query": "who?", "expected": []}', "twice"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(line: str, problem: str) -> None:
    """Every wrong line is told at once, with what is wrong."""
    text = '{"id": 0, "query": "who?", "expected": []}\n\n' + line
    with pytest.raises(QuestionErrors, match="line 3") as raised:
        evaluation.read_questions(text, ROLES)
    assert problem in raised.value.problems[0]


@pytest.mark.parametrize("text", ["a: 1\nb: 2\n", "[\n  {\n  }\n]", "Who does it?\nWho else?"])
def test_another_sort_of_file_is_one_error(text: str) -> None:
    """YAML, JSON over several lines, or prose: not an error for each line of it."""
    with pytest.raises(QuestionErrors, match="the file holds no JSON lines") as raised:
        evaluation.read_questions(text, ROLES)
    assert len(raised.value.problems) == 1


def test_of_many_wrong_lines_the_first_are_told() -> None:
    """With how many more there are, and how a line looks."""
    with pytest.raises(QuestionErrors) as raised:
        evaluation.read_questions("{}\n" * 60, ROLES)
    first, *_, last_told, left, form = str(raised.value).split("\n")
    assert first.startswith("line 1:")
    assert last_told.startswith("line 50:")
    assert left == "And 10 more."
    assert form.startswith("A line looks like")


@pytest.mark.parametrize("name", ["Ward Nurse", "ward-nurse", "RN"])
def test_a_role_is_expected_by_its_title_its_id_or_an_alias(name: str) -> None:
    """`--batch` prints ids, and people know aliases."""
    line = json.dumps({"id": 1, "query": "who?", "expected": [name]})
    assert evaluation.read_questions(line, ROLES)[0].expected == ("Ward Nurse",)


def test_an_id_goes_before_a_title_and_a_title_before_an_alias() -> None:
    """As where one role of a catalog names another."""
    catalog = Catalog((Persona("a", "b", "One."), Persona("b", "c", "Two.", aliases=("a", "d"))))
    line = json.dumps({"id": 1, "query": "who?", "expected": ["a", "b", "c", "d"]})
    assert evaluation.read_questions(line, catalog)[0].expected == ("b", "c", "c", "c")


def test_a_file_without_questions_is_refused() -> None:
    """Nothing to judge is no good result."""
    with pytest.raises(QuestionErrors, match="no question"):
        evaluation.read_questions("\n", ROLES)


def test_a_comparison_tells_what_got_better_and_worse() -> None:
    """The worst change comes first; what is new or the same is no change."""
    former = json.dumps(evaluation.run_data([judged(ANSWER, "Ward Nurse"), judged(NONE, "Pharmacist", id_="2")]))
    now = [judged(ANSWER, "Physician"), judged(CHOICE, "Physician", id_="2"), judged(ANSWER, "Physician", id_="3")]
    changes = evaluation.compare(evaluation.read_run(former), now)
    assert [(change.judged.golden.id, change.better) for change in changes] == [("1", False), ("2", True)]


def test_two_runs_are_compared_over_the_questions_of_both() -> None:
    """A question that only one of them has would make it look better or worse."""
    now = [judged(ANSWER, "Ward Nurse"), judged(NONE, "Pharmacist", id_="2")]
    totals = evaluation.totals({"1": -1.0, "3": 1.0}, now)
    assert (totals.count, totals.before, totals.now) == (1, -1.0, 1.0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"questions": [{"id": 1}]}', '{"questions": 3}'])
def test_a_former_run_that_is_none_is_refused(text: str) -> None:
    """Another file given by mistake is named as such."""
    with pytest.raises(QuestionErrors, match="--out"):
        evaluation.read_run(text)


def test_the_report_prints_whole_figures_misses_and_changes() -> None:
    """Text of questions is never read as markup, and no figure is cut in a narrow terminal."""
    one = judged(NONE, "Pharmacist")
    one = Judged(golden("Pharmacist"), one.outcome, one.titles, one.score, one.verdict, one.value)
    screen = io.StringIO()
    console = Console(file=screen, width=40, markup=False)
    evaluation.print_run([one, judged(ANSWER)], console, misses=1, changes=evaluation.compare({"1": 1.0}, [one]))
    printed = screen.getvalue()
    assert "intruded" in printed
    assert "missed   'who does it?' (task): expected Pharmacist; none, nearest Pharmacist" in printed
    assert "worse  +1.0 -> +0.0" in printed
    assert printed.count("who does it?") == 2


@pytest.mark.parametrize(("file_format", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_pictures_are_drawn_the_same_each_time(file_format: str, begins: bytes) -> None:
    """A picture holds what it shows, whatever letters a title has."""
    counts = {("A $5 role", "A $5 role"): 9, ("A $5 role", "医師 $x$"): 1, (NOBODY, "A $5 role"): 2}
    pictures = [draw_confusions(counts, ["A $5 role", "医師 $x$"], file_format) for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(begins)
    bins = evaluation.reliability([judged(ANSWER, "Ward Nurse")])
    assert draw_reliability(bins, file_format).startswith(begins)


def test_of_many_roles_the_confused_ones_are_drawn() -> None:
    """A picture of a hundred roles shows those that were taken for each other."""
    titles = [f"Role {number}" for number in range(MOST_ROLES * 4)]
    picture = draw_confusions({("Role 1", "Role 90"): 3, ("Role 5", "Role 5"): 7}, titles, "svg").decode()
    assert "Role 90" in picture
    assert "Role 5<" not in picture


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "golden.jsonl").write_text(GOLDEN, encoding="utf-8")
    return {
        name: str(tmp_path / name)
        for name in ("clinic.yaml", "golden.jsonl", "run.json", "confused.png", "held.svg", "missing.json")
    }


def evaluate(files: dict[str, str], *options: str) -> int:
    return main(["eval", files["golden.jsonl"], "--catalog", files["clinic.yaml"], *options])


def test_the_command_prints_the_table_and_the_misses(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """`persona eval` tells by kind how good the answers are."""
    assert evaluate(files, "--misses", "5", "--min", "0.2") == FINE
    printed = capsys.readouterr().out
    assert "ALL" in printed
    assert "who orders the medicines?" in printed


def test_the_files_of_the_command_may_begin_with_a_byte_order_mark(files: dict[str, str]) -> None:
    """As some editors write one."""
    assert evaluate(files, "--out", files["run.json"]) == FINE
    for name in ("golden.jsonl", "run.json"):
        Path(files[name]).write_bytes(b"\xef\xbb\xbf" + Path(files[name]).read_bytes())
    assert evaluate(files, "--against", files["run.json"]) == FINE


def test_the_command_fails_below_the_least_value(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """In CI, answers that got worse stop the change."""
    assert evaluate(files, "--min", "0.99") == INPUT_WRONG
    assert "below 0.99" in capsys.readouterr().err


def test_the_command_writes_what_it_compares_and_draws(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that was written is compared with the next; pictures go where they are told to."""
    pictures = ("--confusion", files["confused.png"], "--reliability", files["held.svg"])
    assert evaluate(files, "--out", files["run.json"], *pictures) == FINE
    told = capsys.readouterr().err
    assert f"{files['run.json']} holds this run of 4 questions.\n" in told
    assert f"{files['confused.png']} shows which role was taken for which.\n" in told
    assert f"{files['held.svg']} shows whether the scores hold.\n" in told
    assert evaluate(files, "--against", files["run.json"]) == FINE
    same = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"Of 4 questions in both runs: value (\S+) -> \1; no question came out differently\.", same)
    assert Path(files["confused.png"]).read_bytes().startswith(b"\x89PNG")
    assert Path(files["held.svg"]).read_bytes().startswith(b"<?xml")
    run = json.loads(Path(files["run.json"]).read_text(encoding="utf-8"))
    run["questions"][0]["value"] = -1.0
    Path(files["run.json"]).write_text(json.dumps(run), encoding="utf-8")
    assert evaluate(files, "--against", files["run.json"]) == FINE
    changed = capsys.readouterr().out
    assert "better -1.0 -> +1.0  'ward nurse'" in changed
    assert changed.endswith("; 1 better, 0 worse.\n")
    Path(files["run.json"]).write_text('{"questions": []}', encoding="utf-8")
    assert evaluate(files, "--against", files["run.json"]) == FINE
    assert capsys.readouterr().out.endswith("The former run has none of these questions.\n")


def test_the_command_names_what_it_cannot_use(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong picture's name, a file that is not there, questions that are none: each is told, with its exit code."""
    with pytest.raises(SystemExit) as ended:
        evaluate(files, "--confusion", "picture.gif")
    assert ended.value.code == USAGE
    assert evaluate(files, "--against", files["missing.json"]) == WORLD_FAILED
    assert evaluate(files, "--out", f"{files['missing.json']}/run.json") == WORLD_FAILED
    Path(files["golden.jsonl"]).write_bytes(b"\xff")
    assert evaluate(files) == WORLD_FAILED
    Path(files["golden.jsonl"]).write_text("no", encoding="utf-8")
    assert evaluate(files) == INPUT_WRONG
    told = capsys.readouterr().err
    assert "missing.json could not be read" in told
    assert "it is no UTF-8" in told
    assert "line 1: it is no JSON" in told


def test_the_ranking_is_explained(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """`persona ask --explain` tells how a question was read, and what speaks for each persona."""
    assert main(["ask", "--explain", "--catalog", files["clinic.yaml"], "who changes dresings"]) == FINE
    printed = " ".join(capsys.readouterr().out.split())
    assert "Outcome: answer" in printed
    assert "Ward Nurse" in printed
    assert "(typo)" in printed
    assert main(["ask", "--explain", "--catalog", files["clinic.yaml"], "who flies helicopters"]) == FINE
    assert "Outcome: none" in capsys.readouterr().out
    assert main(["ask", "--explain", "--catalog", files["clinic.yaml"], "who repairs the lift"]) == FINE
    assert "Nobody here, and it goes to: the caretaker." in capsys.readouterr().out
