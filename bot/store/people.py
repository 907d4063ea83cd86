"""Who holds which role, and every change of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalog import Part
from bot.errors import StaleAssignment
from bot.people import Assignment, Change, Deed, Place
from bot.store.database import Database, Moment, now, tables

assignments = sa.Table(
    "assignments",
    tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("persona", sa.Text, nullable=False),
    sa.Column("user", sa.String(32), nullable=False),
    sa.Column("usergroup", sa.String(32), nullable=False),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("backup", sa.String(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("confirmed", Moment),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("made", Moment, nullable=False),
)

changes = sa.Table(
    "changes",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.String(32), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("deed", sa.String(16), nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("undone", sa.Boolean, nullable=False),
    sa.Column("undid", sa.Integer, nullable=False, server_default="0"),
)

Sides = tuple[Assignment | None, Assignment | None]  # an assignment before a change and after it


class PeopleInRoles(Database):
    """The assignments, and their history."""

    async def assignments(self, workspace: str) -> tuple[Assignment, ...]:
        query = sa.select(assignments).where(assignments.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(assignments.c.made, assignments.c.id))
            return tuple(_assignment(row._asdict()) for row in rows)

    async def assign(self, assignment: Assignment, by: str) -> Change:
        new = replace(assignment, id=uuid4().hex, revision=1, made=now())
        async with self.writing(assignment.place.workspace) as connection:
            return await _put(connection, (None, new), by, Deed.ASSIGNED)

    async def revise(self, assignment: Assignment, by: str) -> Change:
        async with self.writing(assignment.place.workspace) as connection:
            before = await _current(connection, assignment.place.workspace, assignment.id)
            if before is None or before.revision != assignment.revision:
                raise StaleAssignment
            same = (before.user, before.usergroup) == (assignment.user, assignment.usergroup)
            after = replace(assignment, revision=before.revision + 1, made=before.made if same else now())
            return await _put(connection, (before, after), by, Deed.CHANGED)

    async def confirm(self, assignment: Assignment, by: str) -> Change:
        async with self.writing(assignment.place.workspace) as connection:
            before = await _current(connection, assignment.place.workspace, assignment.id)
            if before is None or before.revision != assignment.revision:
                raise StaleAssignment
            after = replace(before, confirmed=now(), revision=before.revision + 1)
            return await _put(connection, (before, after), by, Deed.CONFIRMED)

    async def end(self, assignment: Assignment, by: str) -> Change:
        async with self.writing(assignment.place.workspace) as connection:
            before = await _current(connection, assignment.place.workspace, assignment.id)
            if before is None or before.revision != assignment.revision:
                raise StaleAssignment
            return await _put(connection, (before, None), by, Deed.ENDED)

    async def history(
        self, workspace: str, most: int = 50, *, persona: str = "", before: int = 0, after: int = 0
    ) -> tuple[Change, ...]:
        query = sa.select(changes, _open()).where(changes.c.workspace == workspace)
        if persona:
            query = query.where(_said(changes, "persona") == persona)
        if before:
            query = query.where(changes.c.id < before)
        if after:
            query = query.where(changes.c.id > after)
        order = changes.c.id if after else changes.c.id.desc()
        async with self.transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(order).limit(most))
            found = [_change(row._asdict()) for row in rows]
        return tuple(reversed(found) if after else found)

    async def undo(self, workspace: str, change: int, by: str, revision: int | None = None) -> Change:
        query = sa.select(changes).where(changes.c.workspace == workspace, changes.c.id == change)
        async with self.writing(workspace) as connection:
            row = (await connection.execute(query.with_for_update())).one_or_none()
            if row is None:
                raise StaleAssignment
            done = _change(row._asdict())
            current = await _current(connection, workspace, done.assignment.id)
            if revision not in {None, current.revision if current else 0}:
                raise StaleAssignment
            if not await connection.scalar(sa.select(_open()).where(changes.c.id == change)):
                raise StaleAssignment
            await _mark(connection, change, undone=True)
            if done.undid:
                await _mark(connection, done.undid, undone=False)
            after = _brought_back(done.before, current or done.assignment)
            deed = Deed.BROUGHT_BACK if done.undid else Deed.TAKEN_BACK
            return await _put(connection, (current, after), by, deed, undid=change)


def _said(table: sa.FromClause, key: str) -> sa.ColumnElement[str]:
    """What the changes say of their assignment under a key."""
    return sa.func.coalesce(*(table.c[side][key].as_string() for side in ("after", "before")))


def _open() -> sa.ColumnElement[bool]:
    """Whether a change can be undone: no later one of its assignment stands in the way.

    One that is undone does not, nor does one that undid what came later, nor a confirmation.
    """
    later = changes.alias("later")
    in_the_way = sa.exists().where(
        later.c.workspace == changes.c.workspace,
        later.c.id > changes.c.id,
        later.c.undid < changes.c.id,
        ~later.c.undone,
        later.c.deed != Deed.CONFIRMED.value,
        _said(later, "id") == _said(changes, "id"),
    )
    final = (Deed.CONFIRMED.value, Deed.BROUGHT_BACK.value)
    return sa.and_(~changes.c.undone, changes.c.deed.not_in(final), ~in_the_way).label("open")


async def _mark(connection: AsyncConnection, change: int, *, undone: bool) -> None:
    await connection.execute(sa.update(changes).where(changes.c.id == change).values(undone=undone))


def _brought_back(before: Assignment | None, last: Assignment) -> Assignment | None:
    """How it stood before a change, as the next revision after the last; what its holder has confirmed since stays."""
    if before is None:
        return None
    same = (before.user, before.usergroup) == (last.user, last.usergroup)
    confirmed = last.confirmed if same else before.confirmed
    return replace(before, revision=last.revision + 1, made=before.made or now(), confirmed=confirmed)


async def _current(connection: AsyncConnection, workspace: str, id_: str) -> Assignment | None:
    """The assignment as it stands, locked until the transaction ends."""
    query = sa.select(assignments).where(assignments.c.workspace == workspace, assignments.c.id == id_)
    row = (await connection.execute(query.with_for_update())).one_or_none()
    return _assignment(row._asdict()) if row else None


async def _put(connection: AsyncConnection, sides: Sides, by: str, deed: Deed, undid: int = 0) -> Change:
    """Replace one side by the other and keep the change; both in the caller's transaction."""
    before, after = sides
    one = after or before
    assert one is not None, "a change has a before, an after, or both"  # noqa: S101  for the type checker
    # Who holds which role where, and until when, may not be there twice at a time.
    if after and (before is None or (before.spot, before.until) != (after.spot, after.until)):
        await _refuse_twin(connection, after)
    if after is None:
        await connection.execute(sa.delete(assignments).where(assignments.c.id == one.id))
    elif before is None:
        await connection.execute(sa.insert(assignments).values(**_row(after)))
    else:
        await connection.execute(sa.update(assignments).where(assignments.c.id == one.id).values(**_row(after)))
    change = {"workspace": one.place.workspace, "at": now(), "by": by, "deed": deed.value, "undone": False}
    kept = sa.insert(changes).values(**change, undid=undid, before=_json(before), after=_json(after)).returning(changes)
    return _change((await connection.execute(kept)).one()._asdict())


