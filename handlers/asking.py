"""Ask: the question of a card, sent to the role's channel or to whoever holds it, by the asker's own click."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import ask_form, cards
from bot.ask_form import ASK_FORM, MOST_PEOPLE, WHERE, Errors, Matter
from bot.cards import Reply, View, asking
from bot.catalog import Persona
from bot.errors import SlackRefused
from bot.people import Assignment, Place, holding
from handlers import replies
from handlers.actions import pressed
from handlers.commands import acknowledge
from handlers.desk import Desk, place_of
from handlers.failures import REMEDIES, safely, slack_code
from handlers.logs import describe
from handlers.modals import Note, around, in_time, values_of
from handlers.rights import members_of

SLOW = "That took too long. Look whether your question is there before you send it again."
NOT_THERE = "I am not in this channel, so I cannot post there. Ask directly, or write in the channel yourself."
NOBODY_ELSE = "I know nobody else to ask about this role. /persona me shows the roles you hold yourself."
UNKNOWN = "Slack knows nobody by the id that the catalog has for them. Ask in another way, and tell a maintainer."
UNREACHABLE = "Slack does not let me write to them. Ask in another way."

log = logging.getLogger("persona.asking")


class Asking:
    """The modal that sends a question, and what becomes of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, args: AsyncArgs) -> None:
        """Ask: the modal, with the question of the card filled in."""
        press, asker = pressed(args), args.context.user_id or ""
        channel = place_of(args).channel or _came_from(args)
        persona = self._persona(args, next(iter(press.personas), ""))
        view = await self._view(args, persona, channel)
        if not ask_form.addressees(persona, view, asker):
            raise SlackRefused(
                "nobody_to_ask",
                NOBODY_ELSE,
            )
        await replies.open_modal(args, ask_form.ask(persona, press.question, view, asker, channel))

    async def send(self, args: AsyncArgs) -> None:
        """Send: post the question, or say in the modal why it cannot be."""
        try:
            async with in_time():
                sent = await self._sent(args)
        except SlackRefused as error:
            sent = {WHERE: error.remedy}
        except SlackApiError as error:
            sent = {WHERE: _why(slack_code(error))}
        except (ClientError, TimeoutError) as error:
            log.warning("a question could not be sent: %s", describe(error))
            sent = {WHERE: SLOW}
        if isinstance(sent, Reply):
            await args.ack(response_action="update", view=around(sent, Note()))
        else:
            await args.ack(response_action="errors", errors=sent)

    async def _sent(self, args: AsyncArgs) -> Reply | Errors:
        submitted: Mapping[str, Any] = args.view or {}
        matter, asker = Matter.decode(submitted.get("private_metadata")), args.context.user_id or ""
        persona = self._persona(args, matter.persona)
        view = await self._view(args, persona, matter.channel)
        question, place, errors = ask_form.read(values_of(submitted), ask_form.addressees(persona, view, asker))
        if errors:
            return errors
        if place == persona.contact.channel:
            reply = asking.question_in_channel(persona, question, asker, replace(view, public=True))
        else:
            reply = asking.question_directly(persona, question, asker, view)
        try:
            ts = await replies.post(args, reply, place)
        except SlackApiError as error:
            if place != persona.contact.channel and slack_code(error) == "channel_not_found":
                raise SlackRefused("user_not_found", UNKNOWN) from error
            raise
        link = await _link(args, place, ts) if place == persona.contact.channel else ""
        return asking.sent(place, link, view)

    def _persona(self, args: AsyncArgs, id_: str) -> Persona:
        found = self._desk.catalog(args).by_id.get(id_)
        if found is None:
            raise SlackRefused("role_gone", "This role is no longer in the catalog. Ask again to see who does it now.")
        return found

    async def _view(self, args: AsyncArgs, persona: Persona, channel: str) -> View:
        """How the role is seen in the channel where Ask was pressed, with the names of those who can be asked."""
        place = Place(place_of(args).workspace, channel)
        assignments = await self._desk.memory.assignments(place.workspace)
        departed = await self._desk.memory.departed(place.workspace)
        held = holding(assignments or (), persona.id, place, self._desk.today(args), departed)
        view = replace(await self._desk.view(args, ()), held={persona.id: held} if held else {})
        if not view.reachable(persona):
            view = replace(view, members=await members_of(view.groups(persona), args.client))
        shown = (args.context.user_id or "", *view.reachable(persona)[: MOST_PEOPLE + 1])
        named = [*held, *(Assignment(place, persona.id, user=one) for one in shown)]
        return replace(view, names=await self._desk.names.of([persona], args.client, named))


def _came_from(args: AsyncArgs) -> str:
    """The channel from which the modal was opened in which Ask was pressed, or ""."""
    return replies.note_of(args).channel


async def _link(args: AsyncArgs, channel: str, ts: str) -> str:
    """The address of the question; "" if Slack does not tell it, for it is posted all the same."""
    try:
        return str((await args.client.chat_getPermalink(channel=channel, message_ts=ts)).get("permalink") or "")
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("the address of a question could not be looked up: %s", describe(error))
        return ""


async def answers_one(args: AsyncArgs) -> bool | None:
    """True for a reply in the thread of a question that was passed on: it is meant for whoever asked.

    None where Slack does not say what the thread is about.
    """
    event = args.event or {}
    thread, ours = replies.thread_of(args), event.get("parent_user_id") == args.context.bot_user_id
    if not thread or not ours:
        return False
    try:
        parents = await args.client.conversations_replies(channel=event["channel"], ts=thread, limit=1)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("a thread could not be looked up: %s", describe(error))
        return None
    return any(asking.is_passed_on(parent.get("blocks")) for parent in parents["messages"][:1])


def _why(code: str) -> str:
    """What the asker can do about what Slack refused."""
    if code in {"not_in_channel", "channel_not_found"}:
        return NOT_THERE
    return REMEDIES.get(code, UNREACHABLE)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the Ask button and its modal."""
    asking_ = Asking(desk)
    app.action(cards.ASK)(ack=acknowledge, lazy=[safely(asking_.open, desk)])
    app.view_submission(ASK_FORM)(safely(asking_.send, desk))
