"""The desk every listener works at: the bot, the names of people and the counters, and the cards drawn from them."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.web.async_client import AsyncWebClient

from bot import cards
from bot.answers import Answer
from bot.cards import Press, Reply, Surface, View
from bot.catalog import Catalog, Persona
from bot.errors import SlackRefused
from bot.gaps import KEPT_DAYS, Gap, GapGroup, Missed, grouped, is_open, missed
from bot.matching.match import Match
from bot.memory import Store
from bot.people import Assignment, Place, holding
from bot.persona_bot import PersonaBot
from handlers.admins import Admins
from handlers.aside import aside
from handlers.askers import Askers
from handlers.days import Days
from handlers.latest import Latest
from handlers.memory import Memory
from handlers.metrics import Metrics
from handlers.names import Names
from handlers.overlays import Overlays

MOST_ASKED_AGAIN = 300  # gaps, the most asked: the others count as open
MOST_SEARCHES = 1000  # remembered, so that a tab keeps its search when it is published again

Keeper = Callable[[], Coroutine[Any, Any, None]]
Held = Mapping[str, tuple[Assignment, ...]]  # who holds each role at a place, by the persona's id
ClientOf = Callable[[str], AsyncWebClient | None]  # by the workspace; None where there is no token that is good


def nowhere(workspace: str) -> AsyncWebClient | None:
    """No client for any workspace: the app does nothing of its own accord."""
    return None


@dataclass(frozen=True)
class Desk:
    """What the listeners share. `keepers` are what the app does of its own accord, for as long as it runs."""

    bot: PersonaBot
    store: Store
    memory: Memory
    overlays: Overlays
    maintainers: frozenset[str] = frozenset()
    metrics: Metrics = field(default_factory=Metrics)
    days: Days = field(default_factory=Days)
    names: Names = field(default_factory=Names)
    admins: Admins = field(default_factory=Admins)
    askers: Askers = field(default_factory=Askers)
    # On Home tabs, both by workspace and user:
    searches: Latest[tuple[str, str], str] = field(default_factory=lambda: Latest(MOST_SEARCHES))
    tabs: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    client_of: ClientOf = nowhere
    gap_days: int = KEPT_DAYS  # that a question asked in vain is kept; 0 for not at all
    keepers: list[Keeper] = field(default_factory=list)
    _tasks: set[asyncio.Task[Any] | None] = field(default_factory=set)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count the task that is running as one that is not done yet."""
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Do what need not be done before the answer."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, patience: float = 0.5) -> None:
        """Give the answers that are under way so many seconds to be done."""
        if self._tasks:
            await asyncio.wait([task for task in self._tasks if task], timeout=patience)

    async def close(self) -> None:
        """Finish what is under way, and end what takes longer."""
        await self.finish()
        for task in self._tasks:
            if task:
                task.cancel()
        await self.finish()

    def catalog(self, args: AsyncArgs) -> Catalog:
        """The catalog in force where the asker is."""
        return self.bot.catalog_of(place_of(args).workspace)

    async def answer(self, args: AsyncArgs, text: str, *, asked: bool = True) -> Answer:
        """The bot's answer to `text`, where and by whom `args` says; `asked` by them in these words, or by nobody."""
        answer = await self.again(args, text)
        self.metrics.answers[answer.outcome.value] += 1
        if asked and (outcome := missed(answer)) is not None:
            self.keep_gap(args, answer.question.text, outcome)
        return answer

    def keep_gap(self, args: AsyncArgs, question: str, outcome: Missed) -> None:
        """Remember a question that was asked in vain, after the answer, unless the operator wants none kept."""
        if self.gap_days and question:
            workspace, user = place_of(args).workspace, args.context.user_id or ""
            again = not self.askers.asks(workspace, user, question, outcome)
            work = self.store.keep_gap(workspace, question, outcome, again=again)
            self.later(self.memory.briefly(work, None))

    async def still_open(self, workspace: str, gaps: Sequence[Gap]) -> tuple[GapGroup, ...]:
        """Of gaps that nobody has closed those that no answer closes by now, likes together."""
        found = []
        for number, gap in enumerate(gaps):
            if number >= MOST_ASKED_AGAIN or is_open(gap, self.bot.answer(gap.question, workspace)):
                found.append(gap)
            await asyncio.sleep(0)  # requests come first
        return await aside(grouped, found)

    def take_gap(self, args: AsyncArgs, question: str) -> None:
        """Somebody took one of the roles offered: the choice was none in vain. Others may take one of the same card."""
        if self.gap_days and question:
            workspace = place_of(args).workspace
            if self.askers.is_served(workspace, args.context.user_id or "", question):
                self.later(self._take_gap(workspace, question, _card_of(args)))

    async def _take_gap(self, workspace: str, question: str, card: str) -> None:
        if await self.memory.claim(sha256(f"taken\n{workspace}\n{card}".encode()).hexdigest()):
            await self.memory.briefly(self.store.take_gap(workspace, question), None)

    async def card(self, args: AsyncArgs, press: Press, *, public: bool = False, full: bool = False) -> Reply:
        """The card of the roles a button names: one, or several side by side. Raises SlackRefused if all are gone."""
        personas = self._personas(args, press)
        view = await self.view(args, personas, public=public)
        if len(personas) > 1:
            return cards.comparison(personas, self.catalog(args), view, press.question)
        match = await self._match(args, personas[0], press.question)
        return cards.role(personas[0], self.catalog(args), view, match=match, question=press.question, full=full)

    async def all_roles(self, args: AsyncArgs, *, public: bool = False) -> Reply:
        """The overview of all roles."""
        catalog = self.catalog(args)
        return cards.overview(catalog, await self.view(args, catalog.personas, public=public))

    async def view(
        self, args: AsyncArgs, personas: Iterable[Persona], *, public: bool = False, place: Place | None = None
    ) -> View:
        """How a card is seen, with who holds the roles at the `place`: where the asker is unless another is given.

        In private an id shows as a mention that pings nobody, so Slack is asked for no name and an ack can carry the
        card. In public names stand for the ids; where Slack does not tell them, the card comes without.
        """
        personas, place = tuple(personas), place or place_of(args)
        day = today() if public else self.today(args)
        departed = await self.memory.departed(place.workspace)
        held = await self._held(place, personas, day, departed)
        if public:
            return await self.public_view(place, personas, args.client, held, departed)
        names = self.names.known(personas, _assigned(held))
        surface = Surface.MODAL if isinstance(args.body.get("view"), dict) else Surface.MESSAGE
        return View(False, place.workspace, names, surface, held, day, departed)

    async def public_view(
        self,
        place: Place,
        personas: Sequence[Persona],
        client: AsyncWebClient | None,
        held: Held | None,
        departed: frozenset[str],
    ) -> View:
        """How all in a channel see a card: with the names of people, as far as Slack tells them in time.

        Without a client, with the names that are known.
        """
        assigned = _assigned(held)
        if client and (found := await self.names.look_up(personas, client, assigned) - departed):
            departed |= found
            self.later(self.memory.mark_left(place.workspace, found))
        names = self.names.known(personas, assigned)
        return View(True, place.workspace, names, Surface.MESSAGE, held, today(), departed)

    def today(self, args: AsyncArgs) -> date:
        """The day it is for the asker."""
        return self.days.today(args.context.user_id or "")

    async def _held(
        self, place: Place, personas: Iterable[Persona], day: date, departed: frozenset[str]
    ) -> Held | None:
        """Who holds these roles at the place by assignment; None if that could not be looked up."""
        assignments = await self.memory.assignments(place.workspace)
        return None if assignments is None else held_at(place, personas, assignments, day, departed)

    def _personas(self, args: AsyncArgs, press: Press) -> Sequence[Persona]:
        by_id = self.catalog(args).by_id
        found = [by_id[id_] for id_ in dict.fromkeys(press.personas) if id_ in by_id]
        if not found:
            raise SlackRefused("role_gone", "This role is no longer in the catalog. Ask again to see who does it now.")
        return found

    async def _match(self, args: AsyncArgs, persona: Persona, question: str) -> Match | None:
        """Why this role came up for the question, if it did."""
        if not question:
            return None
        answer = await self.again(args, question)
        return next((match for match in answer.matches if match.persona.id == persona.id), None)

    async def again(self, args: AsyncArgs, text: str) -> Answer:
        """The same answer, not counted a second time."""
        return self.bot.answer(text, args.context.team_id or "")


def place_of(args: AsyncArgs) -> Place:
    """Where the asker is."""
    return Place(args.context.team_id or "", args.context.channel_id or "")


def _card_of(args: AsyncArgs) -> str:
    """What tells the message or the modal apart in which a button was pressed."""
    container = args.body.get("container")
    told = container if isinstance(container, dict) else {}
    return json.dumps([told.get(key) for key in ("channel_id", "message_ts", "view_id")])


def held_at(
    place: Place, personas: Iterable[Persona], assignments: Sequence[Assignment], day: date, departed: frozenset[str]
) -> Held:
    """Who holds these roles at the place that day, by assignment."""
    held = {one.id: holding(assignments, one.id, place, day, departed) for one in personas}
    return {id_: ones for id_, ones in held.items() if ones}


def _assigned(held: Held | None) -> list[Assignment]:
    return [one for ones in (held or {}).values() for one in ones]


def today() -> date:
    """The day it is in UTC: for what is not seen or done by one person alone."""
    return datetime.now(UTC).date()


def shown(answer: Answer) -> list[Persona]:
    """The personas an answer shows."""
    return [match.persona for match in answer.shown]
