"""What ranking gives back: a persona, how sure, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.catalog import Part, Persona


class Field(StrEnum):
    """Where in a persona the matched phrase stands."""

    TITLE = "title"
    ALIAS = "alias"
    RESPONSIBILITY = "responsibility"
    KEYWORD = "keyword"
    OWNS = "owns"
    HANDOFF = "handoff"
    STAGE = "stage"
    DESCRIPTION = "description"
    NOT_RESPONSIBLE = "not_responsible"


@dataclass(frozen=True, slots=True)
class WordMatch:
    """One word of the question and the catalog's word it was taken for.

    `how`: "exact", "inflection", "typo", or "synonym" for the short or long form of the same (mgr, manager).
    """

    asked: str
    found: str
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class Reason:
    """The catalog's phrase that matched, word for word as the catalog has it.

    `index` is its position in the persona's list for that field (responsibilities, keywords, handoffs, ...); `also` is
    the other phrasing that matched, or ""; `source` is who published the phrase, or "".
    """

    field: Field
    phrase: str
    index: int = 0
    also: str = ""
    source: str = ""
    part: Part | None = None
    words: tuple[WordMatch, ...] = ()


class Match:
    """A persona with its score (0 to 1, the estimated chance that the asker is well served by it) and its reason.

    The reason may be given as what finds it: most are never looked at.
    """

    __slots__ = ("_reason", "persona", "score")

    def __init__(self, persona: Persona, score: float, reason: Reason | Callable[[], Reason]) -> None:
        self.persona = persona
        self.score = score
        self._reason = reason

    @property
    def reason(self) -> Reason:
        return self.find_reason()

    def find_reason(self) -> Reason:
        """Find the reason now: what finds it may be gone later."""
        if not isinstance(self._reason, Reason):
            self._reason = self._reason()
        return self._reason
