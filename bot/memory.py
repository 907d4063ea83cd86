"""The bot's memory, as its listeners know it: everything is by workspace, and every call may raise StoreError."""

from typing import Protocol

from bot.freshness import FreshnessStore
from bot.gaps import GapStore
from bot.overlay import OverlayStore
from bot.people import PeopleStore
from bot.pins import OverviewStore


class Store(PeopleStore, FreshnessStore, OverlayStore, OverviewStore, GapStore, Protocol):
    """All that is remembered, each part as the room that works with it says."""

    async def claim(self, event: str) -> bool:
        """True for the first who asks about an event id, in whichever process; False for all later ones."""
        ...

    async def unclaim(self, event: str) -> None:
        """Take a claim back: what it was for could not be done."""
        ...
