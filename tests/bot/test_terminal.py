"""The same answers in a terminal, as data, and as a stream."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from bot import terminal
from bot.answers import Answer, Outcome
from bot.catalog import Catalog, Elsewhere, Fallback, Part, Persona, Responsibility
from bot.matching.match import Field, Match, Reason
from bot.question import Intent
from tests.bot.clinic import CLINIC, DRESSINGS, MATCHES, NAMED, NURSE, PHARMACIST, PHYSICIAN, PRESCRIBES, answered


def printed(answer: Answer, catalog: Catalog = CLINIC, width: int = 100, *, color: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    terminal.print_answer(answer, catalog, console)
    return stream.getvalue()


def lines_of(text: str) -> list[str]:
    """The lines within the frame."""
    return [line.strip("│╭╮╰╯─ ") for line in text.split("\n")]


def test_a_card_is_drawn_with_its_reason_and_sections() -> None:
    """The title in the frame; the reason; what it does, the matched first; hand-offs; people; where to ask."""
    lines = lines_of(printed(answered(Outcome.ANSWER, *MATCHES)))
    assert lines[0] == "Ward Nurse"
    assert "Cares for the patients of a ward. Works in shifts, day and night." in lines
    assert any(line.startswith("Why: Responsible for “changes dressings”, also put as “wound care”") for line in lines)
    does = lines.index("What this role does")
    assert lines[does + 1 : does + 4] == [
        "• changes dressings",
        "• gives medicines",
        "• plans the discharge (consulted)",
    ]
    for line in (
        "• Physician: prescriptions",
        "• Pharmacist: the order list, when the round is over in C0PHARMACY",
        "• prescribing: ask Physician",
        "• the medicine cupboard",
        "• U0NURSE1, responsible, by the catalog, since 2026-01-10",
        "Where to ask: C0WARD, https://clinic.example/ward",
    ):
        assert line in lines


def test_the_matched_line_is_highlighted() -> None:
    """In colour the matched responsibility is bold, the others are not."""
    text = printed(answered(Outcome.ANSWER, DRESSINGS), color=True)
    assert "\x1b[1mchanges dressings\x1b[0m" in text
    assert "\x1b[1mgives medicines" not in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_card_fits_the_terminal(width: int) -> None:
    """No line is wider than the terminal, nor than one reads well."""
    for outcome in Outcome:
        text = printed(answered(outcome, *MATCHES), width=width)
        assert max(len(line) for line in text.split("\n")) <= min(width, 100)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_nothing_in_a_catalog_is_markup_or_a_control_code(outcome: Outcome) -> None:
    """Neither rich's brackets nor a terminal's escape sequences come to life."""
    evil = "[red]x[/red] :fire: \x1b[31m\x07"
    persona = replace(NURSE, title=evil, description=evil, aliases=(evil,), handoffs=())
    catalog = Catalog((persona, PHYSICIAN), evil, fallback=Fallback(evil))
    match = Match(persona, 0.9, Reason(Field.KEYWORD, evil))
    text = printed(answered(outcome, match, PRESCRIBES, text=evil), catalog)
    assert "[red]x" in text or outcome is Outcome.HELP
    assert ":fire:" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_choice_tells_each_ones_reason() -> None:
    """Did you mean: every candidate with why."""
    text = "\n".join(lines_of(printed(answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES))))
    assert text.startswith("Did you mean …")
    assert "Physician\nFinds out what is wrong and prescribes.\nWhy: Responsible for “prescribes medicines”." in text


def test_a_split_task_says_so() -> None:
    """The doubt is the sources', and the title says so."""
    lines = lines_of(printed(answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES, split=True)))
    assert lines[0] == "Sources divide this task"
    assert "Published sources give this task to different roles. This is who says what:" in lines


def test_a_stage_lists_all_with_their_part() -> None:
    """Who is involved, the part beside each."""
    matches = [Match(each, 0.9, Reason(Field.STAGE, "care", part=Part.INFORMED)) for each in (NURSE, PHARMACIST)]
    lines = lines_of(printed(answered(Outcome.CHOICE, *matches, intent=Intent.STAGE, stage="care")))
    assert [line for line in lines if line] == [
        "Who is involved in care",
        "• Ward Nurse: accountable",
        "• Pharmacist: informed",
    ]


def test_a_comparison_is_a_table() -> None:
    """A column for each role, and what tells them apart."""
    text = printed(answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES))
    assert "What it is" in text
    assert "│ Hands to" in text
    assert text.rstrip().endswith("The physician prescribes, the nurse gives.")


