"""A real PostgreSQL for the contract tests, started once, on a free port and in a folder of its own; a memory on it."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.store import DatabaseStore
from tests.conftest import need


async def open_store(url: str) -> DatabaseStore:
    """The memory of one process."""
    store = DatabaseStore(url)
    await store.open()
    return store


def _postgres_bin() -> Path:
    """Where the server's programs are: on the path, or where Debian puts them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else Path(need("postgres", "postgresql")).parent


def _as_another() -> dict[str, str]:
    """PostgreSQL refuses to run as root; there it runs as the user that its package made."""
    return {"user": "postgres"} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty database server; its database names are the tests' own."""
    programs, another = _postgres_bin(), _as_another()
    folder = Path(tempfile.mkdtemp(prefix="persona-postgres-"))
    if another:
        account = pwd.getpwnam(another["user"])
        os.chown(folder, account.pw_uid, account.pw_gid)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    data, options = folder / "data", f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"

    def run(program: str, *arguments: str | Path) -> None:
        command = [programs / program, "-D", data, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **another)  # type: ignore[call-overload]

    try:
        run("initdb", "-A", "trust", "-U", "persona", "-E", "UTF8")
        run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://persona@127.0.0.1:{port}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'memory.db'}"
    server: str = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{server}/{name}?sslmode=disable"


@pytest.fixture
async def store(url: str) -> AsyncIterator[DatabaseStore]:
    opened = await open_store(url)
    yield opened
    await opened.close()


@pytest.fixture
async def another(url: str, store: DatabaseStore) -> AsyncIterator[DatabaseStore]:
    """A second process on the same database."""
    opened = await open_store(url)
    yield opened
    await opened.close()
