"""The day it is for somebody: roles begin and end by the calendar of whoever looks."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers.latest import Latest

MOST = 5000  # time zones remembered
FARTHEST = timedelta(hours=14)  # from UTC, of any place


def now() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


class Days:
    """The time zones of accounts, as far as Slack has told them; where it has not, the day is that of UTC."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self._zones = Latest[str, timedelta](MOST)  # by user, from UTC

    def hear(self, account: Mapping[str, Any]) -> None:
        """Take the time zone from what Slack says of an account."""
        user, seconds = account.get("id"), account.get("tz_offset")
        if not isinstance(user, str) or not isinstance(seconds, int) or abs(seconds) > FARTHEST.total_seconds():
            return
        self._zones.note(user, timedelta(seconds=seconds))

    def today(self, user: str = "") -> date:
        """The day it is for a user."""
        return (self._clock() + self._zones.get(user, timedelta())).date()
