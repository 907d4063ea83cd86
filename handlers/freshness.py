"""Keeping people fresh: a holder is asked once whether it still holds, and who leaves is marked at once."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Reply, View
from bot.cards.freshness import still
from bot.errors import StoreError
from bot.freshness import due, people_in
from bot.people import Assignment
from handlers.commands import acknowledge
from handlers.desk import Desk, place_of, today
from handlers.failures import FOR_THE_MAINTAINER, slack_code
from handlers.logs import describe
from handlers.pace import Rests

EVERY = 60.0  # seconds between two looks at who is to be asked
SWEEP = 3600  # seconds between two looks at who is still there, by whichever process comes first
PACE = 0.7  # seconds between two look-ups: Slack allows about a hundred a minute
# Slack's words for somebody to whom nobody, or not this app, can write.
UNREACHABLE = {
    "channel_not_found",
    "user_not_found",
    "user_not_visible",
    "user_disabled",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "restricted_action",
    "is_bot",
}
FOR_ALL = {"ratelimited", *FOR_THE_MAINTAINER}  # nobody else can be asked now either
GONE = {"user_not_found", "user_not_visible"}  # Slack's words for an account that is no longer to be seen
OF_THE_WORLD = (StoreError, SlackApiError, ClientError, TimeoutError, OSError)

log = logging.getLogger("persona.freshness")


class Freshness:
    """Looks after the assignments of every workspace, and hears of accounts that change."""

    def __init__(
        self,
        desk: Desk,
        day: Callable[[], date] = today,
        clock: Callable[[], float] = time.time,
        pace: float = PACE,
        rests: Rests | None = None,
    ) -> None:
        self._desk = desk
        self._day = day
        self._clock = clock
        self._pace = pace
        self._rests = rests or Rests()

    # -- of its own accord --

    async def keep(self, every: float = EVERY) -> None:
        """Look after every workspace, for as long as the app runs."""
        while True:
            for workspace in await self._workspaces():
                try:
                    await self.look_after(workspace)
                except OF_THE_WORLD as error:
                    log.warning("who holds which role could not be looked after: %s", describe(error))
            await asyncio.sleep(every)

    async def look_after(self, workspace: str) -> None:
        """See who is still there, then ask whoever has not confirmed for too long. Raises StoreError, SlackApiError."""
        client = self._desk.client_of(workspace)
        if client is None:
            return
        if await self._desk.store.claim(f"sweep-{workspace}-{int(self._clock()) // SWEEP}"):
            await self._sweep(workspace, client)
        await self._ask(workspace, client)

    async def _workspaces(self) -> Iterable[str]:
        """Those in which somebody was put in a role, and those that asked lately."""
        try:
            return {*await self._desk.store.peopled(), *self._desk.memory.workspaces}
        except StoreError as error:
            log.warning("who holds which role could not be looked after: %s", error)
            return ()

    async def _sweep(self, workspace: str, client: AsyncWebClient) -> None:
        """Ask Slack whether those who hold roles are still there: an event may have been missed."""
        assignments, before = await self._desk.store.assignments(workspace), await self._desk.store.departed(workspace)
        people = people_in(assignments, self._desk.bot.catalog_of(workspace).personas)
        groups = {id_ for id_ in people if id_.startswith("S")}
        if groups:
            left = groups - await _groups_there(client)
            await self._note(workspace, before, left=left, there=groups - left)
        for user in sorted(people - groups):
            try:
                has_left = await self._has_left(user, client)
            except (SlackApiError, ClientError, TimeoutError) as error:
                log.warning("whether somebody is still there could not be looked up: %s", describe(error))
                continue
            finally:
                await asyncio.sleep(self._pace)
            await self._note(workspace, before, **{"left" if has_left else "there": {user}})

    async def _note(
        self, workspace: str, before: frozenset[str], *, left: Collection[str] = (), there: Collection[str] = ()
    ) -> None:
        """Keep at once what was seen: what an event tells later holds. `before` is who had left."""
        gone, returned = frozenset(left) - before, before.intersection(there)
        if gone or returned:
            await self._desk.store.mark(workspace, left=gone, returned=returned)

    async def _has_left(self, user: str, client: AsyncWebClient) -> bool:
        try:
            account: dict[str, Any] = (await client.users_info(user=user))["user"]
        except SlackApiError as error:
            if slack_code(error) not in GONE:
                raise
            return True
        self._desk.names.hear({**account, "id": user})
        return bool(account.get("deleted"))

    async def _ask(self, workspace: str, client: AsyncWebClient) -> None:
        await self._desk.overlays.look(workspace)
        store, catalog = self._desk.store, self._desk.bot.catalog_of(workspace)
        assignments = [one for one in await store.assignments(workspace) if one.persona in catalog.by_id]
        asked, gone = await store.reminders(workspace), await store.departed(workspace)
        view = View(team=workspace, today=self._day(), departed=gone)
        for one in due(assignments, asked, gone, self._day(), catalog.confirm_after):
            if self._rests.over(one.id) and await store.remind(one):
                names = await self._desk.names.of((), client, [one])
                await self._send(one, still(one, catalog, replace(view, names=names)), client)

    async def _send(self, one: Assignment, question: Reply, client: AsyncWebClient) -> None:
        """Ask a holder. Whom nobody can write to counts as asked, for maintainers to see; others are asked again."""
        try:
            await client.chat_postMessage(channel=one.user, text=question.text, blocks=question.blocks)
        except TimeoutError:  # it may have arrived, and nobody is asked twice
            raise
        except SlackApiError as error:
            log.warning("a holder could not be asked: %s", describe(error))
            if slack_code(error) in UNREACHABLE:
                return
            await self._desk.store.unremind(one)
            if slack_code(error) in FOR_ALL:
                raise
            self._rests.failed(one.id, EVERY)
        except (ClientError, OSError):
            await self._desk.store.unremind(one)
            raise

    # -- as it happens --

    async def account_changed(self, args: AsyncArgs) -> None:
        """Somebody left, came back, or changed their name."""
        account = (args.event or {}).get("user")
        if not isinstance(account, dict) or not isinstance(account.get("id"), str):
            return
        with self._desk.at_work():
            try:
                await self._hear(place_of(args).workspace, account)
            except OF_THE_WORLD as error:
                log.warning("that an account was changed could not be kept: %s", describe(error))

    async def _hear(self, workspace: str, account: Mapping[str, Any]) -> None:
        """Mark it if it concerns somebody who holds a role. Slack tells of every new status of everybody, too."""
        user, left = account["id"], bool(account.get("deleted"))
        if self._desk.names.name(user):
            self._desk.names.hear(account)
        if left:
            assignments = await self._desk.store.assignments(workspace)
            if user in people_in(assignments, self._desk.bot.catalog_of(workspace).personas):
                await self._desk.store.mark(workspace, left=[user])
        elif user in await self._desk.memory.departed(workspace):
            await self._desk.store.mark(workspace, returned=[user])


async def _groups_there(client: AsyncWebClient) -> set[str]:
    """The user groups that are in use."""
    groups: list[dict[str, Any]] = (await client.usergroups_list())["usergroups"]
    return {group["id"] for group in groups if not group.get("date_delete")}


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to accounts being changed, and look after people of its own accord."""
    freshness = Freshness(desk)
    for event in ("user_change", "team_join"):
        app.event(event)(ack=acknowledge, lazy=[freshness.account_changed])
    desk.keepers.append(freshness.keep)
