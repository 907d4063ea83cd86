"""Freshness: what nobody has confirmed for too long, whose holders have left, and what is held but no longer a role."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.catalog import Holder, Persona
from bot.freshness import age, due, last_said, orphaned, people_in, stale, vacant
from bot.people import Assignment, Place

TODAY = date(2026, 5, 5)
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
ANN = Assignment(Place("T1"), "nurse", user="U0ANN", backup="U0BEN", id="a", made=NOON - timedelta(days=90))
TEAM = replace(ANN, user="", usergroup="S0TEAM", backup="", id="t")
NURSE = Persona(
    "nurse", "Nurse", "Cares.", holders=(Holder(user="U0CLEO"), Holder(usergroup="S0OLD"), Holder(name="x"))
)


def ago(days: int) -> datetime:
    return NOON - timedelta(days=days)


@pytest.mark.parametrize(
    ("one", "days"),
    [
        (ANN, 90),
        (replace(ANN, confirmed=ago(12)), 12),
        (replace(ANN, confirmed=ago(0)), 0),
        (replace(ANN, since=date(2020, 1, 1)), 90),
        (replace(ANN, since=TODAY - timedelta(days=3)), 3),
    ],
)
def test_an_assignment_ages_from_when_somebody_last_said_that_it_holds(one: Assignment, days: int) -> None:
    assert age(one, TODAY) == days


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (ANN, True),
        (replace(ANN, made=ago(89)), False),
        (replace(ANN, confirmed=ago(89)), False),
        (replace(ANN, made=ago(400), confirmed=ago(90)), True),
        (replace(ANN, until=TODAY - timedelta(days=1)), False),
        (replace(ANN, since=TODAY + timedelta(days=1)), False),
        (replace(ANN, user="U0GONE"), False),
        (TEAM, False),
        (replace(ANN, made=None), True),
    ],
)
def test_only_a_person_in_the_role_whose_word_is_old_is_asked(one: Assignment, asked: bool) -> None:
    assert due([one], {}, {"U0GONE"}, TODAY, 90) == ((one,) if asked else ())


def test_nobody_is_asked_twice_until_a_new_confirmation_has_aged() -> None:
    assert due([ANN], {"a": ago(1)}, (), TODAY, 90) == ()
    again = replace(ANN, confirmed=ago(91))
    assert due([again], {"a": ago(100)}, (), TODAY, 90) == (again,)
    assert due([again], {"a": ago(1)}, (), TODAY, 90) == ()


def test_maintainers_see_what_holders_were_asked_in_vain_and_what_groups_hold_the_oldest_first() -> None:
    older = replace(ANN, id="b", made=ago(200))
    fresh = replace(ANN, id="c", made=ago(3))
    unasked = replace(ANN, id="d")
    found = stale([ANN, older, fresh, unasked, TEAM], {"a": ago(2), "b": ago(5), "c": ago(0)}, TODAY, 90)
    assert [(one.assignment.id, one.days, one.asked) for one in found] == [
        ("b", 200, ago(5)),
        ("a", 90, ago(2)),
        ("t", 90, None),
    ]
    answered = replace(ANN, confirmed=ago(1))
    assert stale([answered], {"a": ago(2)}, TODAY, 90) == ()


def test_who_has_left_is_listed_with_the_backup_that_is_still_there() -> None:
    (one,) = vacant([ANN], [], {"U0ANN"}, "T1", TODAY)
    assert (one.persona, one.user, one.backup, one.assignment) == ("nurse", "U0ANN", "U0BEN", ANN)
    (one,) = vacant([ANN], [], {"U0ANN", "U0BEN"}, "T1", TODAY)
    assert one.backup == ""
    (one,) = vacant([TEAM], [], {"S0TEAM"}, "T1", TODAY)
    assert one.user == "S0TEAM"
    assert vacant([replace(ANN, until=TODAY - timedelta(days=1))], [], {"U0ANN"}, "T1", TODAY) == ()
    assert vacant([ANN], [], set(), "T1", TODAY) == ()


def test_whom_the_catalog_lists_counts_only_where_nobody_is_put_in_the_role() -> None:
    gone = {"U0CLEO", "S0OLD"}
    assert [one.user for one in vacant([], [NURSE], gone, "T1", TODAY)] == ["U0CLEO", "S0OLD"]
    in_a_channel = replace(ANN, place=Place("T1", "C1"))
    assert [one.user for one in vacant([in_a_channel], [NURSE], gone, "T1", TODAY)] == ["U0CLEO", "S0OLD"]
    assert vacant([ANN], [NURSE], gone, "T1", TODAY) == ()
    backed = replace(NURSE, holders=(Holder("U0CLEO", until="2026-05-05", backup="U0BEN"),))
    assert [one.backup for one in vacant([], [backed], gone, "T1", TODAY)] == ["U0BEN"]
    assert vacant([], [backed], gone, "T1", TODAY + timedelta(days=1)) == ()


def test_a_role_that_is_held_but_no_longer_in_the_catalog_is_found() -> None:
    past = replace(ANN, persona="old", until=TODAY - timedelta(days=1))
    other = replace(ANN, persona="old")
    assert orphaned([ANN, other, past], {"nurse": NURSE}, TODAY) == (other,)


def test_the_people_worth_an_eye_are_holders_and_backups_of_memory_and_catalog() -> None:
    assert people_in([ANN, TEAM], [NURSE]) == {"U0ANN", "U0BEN", "S0TEAM", "U0CLEO", "S0OLD"}
    backed = replace(NURSE, holders=(Holder("U0CLEO", backup="U0DAN"),))
    assert people_in([], [backed]) == {"U0CLEO", "U0DAN"}


def test_without_any_moment_it_is_as_old_as_can_be() -> None:
    assert last_said(replace(ANN, made=None)).year == 1
