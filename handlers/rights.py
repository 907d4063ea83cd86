"""Who may change what: maintainers anything, whoever holds a role who else holds it. A change asks Slack anew."""

import logging
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

from aiohttp import ClientError
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.catalog import Persona
from bot.people import Assignment, Holding, Place, Rights, holding, stand_in
from handlers.desk import Desk, place_of
from handlers.logs import describe

Group = dict[str, Any]

log = logging.getLogger("persona.rights")


async def is_maintainer(desk: Desk, args: AsyncArgs, *, lately: bool = False) -> bool:
    """True for admins and owners of the workspace and for whom the operator names.

    A change asks Slack anew. `lately` takes what Slack said within the last minute: for what is only shown.
    """
    user = args.context.user_id or ""
    if user in desk.maintainers:
        return True
    ask = desk.admins.lately if lately else desk.admins.ask
    return await ask(place_of(args).workspace, user, args.client)


async def rights_of(desk: Desk, args: AsyncArgs) -> Rights:
    """What whoever asks may change, as the memory and Slack say now. Raises StoreError and SlackApiError."""
    user = args.context.user_id or ""
    assignments = await desk.store.assignments(place_of(args).workspace)
    groups = await groups_of(user, assignments, args.client, desk.catalog(args).personas)
    gone = await desk.store.departed(place_of(args).workspace)
    return Rights(user, await is_maintainer(desk, args), groups, assignments, gone)


def may_change(desk: Desk, rights: Rights, role: str, place: Place) -> bool:
    """True if they may change who holds the role at the place."""
    return rights.may_change(
        role, desk.bot.catalog_of(place.workspace).by_id.get(role), place, desk.days.today(rights.user)
    )


async def whom_to_ask(desk: Desk, args: AsyncArgs, rights: Rights, role: str, place: Place) -> list[str]:
    """The others who may change it, the nearest first.

    Those are the role's holders at the place and who stands in for them, also as members of a group; then the
    maintainers that the operator names, and admins of the workspace.
    """
    persona = desk.catalog(args).by_id.get(role)
    day = desk.today(args)
    held: list[Holding] = [*holding(rights.assignments, role, place, day, rights.gone)]
    held += persona.held_by(day) if persona else ()
    users = [id_ for one in held for id_ in (one.user, stand_in(one, rights.gone))]
    groups = {one.usergroup for one in held}
    members = (await members_of(groups - {""}, args.client)).values()
    found = dict.fromkeys(
        (*users, *chain.from_iterable(members), *sorted(desk.maintainers), *await _admins(desk, args))
    )
    return [one for one in found if one not in rights.gone | {"", rights.user}]


async def _admins(desk: Desk, args: AsyncArgs) -> tuple[str, ...]:
    """Some admins of the workspace; nobody if Slack does not say: there may be others to ask."""
    try:
        return await desk.admins.some(place_of(args).workspace, args.client)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("the admins of a workspace could not be looked up: %s", describe(error))
        return ()


async def members_of(groups: Collection[str], client: AsyncWebClient) -> Mapping[str, tuple[str, ...]]:
    """Who is in the groups now, by the group's id. Raises SlackApiError."""
    found = await user_groups(client) if groups else []
    return {one["id"]: tuple(one.get("users") or ()) for one in found if one["id"] in groups}


async def groups_of(
    user: str, assignments: Iterable[Assignment], client: AsyncWebClient, personas: Iterable[Persona]
) -> frozenset[str]:
    """The groups somebody belongs to, if any group holds a role, by an assignment or by the catalog."""
    listed = (holder.usergroup for persona in personas for holder in persona.holders)
    if not any(chain((one.usergroup for one in assignments), listed)):
        return frozenset()
    return frozenset(group["id"] for group in await user_groups(client) if user in (group.get("users") or ()))


async def user_groups(client: AsyncWebClient) -> list[Group]:
    """The user groups, with their members."""
    groups: list[Group] = (await client.usergroups_list(include_users=True))["usergroups"]
    return groups
