"""trigger_ids: each opens one view, within seconds of what the person did."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace.refusals import Refused

_KEPT = 500


@dataclass(slots=True)
class Trigger:
    """Whose action it was, when, and from which modal if any."""

    user: str
    view_id: str
    made: float
    used: bool = False


class Triggers:
    """Hands out trigger_ids and judges them when they come back."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._triggers: dict[str, Trigger] = {}

    def new(self, user: str, view_id: str = "") -> str:
        """A trigger_id for what this person just did."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, view_id, self._clock())
        while len(self._triggers) > _KEPT:
            del self._triggers[next(iter(self._triggers))]
        return trigger_id

    def use(self, trigger_id: str) -> Trigger:
        """The trigger behind an id; refused when it is unknown, used or too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock() - trigger.made > self._seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger
