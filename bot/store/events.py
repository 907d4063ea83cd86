"""The events that were handled, so that none is handled twice, in whichever process."""

from datetime import timedelta

import sqlalchemy as sa

from bot.store.database import Database, Moment, insert, now, tables

KEEP_EVENTS = timedelta(hours=1)  # Slack redelivers an event for about six minutes

events = sa.Table(
    "events",
    tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
)


class HandledEvents(Database):
    """The ids of events, for an hour."""

    async def claim(self, event: str) -> bool:
        at = now()
        async with self.transaction() as connection:
            await connection.execute(sa.delete(events).where(events.c.at < at - KEEP_EVENTS))
            won = await connection.execute(insert(connection, events).values(id=event, at=at).on_conflict_do_nothing())
            return won.rowcount == 1

    async def unclaim(self, event: str) -> None:
        async with self.transaction() as connection:
            await connection.execute(sa.delete(events).where(events.c.id == event))
