"""Question x Catalog -> scored matches, each with its reason."""

from bot.matching.index import Index
from bot.matching.memo import Memo
from bot.matching.ranking import Ranking, rank

__all__ = ["Index", "Memo", "Ranking", "rank"]
