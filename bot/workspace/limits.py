"""Slack's limits of time and number, in one place so that a test can shorten the waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds. Redelivery is Slack's at once, 1 minute, 5 minutes, scaled down."""

    ack_seconds: float = 3.0
    late_seconds: float = 30.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5
    retry_delays: tuple[float, ...] = (0.0, 0.2, 1.0)
    ticket_seconds: float = 30.0
    socket_connections: int = 10
    pins: int = 100
    messages_kept: int = 2000
    traffic_kept: int = 300
    files_kept: int = 100
    upload_bytes: int = 20_000_000
    minute_seconds: float = 60.0
    calls_a_minute: Mapping[str, int] = field(default_factory=lambda: MappingProxyType[str, int]({}))  # by method
