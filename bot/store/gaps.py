"""Questions that were asked in vain, each once with how many asked; never who."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.gaps import Gap, Missed, as_asked
from bot.store.database import Database, Moment, insert, now, tables

LONGEST = 300  # characters of a question that are kept
MOST_KEPT = 2000  # questions of a workspace; of more, those not asked for longest are forgotten

gaps = sa.Table(
    "gaps",
    tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("last", Moment, nullable=False, index=True),
    sa.Column("ignored", sa.Boolean, nullable=False),
)


class GapsKept(Database):
    """The gaps of every workspace."""

    async def keep_gap(self, workspace: str, question: str, outcome: Missed, *, again: bool = False) -> None:
        text = _fit(question)
        row = {"id": _id(workspace, text, outcome), "workspace": workspace, "question": text, "outcome": outcome.value}
        async with self.transaction() as connection:
            new = insert(connection, gaps).values(**row, asked=int(not again), last=now(), ignored=False)
            known = {"asked": gaps.c.asked + new.excluded.asked, "last": new.excluded.last}
            await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=known))
            await _forget_the_oldest(connection, workspace)

    async def take_gap(self, workspace: str, question: str) -> None:
        one = gaps.c.id == _id(workspace, _fit(question), Missed.CHOICE)
        async with self.transaction() as connection:
            await connection.execute(sa.update(gaps).where(one).values(asked=gaps.c.asked - 1))
            await connection.execute(sa.delete(gaps).where(one, gaps.c.asked < 1, ~gaps.c.ignored))

    async def gaps(self, workspace: str, *, ignored: bool = False) -> tuple[Gap, ...]:
        query = sa.select(gaps).where(gaps.c.workspace == workspace, gaps.c.ignored == ignored)
        async with self.transaction(reading=True) as connection:
            rows = await connection.execute(query.order_by(gaps.c.asked.desc(), gaps.c.question, gaps.c.id))
            return tuple(map(_gap, rows))

    async def close_gaps(self, workspace: str, ids: Collection[str], *, ignored: bool = False) -> int:
        these = (gaps.c.workspace == workspace, gaps.c.id.in_(list(ids)), ~gaps.c.ignored)
        closing = sa.update(gaps).where(*these).values(ignored=True) if ignored else sa.delete(gaps).where(*these)
        async with self.transaction() as connection:
            return (await connection.execute(closing)).rowcount

    async def restore_gaps(self, workspace: str, ids: Collection[str]) -> int:
        these = (gaps.c.workspace == workspace, gaps.c.id.in_(list(ids)), gaps.c.ignored)
        async with self.transaction() as connection:
            return (await connection.execute(sa.update(gaps).where(*these).values(ignored=False))).rowcount

    async def purge_gaps(self, before: datetime) -> int:
        async with self.transaction() as connection:
            purged = (await connection.execute(sa.delete(gaps).where(gaps.c.last < before))).rowcount
        if purged or self.log_left:  # else nobody waits for it: while somebody reads, it stops who writes
            await self.checkpoint()
        return purged


def _gap(row: Any) -> Gap:
    """A row as a gap; one that only people asked who had been counted before it was settled counts as asked once."""
    return Gap(row.id, row.workspace, row.question, Missed(row.outcome), max(row.asked, 1), row.last)


async def _forget_the_oldest(connection: AsyncConnection, workspace: str) -> None:
    kept = sa.select(gaps.c.id).where(gaps.c.workspace == workspace)
    oldest = kept.order_by(gaps.c.last.desc(), gaps.c.id).offset(MOST_KEPT)
    await connection.execute(sa.delete(gaps).where(gaps.c.id.in_(oldest)))


def _fit(question: str) -> str:
    """What a database can hold of it: no NUL, no half of a pair, not too long."""
    return question.replace("\0", "")[:LONGEST].encode("utf-8", "replace").decode()


def _id(workspace: str, question: str, outcome: Missed) -> str:
    """The same for the same question and what came of it."""
    said = f"{workspace}\n{outcome}\n{as_asked(question)}"
    return sha256(said.encode()).hexdigest()[:32]
