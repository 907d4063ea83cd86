"""Who is an admin or owner of a workspace, asked of Slack; for what is only shown, an answer holds for a minute."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.days import Days
from handlers.latest import Latest

KEEP = 60.0  # seconds an answer holds for what is only shown
MOST = 1000  # answers remembered
PAGE = 200  # accounts looked through at once
MOST_PAGES = 5

Key = tuple[str, str]  # a workspace and a user


class Admins:
    """Asks Slack, and remembers the latest answers; `days` learn from them where somebody is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, days: Days | None = None) -> None:
        self._clock = clock
        self._days = days or Days()
        self._known = Latest[Key, tuple[float, bool]](MOST)  # until when the answer holds, and the answer

    async def ask(self, workspace: str, user: str, client: AsyncWebClient) -> bool:
        """True for an admin or owner of the workspace, as Slack says now. Raises SlackApiError."""
        about: dict[str, Any] = (await client.users_info(user=user))["user"]
        self._days.hear(about)
        admin = governs(about, workspace)
        self._known.note((workspace, user), (self._clock() + KEEP, admin))
        return admin

    async def lately(self, workspace: str, user: str, client: AsyncWebClient) -> bool:
        """The same as Slack said within the last minute."""
        until, admin = self._known.get((workspace, user), (0.0, False))
        return admin if until > self._clock() else await self.ask(workspace, user, client)

    async def some(self, workspace: str, client: AsyncWebClient) -> tuple[str, ...]:
        """Some admins or owners of the workspace, not all: accounts may be very many. Raises SlackApiError."""
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await client.users_list(limit=PAGE, cursor=cursor)
            accounts: list[dict[str, Any]] = answer["members"]
            if found := [one["id"] for one in accounts if governs(one, workspace)]:
                return tuple(found)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return ()


def governs(about: Mapping[str, Any], workspace: str) -> bool:
    """True if Slack's account of a user is that of an admin or owner of this very workspace."""
    return bool(about.get("is_admin") or about.get("is_owner")) and belongs(about, workspace)


def belongs(about: Mapping[str, Any], workspace: str) -> bool:
    """True for an active account of the workspace; false for whoever is only met in a shared channel."""
    enterprise = about.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, dict) else None
    home = about.get("team_id")
    here = not workspace or home is None or workspace == home or (isinstance(teams, list) and workspace in teams)
    return here and not about.get("deleted") and not about.get("is_stranger")
