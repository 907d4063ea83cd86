"""Faults on demand: the Web API fails, is slow, or has had enough, so that one can see what the bot does then."""

from collections import defaultdict, deque
from dataclasses import dataclass


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

    def clear(self) -> None:
        """Forget every waiting fault."""
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The next fault of the method, which is used up by this."""
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else None

    def _add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting[method].extend([fault] * times)
