"""The buttons of a card. What they carry is checked anew: a card may be old, and its roles gone."""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from bot.cards import Press
from bot.gaps import Missed
from bot.question import read_question
from handlers import replies
from handlers.commands import acknowledge
from handlers.desk import Desk
from handlers.failures import Listener, safely


class Buttons:
    """One method for each button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def share(self, args: AsyncArgs) -> None:
        """Share in channel: the card for everybody, without what is meant for one."""
        await replies.publicly(args, await self._desk.card(args, pressed(args), public=True))

    async def more(self, args: AsyncArgs) -> None:
        """More: the whole role, in the place of its short card."""
        press = pressed(args)
        await replies.privately(args, await self._desk.card(args, press, full=True), press=press, in_place=True)

    async def compare(self, args: AsyncArgs) -> None:
        """Compare: two or three roles side by side."""
        press = pressed(args)
        await replies.privately(args, await self._desk.card(args, press), press=press)

    async def choose(self, args: AsyncArgs) -> None:
        """One of several: its card takes the place of the choice."""
        press = pressed(args)
        await replies.privately(args, await self._desk.card(args, press), press=press, in_place=True)
        self._desk.take_gap(args, read_question(press.question).text)

    async def not_right(self, args: AsyncArgs) -> None:
        """Not right?: what comes next, without the roles that were wrong."""
        press = pressed(args)
        answer = await self._desk.again(args, press.question)
        if not replies.note_of(args).thread:  # where it is the message of somebody else, from its menu
            self._desk.keep_gap(args, answer.question.text, Missed.NOT_RIGHT)
        reply = cards.not_right(answer, self._desk.catalog(args), press.personas)
        await replies.privately(args, reply, in_place=True)

    async def show_role(self, args: AsyncArgs) -> None:
        """A role chosen from a list of all."""
        press = Press(personas=(chosen(args),))
        await replies.privately(args, await self._desk.card(args, press), press=press)

    async def all_roles(self, args: AsyncArgs) -> None:
        """See all roles."""
        await replies.privately(args, await self._desk.all_roles(args))


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
        cards.ALL_ROLES: buttons.all_roles,
    }
    for action_id, listener in listeners.items():
        app.action(action_id)(ack=acknowledge, lazy=[safely(listener, desk)])


def pressed(args: AsyncArgs) -> Press:
    """What the pressed button carries."""
    return Press.decode((args.action or {}).get("value"))


def pressed_one(args: AsyncArgs) -> str:
    """The one thing that the pressed button is about: the id of a persona or of a gap, or ""."""
    return next(iter(pressed(args).personas), "")


def chosen(args: AsyncArgs) -> str:
    """The persona id that was chosen in a select, or ""."""
    option = (args.action or {}).get("selected_option")
    return str(option.get("value", "")) if isinstance(option, dict) else ""
