"""The slash command: `/persona` with a question, a word of its own, or nothing."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from handlers import replies
from handlers.desk import Desk, shown
from handlers.failures import safely
from handlers.overview import Overview

COMMAND = "/persona"


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to `/persona`."""
    overview = Overview(desk)

    async def pin(args: AsyncArgs) -> None:
        await replies.privately(args, await overview.pin(args))

    async def answer(args: AsyncArgs) -> None:
        answer = await desk.answer(args, str(args.body.get("text") or ""))
        view = await desk.view(args, shown(answer))
        await replies.ack_with(args, cards.reply(answer, desk.catalog(args), view))

    # The answer rides in the ack; only what calls the Web API is left for later.
    app.command(COMMAND, matchers=[asks_to_pin])(ack=acknowledge, lazy=[safely(pin, desk)])
    app.command(COMMAND)(safely(answer, desk))


async def acknowledge(args: AsyncArgs) -> None:
    """Tell Slack that the request has arrived."""
    await args.ack()


async def asks_to_pin(body: dict[str, object]) -> bool:
    """True for `/persona pin`."""
    return str(body.get("text") or "").strip().casefold() == "pin"
