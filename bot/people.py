"""Who holds a role, where, and since when; and what the memory must be able to do with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.catalog import Holder, Part, Persona

LONG_AFTER = datetime.max.replace(tzinfo=UTC)
REGRET = timedelta(days=1)  # within which somebody who gave up a role may take that back


@dataclass(frozen=True, slots=True)
class Place:
    """A Slack workspace (its team id) and a channel's id; "" where there is none, as on the Home tab."""

    workspace: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody holds a role: in the whole workspace when the place has no channel, else in that channel.

    Exactly one of `user` and `usergroup` is set. `since` and `until` are both inclusive. `revision` counts the changes,
    so that two people who change the same assignment at once are told instead of one losing. `made` is when this
    holder was put in the role; the store sets it.
    """

    place: Place
    persona: str
    user: str = ""
    usergroup: str = ""
    part: Part = Part.RESPONSIBLE
    since: date | None = None
    until: date | None = None
    backup: str = ""
    note: str = ""
    confirmed: datetime | None = None
    id: str = ""
    revision: int = 0
    made: datetime | None = None

    @property
    def spot(self) -> tuple[str, Place, str, str]:
        """Who holds which role where."""
        return self.persona, self.place, self.user, self.usergroup

    def in_force(self, today: date) -> bool:
        """True from `since` to `until`, both included."""
        return (self.since is None or self.since <= today) and not self.over(today)

    def over(self, today: date) -> bool:
        """True after the last day."""
        return self.until is not None and self.until < today


Holding = Assignment | Holder  # who holds a role, by having been put in it or by the catalog


def holding(
    assignments: Iterable[Assignment], persona: str, place: Place, today: date, gone: Collection[str] = ()
) -> tuple[Assignment, ...]:
    """Who holds the role at the place today: the channel's own holders if it has any, else the workspace's.

    The accountable come first, then the order of the assignments. Where all of the channel's own are `gone`, and nobody
    stands in for them, the workspace's come behind them: there is somebody to turn to.
    """
    held = [one for one in assignments if one.persona == persona and one.in_force(today)]
    here = [one for one in held if place.channel and one.place.channel == place.channel]
    anywhere = [one for one in held if not one.place.channel]
    found = [here] if any(is_there(one, gone) for one in here) else [here, anywhere]
    return tuple(one for some in found for one in sorted(some, key=lambda one: one.part is not Part.ACCOUNTABLE))


def is_there(one: Holding, gone: Collection[str]) -> bool:
    """True unless whoever holds the role has left, and nobody stands in."""
    return {one.user, one.usergroup}.isdisjoint(gone) or bool(stand_in(one, gone))


def stand_in(one: Holding, gone: Collection[str]) -> str:
    """The backup of somebody who has left, unless they have left as well; "" where nobody stands in."""
    return one.backup if {one.user, one.usergroup} & set(gone) and one.backup not in gone else ""


def nobody_holds(personas: Iterable[Persona], assignments: Iterable[Assignment], today: date) -> tuple[Persona, ...]:
    """The roles that nobody holds today in any place, neither by assignment nor by the catalog."""
    held = {one.persona for one in assignments if one.in_force(today)}
    return tuple(one for one in personas if one.id not in held and not one.held_by(today))


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may change: everything, or who holds the roles they hold themselves or stand in for.

    `groups` are the user groups they belong to, `assignments` all of their workspace, `gone` who has left it.
    """

    user: str
    everything: bool = False
    groups: frozenset[str] = frozenset()
    assignments: tuple[Assignment, ...] = ()
    gone: frozenset[str] = frozenset()

    def holds(self, one: Holding) -> bool:
        """True if it is they who hold it, directly or through a group."""
        return self.user in {one.user} - {""} or one.usergroup in self.groups

    def answers_for(self, one: Holding) -> bool:
        """True if they hold it, or are the backup of somebody who has left."""
        return self.holds(one) or (bool(self.user) and self.user == stand_in(one, self.gone))

    def held(self, today: date) -> tuple[Assignment, ...]:
        """The roles they were put in, also those to come."""
        return tuple(one for one in self.assignments if self.holds(one) and not one.over(today))

    def listed(self, personas: Iterable[Persona], today: date) -> tuple[tuple[Persona, Holder], ...]:
        """The roles they hold by the catalog, also those to come; each once, as themselves rather than by a group."""
        held: list[tuple[Persona, Holder]] = []
        for persona in personas:
            theirs = [one for one in persona.holders if self.holds(one) and not one.over(today)]
            held += [(persona, one) for one in sorted(theirs, key=lambda one: one.user != self.user)[:1]]
        return tuple(held)

    def may_change(self, role: str, persona: Persona | None, place: Place, today: date) -> bool:
        """True if they may change who holds the role at the place; `persona` is what the catalog says of the role.

        Who holds it in the workspace may do so everywhere, who holds it in a channel only there.
        """
        mine = (
            one for one in self.assignments if one.persona == role and one.in_force(today) and self.answers_for(one)
        )
        reach = {"", place.channel}
        listed = persona.held_by(today) if persona else ()
        return (
            self.everything
            or any(one.place.channel in reach for one in mine)
            or any(self.answers_for(one) for one in listed)
        )

    def may_change_some(self, personas: Iterable[Persona], place: Place, today: date) -> bool:
        """True if there is a role for which they may change who holds it at the place."""
        reach = {"", place.channel}
        mine = (one for one in self.assignments if one.in_force(today) and one.place.channel in reach)
        listed = (one for persona in personas for one in persona.held_by(today))
        return self.everything or any(self.answers_for(one) for one in mine) or any(map(self.answers_for, listed))

    def twin(self, new: Assignment, today: date) -> Assignment | None:
        """The other assignment by which the same person or group holds the same role at the same place, if any."""
        others = (one for one in self.assignments if one.id != new.id and one.spot == new.spot)
        return next((one for one in others if not one.over(today)), None)

    def may_take_back(self, change: "Change", now: datetime) -> bool:
        """True for what they gave up themselves within the last day: a slip must not cost them the role."""
        gave_up = change.deed is Deed.ENDED and change.by == change.assignment.user == self.user
        return gave_up and now - change.at < REGRET

    def may_end(self, one: Assignment, persona: Persona | None, today: date) -> bool:
        """True if they may take whoever it is out of the role; themselves also before the first day."""
        return one.user == self.user != "" or self.may_change(one.persona, persona, one.place, today)


