"""The shortcuts: "Who owns this?" in a message's menu, and "Find a role" from anywhere."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import assign_form, cards, forms, gap_form
from bot.cards import Press
from bot.cards.blocks import role_option
from bot.cards.overlay import EDIT_WORDS
from handlers import replies
from handlers.commands import acknowledge
from handlers.desk import Desk, place_of, shown
from handlers.failures import safely
from handlers.modals import Note

WHO_OWNS_THIS = "who_owns_this"
FIND_PERSONA = "find_persona"
MOST_OPTIONS = 100


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both shortcuts, and to what is typed into a select of roles."""

    async def who_owns_this(args: AsyncArgs) -> None:
        message = args.body["message"]
        # Whoever wrote the message asked me nothing: it is not kept among the questions without an answer.
        answer = await desk.answer(args, str(message.get("text") or ""), asked=False)
        thread = str(message.get("thread_ts") or message.get("ts") or "")
        note = Note(Press(question=answer.question.text), args.context.channel_id or "", thread)
        view = await desk.view(args, shown(answer))
        await replies.open_modal(args, forms.answer(answer, desk.catalog(args), view, note.encode()))

    async def find_persona(args: AsyncArgs) -> None:
        await replies.open_modal(args, forms.find_role())

    async def suggest(args: AsyncArgs) -> None:
        typed = args.body.get("value")
        found = desk.bot.suggest(typed if isinstance(typed, str) else "", place_of(args).workspace, MOST_OPTIONS)
        await args.ack(options=[role_option(persona) for persona in found])

    app.message_shortcut(WHO_OWNS_THIS)(ack=acknowledge, lazy=[safely(who_owns_this, desk)])
    app.global_shortcut(FIND_PERSONA)(ack=acknowledge, lazy=[safely(find_persona, desk)])
    for action_id in (cards.FIND, cards.SHOW_ROLE, assign_form.ROLE, gap_form.GAP_ROLE, EDIT_WORDS):
        app.options(action_id)(safely(suggest, desk))