async def _refuse_twin(connection: AsyncConnection, one: Assignment) -> None:
    """Raise StaleAssignment if the same person or group holds the role at the place already, and goes on to."""
    if one.until and one.until < now().date():
        return
    if connection.dialect.name == "postgresql":  # SQLite lets one transaction write at a time; there we ask for it
        lock = sa.func.hashtext("\n".join((one.place.workspace, one.persona, one.user, one.usergroup)))
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
    columns = assignments.c
    same = (
        (columns.workspace, one.place.workspace),
        (columns.channel, one.place.channel),
        (columns.persona, one.persona),
        (columns.user, one.user),
        (columns.usergroup, one.usergroup),
    )
    lasting = sa.or_(columns.until.is_(None), columns.until >= now().date())
    query = sa.select(columns.id).where(*(column == value for column, value in same), columns.id != one.id, lasting)
    if (await connection.execute(query)).first():
        raise StaleAssignment


def _row(one: Assignment) -> dict[str, Any]:
    row = {field: getattr(one, field) for field in Assignment.__slots__ if field != "place"}
    return row | {"workspace": one.place.workspace, "channel": one.place.channel, "part": one.part.value}


def _assignment(row: Mapping[str, Any]) -> Assignment:
    fields = {field: row[field] for field in Assignment.__slots__ if field not in {"place", "part"}}
    return Assignment(place=Place(row["workspace"], row["channel"]), part=Part(row["part"]), **fields)


def _json(one: Assignment | None) -> dict[str, Any] | None:
    """An assignment as JSON; dates in ISO form."""
    if one is None:
        return None
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in _row(one).items()}


def _from_json(row: Mapping[str, Any] | None) -> Assignment | None:
    if row is None:
        return None
    dates = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("since", "until")}
    moments = {key: datetime.fromisoformat(row[key]) if row.get(key) else None for key in ("confirmed", "made")}
    return _assignment({**row, **dates, **moments})


def _change(row: Mapping[str, Any]) -> Change:
    before, after = _from_json(row["before"]), _from_json(row["after"])
    deed, open_ = Deed(row["deed"]), row.get("open", False)
    return Change(row["id"], row["at"], row["by"], deed, before, after, row["undone"], row["undid"], open_)
