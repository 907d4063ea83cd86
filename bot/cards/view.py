"""How a card is to be seen, what its buttons carry, and the names by which the bot knows them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.cards.words import cut
from bot.catalog import Persona
from bot.people import Assignment, Holding, is_there, stand_in

Block = dict[str, Any]

SHARE = "share"
MORE = "more"
COMPARE = "compare"
NOT_RIGHT = "not_right"
CHOOSE = "choose"
SHOW_ROLE = "show_role"
SEARCH = "search"
FIND = "find_role"
OPEN = "open"
ALL_ROLES = "all_roles"
PEOPLE = "people"
ASK = "ask"
CHANGE = "change_assignment"
END = "end_assignment"
CONFIRM = "confirm_assignment"
UNDO = "undo_change"
OLDER = "older_changes"
NEWER = "newer_changes"
REQUEST = "request_change"
SEE_ALL = "see_all"
GAP_TO_ROLE = "gap_to_role"
GAP_ELSEWHERE = "gap_elsewhere"
GAP_IGNORE = "gap_ignore"
GAP_IGNORED = "gap_ignored"
GAP_RESTORE = "gap_restore"
OVERVIEW_MARK = "persona-overview"


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: `text` for notifications and screen readers (escaped), `blocks` for everybody else."""

    text: str
    blocks: list[Block]


class Surface(StrEnum):
    """Where a card is drawn: tables and sharing are for messages only."""

    MESSAGE = "message"
    HOME = "home"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class View:
    """How a card is to be seen.

    `public`: by all in a channel, so it mentions nobody and its buttons answer in private. `team` is the Slack
    team's id for deep links; `names` holds display names by the ids of users, user groups and channels. `held` are the
    assignments in force there on the day `today` (date.min where the day is unknown), by the persona's id; None if they
    could not be looked up. `departed` are the users and groups that have left; `members` are those of user groups,
    where it matters who they are.
    """

    public: bool = False
    team: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    surface: Surface = Surface.MESSAGE
    held: Mapping[str, tuple[Assignment, ...]] | None = field(default_factory=lambda: MappingProxyType({}))
    today: date = date.min
    departed: frozenset[str] = frozenset()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def holding(self, persona: str) -> tuple[Assignment, ...]:
        """Who is known to hold the role there, by assignment."""
        return self.held.get(persona, ()) if self.held else ()

    def holders(self, persona: Persona) -> tuple[Holding, ...]:
        """Who holds the role there that day: by assignment, else by the catalog.

        Where all who were put in it have left, whom the catalog lists comes behind them.
        """
        on = persona.held_by(self.today) if self.today > date.min else persona.holders
        put_in = self.holding(persona.id)
        return put_in if any(is_there(one, self.departed) for one in put_in) else (*put_in, *on)

    def to_come(self, day: date | str) -> bool:
        """True if it is known that the day is yet to come."""
        return self.today > date.min and str(day) > self.today.isoformat()

    def reachable(self, persona: Persona) -> tuple[str, ...]:
        """The users who can be asked about the role there: who holds it, or stands in for somebody who has left.

        Where only groups hold it, their members, as far as they are known.
        """
        users = [stand_in(one, self.departed) or one.user for one in self.holders(persona)]
        members = [user for group in self.groups(persona) for user in self.members.get(group, ())]
        found, more = (
            dict.fromkeys(one for one in ids if one and one not in self.departed) for ids in (users, members)
        )
        return tuple(found or more)

    def groups(self, persona: Persona) -> tuple[str, ...]:
        """The user groups that hold the role there and are in use."""
        groups = [one.usergroup for one in self.holders(persona)]
        return tuple(dict.fromkeys(one for one in groups if one and one not in self.departed))


PRIVATE = View()


def decoded(text: object, most: int) -> Any:
    """What was encoded as JSON in a button or a modal, in at most so many characters; None from what is forged."""
    try:
        return json.loads(text) if isinstance(text, str) and len(text) <= most else None
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries: the personas it is about, and the question it answers."""

    personas: tuple[str, ...] = ()
    question: str = ""

    def encode(self) -> str:
        """JSON of at most 2000 characters; a long question is shortened, ids that cannot fit are left out."""
        for most in (1000, 300, 0):
            question = cut(self.question, most) if most else ""
            value = json.dumps({"personas": self.personas, "question": question}, ensure_ascii=False)
            if len(value.encode("utf-16-le", "replace")) <= 4000:
                return value
        return Press(question=cut(self.question, 300)).encode() if self.personas else "{}"

    @classmethod
    def decode(cls, value: object) -> "Press":
        """The press that was encoded; an empty one from anything else."""
        data = decoded(value, 2000)
        if not isinstance(data, dict):
            return cls()
        personas, question = data.get("personas"), data.get("question")
        ids = tuple(id_ for id_ in personas if isinstance(id_, str)) if isinstance(personas, list) else ()
        return cls(ids[:5], question if isinstance(question, str) else "")
