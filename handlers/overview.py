"""`/persona pin`: observe the channel's pins, let `bot.pins` decide, do it."""

from asyncio import Lock
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import cards
from bot.cards import OVERVIEW_MARK, Reply
from bot.pins import Pinned, Post, Step, Unpin, Update, decide
from handlers.desk import Desk
from handlers.failures import slack_code
from handlers.replies import post

GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}


class Overview:
    """Keeps one overview pinned in a channel."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def pin(self, args: AsyncArgs) -> Reply:
        """Post and pin the overview where the asker is, or bring the pinned one up to date; says which."""
        channel = args.context.channel_id or ""
        lock = self._locks.setdefault(channel, Lock())
        async with lock:
            wanted = await self._desk.all_roles(args, public=True)
            told = [await _do(step, args, channel, wanted) for step in decide(await _observe(args, channel))]
            return cards.notice(" ".join(told))


async def _observe(args: AsyncArgs, channel: str) -> list[Pinned]:
    answer = await args.client.pins_list(channel=channel)
    items: list[dict[str, Any]] = answer.get("items") or []
    return [_pinned(item.get("message") or {}) for item in items]


def _pinned(message: Mapping[str, Any]) -> Pinned:
    """A pin as `decide` needs it. Only an app can give a block the id by which an overview is known again."""
    marked = any(str(block.get("block_id", "")).startswith(OVERVIEW_MARK) for block in message.get("blocks") or ())
    return Pinned(str(message.get("ts", "")), overview=marked)


async def _do(step: Step, args: AsyncArgs, channel: str, wanted: Reply) -> str:
    """Take one step; what to tell the asker about it."""
    match step:
        case Post():
            return await _post(args, channel, wanted)
        case Update(ts):
            return await _update(args, channel, ts, wanted)
        case Unpin(ts):
            await args.client.pins_remove(channel=channel, timestamp=ts)
            return "Took down an overview that was one too many."


async def _post(args: AsyncArgs, channel: str, wanted: Reply) -> str:
    ts = await post(args, wanted, channel)
    try:
        await args.client.pins_add(channel=channel, timestamp=ts)
    except SlackApiError as error:
        if slack_code(error) == "already_pinned":
            return "The overview of all roles is pinned here already."
        await args.client.chat_delete(channel=channel, ts=ts)  # an overview nobody finds again helps nobody
        raise
    return "The overview of all roles is now pinned in this channel. Type /persona pin again to bring it up to date."


async def _update(args: AsyncArgs, channel: str, ts: str, wanted: Reply) -> str:
    try:
        await args.client.chat_update(channel=channel, ts=ts, text=wanted.text, blocks=wanted.blocks)
    except SlackApiError as error:
        if slack_code(error) not in GONE:
            raise
        return await _post(args, channel, wanted)
    return "The pinned overview is up to date."
