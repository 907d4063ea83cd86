"""The Home tab: a search box and its answer, one's own roles, what a maintainer looks after, all roles.

It is published when it is opened, searched, and again after whoever looks at it has changed something.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import cards, home_view
from bot.answers import Answer
from bot.cards import Reply
from bot.cards.upkeep import Kind, Upkeep, all_of
from bot.cards.view import SEE_ALL
from bot.errors import SlackRefused
from bot.freshness import orphaned, stale, vacant
from bot.gaps import grouped
from bot.home_view import Board
from bot.people import Assignment, Place, Rights, nobody_holds
from bot.pins import Overview
from handlers import replies
from handlers.actions import pressed_one
from handlers.aside import aside
from handlers.commands import acknowledge
from handlers.desk import Desk, place_of
from handlers.failures import safely, slack_code, soon
from handlers.logs import describe
from handlers.pictures import Pictures, picture_of
from handlers.replies import pressed_in
from handlers.rights import groups_of, is_maintainer

REFUSED_PICTURE = {"invalid_blocks", "invalid_arguments", "slack_file_not_found"}

TAB = "a Home tab"
log = logging.getLogger("persona.home")


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the tab being opened and to what is typed into its search box."""
    pictures = Pictures(desk)

    async def opened(args: AsyncArgs) -> None:
        if (args.event or {}).get("tab") == "home":
            board = await _publish_as_it_was(desk, args, _searched(desk, args) or "")
            workspace = place_of(args).workspace
            if board.rights and not board.picture and await pictures.renew(workspace, args.client):
                await publish_again(desk, args)

    async def see_all(args: AsyncArgs) -> None:
        kind = pressed_one(args)
        if kind not in set(Kind):
            return
        if not await is_maintainer(desk, args, lately=True):
            raise SlackRefused("not_a_maintainer", "Admins of the workspace and maintainers see this.")
        board, view = await asyncio.gather(board_of(desk, args), desk.view(args, ()))
        if board.upkeep is None:
            raise SlackRefused("no_memory", "This could not be looked up just now. Try again in a minute.")
        reply = all_of(Kind(kind), board.upkeep, desk.catalog(args), view)
        await replies.privately(args, reply)

    async def searched(args: AsyncArgs) -> None:
        typed = str((args.action or {}).get("value") or "").strip()
        await publish(desk, args, typed, desk.answer(args, typed) if typed else None)

    app.event("app_home_opened")(ack=acknowledge, lazy=[safely(opened, desk)])
    app.action(SEE_ALL)(ack=acknowledge, lazy=[safely(see_all, desk)])
    app.action(cards.SEARCH)(ack=acknowledge, lazy=[safely(searched, desk)])


async def publish(
    desk: Desk, args: AsyncArgs, query: str, asking: Awaitable[Answer] | None, told: Reply | None = None
) -> Board:
    """Show whoever asks their Home tab; `told` says what they just did there. What is shown is returned."""
    desk.searches.note(_whose(args), query)
    answer = await asking if asking else None
    catalog = desk.catalog(args)
    async with desk.tabs.setdefault(_whose(args), asyncio.Lock()):  # what is looked up last is published last
        desk.memory.forget(place_of(args).workspace)
        board = await board_of(desk, args)
        # Only now it is known which day it is for whoever looks.
        view = await desk.view(args, catalog.personas, place=Place(place_of(args).workspace))
        if desk.searches.get(_whose(args), query) == query:  # else they have searched for something else since
            board = await _show(args, partial(home_view.home, catalog, view, query, answer), replace(board, told=told))
    return board


async def _show(args: AsyncArgs, draw: Callable[[Board], dict[str, Any]], board: Board) -> Board:
    """Publish it, without the picture if Slack does not take that: its file may have been deleted; what is shown."""
    user = args.context.user_id or ""
    try:
        await args.client.views_publish(user_id=user, view=draw(board))
    except SlackApiError as error:
        if not board.picture or slack_code(error) not in REFUSED_PICTURE:
            raise
        board = replace(board, picture="")
        await args.client.views_publish(user_id=user, view=draw(board))
    return board


