"""The revisions of the workspaces' overlays, and what was sent and waits to be applied."""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import StaleOverlay
from bot.overlay import Proposal, Revision
from bot.store.database import Database, Moment, now, tables

KEEP_PROPOSALS = timedelta(days=1)

overlays = sa.Table(
    "overlays",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

proposals = sa.Table(
    "proposals",
    tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("over", sa.Integer, nullable=False),
)


class OverlaysKept(Database):
    """Every overlay that was ever in force, none changed afterwards; the last revision of a workspace counts."""

    async def overlay_number(self, workspace: str) -> int:
        query = sa.select(sa.func.max(overlays.c.number)).where(overlays.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            return await connection.scalar(query) or 0

    async def overlay_revisions(self, workspace: str, most: int = 1) -> tuple[Revision, ...]:
        query = sa.select(overlays).where(overlays.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(overlays.c.number.desc()).limit(most))
            return tuple(Revision(**row._asdict()) for row in rows)

    async def overlay_revision(self, workspace: str, number: int) -> Revision | None:
        query = sa.select(overlays).where(overlays.c.workspace == workspace, overlays.c.number == number)
        async with self.transaction(reading=True) as connection:
            row = (await connection.execute(query)).one_or_none()
            return Revision(**row._asdict()) if row else None

    async def save_overlay(self, workspace: str, text: str, by: str, note: str, after: int) -> Revision:
        new = Revision(workspace, after + 1, now(), by, text, note)
        last = sa.select(sa.func.max(overlays.c.number)).where(overlays.c.workspace == workspace)
        async with self.transaction() as connection:
            if (await connection.scalar(last) or 0) != after:
                raise StaleOverlay
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(overlays)
            row = {field: getattr(new, field) for field in Revision.__slots__}
            saved = await connection.execute(insert.values(**row).on_conflict_do_nothing())
            if not saved.rowcount:  # another transaction has written the same number since we looked
                raise StaleOverlay
        return new

    async def propose_overlay(self, workspace: str, text: str, by: str, over: int) -> Proposal:
        new, at = Proposal(uuid4().hex, workspace, by, text, over), now()
        theirs = sa.and_(proposals.c.workspace == workspace, proposals.c.by == by)
        async with self.transaction() as connection:
            await connection.execute(sa.delete(proposals).where(theirs | (proposals.c.at < at - KEEP_PROPOSALS)))
            row = {field: getattr(new, field) for field in Proposal.__slots__}
            await connection.execute(sa.insert(proposals).values(**row, at=at))
        return new

    async def proposed_overlay(self, workspace: str, id_: str) -> Proposal | None:
        query = sa.select(*(proposals.c[field] for field in Proposal.__slots__)).where(
            proposals.c.workspace == workspace,
            proposals.c.id == id_,
            proposals.c.at >= now() - KEEP_PROPOSALS,
        )
        async with self.transaction(reading=True) as connection:
            row = (await connection.execute(query)).one_or_none()
            return Proposal(**row._asdict()) if row else None

    async def drop_proposal(self, workspace: str, id_: str) -> None:
        query = sa.delete(proposals).where(proposals.c.workspace == workspace, proposals.c.id == id_)
        async with self.transaction() as connection:
            await connection.execute(query)
