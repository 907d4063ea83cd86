"""The desk every listener works at: the bot, the names of people, the counters, and the way back to the asker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.answers import Answer
from bot.cards import View
from bot.catalog import Persona
from bot.people import Place
from bot.persona_bot import PersonaBot
from handlers.metrics import Metrics
from handlers.names import Names


@dataclass(frozen=True)
class Desk:
    """What the listeners share."""

    bot: PersonaBot
    metrics: Metrics = field(default_factory=Metrics)
    names: Names = field(default_factory=Names)

    async def answer(self, args: AsyncArgs, text: str) -> Answer:
        """The bot's answer to `text`, asked where and by whom `args` says."""
        answer = await self.again(args, text)
        self.metrics.answers[answer.outcome.value] += 1
        return answer

    async def again(self, args: AsyncArgs, text: str) -> Answer:
        """The same for a question that has been asked and counted before."""
        place = Place(args.context.team_id or "", args.context.channel_id or "")
        return await self.bot.answer(text, place, args.context.user_id or "")

    def at_once(self, args: AsyncArgs, personas: Iterable[Persona]) -> View:
        """How the asker alone sees a card, with the names known already: an ack waits for nobody."""
        return self._view(args, self.names.known(personas), public=False)

    async def view(self, args: AsyncArgs, personas: Iterable[Persona], *, public: bool = False) -> View:
        """How a card is seen, with the names of people; where Slack does not tell them, without."""
        return self._view(args, await self.names.of(personas, args.client), public=public)

    def _view(self, args: AsyncArgs, names: Mapping[str, str], *, public: bool) -> View:
        return View(public=public, team=args.context.team_id or "", names=names)


def shown(answer: Answer) -> list[Persona]:
    """The personas an answer shows."""
    return [match.persona for match in answer.shown]