def test_nobody_is_said_with_where_to_ask() -> None:
    """The question as it was read, and the catalog's fallback."""
    text = "\n".join(lines_of(printed(answered(Outcome.NONE, text="who fixes lifts?"))))
    assert "Nothing in Who does what on the ward matches “who fixes lifts?”" in text
    assert "Ask in #front-desk, day and night" in text
    assert "Ask in" not in printed(answered(Outcome.NONE), Catalog((NURSE, PHYSICIAN, PHARMACIST)))


def test_nobody_names_the_nearest_roles_as_slacks_card_does() -> None:
    """One that shares a single word is no help."""
    assert "The nearest, but not near enough: Physician, Pharmacist" in printed(
        answered(Outcome.NONE, PRESCRIBES, NAMED)
    )
    assert "nearest" not in printed(answered(Outcome.NONE, Match(NAMED.persona, 0.01, NAMED.reason)))


def test_help_shows_what_to_type_here() -> None:
    """Examples of the catalog in force, as commands of the terminal; pinning is Slack's."""
    lines = lines_of(printed(answered(Outcome.HELP)))
    assert any(line.startswith("persona ask gives medicines") for line in lines)
    assert not any("pin" in line for line in lines)


def test_an_overview_lists_every_role() -> None:
    """A terminal scrolls: nobody is left out."""
    many = Catalog(tuple(Persona(f"role-{number}", f"Role {number:03}", "Does.") for number in range(200)))
    text = printed(answered(Outcome.OVERVIEW), many)
    assert all(f"Role {number:03}: Does." in text for number in range(200))


def test_a_long_list_tells_how_much_is_left() -> None:
    """A card shows eight tasks of a role."""
    busy = replace(NURSE, responsibilities=NURSE.responsibilities * 100)
    assert "and 292 more" in printed(answered(Outcome.ANSWER, Match(busy, DRESSINGS.score, DRESSINGS.reason)))


def test_a_console_without_a_terminal_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets no colour codes, and a letter its encoding lacks becomes a question mark."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    terminal.print_answer(answered(Outcome.ANSWER, DRESSINGS), CLINIC, terminal.console(stream))
    stream.flush()
    assert b"Why: Responsible for ?changes dressings?" in buffer.getvalue()
    assert b"\x1b" not in buffer.getvalue()


def test_an_answer_as_data_holds_the_whole_reason() -> None:
    """How the question was read, the outcome, and for each persona its reason with every part."""
    data = terminal.answer_data(answered(Outcome.ANSWER, *MATCHES), CLINIC)
    assert (data["question"], data["intent"], data["outcome"]) == ("who does wond care?", "who", "answer")
    assert (data["offered"], data["stage"], data["split"]) == (1, "", False)
    assert data["personas"][0] == {
        "id": "ward-nurse",
        "title": "Ward Nurse",
        "score": 0.9,
        "why": (
            "Responsible for “changes dressings”, also put as “wound care” (House rules, 2). Read “wond” as “wound”."
        ),
        "reason": {
            "field": "responsibility",
            "phrase": "changes dressings",
            "index": 1,
            "also": "wound care",
            "source": "House rules, 2",
            "part": None,
            "words": [
                {"asked": "wond", "found": "wound", "how": "typo"},
                {"asked": "care", "found": "care", "how": "exact"},
            ],
        },
    }
    assert len(data["personas"]) == 3
    assert data["goes_to"] == ""
    json.dumps(data)


def test_an_answer_as_data_tells_where_else_it_goes() -> None:
    """What no role does, the catalog may know a place for."""
    elsewhere = replace(answered(Outcome.NONE), goes_to="the IT help desk")
    assert terminal.answer_data(elsewhere, CLINIC)["goes_to"] == "the IT help desk"


def test_a_name_that_nobody_has_is_said_beside_the_others() -> None:
    one = replace(answered(Outcome.ANSWER, Match(NURSE, 0.9, Reason(Field.TITLE, "Ward Nurse"))), unknown=("banana",))
    assert "No role here is called “banana”." in printed(one)
    assert terminal.answer_data(one, CLINIC)["unknown"] == ("banana",)


def test_a_row_has_the_five_nearest() -> None:
    """Even where a stage involves more."""
    row = terminal.answer_row("1", answered(Outcome.CHOICE, *MATCHES, *MATCHES, stage="care"), CLINIC)
    assert (row["id"], row["outcome"], len(row["personas"])) == ("1", "choice", 5)


def streamed(text: bytes) -> tuple[int, list[dict[str, object]]]:
    """How many lines were bad, and the rows."""
    rows: list[str] = []
    answer = answered(Outcome.ANSWER, NAMED)
    bad = terminal.answer_stream(io.BytesIO(text), lambda _: answer, CLINIC, rows.append)
    return bad, [json.loads(row) for row in rows]


def test_a_stream_may_begin_with_a_byte_order_mark() -> None:
    """As some editors write one."""
    assert streamed(b'\xef\xbb\xbf{"id": "a", "query": "x"}\n')[0] == 0


