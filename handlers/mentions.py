"""Mentions in a channel and messages to the bot: the answer stands in the thread of the question."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from handlers import replies
from handlers.commands import acknowledge
from handlers.desk import Desk, shown
from handlers.failures import safely


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to mentions and direct messages."""

    async def mentioned(args: AsyncArgs) -> None:
        event = args.event or {}
        await answer(args, public=True, thread=event.get("thread_ts") or event["ts"])

    async def written_to(args: AsyncArgs) -> None:
        if (args.event or {}).get("channel_type") == "im":
            await answer(args, public=False, thread=replies.thread_of(args))

    async def answer(args: AsyncArgs, *, public: bool, thread: str) -> None:
        event = args.event or {}
        answer = await desk.answer(args, str(event.get("text") or ""))
        view = await desk.view(args, shown(answer), public=public)
        await replies.post(args, cards.reply(answer, desk.catalog(args), view), event["channel"], thread)

    app.event("app_mention")(ack=acknowledge, lazy=[safely(mentioned, desk)])
    app.event("message")(ack=acknowledge, lazy=[safely(written_to, desk)])
