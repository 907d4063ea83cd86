"""Display names of the people and groups that hold roles, asked of Slack and remembered for a while.

Those of channels are not asked for, which would take one more permission: they come with what people do there.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.catalog import Persona
from bot.people import Assignment, Holding
from handlers.days import Days
from handlers.latest import Latest
from handlers.logs import describe

KEEP = 3600.0  # seconds a name holds
KEEP_UNKNOWN = 60.0  # seconds until an id that could not be looked up is tried again
MOST = 5000  # names remembered
# What Slack calls channels that not everybody sees, and conversations of several people.
NO_NAMES = re.compile("privategroup|directmessage|mpdm-.*")
MOST_AT_ONCE = 20  # look-ups for one card
PATIENCE = 1.0  # seconds a card waits for names

log = logging.getLogger("persona.names")


class Names:
    """Names by Slack id. A look-up that fails leaves the card without that name, never the asker without a card."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        patience: float | None = None,
        days: Days | None = None,
    ) -> None:
        self._clock = clock
        self._patience = PATIENCE if patience is None else patience
        self._days = days or Days()  # learn where somebody is
        self._names = Latest[str, tuple[float, str]](MOST)  # id -> when to ask again, the name or ""

    def known(self, personas: Iterable[Persona], assignments: Iterable[Assignment] = ()) -> Mapping[str, str]:
        """The names already known of those who hold these roles, however old; asks nobody."""
        users, groups = _ids(personas, assignments)
        return {id_: name for id_ in (*users, *groups) if (name := self.name(id_))}

    def name(self, id_: str) -> str:
        """The name of one, if it is known; "" else."""
        return self._names.get(id_, (0.0, ""))[1]

    def lacking(self, ids: Iterable[str]) -> list[str]:
        """Those for whom Slack should be asked: there is no name, or an old one."""
        return [id_ for id_ in ids if self._names.get(id_, (0.0, ""))[0] <= self._clock()]

    def learn(self, names: Mapping[str, str]) -> None:
        """Take names kept from earlier: good until Slack is asked again."""
        for id_, name in names.items():
            if not self.name(id_):
                self._remember(id_, name, 0)

    async def of(
        self, personas: Iterable[Persona], client: AsyncWebClient, assignments: Iterable[Assignment] = ()
    ) -> Mapping[str, str]:
        """The names of those who hold these roles, as far as Slack tells them in time, and of the places if known."""
        personas, assignments = tuple(personas), tuple(assignments)
        await self.look_up(personas, client, assignments)
        channels = {one.place.channel: self.name(one.place.channel) for one in assignments}
        return {**self.known(personas, assignments), **{id_: name for id_, name in channels.items() if name}}

    async def look_up(
        self, personas: Iterable[Persona], client: AsyncWebClient, assignments: Iterable[Assignment] = ()
    ) -> frozenset[str]:
        """Ask Slack for the names that are not known; the users among them who turn out to have left."""
        users, groups = _ids(personas, assignments)
        missing = self.lacking(users)[:MOST_AT_ONCE]
        left = set[str]()
        lookups: list[Awaitable[None]] = [self._ask_user(id_, client, left) for id_ in missing]
        if unknown := self.lacking(groups):
            lookups.append(self._ask_groups(client))
        for id_ in (*missing, *unknown):
            self._remember(id_, self.name(id_), KEEP_UNKNOWN)
        for error in await self._all(lookups):
            log.warning("a name could not be looked up: %s", describe(error))
            break
        return frozenset(left)

    def hear(self, account: Mapping[str, Any]) -> None:
        """Take the name from what Slack says of somebody's account, as after it was changed."""
        self._days.hear(account)
        profile: dict[str, Any] = account.get("profile") or {}
        name = profile.get("display_name") or account.get("real_name") or account.get("name") or ""
        self._remember(str(account["id"]), str(name), KEEP)

    async def hear_channel(self, body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> None:  # noqa: A002 Bolt's
        """Bolt middleware: take the name of the channel where somebody asks or presses a button."""
        told = body.get("channel")
        told = told if isinstance(told, dict) else {"id": body.get("channel_id"), "name": body.get("channel_name")}
        id_, name = told.get("id"), told.get("name")
        if isinstance(id_, str) and isinstance(name, str) and not NO_NAMES.fullmatch(name):
            self._remember(id_, f"#{name}", KEEP)
        await next()

    async def _all(self, lookups: list[Awaitable[None]]) -> list[BaseException]:
        """Run the look-ups side by side, within the patience; give back what went wrong."""
        try:
            async with asyncio.timeout(self._patience):
                return [failed for failed in await asyncio.gather(*lookups, return_exceptions=True) if failed]
        except TimeoutError as error:
            return [error]

    async def _ask_user(self, id_: str, client: AsyncWebClient, left: set[str]) -> None:
        answer = await client.users_info(user=id_)
        self.hear({**answer["user"], "id": id_})
        if answer["user"].get("deleted"):
            left.add(id_)

    async def _ask_groups(self, client: AsyncWebClient) -> None:
        answer = await client.usergroups_list()
        groups: list[dict[str, Any]] = answer["usergroups"]
        for group in groups:
            self._remember(group["id"], group.get("name") or group.get("handle") or "", KEEP)

    def _remember(self, id_: str, name: str, seconds: float) -> None:
        self._names.note(id_, (self._clock() + seconds, name))


def ids_of(personas: Iterable[Persona], assignments: Iterable[Assignment] = ()) -> list[str]:
    """The ids of all users and user groups whose names a card of these roles shows."""
    users, groups = _ids(personas, assignments)
    return [*users, *groups]


def _ids(personas: Iterable[Persona], assignments: Iterable[Assignment]) -> tuple[list[str], list[str]]:
    """The ids of the users and of the user groups that hold these roles or stand in for who does, each once."""
    held: list[Holding] = [*assignments, *(holder for persona in personas for holder in persona.holders)]
    users = [id_ for one in held for id_ in (one.user, one.backup)]
    groups = [one.usergroup for one in held]
    return list(dict.fromkeys(filter(None, users))), list(dict.fromkeys(filter(None, groups)))
