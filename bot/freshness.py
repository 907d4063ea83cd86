"""Freshness: which assignments nobody has confirmed for too long, and which roles are held by people who have left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.catalog import Persona
from bot.people import Assignment, Place, holding, is_there, stand_in


@dataclass(frozen=True, slots=True)
class Stale:
    """An assignment that nobody has confirmed for too long. `asked` is when its holder was asked; None for a group."""

    assignment: Assignment
    days: int
    asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role held by somebody who has left. `assignment` is None where the catalog lists them.

    `backup` stands in for them, or "" where nobody who is still there does.
    """

    persona: str
    user: str
    place: Place
    backup: str = ""
    assignment: Assignment | None = None


def age(one: Assignment, today: date) -> int:
    """The days since somebody last said that it holds: by confirming it, or by putting them in the role."""
    return (today - last_said(one).date()).days


def due(
    assignments: Iterable[Assignment], asked: Mapping[str, datetime], gone: Collection[str], today: date, after: int
) -> tuple[Assignment, ...]:
    """The assignments whose holders are to be asked now: each once, until they have confirmed it and it aged again.

    A group is asked nothing: everybody in it would be, and nobody in particular.
    """
    return tuple(
        one
        for one in assignments
        if _aged(one, today, after) and one.user and one.user not in gone and _asked(one, asked) is None
    )


def stale(
    assignments: Iterable[Assignment], reminders: Mapping[str, datetime], today: date, confirm_after: int
) -> tuple[Stale, ...]:
    """What maintainers look after, oldest first: what has aged though its holder was asked, and what a group holds.

    `reminders` says when a holder was asked, by the assignment's id; `confirm_after` is in days.
    """
    aged = [one for one in assignments if _aged(one, today, confirm_after)]
    found = [Stale(one, age(one, today), _asked(one, reminders)) for one in aged]
    waiting = [one for one in found if one.asked or one.assignment.usergroup]
    return tuple(sorted(waiting, key=lambda one: -one.days))


def vacant(
    assignments: Sequence[Assignment], personas: Iterable[Persona], gone: Collection[str], workspace: str, today: date
) -> tuple[Vacancy, ...]:
    """The roles held by people or groups that are `gone`: by assignment first, then by the catalog.

    Whom the catalog lists counts only where nobody who is there is put in the role for the whole workspace: else nobody
    sees it.
    """
    put_in = [one for one in assignments if one.in_force(today) and (one.user or one.usergroup) in gone]
    found = [Vacancy(one.persona, one.user or one.usergroup, one.place, stand_in(one, gone), one) for one in put_in]
    place = Place(workspace)
    for persona in personas:
        if not any(is_there(one, gone) for one in holding(assignments, persona.id, place, today)):
            left = [one for one in persona.held_by(today) if (one.user or one.usergroup) in gone]
            found += [Vacancy(persona.id, one.user or one.usergroup, place, stand_in(one, gone)) for one in left]
    return tuple(found)


def orphaned(assignments: Iterable[Assignment], personas: Mapping[str, Persona], today: date) -> tuple[Assignment, ...]:
    """The assignments to roles that the catalog no longer has, also those to come; `personas` it has, by id."""
    return tuple(one for one in assignments if not one.over(today) and one.persona not in personas)


def people_in(assignments: Iterable[Assignment], personas: Iterable[Persona]) -> frozenset[str]:
    """The users and groups that hold a role or stand in for who does: those worth an eye on whether they are there."""
    assigned = {id_ for one in assignments for id_ in (one.user, one.usergroup, one.backup)}
    listed = {id_ for persona in personas for one in persona.holders for id_ in (one.user, one.usergroup, one.backup)}
    return frozenset((assigned | listed) - {""})


def last_said(one: Assignment) -> datetime:
    """When somebody last said that it holds: from then on it ages. For a role that begins later, its first day."""
    if one.confirmed:
        return one.confirmed
    made = one.made or datetime.min.replace(tzinfo=UTC)
    begins = datetime(one.since.year, one.since.month, one.since.day, tzinfo=UTC) if one.since else made
    return max(made, begins)


def _aged(one: Assignment, today: date, after: int) -> bool:
    return one.in_force(today) and last_said(one).date() <= today - timedelta(days=after)


def _asked(one: Assignment, asked: Mapping[str, datetime]) -> datetime | None:
    """When the holder was asked since somebody last said that it holds."""
    at = asked.get(one.id)
    return at if at and at >= last_said(one) else None


class FreshnessStore(Protocol):
    """Who was asked to confirm what, and who has left. Every method may raise StoreError."""

    async def remind(self, assignment: Assignment) -> bool:
        """True for the one process that may ask the holder now; False once they were asked since it last was said."""
        ...

    async def unremind(self, assignment: Assignment) -> None:
        """Take back that the holder was asked: the question was not sent."""
        ...

    async def reminders(self, workspace: str) -> Mapping[str, datetime]:
        """When holders were asked, by the assignment's id."""
        ...

    async def peopled(self) -> tuple[str, ...]:
        """The workspaces in which somebody was put in a role."""
        ...

    async def departed(self, workspace: str) -> frozenset[str]:
        """The users and groups that are known to have left."""
        ...

    async def mark(self, workspace: str, *, left: Collection[str] = (), returned: Collection[str] = ()) -> None:
        """Note who has left, and who is back."""
        ...
