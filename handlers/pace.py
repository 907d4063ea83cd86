"""How fast to go where nobody waits for the answer: within Slack's limits, and resting after what went wrong."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

FIRST_REST, LONGEST_REST = 5.0, 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls of a method at once, and so many a minute after that."""

    at_once: int
    a_minute: float


# Together no more in the first minute than Slack's tiers allow: 50 a minute, 20 and 100.
RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "chat.update": Rate(20, 30),
        "pins.list": Rate(5, 15),
        "users.info": Rate(40, 60),
        "files.getUploadURLExternal": Rate(20, 60),
        "files.delete": Rate(20, 30),
    }
)


class Pace:
    """Counts the calls of each method; where Slack asks for a pause, it is for all."""

    def __init__(self, rates: Mapping[str, Rate] = RATES, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # calls that are left, and when that was counted
        self._paused: dict[str, float] = {}  # until when

    def take(self, method: str, calls: int = 1) -> bool:
        """True if the method may be called now, or so many times; which is counted as done."""
        at, rate = self._clock(), self._rates[method]
        if at < self._paused.get(method, at):
            return False
        left, counted = self._left.get(method, (float(rate.at_once), at))
        left = min(float(rate.at_once), left + (at - counted) * rate.a_minute / 60)
        free = left >= calls
        self._left[method] = (left - calls if free else left, at)
        return free

    def counts(self, method: str) -> bool:
        """True if the calls of the method are counted here."""
        return method in self._rates

    def pause(self, method: str, seconds: float) -> None:
        """Call the method no more for so many seconds, and after that slowly."""
        at = self._clock()
        until = max(at + seconds, self._paused.get(method, at))
        self._paused[method] = until
        self._left[method] = (1.0, until)


class Rests:
    """What went wrong is tried again later, and each time later still."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._resting: dict[Hashable, tuple[float, float]] = {}  # until when, and how long that was

    def over(self, key: Hashable) -> bool:
        """True if it may be tried."""
        return self._clock() >= self._resting.get(key, (0.0, 0.0))[0]

    def failed(self, key: Hashable, least: float = FIRST_REST) -> float:
        """Let it rest: twice as long as the last time, at least so many seconds; how long."""
        seconds = max(least, min(LONGEST_REST, 2 * self._resting.get(key, (0.0, 0.0))[1]))
        self._resting[key] = (self._clock() + seconds, seconds)
        return seconds

    def succeeded(self, key: Hashable) -> None:
        """Forget that it ever failed."""
        self._resting.pop(key, None)