async def _publish_as_it_was(desk: Desk, args: AsyncArgs, query: str, told: Reply | None = None) -> Board:
    """Show it with the search that stood there, which is not counted a second time."""
    return await publish(desk, args, query, desk.again(args, query) if query else None, told)


async def publish_again(desk: Desk, args: AsyncArgs, told: Reply | None = None) -> bool:
    """Show it again after a change, with the search that stands there; False if that cannot be, or was never opened."""
    query = _searched(desk, args)
    if query is None:
        return False
    try:
        await _publish_as_it_was(desk, args, query, told)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("a Home tab could not be published again: %s", describe(error))
        return False
    return True


def on_home(args: AsyncArgs) -> bool:
    """True for a button of the Home tab itself."""
    return (pressed_in(args) or {}).get("type") == "home"


async def board_of(desk: Desk, args: AsyncArgs) -> Board:
    """What the memory and Slack know of whoever asks, as far as they tell it in time."""
    user, workspace = args.context.user_id or "", place_of(args).workspace
    assignments, maintains = await asyncio.gather(
        desk.memory.assignments(workspace), soon(is_maintainer(desk, args, lately=True), False, shown=TAB)
    )
    if assignments is None:
        return Board()
    groups, overviews, gone = await asyncio.gather(
        soon(groups_of(user, assignments, args.client, desk.catalog(args).personas), frozenset[str](), shown=TAB),
        desk.memory.briefly(desk.store.overviews(workspace), ()),
        desk.memory.departed(workspace),
    )
    rights = Rights(user, maintains, groups, assignments, gone)
    upkeep = await upkeep_of(desk, args, assignments, overviews) if maintains else None
    return Board(rights, upkeep, await picture_of(desk, workspace, overviews))


async def upkeep_of(
    desk: Desk, args: AsyncArgs, assignments: tuple[Assignment, ...], overviews: tuple[Overview, ...]
) -> Upkeep:
    """What there is to look after in the workspace, as far as the memory tells it in time."""
    workspace, catalog, day = place_of(args).workspace, desk.catalog(args), desk.today(args)
    departed, gaps, ignored, reminders = await asyncio.gather(
        desk.memory.departed(workspace),
        desk.memory.briefly(desk.store.gaps(workspace), ()),
        desk.memory.briefly(desk.store.gaps(workspace, ignored=True), ()),
        desk.memory.briefly(desk.store.reminders(workspace), MappingProxyType[str, datetime]({})),
    )
    overlaid = desk.bot.overlaid(workspace)
    vacancies = vacant(assignments, catalog.personas, departed, workspace, day)
    left = [one.assignment for one in vacancies]
    here = [one for one in assignments if one not in left]
    held = [one for one in here if one.persona in catalog.by_id]
    return Upkeep(
        left=vacancies,
        gaps=await desk.still_open(workspace, gaps),
        orphaned=orphaned(here, catalog.by_id, day),
        stale=stale(held, reminders, day, catalog.confirm_after),
        unheld=nobody_holds(catalog.personas, assignments, day),
        misfits=overlaid.misfits if overlaid else (),
        overviews=tuple(sorted(overviews, key=lambda one: one.begun)),
        ignored=len(await aside(grouped, ignored)),
    )


def _searched(desk: Desk, args: AsyncArgs) -> str | None:
    """What stands in the search box of the tab; None if it was not opened."""
    known = desk.searches.get(_whose(args))
    if not on_home(args):
        return known
    typed = _typed(args.body.get("view"))
    return (known or "") if typed is None else typed


def _typed(view: Any) -> str | None:
    """What Slack says of the search box when a button of the tab was pressed."""
    state = view.get("state") if isinstance(view, dict) else None
    values = state.get("values") if isinstance(state, dict) else None
    for block in values.values() if isinstance(values, dict) else ():
        element = block.get(cards.SEARCH) if isinstance(block, dict) else None
        if isinstance(element, dict):
            return str(element.get("value") or "").strip()
    return None


def _whose(args: AsyncArgs) -> tuple[str, str]:
    return place_of(args).workspace, args.context.user_id or ""
