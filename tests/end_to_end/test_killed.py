"""The app as a process that is killed in the middle of its work, and the next one on the same database."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.pins import LONG_AGO
from bot.store import DatabaseStore
from bot.store.overviews import leases
from bot.workspace import Workspace
from tests.bot.test_app import heard, running, write
from tests.end_to_end.conftest import MANIFEST, ML_HELP, NEWCOMER
from tests.waiting import PATIENCE, UNHURRIED, soon, until


@asynccontextmanager
async def started(workspace: Workspace, catalog: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of the app, connected to the workspace."""
    known, connected = heard(workspace, "auth.test"), asyncio.Event()
    workspace.socket_mode.on_change = connected.set
    secrets = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_APP_TOKEN": workspace.app_token}
    async with running(catalog, "--socket", SLACK_API_URL=workspace.api_url, **secrets) as process:
        await soon(asyncio.gather(known.wait(), connected.wait()))
        yield process


async def let_time_pass(database: str) -> None:
    """What was begun is long ago, and nobody is at work on it any more."""
    store = DatabaseStore(database, deadline=PATIENCE)
    await store.open()
    (left,) = await store.overviews()
    assert not left.pinned
    assert await store.change_overview(left, replace(left, begun=LONG_AGO))
    async with store.transaction() as connection:
        await connection.execute(sa.delete(leases))
    await store.close()


@pytest.mark.parametrize("step", ["pins.list", "chat.postMessage", "pins.add"])
async def test_a_process_killed_at_any_step_of_pinning_leaves_one_pin_to_the_next(tmp_path: Path, step: str) -> None:
    catalog = tmp_path / "personas.yaml"
    write(catalog)
    workspace = Workspace(MANIFEST, limits=UNHURRIED)
    await workspace.start()
    try:
        async with started(workspace, catalog) as process:
            workspace.faults.delay(step, 1.0)
            await workspace.command(NEWCOMER, ML_HELP, "/persona pin")
            await until(lambda: asyncio.sleep(0, not workspace.faults.is_waiting(step)))
            process.kill()
            await soon(process.wait())
        await let_time_pass(f"sqlite:///{tmp_path}/persona.db")
        async with started(workspace, catalog):
            await until(lambda: asyncio.sleep(0, '"image"' in json.dumps(workspace.messages(ML_HELP))))
        assert workspace.pins(ML_HELP) == [
            message["ts"] for message in workspace.messages(ML_HELP) if "blocks" in message
        ]
    finally:
        await workspace.stop()
