"""The database behind the memory: SQLite or PostgreSQL through SQLAlchemy Core, each call within a deadline.

Every failure becomes StoreError, so that an answer never waits for a database.
"""

import asyncio
import logging
import socket
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

import aiosqlite
import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from alembic.util.exc import CommandError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import migrations
from bot.errors import StoreError

DEADLINE = 2.0  # seconds a call may take: Slack waits 3 for the whole answer
UPGRADE = 30.0  # seconds to bring the tables up to date: several processes may start at once, one after the other
FAILURES = (SQLAlchemyError, asyncpg.PostgresError, OSError, TimeoutError)

# What an address may ask of libpq and asyncpg has no word for: how long to wait is ours to say.
LIBPQS_OWN = {
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
}

SQLITE_SAYS = {
    "SQLITE_NOTADB": "the file is not a database",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_READONLY": "there is no permission to write it",
    "SQLITE_PERM": "there is no permission to open it",
    "SQLITE_BUSY": "another program has locked it",
    "SQLITE_FULL": "the disk is full",
}
POSTGRESQL_SAYS: Mapping[type[Exception], str] = {
    ConnectionRefusedError: "the connection was refused",
    socket.gaierror: "there is no such host",
    TimeoutError: "it did not answer in time",
    asyncpg.InvalidAuthorizationSpecificationError: "the user or the password was refused",
    asyncpg.InvalidCatalogNameError: "the server has no database of this name",
    asyncpg.InsufficientPrivilegeError: "the user has no permission",
    asyncpg.ClientConfigurationError: "DATABASE_URL has an option that makes no sense",
    asyncpg.TooManyConnectionsError: "the server has too many connections",
}

WHOSE = {"user", "password", "host", "port", "database"}  # what may stand behind the question mark as well

tables = sa.MetaData()
log = logging.getLogger("persona.store")


class Moment(sa.TypeDecorator[datetime]):
    """A point in time in UTC. SQLite keeps no time zone, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class _File(aiosqlite.Connection):
    """A connection to a file. Its thread is told once to end: after that nobody would answer a second time."""

    _ended: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Have the thread end after what it is at; done when it has."""
        if self._ended is None:
            self._ended = super().stop()
        return self._ended


