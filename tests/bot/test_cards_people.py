"""Cards about people in roles: within Slack's limits, and with no button for whoever may not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import cards
from bot.cards import View
from bot.cards.people import MOST_CHANGES
from bot.catalog import Part
from bot.people import Assignment, Change, Deed, Place, Rights
from bot.workspace.blocks import block_problems
from tests.bot.clinic import CLINIC, NURSE
from tests.bot.drawn import buttons, of_type, shown

TODAY = date(2026, 5, 5)
ANN = Assignment(Place("T1", "C0WARD"), "ward-nurse", user="U0ANN", id="a" * 32, revision=1)
SEEN = View(team="T1", today=TODAY)
BOSS = Rights("U0BOSS", everything=True)


def change(deed: Deed, before: Assignment | None, after: Assignment | None, id_: int = 1) -> Change:
    return Change(id_, datetime(2026, 5, 4, 7, 30, tzinfo=UTC), "U0BOSS", deed, before, after)


@pytest.mark.parametrize(
    ("days", "says"), [(0, "confirmed today"), (1, "confirmed 1 day ago"), (12, "confirmed 12 days ago")]
)
def test_an_assignment_shows_how_long_ago_it_was_confirmed(days: int, says: str) -> None:
    one = replace(ANN, confirmed=datetime.fromordinal(TODAY.toordinal() - days).replace(tzinfo=UTC))
    reply = cards.role(NURSE, CLINIC, replace(SEEN, held={"ward-nurse": (one,)}))
    assert f"<U0ANN>, responsible, in this channel, {says}" in shown(reply.blocks)


def test_the_overview_names_who_is_assigned_instead_of_whom_the_catalog_lists() -> None:
    view = replace(SEEN, public=True, names={"U0ANN": "Ann"}, held={"ward-nurse": (ANN,)})
    text = shown(cards.overview(CLINIC, view).blocks)
    assert "Held by Ann." in text
    assert "night desk" not in text


def test_a_role_that_nobody_holds_says_so_once_somebody_is_assigned_to_another() -> None:
    bare = replace(CLINIC, personas=tuple(replace(one, holders=()) for one in CLINIC.personas))
    nobody = "Nobody is listed as holding this role."
    nurse, physician, _ = bare.personas
    assert nobody not in shown(cards.role(physician, bare, SEEN).blocks)
    assert nobody in shown(cards.role(physician, bare, replace(SEEN, held={nurse.id: (ANN,)})).blocks)
    assert nobody not in shown(cards.role(nurse, bare, replace(SEEN, held={nurse.id: (ANN,)})).blocks)


@pytest.mark.parametrize(
    ("deed", "before", "after", "says"),
    [
        (Deed.ASSIGNED, None, ANN, "<U0BOSS> put <U0ANN> in the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.CHANGED, ANN, ANN, "<U0BOSS> changed how <U0ANN> holds the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.CONFIRMED, ANN, ANN, "<U0BOSS> confirmed that <U0ANN> holds the role Ward Nurse, responsible"),
        (Deed.ENDED, ANN, None, "<U0BOSS> took <U0ANN> out of the role Ward Nurse, responsible, in <C0WARD>."),
    ],
)
def test_a_change_is_a_sentence(deed: Deed, before: Assignment | None, after: Assignment | None, says: str) -> None:
    reply = cards.told(change(deed, before, after), "U0ANN", CLINIC, SEEN)
    assert says in shown(reply.blocks)
    assert list(buttons(reply.blocks)) == ([cards.CONFIRM] if after else [])


def test_only_the_latest_change_of_an_assignment_can_be_undone_and_only_by_whoever_may() -> None:
    changes = [
        replace(change(Deed.CHANGED, ANN, ANN, 4), undone=True),
        change(Deed.CHANGED, ANN, ANN, 3),
        change(Deed.ASSIGNED, None, replace(ANN, id="b"), 2),
        change(Deed.ASSIGNED, None, ANN, 1),
    ]
    drawn = cards.history(changes, BOSS, CLINIC, SEEN).blocks
    assert [cards.Press.decode(one["value"]).personas for one in of_type(drawn, "button")] == [("2",)]
    assert not of_type(cards.history(changes, Rights("U0X"), CLINIC, SEEN).blocks, "button")


def test_the_longest_cards_are_within_slacks_limits() -> None:
    long = replace(ANN, note="n" * 200, backup="U" + "0" * 30, part=Part.ACCOUNTABLE, since=TODAY, until=TODAY)
    held = [replace(long, id=f"{n:032}", confirmed=datetime(2026, 1, 1, tzinfo=UTC)) for n in range(200)]
    changes = [change(Deed.ASSIGNED, None, one, n) for n, one in enumerate(held[:MOST_CHANGES])]
    for reply in (
        cards.roles_of("U0ANN", held, BOSS, CLINIC, SEEN),
        cards.history(changes, BOSS, CLINIC, SEEN),
        cards.role(NURSE, CLINIC, replace(SEEN, held={"ward-nurse": tuple(held)}), full=True),
        cards.ask_them("gone", [f"U0{n}" for n in range(200)], CLINIC, SEEN),
        cards.done(changes[0], CLINIC, SEEN),
        cards.history([], BOSS, CLINIC, SEEN),
    ):
        assert not list(block_problems(reply.blocks))
        assert reply.text
