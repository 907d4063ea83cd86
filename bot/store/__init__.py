"""The bot's memory, on SQLite or PostgreSQL: one code path, a module for each thing that is kept."""

from bot.store.data import WorkspaceData
from bot.store.database import DEADLINE, Database, file_of
from bot.store.events import KEEP_EVENTS, HandledEvents
from bot.store.freshness import PeopleLeaving
from bot.store.gaps import GapsKept
from bot.store.names import NamesKept
from bot.store.overlays import OverlaysKept
from bot.store.overviews import OverviewsKept
from bot.store.people import PeopleInRoles
from bot.store.pictures import PicturesKept

__all__ = ["DEADLINE", "KEEP_EVENTS", "Database", "DatabaseStore", "file_of"]


class DatabaseStore(
    PeopleInRoles,
    PeopleLeaving,
    NamesKept,
    OverlaysKept,
    OverviewsKept,
    PicturesKept,
    GapsKept,
    HandledEvents,
    WorkspaceData,
):
    """Everything the bot remembers, in one database."""
