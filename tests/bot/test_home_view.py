"""The Home tab: search, the answer to it, one's own roles, what a maintainer looks after, and all roles."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from bot import cards
from bot.answers import Outcome
from bot.cards.upkeep import Kind, Upkeep, all_of, upkeep
from bot.cards.view import SEE_ALL
from bot.catalog import Catalog, Handoff, Part, Persona
from bot.freshness import Stale, Vacancy
from bot.gaps import Gap, GapGroup, Missed
from bot.home_view import Board, home
from bot.matching.match import Field, Match, Reason
from bot.overlay import Misfit
from bot.people import Assignment, Place, Rights
from bot.pins import Overview
from bot.workspace.blocks import view_problems
from handlers.modals import Note, around
from tests.bot.clinic import CLINIC, DRESSINGS, NURSE, PRESCRIBES, answered
from tests.bot.drawn import buttons, of_type, shown


def test_the_home_tab_has_a_search_box_that_answers_on_enter() -> None:
    """One types, presses Enter, and the tab is drawn anew with the answer."""
    view = home(CLINIC)
    assert view_problems(view) == []
    box = view["blocks"][0]
    assert box["dispatch_action"] is True
    assert box["element"]["action_id"] == cards.SEARCH
    assert box["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}
    assert "initial_value" not in box["element"]


def test_the_home_tab_shows_all_roles_by_stage() -> None:
    """Each stage with its roles, and a select to open one."""
    view = home(CLINIC)
    text = shown(view["blocks"])
    assert "Care\nWard Nurse: Cares for the patients of a ward." in text
    assert "Other roles\nPharmacist: Keeps the medicines." in text
    assert [option["value"] for option in of_type(view, "static_select")[0]["options"]] == [
        "ward-nurse",
        "physician",
        "pharmacist",
    ]


def test_the_box_keeps_its_id_until_something_else_is_searched_for() -> None:
    """Slack keeps what is being typed into a box with the same id when the tab is published again."""
    ids = [home(CLINIC, query=query)["blocks"][0]["block_id"] for query in ("", "", "wounds", "wounds", "beds")]
    assert ids[0] == ids[1] != ids[2] == ids[3] != ids[4]


def test_the_search_stays_in_its_box_above_the_answer() -> None:
    """The last question and its card, private and without a button to share: the tab has no channel."""
    view = home(CLINIC, cards.View(public=True), "wond care", answered(Outcome.ANSWER, DRESSINGS, PRESCRIBES))
    assert view_problems(view) == []
    assert view["blocks"][0]["element"]["initial_value"] == "wond care"
    text = shown(view["blocks"])
    assert text.index("Why this answer: ") < text.index("Who does what on the ward")
    assert of_type(view, "user")
    assert list(buttons(view))[:3] == [cards.ASK, cards.MORE, cards.COMPARE]


@pytest.mark.parametrize("outcome", [Outcome.ANSWER, Outcome.CHOICE])
def test_no_divider_follows_another(outcome: Outcome) -> None:
    """Whatever stands above all roles."""
    view = home(CLINIC, query="wond care", answer=answered(outcome, DRESSINGS, PRESCRIBES))
    types = [block["type"] for block in view["blocks"]]
    assert ("divider", "divider") not in pairwise(types)


def test_an_overview_is_not_shown_twice() -> None:
    """All roles stand on the tab anyway."""
    assert home(CLINIC, query="list", answer=answered(Outcome.OVERVIEW)) == home(CLINIC, query="list")


def test_a_stage_is_listed_without_a_second_select() -> None:
    """The select of all roles is right below."""
    match = Match(NURSE, 0.9, Reason(Field.STAGE, "care"))
    view = home(CLINIC, query="care", answer=answered(Outcome.CHOICE, match, stage="care"))
    assert "Who is involved in care\nWard Nurse: accountable" in shown(view["blocks"])
    assert len(of_type(view, "static_select")) == 1


def test_very_many_roles_are_completed_as_one_types() -> None:
    """The first of them by name, and a select that asks for the rest."""
    view = home(Catalog(tuple(Persona(f"role-{number}", f"Role {number}", "Does.") for number in range(500))))
    assert view_problems(view) == []
    assert "Roles 430 of 500" in shown(view["blocks"])
    assert of_type(view, "external_select")[0]["action_id"] == cards.SHOW_ROLE


# -- the board --

TODAY = date(2026, 5, 5)
SEEN = cards.View(team="T1", today=TODAY)
ANN = Assignment(Place("T1", "C0WARD"), "ward-nurse", user="U0ANN", id="a" * 32, revision=3)


def seen_by(user: str, *assignments: Assignment, everything: bool = False) -> Rights:
    return Rights(user, everything, assignments=assignments)


def test_ones_own_roles_have_their_buttons() -> None:
    """Also those to come and those that the catalog lists, but not those that are over."""
    over = replace(ANN, id="b", until=date(2026, 5, 4), note="gone by")
    coming = replace(ANN, id="c", persona="physician", since=date(2026, 6, 1))
    board = Board(seen_by("U0ANN", ANN, over, coming, replace(ANN, id="d", user="U0BOB", note="not mine")))
    view = home(CLINIC, SEEN, board=board)
    assert view_problems(view) == []
    text = shown(view["blocks"])
    assert "Your roles\nWard Nurse, responsible, in <C0WARD>" in text
    assert "from 2026-06-01" in text
    assert "gone by" not in text
    assert "not mine" not in text
    own = [one["action_id"] for one in of_type(view, "button")]
    assert own == [cards.CONFIRM, cards.CHANGE, cards.END, cards.CONFIRM, cards.END]
    listed = shown(home(CLINIC, SEEN, board=Board(seen_by("U0NURSE1")))["blocks"])
    assert "Your roles\nWard Nurse, responsible, by the catalog, since 2026-01-10" in listed


def test_very_many_own_roles_are_cut_and_the_tab_says_where_the_others_are() -> None:
    held = [replace(ANN, id=f"{number:032}") for number in range(30)]
    text = shown(home(CLINIC, SEEN, board=Board(seen_by("U0ANN", *held)))["blocks"])
    assert "22 more. /persona me shows them all." in text


def test_without_the_memory_one_line_says_that_people_could_not_be_looked_up() -> None:
    view = home(CLINIC, replace(SEEN, held=None), board=Board())
    assert view_problems(view) == []
    assert shown(view["blocks"]).count("could not be looked up") == 1


def test_who_maintains_nothing_sees_nothing_to_look_after() -> None:
    for nothing in (None, Upkeep()):
        assert "To look after" not in shown(home(CLINIC, SEEN, board=Board(seen_by("U0"), nothing))["blocks"])


def test_what_was_just_done_is_said_at_the_top() -> None:
    view = home(CLINIC, SEEN, board=Board(seen_by("U0"), told=cards.notice("It is done.")))
    assert shown(view["blocks"]).startswith("It is done.")


def test_the_hand_offs_are_there_in_words_with_the_picture_or_without() -> None:
    words = "Who hands what to whom\nWard Nurse to Pharmacist: the order list"
    without, drawn = home(CLINIC, SEEN), home(CLINIC, SEEN, board=Board(seen_by("U0"), picture="F0PICTURE"))
    assert view_problems(drawn) == []
    assert words in shown(without["blocks"])
    assert words in shown(drawn["blocks"])
    assert of_type(without, "image") == []
    (image,) = of_type(drawn, "image")
    assert image["slack_file"] == {"id": "F0PICTURE"}


def test_all_that_one_hands_to_another_is_a_line() -> None:
    nurse, *others = CLINIC.personas
    busy = replace(
        nurse, handoffs=(*nurse.handoffs, Handoff("physician", "the chart"), Handoff("pharmacist", "returns"))
    )
    words = shown(home(replace(CLINIC, personas=(busy, *others)), SEEN)["blocks"])
    assert "Ward Nurse to Pharmacist: the order list; returns\nWard Nurse to Physician: the chart" in words


# -- what maintainers look after --

BARE = tuple(Persona(f"role-{number}", f"Role {number}", "Does.") for number in range(60))
MUCH = Upkeep(
    left=tuple(Vacancy("ward-nurse", "U0ANN", ANN.place, assignment=ANN) for _ in range(60)),
    orphaned=(replace(ANN, persona="gone"),) * 60,
    gaps=(GapGroup((Gap("g" * 32, "T1", "who waters the plants?", Missed.NONE, 3, datetime(2026, 5, 4, tzinfo=UTC)),)),)
    * 60,
    stale=(Stale(ANN, 400, datetime(2026, 5, 1, tzinfo=UTC)),) * 60,
    unheld=BARE,
    misfits=(Misfit("ward-nurse", "the name RN", "Physician goes by it already"),) * 60,
    overviews=(Overview(ANN.place, "U0BOB", "1.2", pinned=True, begun=datetime(2026, 4, 1, tzinfo=UTC)),) * 60,
    ignored=60,
)
KINDS = {
    Kind.LEFT: "Held by somebody who has left\nWard Nurse: <U0ANN>",
    Kind.ORPHANED: "Held, but no longer in the catalog\ngone: <U0ANN>",
    Kind.GAPS: "Questions without an answer\nwho waters the plants?  asked 3 times, last 1 day ago",
    Kind.STALE: "Not confirmed for long\nWard Nurse: <U0ANN>",
    Kind.UNHELD: "Roles nobody holds\nRole 0",
    Kind.MISFITS: "Ward Nurse: the name RN, because Physician goes by it already",
    Kind.OVERVIEWS: "<C0WARD> since 2026-04-01, asked for by <U0BOB>",
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_section_and_a_kind_with_nothing_in_it_says_nothing(kind: Kind) -> None:
    one = Upkeep(**{kind.value: getattr(MUCH, kind)[:1]})
    view = home(CLINIC, SEEN, board=Board(seen_by("U0", everything=True), one))
    assert view_problems(view) == []
    text = shown(view["blocks"])
    assert KINDS[kind] in text
    assert not [other for other in Kind if other is not kind and KINDS[other] in text]


def test_a_board_as_full_as_can_be_is_within_slacks_limits_and_says_what_it_leaves_out() -> None:
    """A search with a long answer, many roles of one's own, and very much to look after, on one tab."""
    held = [replace(ANN, id=f"{number:032}", note="n" * 200) for number in range(30)]
    board = Board(seen_by("U0ANN", *held, everything=True), MUCH, "F0PICTURE", cards.notice("It is done."))
    stages = tuple(f"stage {number}" for number in range(40))
    many = tuple(replace(one, stages={stages[number % 40]: Part.RESPONSIBLE}) for number, one in enumerate(BARE))
    catalog = replace(CLINIC, personas=(*CLINIC.personas, *many), stages=stages)
    for outcome in (Outcome.ANSWER, Outcome.CHOICE, Outcome.COMPARE, Outcome.NONE, Outcome.HELP):
        view = home(catalog, SEEN, "wond care", answered(outcome, DRESSINGS, PRESCRIBES), board)
        assert view_problems(view) == []
        text = shown(view["blocks"])
        assert all(said in text for said in KINDS.values())
        assert len([one for one in of_type(view, "button") if one["action_id"] == SEE_ALL]) == len(Kind)
        assert "See all 60" in text
        assert "Show ignored questions (60)" in text


@pytest.mark.parametrize("kind", Kind)
def test_all_of_a_kind_has_room_in_a_modal(kind: Kind) -> None:
    reply = all_of(kind, MUCH, CLINIC, SEEN)
    assert len(reply.blocks) <= 100
    assert view_problems(around(reply, Note())) == []
    text = shown(reply.blocks)
    assert KINDS[kind] in text
    assert "20 more" in text or "40 of 60" in text
    assert "Nothing is left" in shown(all_of(kind, Upkeep(), CLINIC, SEEN).blocks)


def test_where_there_is_hardly_room_the_most_pressing_is_shown_and_the_tab_says_that_there_is_more() -> None:
    blocks = upkeep(MUCH, CLINIC, SEEN, room=8)
    assert len(blocks) == 8
    assert KINDS[Kind.LEFT] in shown(blocks)
    assert shown(blocks).endswith("There is more; it shows once these are settled.")
