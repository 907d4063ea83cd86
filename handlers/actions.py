"""The buttons of a card. What they carry is checked anew: a card may be old, and its roles gone."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from bot.cards import Press, Reply
from bot.catalog import Persona
from bot.errors import SlackRefused
from bot.matching.match import Match
from handlers import replies
from handlers.commands import acknowledge
from handlers.desk import Desk
from handlers.failures import Listener, safely
from handlers.modals import Spot, around
from handlers.shortcuts import open_modal

GONE = SlackRefused(
    "role_gone", "This role is no longer in the catalog. Ask again with /persona to see who does it now."
)


class Buttons:
    """One method for each button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def share(self, args: AsyncArgs) -> None:
        """Share in channel: the same card for everybody, without what is meant for one."""
        await replies.publicly(args, await self._card(args, pressed(args), public=True))

    async def more(self, args: AsyncArgs) -> None:
        """More: the whole role."""
        await replies.privately(args, await self._card(args, pressed(args), full=True), replace=True)

    async def compare(self, args: AsyncArgs) -> None:
        """Compare: two or three roles side by side."""
        await replies.privately(args, await self._card(args, pressed(args)))

    async def choose(self, args: AsyncArgs) -> None:
        """One of "Did you mean": its card takes the place of the choice."""
        await replies.privately(args, await self._card(args, pressed(args)), replace=True)

    async def not_right(self, args: AsyncArgs) -> None:
        """Not right?: the nearest others, without the one that was wrong."""
        press = pressed(args)
        answer = await self._desk.answer(args, press.question)
        view = await self._desk.view(args, [match.persona for match in answer.matches])
        reply = cards.not_right(answer, self._desk.bot.catalog, view, press.personas)
        await replies.privately(args, reply, replace=True)

    async def show_role(self, args: AsyncArgs) -> None:
        """A role chosen from a list of all."""
        reply = await self._card(args, Press(personas=(chosen(args),)))
        if is_home(args):
            await open_modal(args, around(reply, Spot()))
        else:
            await replies.privately(args, reply)

    async def all_roles(self, args: AsyncArgs) -> None:
        """See all roles."""
        reply = cards.overview(self._desk.bot.catalog, await self._desk.view(args, ()))
        if is_home(args):
            await open_modal(args, around(reply, Spot()))
        else:
            await replies.privately(args, reply)

    async def _card(self, args: AsyncArgs, press: Press, *, public: bool = False, full: bool = False) -> Reply:
        """The card of the roles a button names: one role, or several side by side. Raises SlackRefused."""
        personas = self._personas(press)
        view = await self._desk.view(args, personas, public=public)
        catalog = self._desk.bot.catalog
        if len(personas) > 1:
            return cards.comparison(personas, catalog, view, press.question)
        match = await self._match(args, personas[0], press.question)
        return cards.role(personas[0], catalog, view, match=match, question=press.question, full=full)

    def _personas(self, press: Press) -> list[Persona]:
        by_id = self._desk.bot.catalog.by_id
        found = [by_id[id_] for id_ in dict.fromkeys(press.personas) if id_ in by_id]
        if not found:
            raise GONE
        return found[:3]

    async def _match(self, args: AsyncArgs, persona: Persona, question: str) -> Match | None:
        """Why this role came up for the question, if it did."""
        if not question:
            return None
        answer = await self._desk.again(args, question)
        return next((match for match in answer.matches if match.persona.id == persona.id), None)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every button and select of the cards; those that only open a web page are just acknowledged."""
    buttons = Buttons(desk)
    listeners: dict[str | re.Pattern[str], Listener] = {
        cards.SHARE: buttons.share,
        cards.MORE: buttons.more,
        cards.COMPARE: buttons.compare,
        cards.NOT_RIGHT: buttons.not_right,
        re.compile(rf"^{cards.CHOOSE}:\d$"): buttons.choose,
        cards.SHOW_ROLE: buttons.show_role,
        cards.FIND: buttons.show_role,
        cards.ALL_ROLES: buttons.all_roles,
    }
    for action_id, listener in listeners.items():
        app.action(action_id)(ack=acknowledge, lazy=[safely(listener, desk.metrics)])


def pressed(args: AsyncArgs) -> Press:
    """What the pressed button carries."""
    return Press.decode((args.action or {}).get("value"))


def chosen(args: AsyncArgs) -> str:
    """The persona id that was chosen in a select, or ""."""
    option = (args.action or {}).get("selected_option")
    return str(option.get("value", "")) if isinstance(option, dict) else ""


def is_home(args: AsyncArgs) -> bool:
    """True if it happened on the Home tab."""
    view: Any = args.body.get("view")
    return isinstance(view, dict) and view.get("type") == "home"
