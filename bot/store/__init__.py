"""The bot's memory, on SQLite or PostgreSQL: one code path, a module for each thing that is kept."""

from bot.store.database import DEADLINE, Database
from bot.store.events import KEEP_EVENTS, HandledEvents
from bot.store.people import PeopleInRoles

__all__ = ["DEADLINE", "KEEP_EVENTS", "Database", "DatabaseStore"]


class DatabaseStore(PeopleInRoles, HandledEvents):
    """Everything the bot remembers, in one database."""
