"""The bot, minus Slack: it holds the catalog in force and answers questions about it."""

from functools import lru_cache

from bot.answers import Answer, answer
from bot.catalog import Catalog, Persona
from bot.language.words import fold, words_of
from bot.matching import Index, rank
from bot.people import Place
from bot.question import read_question

REMEMBERED = 4096  # answers, until the catalog changes


class PersonaBot:
    """Answers from the catalog in force; `replace` puts a new one in its place, whole, between two answers."""

    def __init__(self, catalog: Catalog) -> None:
        self.replace(catalog)

    @property
    def catalog(self) -> Catalog:
        return self._index.catalog

    def catalog_of(self, workspace: str) -> Catalog:
        """The catalog in force in a workspace."""
        return self.catalog

    def replace(self, catalog: Catalog, index: Index | None = None) -> None:
        """Answer from `catalog` from now on; `index` is its index, if it was built already, off the event loop."""
        self._index = index or Index(catalog)
        self._answer = lru_cache(maxsize=REMEMBERED)(self._answer_anew)

    async def answer(self, text: str, place: Place, asker: str) -> Answer:
        """Answer what `asker` (a Slack user id, or "") typed at `place`."""
        return self._answer(text)

    def suggest(self, typed: str, workspace: str = "", most: int = 100) -> tuple[Persona, ...]:
        """The personas a half-typed name or task points to, best first; all of them when nothing is typed."""
        personas = self.catalog_of(workspace).personas
        begun = fold(typed).strip()
        if not begun:
            return personas[:most]
        begins = [one for one in personas if fold(one.title).startswith(begun)]
        within = [one for one in personas if any(_begins(name, begun) for name in (one.title, *one.aliases))]
        ranked = [match.persona for match in rank(read_question(typed), self._index).matches]
        return tuple({one.id: one for one in (*begins, *within, *ranked)}.values())[:most]

    def _answer_anew(self, text: str) -> Answer:
        return answer(read_question(text), self._index)


def _begins(name: str, begun: str) -> bool:
    """True if a word of the name begins as typed."""
    return any(word.startswith(begun) for word in words_of(name)) or fold(name).startswith(begun)
