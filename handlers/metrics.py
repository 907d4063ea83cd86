"""Counters and one histogram, in the text format that Prometheus reads."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

ACK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # Slack waits 3 seconds


class Metrics:
    """What has happened since the process started."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()
        self._acks = [0] * (len(ACK_BUCKETS) + 1)
        self._ack_seconds = 0.0

    def acked(self, seconds: float) -> None:
        """Slack got its acknowledgement after so many seconds."""
        self._acks[bisect_left(ACK_BUCKETS, seconds)] += 1
        self._ack_seconds += seconds

    def text(self, gauges: Mapping[str, float]) -> str:
        """Everything counted, and each gauge with its value."""
        lines = [
            *_counter("persona_answers_total", "Answers given, by outcome.", "outcome", self.answers),
            *_counter("persona_errors_total", "Errors, by kind.", "kind", self.errors),
            *_counter("persona_requests_refused_total", "Requests refused, by HTTP status.", "status", self.refused),
            *self._histogram(),
            *(line for name, value in gauges.items() for line in (f"# TYPE {name} gauge", f"{name} {value:g}")),
        ]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> Iterator[str]:
        name = "persona_ack_seconds"
        yield f"# HELP {name} Time from a request's arrival to its acknowledgement."
        yield f"# TYPE {name} histogram"
        total = 0
        for bound, count in zip((*ACK_BUCKETS, float("inf")), self._acks, strict=True):
            total += count
            yield f'{name}_bucket{{le="{"+Inf" if bound == float("inf") else f"{bound:g}"}"}} {total}'
        yield f"{name}_sum {self._ack_seconds:.6f}"
        yield f"{name}_count {total}"


def _counter(name: str, what: str, label: str, counted: Counter[str] | Counter[int]) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} counter"
    for value, count in sorted(counted.items()):
        yield f'{name}{{{label}="{value}"}} {count}'
