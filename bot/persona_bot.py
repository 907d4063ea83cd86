"""The bot, minus Slack: it holds the catalog in force and answers questions about it."""

from bot.answers import Answer
from bot.catalog import Catalog, Persona
from bot.people import Place


class PersonaBot:
    """Answers from the catalog in force; `replace` puts a new one in its place, whole, between two answers."""

    def __init__(self, catalog: Catalog) -> None:
        self.replace(catalog)

    @property
    def catalog(self) -> Catalog:
        return self._catalog

    def replace(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def answer(self, text: str, place: Place, asker: str) -> Answer:
        """Answer what `asker` (a Slack user id, or "") typed at `place`."""
        raise NotImplementedError

    def suggest(self, typed: str, most: int = 100) -> tuple[Persona, ...]:
        """The personas a half-typed name or task points to, best first; all of them when nothing is typed."""
        raise NotImplementedError
