"""What passed between the app and Slack, for the page's drawer and for tests: bounded, with secrets masked."""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

MASK = "••••"
_MOST_CHARACTERS = 60_000
_RESPONSE_URL = re.compile(r"(/response/)[\w-]+")


class Traffic:
    """The last requests in both directions, oldest first. Each is a dict as the page shows it:

    `id, at, direction, kind, name, payload, status, ms_to_ack, answer, refused`.
    """

    def __init__(self, secrets: Sequence[str], keep: int, clock: Callable[[], float]) -> None:
        self._secrets = tuple(secrets)
        self._entries: deque[dict[str, Any]] = deque(maxlen=keep)
        self._clock = clock
        self._last = 0
        self.on_entry: Callable[[dict[str, Any]], None] = lambda entry: None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def record(  # noqa: PLR0913 -- one argument for each thing the drawer shows
        self,
        direction: str,
        kind: str,
        name: str,
        payload: object,
        *,
        status: int,
        seconds: float,
        answer: object = None,
        refused: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Keep one exchange and tell the page; `seconds` is the time to the ack or the answer."""
        self._last += 1
        entry = {
            "id": self._last,
            "at": self._clock(),
            "direction": direction,
            "kind": kind,
            "name": name,
            "payload": self._presentable(payload),
            "status": status,
            "ms_to_ack": round(seconds * 1000, 1),
            "answer": self._presentable(answer),
            "refused": list(refused),
        }
        self._entries.append(entry)
        self.on_entry(entry)
        return entry

    def add_refusal(self, entry: dict[str, Any], text: str) -> None:
        """Something about an exchange came out later, such as an ack that was too late."""
        entry["refused"].append(text)
        self.on_entry(entry)

    def _presentable(self, value: object) -> object:
        if isinstance(value, dict) and "token" in value:
            value = {**value, "token": MASK}
        written = json.dumps(value, ensure_ascii=False, default=str)
        for secret in self._secrets:
            written = written.replace(secret, MASK)
        written = _RESPONSE_URL.sub(rf"\g<1>{MASK}", written)
        if len(written) > _MOST_CHARACTERS:
            return f"{written[:2000]}… ({len(written)} characters)"
        return json.loads(written)
