"""What comes in before any listener sees it: events of bots, edits, deletions and redeliveries go no further."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from handlers.latest import Latest
from handlers.memory import Memory

HARMLESS_TWICE = {"user_change", "team_join"}  # and too many to keep: Slack tells of every new status of everybody
MOST_EVENTS = 10_000  # Slack redelivers within minutes; these are far more than arrive in them


class Incoming:
    """Bolt middleware: acknowledges and drops what nobody should answer.

    The memory knows what other processes have seen; each remembers its own events too, should the memory fail.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._seen = Latest[str, None](MOST_EVENTS)

    async def check(
        self,
        body: dict[str, Any],
        ack: AsyncAck,
        next: Callable[[], Awaitable[Any]],  # noqa: A002 Bolt's name for it
    ) -> BoltResponse | None:
        """Pass on what a person did, and each event once."""
        if body.get("type") == "event_callback" and not await self._is_new(body):
            return await ack()
        await next()
        return None

    async def _is_new(self, body: dict[str, Any]) -> bool:
        """True if a person caused it and neither this process nor another one has seen it."""
        if body["event"].get("type") in HARMLESS_TWICE:
            return True
        event_id = body.get("event_id")
        if self._again(event_id) or not by_person(body["event"]):
            return False
        return not isinstance(event_id, str) or not event_id or await self._memory.claim(event_id)

    def _again(self, event_id: object) -> bool:
        """True if this event came before; remembers it."""
        if not isinstance(event_id, str) or not event_id:
            return False
        if event_id in self._seen:
            return True
        self._seen.note(event_id, None)
        return False


def by_person(event: dict[str, Any]) -> bool:
    """True for what a person wrote or opened; false for bots, edits, deletions, joins and other notices."""
    from_bot = event.get("bot_id") or event.get("bot_profile") or event.get("hidden") or "edited" in event
    return not from_bot and event.get("subtype") in {None, "file_share", "thread_broadcast"} and bool(event.get("user"))
