"""A modal around a card, and the note it carries: the channel and thread its asker came from."""

import json
from dataclasses import dataclass
from typing import Any

from bot.cards import Reply

MOST_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel and a thread in it, each "" if there is none."""

    channel: str = ""
    thread: str = ""

    def encode(self) -> str:
        """The spot as a modal's private_metadata."""
        return json.dumps([self.channel, self.thread])

    @classmethod
    def decode(cls, note: object) -> "Spot":
        """The spot of a private_metadata; none where it is anything else."""
        try:
            match json.loads(note) if isinstance(note, str) else None:
                case [str(channel), str(thread)]:
                    return cls(channel, thread)
        except ValueError:
            pass
        return cls()


def around(reply: Reply, spot: Spot) -> dict[str, Any]:
    """A modal that shows a card."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Persona"},
        "close": {"type": "plain_text", "text": "Close"},
        "private_metadata": spot.encode(),
        "blocks": reply.blocks[:MOST_BLOCKS],
    }
