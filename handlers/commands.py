"""The slash command: `/persona` with a question, a word of its own, or nothing."""

import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from handlers import replies
from handlers.desk import Desk, shown
from handlers.failures import safely

COMMAND = "/persona"
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
    """Matches `/persona` with this word of its own, and nothing else."""

    async def matches(body: dict[str, object]) -> bool:
        return str(body.get("text") or "").strip().casefold() == word

    return matches
