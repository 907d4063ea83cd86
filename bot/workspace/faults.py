"""Faults on demand: the Web API fails, is slow, or has had enough, so that one can see what the bot does then."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from bot.workspace.limits import Limits


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that goes wrong. `error` is Slack's word, `status` an HTTP status without a Slack answer."""

    error: str = ""
    status: int = 200
    retry_after: int = 0
    seconds: float = 0.0


class Faults:
    """Waiting faults by method, used up in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """The next calls of the method are answered with this error."""
        self._add(method, Fault(error=error), times)

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        """The next calls of the method are answered that much later."""
        self._add(method, Fault(seconds=seconds), times)

    def rate_limit(self, method: str, retry_after: int, times: int = 1) -> None:
        """The next calls of the method get 429 with Retry-After in whole seconds."""
        self._add(method, Fault(error="ratelimited", status=429, retry_after=retry_after), times)

    def status(self, method: str, status: int, times: int = 1) -> None:
        """The next calls of the method get this HTTP status and no Slack answer."""
        self._add(method, Fault(status=status), times)

    def count(self, method: str, limits: Limits, now: float) -> Fault | None:
        """Count a call; 429 where there were as many as a minute takes."""
        most = limits.calls_a_minute.get(method)
        if most is None:
            return None
        calls = self._calls[method]
        while calls and calls[0] <= now - limits.minute_seconds:
            calls.popleft()
        if len(calls) >= most:
            seconds = math.ceil(calls[0] + limits.minute_seconds - now)
            return Fault(error="ratelimited", status=429, retry_after=max(1, seconds))
        calls.append(now)
        return None

    def clear(self) -> None:
        """Forget every waiting fault."""
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The next fault of the method, which is used up by this."""
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else None

    def is_waiting(self, method: str) -> bool:
        """True until every fault of the method is used up."""
        return bool(self._waiting.get(method))

    def _add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting[method].extend([fault] * times)
