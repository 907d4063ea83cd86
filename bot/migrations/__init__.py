"""The schema's history: each step brings an older database one version further. Run at every start."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine

ONE_AT_A_TIME = 7_310_551_926  # PostgreSQL's advisory lock of this project: two processes may start at once


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the database to a schema, the newest; a second process waits until the first is through."""
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: sa.Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
