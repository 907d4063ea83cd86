"""Who has asked what in vain, so that each is counted once; in this process's memory alone, and never written down."""

from bot.gaps import Missed, as_asked
from handlers.latest import Latest

MOST = 20_000  # people and questions that are remembered, the latest


class Askers:
    """Remembers a number for each person and question; Python makes other ones when it starts anew."""

    def __init__(self) -> None:
        self._waiting = Latest[int, bool](MOST)  # False for who has been served since

    def asks(self, workspace: str, user: str, question: str, outcome: Missed) -> bool:
        """True if they are not waiting for an answer to this question already."""
        return not self._note(_number(workspace, user, question, outcome), waiting=True)

    def is_served(self, workspace: str, user: str, question: str) -> bool:
        """True if they were waiting, or it is not known: who takes one of a choice may not be the one who asked."""
        return self._note(_number(workspace, user, question, Missed.CHOICE), waiting=False) is not False

    def _note(self, number: int, *, waiting: bool) -> bool | None:
        """Remember it as the latest; what was remembered before, None for nothing."""
        before = self._waiting.get(number)
        self._waiting.note(number, waiting)
        return before


def _number(workspace: str, user: str, question: str, outcome: Missed) -> int:
    return hash((workspace, user, as_asked(question), outcome))
