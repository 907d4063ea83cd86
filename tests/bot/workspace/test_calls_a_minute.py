"""As many calls of a method as a minute takes, if the workspace is told to count them."""

from bot.workspace.faults import Faults
from bot.workspace.limits import Limits

TWO = Limits(calls_a_minute={"chat.update": 2})


def test_more_calls_than_a_minute_takes_are_told_when_to_come_back() -> None:
    faults = Faults()
    assert faults.count("chat.update", TWO, 0.0) is None
    assert faults.count("chat.update", TWO, 10.0) is None
    fault = faults.count("chat.update", TWO, 20.5)
    assert fault
    assert (fault.error, fault.status, fault.retry_after) == ("ratelimited", 429, 40)
    assert faults.count("chat.update", TWO, 60.5) is None


def test_other_methods_are_not_counted() -> None:
    faults = Faults()
    assert not any(faults.count("chat.delete", TWO, 0.0) for _ in range(9))
