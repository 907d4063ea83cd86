"""A modal around a card, and the note it carries: what it shows, and where its asker came from."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.cards import Press, Reply
from bot.cards.blocks import plain
from bot.cards.view import decoded
from bot.forms import ANSWER_FORM

ACK_ROOM = 2.5  # seconds for a submitted modal: Slack waits 3 for the ack that carries what is wrong with it
LONGEST_NOTE = 3000  # characters, by Slack's rule
LONGEST_QUESTION = 500
MOST_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class Note:
    """What a modal shows, and the channel and thread it can be shared in ("" for none)."""

    press: Press = field(default_factory=Press)
    channel: str = ""
    thread: str = ""

    def encode(self) -> str:
        """The note as private_metadata, of at most 3000 characters."""
        press = Press(self.press.personas, self.press.question[:LONGEST_QUESTION]).encode()
        note = json.dumps([press, self.channel, self.thread], ensure_ascii=False)
        return note if len(note) <= LONGEST_NOTE else json.dumps(["{}", self.channel, self.thread])

    @classmethod
    def decode(cls, note: object) -> "Note":
        """The note that was encoded; an empty one from anything else."""
        match decoded(note, LONGEST_NOTE):
            case [press, str(channel), str(thread)]:
                return cls(Press.decode(press), channel, thread)
        return cls()


def in_time() -> asyncio.Timeout:
    """What is done within it leaves room for the ack. Raises TimeoutError."""
    return asyncio.timeout(ACK_ROOM)


def values_of(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was filled in, by the ids of the blocks; nothing from what is no submitted modal."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    return values if isinstance(values, dict) else {}


def around(reply: Reply, note: Note) -> dict[str, Any]:
    """A modal that shows a card; it can be shared if it belongs to a thread."""
    modal = {
        "type": "modal",
        "callback_id": ANSWER_FORM,
        "title": plain("Persona", 24),
        "close": plain("Close", 24),
        "private_metadata": note.encode(),
        "blocks": reply.blocks[:MOST_BLOCKS],
    }
    return modal | ({"submit": plain("Share in thread", 24)} if note.thread and note.press.personas else {})