class Database:
    """The database at `url`; a call may take `deadline` seconds. Until `open` has succeeded, each raises StoreError.

    `opened` is set from then on.
    """

    def __init__(self, url: str, deadline: float = DEADLINE) -> None:
        self._url = url
        self._deadline = deadline
        self._writes: Counter[str] = Counter()
        self.log_left = False  # the log could not be emptied the last time
        self._engine: AsyncEngine | None = None
        self._under_way: set[asyncio.Task[Any] | None] = set()
        self._files = WeakSet[_File]()
        self._file: tuple[Path, tuple[int, int] | None] | None = None  # once it is open; PostgreSQL has none
        self._reopening = asyncio.Lock()
        self.opened = asyncio.Event()

    async def open(self) -> None:
        """Connect, and bring the tables up to date. Raises StoreError when that is not possible."""
        try:
            patient = _engine(self._url, UPGRADE, self._files)
            try:
                await migrations.upgrade(patient)
            finally:
                await patient.dispose()
                await self._files_ended()
        except CommandError as error:
            why = "the database was brought up to date by a newer release, which this one cannot read; start that one"
            raise StoreError(why) from error
        except Exception as error:  # whatever a driver thinks of, answers go on, and it is tried again
            raise StoreError(f"the database could not be opened ({_why(error, self._url)})") from error
        self._engine = _engine(self._url, self._deadline, self._files)
        path = file_of(self._url)
        self._file = (path, _inode(path)) if path else None
        self.opened.set()

    async def close(self) -> None:
        """Give up what is under way and give back the connections; when all has ended, or at the deadline, return.

        Whoever gave up an answer has gone, and its connection ends only when the database lets go of it.
        """
        left = {task for task in self._under_way if task}
        for task in left:
            task.cancel()
        await _all_over(left, self._deadline)
        if self._engine:
            await self._engine.dispose()
        await self._files_ended()

    async def _files_ended(self) -> None:
        """Wait until the thread of each connection to a file has ended; of one that could not be made, too."""
        await _all_over({ended for file in self._files if (ended := file.stop())}, self._deadline)

    @asynccontextmanager
    async def transaction(self, reading: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection whose work is kept when the block ends well. Raises StoreError."""
        task = asyncio.current_task()
        self._under_way.add(task)
        try:
            async with asyncio.timeout(self._deadline):
                engine = (await self._opened()).execution_options(reading=reading)
                async with engine.begin() as connection:
                    yield connection
        except FAILURES as error:
            raise StoreError(f"the database did not answer ({type(error).__name__})") from error
        finally:
            self._under_way.discard(task)

    async def _opened(self) -> AsyncEngine:
        """The engine of the file that is there now: what SQLite writes to a deleted one is lost. Raises StoreError."""
        async with self._reopening:
            if self._engine and self._file and _inode(self._file[0]) != self._file[1]:
                await self._engine.dispose()
                await self.open()
                log.warning("the database's file was deleted or replaced while the bot ran; it was opened anew")
        if self._engine is None:
            raise StoreError("the database is not open yet")
        return self._engine

    async def checkpoint(self) -> bool:
        """Move what SQLite's write-ahead log holds to the file and empty the log; elsewhere nothing.

        False if another program reads the file just now: what it reads stays in the log. Raises StoreError.
        """
        if self._engine is None or self._engine.dialect.name != "sqlite":
            return True
        try:
            async with asyncio.timeout(2 * self._deadline), self._engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None, "a connection that was just made"  # noqa: S101  for the type checker
                async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:  # no transaction may be open
                    busy, *_ = await cursor.fetchone()
        except (*FAILURES, sqlite3.Error) as error:
            raise StoreError(f"the database's log was not emptied ({type(error).__name__})") from error
        self.log_left = bool(busy)
        return not busy

    def writes(self, workspace: str) -> int:
        """How often this process has written what is kept of people in a workspace: what was read before is old."""
        return self._writes[workspace]

    @asynccontextmanager
    async def writing(self, workspace: str) -> AsyncIterator[AsyncConnection]:
        """A transaction that is counted as soon as it may have been kept."""
        try:
            async with self.transaction() as connection:
                yield connection
        finally:
            self._writes[workspace] += 1


def _why(error: BaseException, url: str) -> str:
    """Why a database could not be opened, as far as somebody can mend it; without its address or a secret."""
    cause: BaseException | None = error
    while cause:
        if isinstance(cause, sqlite3.Error):
            kind = "_".join(getattr(cause, "sqlite_errorname", "").split("_")[:2])
            return _no_file(file_of(url)) if kind == "SQLITE_CANTOPEN" else SQLITE_SAYS.get(kind, type(cause).__name__)
        if words := next((words for kind, words in POSTGRESQL_SAYS.items() if isinstance(cause, kind)), ""):
            return words
        cause = cause.__cause__
    return type(error).__name__


def _no_file(path: Path | None) -> str:
    if path and path.is_dir():
        return "DATABASE_URL names a directory, not a file"
    return "its directory is not there" if path and not path.parent.is_dir() else "it may not be opened or made there"


def _inode(path: Path) -> tuple[int, int] | None:
    """What tells a file apart from another one at the same path; None where none is there, as of one in memory."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for any other."""
    parsed = sa.make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def insert(connection: AsyncConnection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that may say what to do on a conflict, which both databases say alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


async def _all_over(ending: Collection[asyncio.Future[Any]], patience: float) -> None:
    """Wait so many seconds for all of these to be over, whatever became of them."""
    if ending:
        await asyncio.wait(ending, timeout=patience)


def _engine(url: str, patience: float, files: WeakSet[_File]) -> AsyncEngine:
    """An engine that waits so many seconds; a bare `postgres://` or `sqlite://` URL gets the driver we ship.

    The connections it makes to a file are added to `files`.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() in {"postgres", "postgresql"}:
        engine = create_async_engine(
            parsed.set(drivername="postgresql+asyncpg", query={k: v for k, v in parsed.query.items() if k in WHOSE}),
            pool_pre_ping=True,
            pool_timeout=patience,
            connect_args={"dsn": _dsn(parsed), "timeout": patience, "command_timeout": patience},
        )
    else:

        def connect(*arguments: Any, **options: Any) -> _File:
            file = _File(partial(sqlite3.connect, *arguments, **options), iter_chunk_size=64)
            file._thread.daemon = True  # a file that hangs does not keep the program from ending
            files.add(file)
            return file

        engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": patience, "async_creator_fn": connect}
        )
        sa.event.listen(engine.sync_engine, "connect", _let_us_begin)
        sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _dsn(url: sa.URL) -> str:
    """The address for asyncpg, which understands libpq's words (hosts hand them out), except some that it need not."""
    known = {key: value for key, value in url.query.items() if key not in LIBPQS_OWN}
    plain = {("sslmode" if key == "ssl" else key): value for key, value in known.items()}
    return url.set(drivername="postgresql", query=plain).render_as_string(hide_password=False)


def _let_us_begin(connection: Any, _: object) -> None:
    """SQLite's driver begins transactions late, and not at all before DDL; from here on we begin them ourselves."""
    connection.isolation_level = None
    # When another process sets the same just now, it fails; the file keeps it. A cursor left open would keep its lock.
    with closing(connection.cursor()) as cursor, suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # with WAL, only a power failure can take back the last writes
    connection.execute("PRAGMA secure_delete=ON")  # what was ended, purged or erased is not left in the file


def _begin(connection: sa.Connection) -> None:
    """A writer takes the lock at once, so that its read is still true when it writes; readers never wait for one."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
