"""Who was asked to confirm what, and who has left the workspace."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.freshness import last_said
from bot.people import Assignment
from bot.store.database import Database, Moment, insert, now, tables
from bot.store.people import assignments

reminders = sa.Table(
    "reminders",
    tables,
    sa.Column("assignment", sa.String(32), primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
)

departed = sa.Table(
    "departed",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("user", sa.String(32), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)


class PeopleLeaving(Database):
    """What is known of holders who do not answer, and of those who have left."""

    async def remind(self, assignment: Assignment) -> bool:
        async with self.transaction() as connection:
            claim = insert(connection, reminders).values(
                assignment=assignment.id, workspace=assignment.place.workspace, at=now()
            )
            again = claim.on_conflict_do_update(
                index_elements=["assignment"],
                set_={"at": claim.excluded.at},
                where=reminders.c.at < last_said(assignment),
            )
            return (await connection.execute(again)).rowcount == 1

    async def unremind(self, assignment: Assignment) -> None:
        async with self.transaction() as connection:
            await connection.execute(sa.delete(reminders).where(reminders.c.assignment == assignment.id))

    async def reminders(self, workspace: str) -> Mapping[str, datetime]:
        query = sa.select(reminders.c.assignment, reminders.c.at).where(reminders.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            return {row.assignment: row.at for row in await connection.execute(query)}

    async def peopled(self) -> tuple[str, ...]:
        async with self.transaction(reading=True) as connection:
            return tuple((await connection.execute(sa.select(assignments.c.workspace).distinct())).scalars())

    async def departed(self, workspace: str) -> frozenset[str]:
        query = sa.select(departed.c.user).where(departed.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def mark(self, workspace: str, *, left: Collection[str] = (), returned: Collection[str] = ()) -> None:
        async with self.writing(workspace) as connection:
            for user in left:
                row = insert(connection, departed).values(workspace=workspace, user=user, at=now())
                await connection.execute(row.on_conflict_do_nothing())
            if returned:
                back = departed.c.user.in_(list(returned))
                await connection.execute(sa.delete(departed).where(departed.c.workspace == workspace, back))
