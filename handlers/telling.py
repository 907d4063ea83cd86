"""Telling the people concerned by a change of who holds a role: each once, by a direct message."""

import asyncio
import logging
from dataclasses import dataclass, replace

from aiohttp import ClientError
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import cards
from bot.people import Change, Deed
from handlers import replies
from handlers.desk import Desk, place_of
from handlers.logs import describe
from handlers.rights import user_groups

MOST_TOLD = 20  # members of a group: more would be a crowd
MOST_LOOKED_AT = 50  # changes of the role, for who put somebody in it
PATIENCE = 0.4  # seconds for looking up members: whoever made the change is waiting

log = logging.getLogger("persona.telling")


@dataclass(frozen=True, slots=True)
class Audience:
    """The users to tell, and a sentence for whoever made the change about those who are not told, or ""."""

    users: tuple[str, ...]
    untold: str = ""


async def audience(desk: Desk, args: AsyncArgs, change: Change) -> Audience:
    """Who is to be told: the people concerned who are still there, and the members that a group has now."""
    concerned, untold = set(change.concerned), ""
    if change.groups:
        try:
            async with asyncio.timeout(PATIENCE):
                groups = [one for one in await user_groups(args.client) if one["id"] in change.groups]
            members = {user for one in groups for user in one.get("users") or ()}
            if len(members) <= MOST_TOLD:
                concerned |= members
            else:
                untold = f"The group has {len(members)} members; I told none of them."
        except (SlackApiError, ClientError, TimeoutError) as error:
            log.warning("the members of a group could not be looked up: %s", describe(error))
            untold = "I could not look up who is in the group; I told none of them."
    if change.deed is Deed.ENDED and change.by == change.assignment.user:
        concerned |= await _who_put_them_in(desk, change)
    gone = await desk.memory.departed(place_of(args).workspace)
    return Audience(tuple(sorted(concerned - gone - {change.by})), untold)


async def _who_put_them_in(desk: Desk, change: Change) -> set[str]:
    """Whoever put somebody in the role who now gives it up: they should look for another; nobody if that is too old."""
    one = change.assignment
    before = desk.store.history(one.place.workspace, MOST_LOOKED_AT, persona=one.persona, before=change.id)
    found = await desk.memory.briefly(before, ())
    return {each.by for each in found if each.assignment.id == one.id and each.deed is Deed.ASSIGNED}


async def tell(desk: Desk, args: AsyncArgs, change: Change, users: tuple[str, ...]) -> None:
    """Tell these users of the change; who cannot be told has the role all the same."""
    by = replace(change.assignment, user=change.by)
    # Notifications show plain text, so it takes the names.
    names = await desk.names.of((), args.client, (*change.sides, by)) if users else {}
    view = replace(await desk.view(args, ()), names=names)
    for user in users:
        try:
            await replies.post(args, cards.told(change, user, desk.catalog(args), view), user)
        except (SlackApiError, ClientError, TimeoutError) as error:
            log.warning("somebody could not be told of a change: %s", describe(error))
