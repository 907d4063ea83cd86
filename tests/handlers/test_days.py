"""The day it is for somebody, by the time zone of their account."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.days import MOST, Days

LATE = datetime(2026, 5, 5, 23, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 5, 5), date(2026, 5, 6)


def days(**account: Any) -> Days:
    known = Days(lambda: LATE)
    known.hear({"id": "U1", **account})
    return known


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        (-8 * 3600, TODAY),
        (3600, TOMORROW),
        (14 * 3600, TOMORROW),
        (10**9, TODAY),
        ("3600", TODAY),
        (None, TODAY),
    ],
)
def test_a_day_begins_where_somebody_is(offset: Any, day: date) -> None:
    assert days(tz_offset=offset).today("U1") == day


def test_of_whom_nothing_is_known_the_day_is_that_of_utc() -> None:
    known = days(tz_offset=3600)
    assert known.today("U2") == TODAY
    assert known.today() == TODAY


def test_only_so_many_time_zones_are_remembered() -> None:
    known = days(tz_offset=3600)
    for number in range(MOST):
        known.hear({"id": f"U0{number}", "tz_offset": 3600})
    assert known.today("U1") == TODAY
    assert known.today(f"U0{MOST - 1}") == TOMORROW
