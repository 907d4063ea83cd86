"""Question x Catalog -> scored matches, each with its reason."""

from bot.matching.index import Index
from bot.matching.ranking import Ranking, rank

__all__ = ["Index", "Ranking", "rank"]
