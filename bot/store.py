"""The bot's memory, on SQLite or PostgreSQL: one code path through SQLAlchemy Core.

Every call has a deadline and turns any failure into StoreError, so that an answer never waits for a database.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import migrations
from bot.catalog import Part
from bot.errors import StaleAssignment, StoreError
from bot.people import Assignment, Change, Deed, Place

DEADLINE = 2.0  # seconds a call may take: Slack waits 3 for the whole answer
FAILURES = (SQLAlchemyError, asyncpg.PostgresError, OSError, TimeoutError)
KEEP_EVENTS = timedelta(hours=1)  # Slack redelivers an event for about six minutes

tables = sa.MetaData()


class Moment(sa.TypeDecorator[datetime]):
    """A point in time in UTC. SQLite keeps no time zone, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


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
)

events = sa.Table(
    "events",
    tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
)


class DatabaseStore:
    """The Store of `bot.people` in the database at `url`. Until `open` has succeeded, every call raises StoreError."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: AsyncEngine | None = None

    async def open(self) -> None:
        """Connect, and bring the tables up to date. Raises StoreError when that is not possible."""
        engine = None
        try:
            engine = _engine(self._url)
            await migrations.upgrade(engine)
        except (*FAILURES, ValueError) as error:
            if engine:
                await engine.dispose()
            raise StoreError(f"the database could not be opened ({type(error).__name__})") from error
        self._engine = engine

    async def close(self) -> None:
        """Give back the connections."""
        if self._engine:
            await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self, reading: bool = False) -> AsyncIterator[AsyncConnection]:
        if self._engine is None:
            raise StoreError("the database is not open yet")
        engine = self._engine.execution_options(reading=reading)
        try:
            async with asyncio.timeout(DEADLINE), engine.begin() as connection:
                yield connection
        except FAILURES as error:
            raise StoreError(f"the database did not answer ({type(error).__name__})") from error

    async def assignments(self, workspace: str) -> tuple[Assignment, ...]:
        query = sa.select(assignments).where(assignments.c.workspace == workspace)
        async with self._transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(assignments.c.made, assignments.c.id))
            return tuple(_assignment(row._asdict()) for row in rows)

    async def assign(self, assignment: Assignment, by: str) -> Change:
        new = replace(assignment, id=uuid4().hex, revision=1)
        async with self._transaction() as connection:
            return await _put(connection, None, new, by, Deed.ASSIGNED)

    async def revise(self, assignment: Assignment, by: str) -> Change:
        async with self._transaction() as connection:
            before = await _current(connection, assignment.place.workspace, assignment.id)
            if before is None or before.revision != assignment.revision:
                raise StaleAssignment
            return await _put(connection, before, replace(assignment, revision=before.revision + 1), by, Deed.CHANGED)

    async def confirm(self, workspace: str, id_: str, by: str) -> Change:
        async with self._transaction() as connection:
            before = await _current(connection, workspace, id_)
            if before is None:
                raise StaleAssignment
            after = replace(before, confirmed=_now(), revision=before.revision + 1)
            return await _put(connection, before, after, by, Deed.CONFIRMED)

    async def end(self, assignment: Assignment, by: str) -> Change:
        async with self._transaction() as connection:
            before = await _current(connection, assignment.place.workspace, assignment.id)
            if before is None or before.revision != assignment.revision:
                raise StaleAssignment
            return await _put(connection, before, None, by, Deed.ENDED)

    async def history(self, workspace: str, most: int = 50) -> tuple[Change, ...]:
        query = sa.select(changes).where(changes.c.workspace == workspace)
        async with self._transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(changes.c.id.desc()).limit(most))
            return tuple(_change(row._asdict()) for row in rows)

    async def undo(self, workspace: str, change: int, by: str) -> Change:
        query = sa.select(changes).where(changes.c.workspace == workspace, changes.c.id == change)
        async with self._transaction() as connection:
            row = (await connection.execute(query.with_for_update())).one_or_none()
            if row is None or row.undone:
                raise StaleAssignment
            done = _change(row._asdict())
            now = await _current(connection, workspace, done.assignment.id)
            if (now and now.revision) != (done.after and done.after.revision):
                raise StaleAssignment
            await connection.execute(sa.update(changes).where(changes.c.id == change).values(undone=True))
            last = now or done.assignment
            after = done.before and replace(done.before, revision=last.revision + 1)
            return await _put(connection, now, after, by, _deed(now, after))

    async def claim(self, event: str) -> bool:
        now = _now()
        async with self._transaction() as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(events)
            won = await connection.execute(insert.values(id=event, at=now).on_conflict_do_nothing())
            await connection.execute(sa.delete(events).where(events.c.at < now - KEEP_EVENTS))
            return won.rowcount == 1


async def _current(connection: AsyncConnection, workspace: str, id_: str) -> Assignment | None:
    """The assignment as it stands, locked until the transaction ends."""
    query = sa.select(assignments).where(assignments.c.workspace == workspace, assignments.c.id == id_)
    row = (await connection.execute(query.with_for_update())).one_or_none()
    return _assignment(row._asdict()) if row else None


async def _put(
    connection: AsyncConnection, before: Assignment | None, after: Assignment | None, by: str, deed: Deed
) -> Change:
    """Replace `before` by `after` and keep the change; both in the caller's transaction."""
    one = after or before
    assert one is not None, "a change has a before, an after, or both"  # noqa: S101  for the type checker
    if after is None:
        await connection.execute(sa.delete(assignments).where(assignments.c.id == one.id))
    elif before is None:
        await connection.execute(sa.insert(assignments).values(**_row(after), made=_now()))
    else:
        await connection.execute(sa.update(assignments).where(assignments.c.id == one.id).values(**_row(after)))
    change = {"workspace": one.place.workspace, "at": _now(), "by": by, "deed": deed.value, "undone": False}
    kept = sa.insert(changes).values(**change, before=_json(before), after=_json(after)).returning(changes)
    return _change((await connection.execute(kept)).one()._asdict())


