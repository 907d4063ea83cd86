"""What every test may use. A missing system package skips its tests with one line, and fails them in CI."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

STARTS = 5  # of a database server, until it is given up


def need(program: str, package: str) -> str:
    """The path of `program`; without it the test is skipped, saying what to install (in CI it fails instead)."""
    found = shutil.which(program)
    if found:
        return found
    message = f"{program} is not installed: apt-get install {package} (or your system's package of it)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def postgres_programs() -> Path:
    """Where the server's programs are: on the path, or where Debian puts them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else Path(need("postgres", "postgresql")).parent


def _as_another() -> dict[str, str]:
    """PostgreSQL refuses to run as root; there it runs as the user that its package made."""
    return {"user": "postgres"} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty database server; its database names are the tests' own."""
    programs, another = postgres_programs(), _as_another()
    folder = Path(tempfile.mkdtemp(prefix="persona-postgres-"))
    if another:
        account = pwd.getpwnam(another["user"])
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"

    def run(program: str, *arguments: str | Path) -> None:
        command = [programs / program, "-D", data, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **another)  # type: ignore[call-overload]

    def start(times: int) -> int:
        """Start the server on a port that is free just now, and again if somebody takes it in between; its number."""
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            port: int = free.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        try:
            run("pg_ctl", "-w", "-t", "120", "-l", folder / "log", "-o", options, "start")
        except subprocess.CalledProcessError:
            if times == 1:
                raise
            return start(times - 1)
        return port

    try:
        run("initdb", "-A", "trust", "-U", "persona", "-E", "UTF8")
        port = start(STARTS)
        yield f"postgresql://persona@127.0.0.1:{port}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgres: str) -> str:
    """A PostgreSQL database of the test's own."""
    name = f"t{uuid4().hex}"
    subprocess.run([postgres_programs() / "createdb", f"--maintenance-db={postgres}/postgres", name], check=True)
    return f"{postgres}/{name}?sslmode=disable"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database of the test's own."""
    return f"sqlite:///{tmp_path / 'memory.db'}"