class Deed(StrEnum):
    """What was done to an assignment."""

    ASSIGNED = "assigned"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    ENDED = "ended"
    TAKEN_BACK = "taken back"
    BROUGHT_BACK = "brought back"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history: who did what to an assignment, and how it stood before and after (None: not at all).

    `undid` is the change that it took back, or the taking back that it made good again; 0 for any other deed. `open`
    tells that it can be undone: nothing that came after it stands in the way.
    """

    id: int
    at: datetime
    by: str
    deed: Deed
    before: Assignment | None
    after: Assignment | None
    undone: bool = False
    undid: int = 0
    open: bool = False

    @property
    def assignment(self) -> Assignment:
        """The assignment as the change left it, or as it stood when the change ended it."""
        found = self.after or self.before
        assert found is not None, "a change has a before, an after, or both"  # noqa: S101  for the type checker
        return found

    @property
    def sides(self) -> tuple[Assignment, ...]:
        """The assignment before and after, as far as there was one."""
        return tuple(one for one in (self.before, self.after) if one)

    @property
    def concerned(self) -> frozenset[str]:
        """The users to be told of it: who held the role or holds it now, and who became or was the backup."""
        backups = {one.backup for one in self.sides}
        changed = backups if len(backups) == len(self.sides) else set()
        return frozenset({one.user for one in self.sides} | changed) - {"", self.by}

    @property
    def groups(self) -> frozenset[str]:
        """The user groups whose members are to be told of it; that it still holds is no news to a group."""
        if self.deed is Deed.CONFIRMED:
            return frozenset()
        return frozenset({one.usergroup for one in self.sides}) - {""}


@dataclass(frozen=True, slots=True)
class Page:
    """Some changes next to each other, latest first: of one role, or of all; and if there are `older` and `newer`.

    `seen` is when it is looked at.
    """

    changes: tuple[Change, ...]
    role: str = ""
    older: bool = False
    newer: bool = False
    seen: datetime = LONG_AFTER


class PeopleStore(Protocol):
    """Who holds which role. Every method may raise StoreError when the memory cannot answer in time."""

    async def assignments(self, workspace: str) -> tuple[Assignment, ...]:
        """All assignments of a workspace, also those not in force today, oldest first."""
        ...

    async def assign(self, assignment: Assignment, by: str) -> Change:
        """Put somebody in a role."""
        ...

    async def revise(self, assignment: Assignment, by: str) -> Change:
        """Change an assignment (found by its id and revision); StaleAssignment if somebody was faster."""
        ...

    async def confirm(self, assignment: Assignment, by: str) -> Change:
        """Note that it still holds; StaleAssignment if it is no longer what was confirmed."""
        ...

    async def end(self, assignment: Assignment, by: str) -> Change:
        """Take somebody out of a role; StaleAssignment if somebody was faster."""
        ...

    async def history(
        self, workspace: str, most: int = 50, *, persona: str = "", before: int = 0, after: int = 0
    ) -> tuple[Change, ...]:
        """The latest changes, of one role if `persona` is given, latest first.

        Given a change's id, those next `before` it, or those next `after` it.
        """
        ...

    async def undo(self, workspace: str, change: int, by: str, revision: int | None = None) -> Change:
        """Bring back how it stood before a change, the latest first; of a taking back, what that took back.

        A confirmation stands in nobody's way, and stays. StaleAssignment if something else stands in the way, or if the
        assignment is not at the revision that is given (0: it is gone).
        """
        ...

    def writes(self, workspace: str) -> int:
        """How often this process has changed what is kept of people in a workspace: what was read before is old."""
        ...