def _deed(before: Assignment | None, after: Assignment | None) -> Deed:
    if before is None:
        return Deed.ASSIGNED
    return Deed.CHANGED if after else Deed.ENDED


def _now() -> datetime:
    return datetime.now(UTC)


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
    confirmed = datetime.fromisoformat(row["confirmed"]) if row["confirmed"] else None
    return _assignment({**row, **dates, "confirmed": confirmed})


def _change(row: Mapping[str, Any]) -> Change:
    before, after = _from_json(row["before"]), _from_json(row["after"])
    return Change(row["id"], row["at"], row["by"], Deed(row["deed"]), before, after, row["undone"])


def _engine(url: str) -> AsyncEngine:
    """An engine with short time-outs; a bare `postgres://` or `sqlite://` URL gets the driver we ship."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() in {"postgres", "postgresql"}:
        engine = create_async_engine(
            _for_asyncpg(parsed),
            pool_pre_ping=True,
            pool_timeout=DEADLINE,
            connect_args={"timeout": DEADLINE, "command_timeout": DEADLINE},
        )
    else:
        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": DEADLINE})
        sa.event.listen(engine.sync_engine, "connect", _let_us_begin)
        sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _for_asyncpg(url: sa.URL) -> sa.URL:
    """Hosts hand out URLs in libpq's words; asyncpg has another word for `sslmode`."""
    query = {("ssl" if key == "sslmode" else key): value for key, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _let_us_begin(connection: Any, _: object) -> None:
    """SQLite's driver begins transactions late, and not at all before DDL; from here on we begin them ourselves."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")


def _begin(connection: sa.Connection) -> None:
    """A writer takes the lock at once, so that its read is still true when it writes; readers never wait for one."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
