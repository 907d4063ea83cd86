"""The slash command: `/persona` with a question, a word of its own, or nothing."""

import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from bot.language.words import words_of
from handlers import replies
from handlers.desk import Desk, shown
from handlers.failures import safely

COMMAND = "/persona"
SAYING_NOTHING = frozenset("all channel here in it now please pls the this to".split())  # behind a word of the command
MENTION = re.compile(r"<@([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>")


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to `/persona`."""

    async def answer(args: AsyncArgs) -> None:
        answer = await desk.answer(args, str(args.body.get("text") or ""))
        view = await desk.view(args, shown(answer))
        await replies.ack_with(args, cards.reply(answer, desk.catalog(args), view))

    app.command(COMMAND)(safely(answer, desk))


async def acknowledge(args: AsyncArgs) -> None:
    """Tell Slack that the request has arrived."""
    await args.ack()


def asks_to(word: str) -> Callable[[dict[str, object]], Awaitable[bool]]:
    """Matches `/persona` with this word of its own, and nothing else that tells anything: pin here please."""

    async def matches(body: dict[str, object]) -> bool:
        first, *others = words_of(str(body.get("text") or "")) or [""]
        return first == word and SAYING_NOTHING.issuperset(others)

    return matches
