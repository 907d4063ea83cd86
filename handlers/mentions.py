"""Mentions in a channel and messages to the bot: the answer stands in the thread of the question."""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from bot.cards.asking import NOT_PASSED_BACK
from bot.cards.usage import COMMANDS
from bot.cards.words import cut
from bot.language.orders import is_closing
from bot.question import read_question
from handlers import replies
from handlers.asking import answers_one
from handlers.commands import COMMAND, MENTION, acknowledge
from handlers.desk import Desk, place_of, shown
from handlers.failures import safely

ONLY_EMOJI = re.compile(r"(?:\s*:[a-z0-9_+'-]+:)+\s*")
NO_YAML = (
    "I read files that end in .yaml or .yml: what this workspace says in its own words. /persona words tells more."
)
WITH_A_ROLE = {"assign", "history"}  # words of the command that may have a role behind them


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to mentions and direct messages."""

    async def mentioned(args: AsyncArgs) -> None:
        event = args.event or {}
        await answer(args, public=True, thread=event.get("thread_ts") or event["ts"])

    async def written_to(args: AsyncArgs) -> None:
        event = args.event or {}
        if event.get("channel_type") != "im":
            return
        meant_for_asker = await answers_one(args)
        if meant_for_asker:
            await replies.post(args, cards.notice(NOT_PASSED_BACK), event["channel"], replies.thread_of(args))
            return
        if event.get("files") and not str(event.get("text") or "").strip():
            await replies.post(args, cards.notice(NO_YAML), event["channel"], replies.thread_of(args))
            return
        # Where that is not known, it is answered, and not kept.
        await answer(args, public=False, thread=replies.thread_of(args), asked=meant_for_asker is not None)

    async def answer(args: AsyncArgs, *, public: bool, thread: str, asked: bool = True) -> None:
        event = args.event or {}
        text = str(event.get("text") or "")
        if ONLY_EMOJI.fullmatch(text) or is_closing(" ".join(read_question(text).folded)):
            return
        if told := _of_the_command(desk, args, text):
            await replies.post(args, cards.notice(told), event["channel"], thread)
            return
        answer = await desk.answer(args, text, asked=asked)
        view = await desk.view(args, shown(answer), public=public)
        await replies.post(args, cards.reply(answer, desk.catalog(args), view), event["channel"], thread)

    app.event("app_mention")(ack=acknowledge, lazy=[safely(mentioned, desk)])
    app.event("message")(ack=acknowledge, lazy=[safely(written_to, desk)])


def _of_the_command(desk: Desk, args: AsyncArgs, text: str) -> str:
    """What to say of a word of the command that somebody writes instead of typing the command; "" for anything else."""
    typed = " ".join(text.replace(f"<@{args.context.bot_user_id}>", " ").split())
    if MENTION.fullmatch(typed):
        return f"To see the roles that somebody holds, type {COMMAND} and @ with the name."
    word, _, rest = typed.partition(" ")
    with_role = word.casefold() in WITH_A_ROLE and len(desk.bot.called(rest, place_of(args).workspace)) == 1
    if typed.casefold() not in COMMANDS and not with_role:
        return ""
    typed = cut(MENTION.sub("@name", typed), 100)
    return f"“{typed}” is for the command: type {COMMAND} {typed}."
