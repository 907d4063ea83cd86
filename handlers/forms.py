"""What people submit: the role chosen in "Find a role", and a card to be shared in the thread it is about."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards
from bot.cards import Press
from bot.forms import ANSWER_FORM, FIND_FORM
from handlers import replies
from handlers.commands import acknowledge
from handlers.desk import Desk, shown
from handlers.failures import safely
from handlers.modals import Note, around


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both forms."""

    async def show(args: AsyncArgs) -> None:
        press = Press(personas=(picked(args),))
        view = around(await desk.card(args, press), Note(press))
        await args.ack(response_action="update", view=view)

    async def share(args: AsyncArgs) -> None:
        note = Note.decode((args.view or {}).get("private_metadata"))
        if note.press.personas:
            reply = await desk.card(args, note.press, public=True)
        else:
            answer = await desk.answer(args, note.press.question)
            view = await desk.view(args, shown(answer), public=True)
            reply = cards.reply(answer, desk.catalog(args), view)
        await replies.post(args, reply, note.channel, note.thread)

    app.view_submission(FIND_FORM)(safely(show, desk))
    app.view_submission(ANSWER_FORM)(ack=acknowledge, lazy=[safely(share, desk)])


def picked(args: AsyncArgs) -> str:
    """The persona id picked in "Find a role", or ""."""
    match args.view or {}:
        case {"state": {"values": {"find_role": {"find_role": {"selected_option": {"value": str(id_)}}}}}}:
            return id_
    return ""
