"""What is kept of a workspace, given out and erased as a whole, on SQLite and on PostgreSQL alike."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.people import Assignment, Place
from bot.store import DatabaseStore, file_of
from bot.store.data import kept_tables
from bot.store.database import Moment, now, tables
from tests.contract.conftest import open_store

OF_NO_WORKSPACE = {"events", "leases", "alembic_version"}  # ids of events for an hour, and whose work is whose
SECRET = "the words that must be gone"


def nurse(workspace: str) -> Assignment:
    return Assignment(Place(workspace, "C1"), "nurse", user="U1", since=date(2026, 1, 10), note=SECRET)


async def fill(store: DatabaseStore, workspace: str) -> None:
    """A row in every table there is, so that a table cannot be forgotten."""
    await store.assign(nurse(workspace), by="U9")
    async with store.transaction() as connection:
        for table in kept_tables():
            if table.name not in {"assignments", "changes"}:
                await connection.execute(sa.insert(table).values(**made_up(table, workspace)))


def made_up(table: sa.Table, workspace: str) -> dict[str, Any]:
    """A row of any table; numbers that the database gives are left to it."""
    given = [one for one in table.c if one is not table.autoincrement_column]
    return {one.name: value(one, workspace) for one in given} | {"workspace": workspace}


def value(column: sa.Column[Any], workspace: str) -> Any:
    """Something that fits a column, and in a key differs by workspace."""
    if isinstance(column.type, Moment):
        return now()
    kind = column.type.python_type
    if kind is str:
        return workspace if column.primary_key else SECRET[:16]
    return {int: 1, bool: True, float: 0.5, date: date(2026, 1, 10), dict: {"note": SECRET}}[kind]


async def test_every_table_belongs_to_workspaces(store: DatabaseStore) -> None:
    """Also those that only a step of the schema's history has made: else they could not be given out or erased."""
    async with store.transaction(reading=True) as connection:
        found = await connection.run_sync(columns)
    without = {name for name, names in found.items() if "workspace" not in names}
    assert without == OF_NO_WORKSPACE
    assert set(found) - OF_NO_WORKSPACE >= {table.name for table in kept_tables()}
    assert {table.name for table in tables.sorted_tables} - {table.name for table in kept_tables()} < OF_NO_WORKSPACE


def columns(connection: sa.Connection) -> dict[str, set[str]]:
    """The names of the columns of each table of the database."""
    look = sa.inspect(connection)
    return {name: {column["name"] for column in look.get_columns(name)} for name in look.get_table_names()}


def test_the_document_is_described_with_every_table() -> None:
    described = (Path(__file__).parent.parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
    assert [table.name for table in kept_tables() if f"| `{table.name}` |" not in described] == []


async def test_a_workspace_is_given_out_as_one_document(store: DatabaseStore) -> None:
    await fill(store, "T1")
    await fill(store, "T2")
    document = json.loads(json.dumps(await store.export("T1")))
    assert document["version"] == 1
    assert document["workspace"] == "T1"
    assert datetime.fromisoformat(document["exported"]) <= datetime.now(UTC)
    for table in kept_tables():
        (row,) = document[table.name]
        assert set(row) == {column.name for column in table.c}
        assert row["workspace"] == "T1"
    assert document["assignments"][0]["since"] == "2026-01-10"
    assert datetime.fromisoformat(document["changes"][0]["at"]).utcoffset() is not None


async def test_a_workspace_is_erased_and_no_other(store: DatabaseStore) -> None:
    await fill(store, "T1")
    await fill(store, "T2")
    once = {table.name: 1 for table in kept_tables()}
    before = await store.export("T2")
    assert await store.count("T1") == once
    assert await store.erase("T1") == once
    assert await store.count("T1") == dict.fromkeys(once, 0)
    assert {**await store.export("T2"), "exported": ""} == {**before, "exported": ""}
    assert await store.erase("T1") == dict.fromkeys(once, 0)


def is_in_a_file(folder: Path) -> bool:
    return any(SECRET.encode() in path.read_bytes() for path in folder.iterdir())


async def test_what_was_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    """SQLite would keep it in free pages and in its log, where anybody can read it."""
    url = f"sqlite:///{tmp_path / 'memory.db'}"
    running, erasing = await open_store(url), await open_store(url)
    await fill(running, "T1")
    assert is_in_a_file(tmp_path)
    await erasing.erase("T1")
    assert not is_in_a_file(tmp_path)
    await erasing.close()
    await running.close()


async def test_what_somebody_reads_while_it_is_erased_is_said_to_be_left(tmp_path: Path) -> None:
    """A backup that holds the log open keeps what it reads; whoever erases is told, and it goes with the next purge."""
    path = tmp_path / "memory.db"
    store = await open_store(f"sqlite:///{path}")
    await fill(store, "T1")
    hurried = DatabaseStore(f"sqlite:///{path}", deadline=3)  # how long it waits for a reader
    await hurried.open()
    with closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT * FROM assignments").fetchall()
        with pytest.raises(StoreError, match="another program reads it"):
            await hurried.erase("T1")
        assert is_in_a_file(tmp_path)
    assert sum((await store.count("T1")).values()) == 0
    await hurried.purge_gaps(now())
    assert not is_in_a_file(tmp_path)
    await hurried.close()
    await store.close()


async def test_a_log_that_cannot_be_emptied_is_an_error_of_the_store(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = await open_store(f"sqlite:///{path}")
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match="log was not emptied"):
        await store.checkpoint()
    await store.close()


def test_only_sqlite_has_a_file() -> None:
    assert file_of("sqlite:///persona.db") == Path("persona.db")
    assert file_of("sqlite://") is None
    assert file_of("postgresql://persona@127.0.0.1/persona") is None
