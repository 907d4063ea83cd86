"""Who may change what: maintainers anything, whoever holds a role who else holds it. A change asks Slack anew."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.web.async_client import AsyncWebClient

from bot.catalog import Persona
from bot.people import Assignment, Place, Rights, holding
from handlers.desk import Desk, place_of, today

Group = dict[str, Any]


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
    return Rights(user, await is_maintainer(desk, args), groups, assignments)


def may_change(desk: Desk, rights: Rights, role: str, place: Place) -> bool:
    """True if they may change who holds the role at the place."""
    return rights.may_change(role, desk.bot.catalog_of(place.workspace).by_id.get(role), place, today())


def whom_to_ask(desk: Desk, rights: Rights, role: str, place: Place) -> list[str]:
    """Who may change it: the role's holders at the place, then the maintainers that the operator names."""
    persona = desk.bot.catalog_of(place.workspace).by_id.get(role)
    held = [one.user for one in holding(rights.assignments, role, place, today())]
    listed = [holder.user for holder in persona.holders] if persona else []
    return list(dict.fromkeys(filter(None, (*held, *listed, *sorted(desk.maintainers)))))


async def groups_of(
    user: str, assignments: Iterable[Assignment], client: AsyncWebClient, personas: Iterable[Persona] = ()
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
