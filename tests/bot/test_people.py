"""Who holds a role, who may change it, and who is to be told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.catalog import Holder, Part
from bot.people import Assignment, Change, Deed, Place, Rights, holding, nobody_holds
from tests.bot.clinic import NURSE, PHYSICIAN

TODAY = date(2026, 5, 5)
WARD, CANTEEN, EVERYWHERE = Place("T1", "C0WARD"), Place("T1", "C0CANTEEN"), Place("T1")
ANN = Assignment(EVERYWHERE, "ward-nurse", user="U0ANN", id="a")
BOB = Assignment(WARD, "ward-nurse", user="U0BOB", id="b")
TEAM = Assignment(WARD, "ward-nurse", usergroup="S0TEAM", part=Part.ACCOUNTABLE, id="t")


def test_the_channels_own_holders_go_before_the_workspaces() -> None:
    assert holding([ANN, BOB], "ward-nurse", WARD, TODAY) == (BOB,)
    assert holding([ANN, BOB], "ward-nurse", CANTEEN, TODAY) == (ANN,)
    assert holding([ANN, BOB], "ward-nurse", EVERYWHERE, TODAY) == (ANN,)
    assert holding([ANN, BOB], "physician", WARD, TODAY) == ()


def test_the_accountable_come_first() -> None:
    assert holding([BOB, TEAM], "ward-nurse", WARD, TODAY) == (TEAM, BOB)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 5, 6), None, False),
        (None, date(2026, 5, 4), False),
    ],
)
def test_an_assignment_holds_from_its_first_day_to_its_last(
    since: date | None, until: date | None, holds: bool
) -> None:
    own = replace(BOB, since=since, until=until)
    assert holding([ANN, own], "ward-nurse", WARD, TODAY) == ((own,) if holds else (ANN,))


def may(rights: Rights, place: Place) -> bool:
    return rights.may_change("ward-nurse", replace(NURSE, holders=()), place, TODAY)


def test_who_holds_a_role_in_the_workspace_may_change_it_everywhere() -> None:
    rights = Rights("U0ANN", assignments=(ANN, BOB))
    assert all(may(rights, place) for place in (WARD, CANTEEN, EVERYWHERE))


def test_who_will_hold_a_role_may_give_it_up_but_change_nothing_before_the_first_day() -> None:
    later = replace(BOB, since=date(2026, 5, 6))
    persona = replace(NURSE, holders=())
    bob, team = Rights("U0BOB", assignments=(later,)), Rights("U0X", groups=frozenset({"S0TEAM"}))
    assert not may(bob, WARD)
    assert bob.may_end(later, persona, TODAY)
    assert not bob.may_end(replace(ANN, since=date(2026, 5, 6)), persona, TODAY)
    assert not team.may_end(replace(TEAM, since=date(2026, 5, 6)), persona, TODAY)
    assert not Rights("").may_end(TEAM, persona, TODAY)


def test_who_holds_a_role_in_a_channel_may_change_it_there() -> None:
    for rights in (
        Rights("U0BOB", assignments=(BOB,)),
        Rights("U0X", groups=frozenset({"S0TEAM"}), assignments=(TEAM,)),
    ):
        assert [may(rights, place) for place in (WARD, CANTEEN, EVERYWHERE)] == [True, False, False]


def test_who_held_a_role_or_holds_another_may_not() -> None:
    for one in (replace(ANN, until=date(2026, 5, 4)), replace(ANN, persona="physician")):
        assert not may(Rights("U0ANN", assignments=(one,)), EVERYWHERE)
    assert not may(Rights("", assignments=(TEAM,)), WARD)


def test_who_stands_in_for_somebody_who_has_left_may_change_it_there() -> None:
    backed = replace(BOB, backup="U0CAT")
    left = frozenset({"U0BOB"})
    assert not may(Rights("U0CAT", assignments=(backed,)), WARD)
    rights = Rights("U0CAT", assignments=(backed,), gone=left)
    assert [may(rights, place) for place in (WARD, CANTEEN, EVERYWHERE)] == [True, False, False]
    assert not may(Rights("U0CAT", assignments=(backed,), gone=left | {"U0CAT"}), WARD)
    assert not may(Rights("", assignments=(BOB,), gone=left), WARD)


def test_whom_the_catalog_names_may_from_the_first_day_to_the_last_and_a_backup_in_the_place_of_who_has_left() -> None:
    nurse = replace(NURSE, holders=(Holder("U0ANN", since="2026-05-05", until="2026-05-05", backup="U0BEN"),))

    def may_on(day: int, rights: Rights) -> bool:
        return rights.may_change("ward-nurse", nurse, WARD, date(2026, 5, day))

    assert [may_on(day, Rights("U0ANN")) for day in (4, 5, 6)] == [False, True, False]
    assert not may_on(5, Rights("U0BEN"))
    assert may_on(5, Rights("U0BEN", gone=frozenset({"U0ANN"})))


def test_whom_the_catalog_names_may_too() -> None:
    assert Rights("U0NURSE1").may_change("ward-nurse", NURSE, WARD, TODAY)
    assert not Rights("U0NURSE1").may_change("physician", PHYSICIAN, WARD, TODAY)
    assert not Rights("U0NURSE1").may_change("gone", None, WARD, TODAY)
    assert not Rights("").may_change("ward-nurse", NURSE, WARD, TODAY)
    assert Rights("U0X", everything=True).may_change("gone", None, WARD, TODAY)


def change(before: Assignment | None, after: Assignment | None, by: str = "U0BOSS") -> Change:
    return Change(1, datetime(2026, 5, 5, tzinfo=UTC), by, Deed.CHANGED, before, after)


def test_who_held_and_who_holds_a_role_is_concerned_but_not_who_changed_it() -> None:
    assert change(None, ANN).concerned == {"U0ANN"}
    assert change(ANN, None).concerned == {"U0ANN"}
    assert change(ANN, replace(ANN, user="U0BOB")).concerned == {"U0ANN", "U0BOB"}
    assert change(None, ANN, by="U0ANN").concerned == frozenset()
    assert change(None, TEAM).concerned == frozenset()


def test_a_backup_is_concerned_by_becoming_or_ceasing_to_be_one() -> None:
    backed = replace(ANN, backup="U0BOB")
    assert change(None, backed).concerned == {"U0ANN", "U0BOB"}
    assert change(ANN, backed).concerned == {"U0ANN", "U0BOB"}
    assert change(backed, None).concerned == {"U0ANN", "U0BOB"}
    assert change(backed, replace(backed, note="nights")).concerned == {"U0ANN"}


def test_a_role_is_held_by_nobody_unless_somebody_holds_it_today_wherever_or_the_catalog_lists_them() -> None:
    alone = (PHYSICIAN,)
    there = replace(BOB, persona="physician")
    assert nobody_holds([NURSE, PHYSICIAN], [], TODAY) == alone
    assert nobody_holds(alone, [replace(there, until=date(2026, 5, 4)), ANN], TODAY) == alone
    assert nobody_holds(alone, [there], TODAY) == ()
    past = (replace(PHYSICIAN, holders=(Holder("U0ANN", until="2026-05-04"),)),)
    assert nobody_holds(past, [], TODAY) == past
