"""What Slack can ask of the bot: one file for each kind of listener."""

import re

from slack_bolt.async_app import AsyncApp

from bot.gaps import KEPT_DAYS
from bot.memory import Store
from bot.overlay import OverlayFile
from bot.persona_bot import PersonaBot
from handlers import (
    actions,
    asking,
    commands,
    forms,
    freshness,
    gaps,
    home,
    mentions,
    overlay,
    overview,
    people,
    shortcuts,
)
from handlers.admins import Admins
from handlers.commands import acknowledge
from handlers.days import Days
from handlers.desk import ClientOf, Desk, nowhere
from handlers.failures import dispatch_failed
from handlers.incoming import Incoming
from handlers.memory import Memory
from handlers.names import Names
from handlers.overlays import Overlays

ANYTHING = re.compile("")


def register(  # noqa: PLR0913, PLR0917  the parts that the app puts together
    app: AsyncApp,
    bot: PersonaBot,
    store: Store,
    file: OverlayFile,
    maintainers: frozenset[str] = frozenset(),
    client_of: ClientOf = nowhere,
    gap_days: int = KEPT_DAYS,
) -> Desk:
    """Register every listener, and give back the desk they share.

    `/persona` comes first, for Bolt asks one after the other; what takes anything comes last.
    """
    memory = Memory(store)
    days = Days()
    desk = Desk(
        bot,
        store,
        memory,
        Overlays(bot, store, file),
        maintainers,
        days=days,
        names=Names(days=days),
        admins=Admins(days=days),
        client_of=client_of,
        gap_days=gap_days,
    )
    app.use(Incoming(memory).check)
    app.use(desk.overlays.keep_up)
    app.use(desk.names.hear_channel)
    app.error(dispatch_failed(desk.metrics))
    words = (people, gaps, overlay, overview, commands)
    for room in (*words, mentions, actions, shortcuts, asking, forms, home, freshness):
        room.register(app, desk)
    _acknowledge_the_rest(app)
    return desk


def _acknowledge_the_rest(app: AsyncApp) -> None:
    """Slack shows people an error, or tries again, for whatever is not acknowledged."""
    for kind in (app.command, app.action, app.shortcut, app.options, app.event):
        kind(ANYTHING)(acknowledge)
    app.view_submission(ANYTHING)(acknowledge)
    app.view_closed(ANYTHING)(acknowledge)
