"""How Slack says no: one word, and sentences that explain it."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.workspace.shape import Problem


class Refused(Exception):
    """A call that Slack answers with an error.

    `code` is Slack's word for it, `messages` go to response_metadata, `more` into the answer itself.
    """

    def __init__(self, code: str, messages: Sequence[str] = (), **more: Any) -> None:
        self.code = code
        self.messages = tuple(messages)
        self.more = more
        super().__init__(": ".join([code, "; ".join(messages)]) if messages else code)

    def answer(self) -> dict[str, Any]:
        """The JSON of the refusal."""
        answer = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer


def refused_for(code: str, problems: Iterable[Problem]) -> Refused:
    """A refusal that says every problem with its JSON pointer."""
    said = [f"{problem.text} [json-pointer:{problem.pointer}]" for problem in problems]
    return Refused(code, [f"[ERROR] {text}" for text in said], errors=said)
