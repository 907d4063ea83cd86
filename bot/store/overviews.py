"""The overviews kept in channels, and whose work it is to keep them."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.people import Place
from bot.pins import Overview
from bot.store.database import Database, Moment, insert, now, tables

overviews = sa.Table(
    "overviews",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("channel", sa.String(32), primary_key=True),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("ts", sa.String(32), nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("content", sa.String(64), nullable=False),
    sa.Column("names", sa.String(64), nullable=False),
    sa.Column("picture", sa.Text, nullable=False),
    sa.Column("replaced", sa.Text, nullable=False),
    sa.Column("drawn", sa.String(64), nullable=False),
    sa.Column("shows", sa.Boolean, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("begun", Moment, nullable=False),
    sa.Column("looked", Moment, nullable=False),
    sa.Column("changed", Moment, nullable=False),
)

leases = sa.Table(
    "leases",
    tables,
    sa.Column("work", sa.String(32), primary_key=True),
    sa.Column("holder", sa.String(32), nullable=False),
    sa.Column("until", Moment, nullable=False),
)


class OverviewsKept(Database):
    """The overviews, one for each channel, and the leases."""

    async def overviews(self, workspace: str = "") -> tuple[Overview, ...]:
        query = sa.select(overviews).order_by(overviews.c.changed, overviews.c.channel)
        if workspace:
            query = query.where(overviews.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            return tuple(_overview(row) for row in await connection.execute(query))

    async def begin_overview(self, place: Place, by: str, after: Overview | None) -> Overview | None:
        begun = Overview(place, by, begun=now())
        async with self.transaction() as connection:
            if after is None:
                first = insert(connection, overviews).values(**_row(begun)).on_conflict_do_nothing()
                done = await connection.execute(first)
            else:
                done = await connection.execute(_still(after).values(**_row(begun)))
        return begun if done.rowcount == 1 else None

    async def change_overview(self, old: Overview, new: Overview) -> bool:
        async with self.transaction() as connection:
            return (await connection.execute(_still(old).values(**_row(new)))).rowcount == 1

    async def drop_overview(self, place: Place, ts: str) -> bool:
        gone = sa.delete(overviews).where(_at(place), overviews.c.ts == ts)
        async with self.transaction() as connection:
            return (await connection.execute(gone)).rowcount == 1

    async def lease(self, work: str, holder: str, seconds: float) -> bool:
        at = now()
        mine = {"holder": holder, "until": at + timedelta(seconds=seconds)}
        async with self.transaction() as connection:
            free = sa.or_(leases.c.holder == holder, leases.c.until < at)
            asked = insert(connection, leases).values(work=work, **mine)
            taken = await connection.execute(
                asked.on_conflict_do_update(index_elements=["work"], set_=mine, where=free)
            )
            return taken.rowcount == 1


def _at(place: Place) -> sa.ColumnElement[bool]:
    return sa.and_(overviews.c.workspace == place.workspace, overviews.c.channel == place.channel)


def _still(kept: Overview) -> sa.Update:
    """Changes an overview if it is kept as it was: the same message, or the same wish for one, showing the same."""
    same = sa.and_(overviews.c.ts == kept.ts, overviews.c.begun == kept.begun)
    shows = sa.and_(overviews.c.content == kept.content, overviews.c.names == kept.names)
    return sa.update(overviews).where(_at(kept.place), same, shows)


def _row(one: Overview) -> dict[str, Any]:
    return {
        "workspace": one.place.workspace,
        "channel": one.place.channel,
        "by": one.by,
        "ts": one.ts,
        "pinned": one.pinned,
        "content": one.content,
        "names": one.names,
        "picture": one.picture,
        "replaced": one.replaced,
        "drawn": one.drawn,
        "shows": one.shows,
        "archived": one.archived,
        "begun": one.begun,
        "looked": one.looked,
        "changed": now(),
    }


def _overview(row: sa.Row[Any]) -> Overview:
    values = row._asdict()
    place = Place(values.pop("workspace"), values.pop("channel"))
    values.pop("changed")
    return Overview(place, **values)
