"""The bot, minus Slack: it holds the catalogs in force and answers questions about them."""

import gc
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers import Answer, answer
from bot.catalog import Catalog, Persona
from bot.language.words import fold, words_of
from bot.matching import Index, Memo, rank
from bot.matching.match import Field
from bot.overlay import Misfit, Overlay, apply
from bot.question import LONGEST, read_question

REMEMBERED = 4096  # answers of a catalog to questions of a usual length, until it changes
MOST_PERSONAS = 100_000  # held for all workspaces with an overlay together


class Askable:
    """A catalog ready to be asked. It remembers its answers. What it shares with a `former` one is ready sooner."""

    def __init__(self, catalog: Catalog, former: "Askable | None" = None) -> None:
        self.catalog = catalog
        self.index: Index = Index(catalog, former.index if former else None)
        self._answers: Memo[str, Answer] = Memo(REMEMBERED)

    def let_go(self) -> None:
        """Free the index; nobody may ask any more."""
        self.index.let_go()

    def answer(self, text: str) -> Answer:
        return self._answers.of(text, self._answer_anew) if len(text) <= LONGEST else self._answer_anew(text)

    def _answer_anew(self, text: str) -> Answer:
        found = answer(read_question(text), self.index)
        for match in found.shown:
            match.find_reason()  # the index may be let go before a card is drawn
        return found


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A workspace's catalog: the revision of the overlay in force, what of it does not fit, and what it makes."""

    number: int
    overlay: Overlay
    misfits: tuple[Misfit, ...]
    asked: Askable


@dataclass(frozen=True, slots=True)
class InForce:
    """All that is answered from: the file's catalog, and the catalogs of workspaces with an overlay."""

    file: Askable
    overlaid: Mapping[str, Overlaid]

    def let_go(self) -> None:
        """Free what is in force no more, in a thread: with 100,000 personas it takes long."""
        for asked in (self.file, *(one.asked for one in self.overlaid.values())):
            asked.let_go()


def laid(file: Askable, overlay: Overlay, number: int) -> Overlaid:
    """A revision of an overlay, laid over the file's catalog. Takes long for a large one: not for the event loop."""
    result, misfits = apply(file.catalog, overlay)
    return Overlaid(number, overlay, misfits, Askable(result, file))


def renewed(catalog: Catalog, former: InForce) -> InForce:
    """A new catalog of the file with every overlay laid over it anew. Not for the event loop either."""
    file = Askable(catalog, former.file)
    return InForce(file, {key: laid(file, one.overlay, one.number) for key, one in former.overlaid.items()})


@contextmanager
def settling() -> Iterator[None]:
    """Make what stays for long, a catalog in force: the garbage collector walks over it neither now nor later.

    Walking over 100,000 personas stops everything for a tenth of a second, again and again. Once replaced, they are
    freed all the same: nothing of a catalog or its index refers back to itself.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class PersonaBot:
    """Answers from the catalogs in force. `put` and `replace` put new ones in their place between two answers."""

    def __init__(self, catalog: Catalog) -> None:
        self._file = Askable(catalog)
        self._overlaid: OrderedDict[str, Overlaid] = OrderedDict()

    @property
    def catalog(self) -> Catalog:
        """The catalog of the file."""
        return self._file.catalog

    def catalog_of(self, workspace: str) -> Catalog:
        """The catalog in force in a workspace: the file's, with the workspace's overlay."""
        return self._asked(workspace).catalog

    def overlaid(self, workspace: str) -> Overlaid | None:
        """The overlay in force in a workspace; None where there is none, or none is held."""
        return self._overlaid.get(workspace)

    # -- what is in force --

    def put(self, workspace: str, overlaid: Overlaid | None) -> None:
        """Answer a workspace with its overlay from now on; None for the file alone."""
        self._overlaid.pop(workspace, None)
        if overlaid:
            self._overlaid[workspace] = overlaid
            self._forget_the_unused(workspace)

    @property
    def in_force(self) -> InForce:
        """All that is answered from, as it is at this moment."""
        return InForce(self._file, dict(self._overlaid))

    def replace(self, new: Catalog | InForce) -> InForce:
        """Answer from a new catalog of the file from now on; returns what was in force."""
        former = self.in_force
        ready = new if isinstance(new, InForce) else renewed(new, former)
        self._file, self._overlaid = ready.file, OrderedDict(ready.overlaid)
        return former

    def _forget_the_unused(self, latest: str) -> None:
        """Hold no more than there is room for; a workspace that is let go is laid anew when somebody asks there."""
        held = sum(len(one.asked.catalog.personas) for one in self._overlaid.values())
        while held > MOST_PERSONAS and next(iter(self._overlaid)) != latest:
            _, gone = self._overlaid.popitem(last=False)
            held -= len(gone.asked.catalog.personas)

    def _asked(self, workspace: str) -> Askable:
        overlaid = self._overlaid.get(workspace)
        if overlaid is None:
            return self._file
        self._overlaid.move_to_end(workspace)
        return overlaid.asked

    # -- answering --

    def answer(self, text: str, workspace: str = "") -> Answer:
        """Answer what somebody typed in a workspace; "" for the file alone."""
        return self._asked(workspace).answer(text)

    def called(self, name: str, workspace: str = "") -> tuple[Persona, ...]:
        """The personas that somebody may mean by a name: those called so, else those whose name begins so.

        Else those that it is a slip for. One alone is clearly meant.
        """
        asked, wanted = self._asked(workspace), fold(name).strip()
        names = [(one, {fold(each) for each in (one.id, one.title, *one.aliases)}) for one in asked.catalog.personas]
        exactly = tuple(one for one, its in names if wanted in its)
        begins = tuple(one for one, its in names if any(each.startswith(wanted) for each in its))
        return (
            exactly
            or begins
            or tuple(
                match.persona for match in asked.answer(name).shown if match.reason.field in {Field.TITLE, Field.ALIAS}
            )
        )

    def suggest(self, typed: str, workspace: str = "", most: int = 100) -> tuple[Persona, ...]:
        """The personas a half-typed name or task points to, best first; all of them when nothing is typed."""
        asked = self._asked(workspace)
        personas = asked.catalog.personas
        begun = fold(typed).strip()
        if not begun:
            return personas[:most]
        begins = [one for one in personas if fold(one.title).startswith(begun)]
        within = [one for one in personas if any(_begins(name, begun) for name in (one.title, *one.aliases))]
        ranked = [match.persona for match in rank(read_question(typed), asked.index).matches]
        return tuple({one.id: one for one in (*begins, *within, *ranked)}.values())[:most]


def _begins(name: str, begun: str) -> bool:
    """True if a word of the name begins as typed."""
    return any(word.startswith(begun) for word in words_of(name)) or fold(name).startswith(begun)