def test_a_stream_answers_every_line() -> None:
    """A row for each question, in order; blank lines are nothing."""
    bad, rows = streamed(b'{"id": "a", "query": "x"}\n\n{"id": 2, "query": ""}')
    assert bad == 0
    assert [row["id"] for row in rows] == ["a", 2]
    assert rows[0]["personas"] == [
        {"id": "pharmacist", "title": "Pharmacist", "score": 0.2, "why": "“Pharmacist” is the role’s name."}
    ]


@pytest.mark.parametrize(
    ("line", "id_", "error"),
    [
        (b"nonsense", None, "the line is not JSON"),
        (b"[" * 200_000, None, "the line is not JSON"),
        (b"1" * 10_000, None, "the line is not JSON"),
        (b"\xff\xfe", None, "the line is not UTF-8"),
        (b"[]", None, "the line must be an object"),
        (b'{"query": "x"}', None, "id must be a string or a whole number"),
        (b'{"id": true, "query": "x"}', None, "id must be a string or a whole number"),
        (b'{"id": "a"}', "a", "query must be a string"),
        (b'{"id": 7, "query": 3}', 7, "query must be a string"),
        (b"x" * 3_000_000, None, "the line is longer than 1000000 bytes"),
    ],
)
def test_a_bad_line_gets_its_number_and_the_next_one_its_answer(line: bytes, id_: object, error: str) -> None:
    """Nothing in a line stops the stream."""
    bad, rows = streamed(b'{"id": 1, "query": "x"}\n' + line + b'\n{"id": 3, "query": "x"}\n')
    assert bad == 1
    assert [row["id"] for row in rows] == [1, id_, 3]
    assert rows[1]["line"] == 2
    assert str(rows[1]["error"]).startswith(error)


def catalog_told(catalog: Catalog) -> str:
    stream = io.StringIO()
    terminal.print_catalog("team.yaml", catalog, Console(file=stream, width=300))
    return stream.getvalue()


def test_a_good_catalog_is_counted() -> None:
    """How much of everything it holds, and nothing to worry about but what is missing."""
    assert catalog_told(CLINIC).startswith(
        "team.yaml: Who does what on the ward is a good catalog.\n"
        "3 roles, 5 responsibilities, 2 aliases, 2 hand-offs, 3 stages, 3 holders.\n"
    )


def test_what_makes_answers_poorer_is_worth_knowing() -> None:
    """No error, but a sentence each."""
    told = catalog_told(Catalog((NURSE, PHYSICIAN, PHARMACIST, Persona("porter", "Porter", "Moves beds."))))
    assert "Pharmacist, Porter: no responsibilities" in told
    assert "Porter: no hand-offs" in told
    assert "Physician, Pharmacist, Porter: nobody holds the role" in told
    assert "There is no fallback" in told


def test_a_list_of_titles_is_not_scolded_for_having_no_handoffs() -> None:
    """Only a role that stands apart from connected ones is worth a word; many are named by the first."""
    bare = Catalog(tuple(Persona(str(number), f"Role {number}", "Does.") for number in range(7)))
    told = catalog_told(bare)
    assert "hand-offs to" not in told
    assert "Role 4 and 2 more: no responsibilities" in told


def test_a_full_catalog_has_nothing_worth_knowing() -> None:
    """Silence is the best report."""
    assert "Worth knowing" not in catalog_told(Catalog((replace(NURSE, handoffs=()),), fallback=Fallback("Ask.")))


def test_what_is_said_twice_is_worth_knowing() -> None:
    """One of two is too many, or they contradict each other."""
    lift, keys = Elsewhere("repairs lifts", "the caretaker"), Elsewhere("gives  Medicines", "the desk")
    nurse = replace(NURSE, responsibilities=(*NURSE.responsibilities, Responsibility("Gives medicines")))
    told = catalog_told(
        Catalog((nurse, PHYSICIAN, PHARMACIST), elsewhere=(lift, keys, replace(lift, goes_to="the landlord")))
    )
    assert "Worth knowing: “Gives medicines” (Ward Nurse): the role has this task twice." in told
    assert "Worth knowing: “repairs lifts”: this goes elsewhere, to two places." in told
    assert "Worth knowing: “gives Medicines” (Ward Nurse): this goes elsewhere, but a role has it" in told


def test_a_role_that_is_called_as_a_word_of_the_command_is_worth_knowing() -> None:
    """Whoever types that gets something else."""
    called = replace(NURSE, aliases=("PIN", "list", "help me", "nurse"))
    told = catalog_told(Catalog((called, PHYSICIAN, PHARMACIST)))
    assert "Worth knowing: “PIN”, “list”, “help me”: this is a word of the command" in told
