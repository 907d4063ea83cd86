"""Who governs a workspace: asked anew for a change, remembered for a minute for what is only shown."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.admins import KEEP, MOST, MOST_PAGES, Admins, governs

ADMIN = {"id": "U1", "team_id": "T1", "is_admin": True}


class Slack(AsyncWebClient):
    """A Web API that knows one account, and counts how often it is asked."""

    def __init__(self, **account: Any) -> None:
        super().__init__()
        self.account = ADMIN | account
        self.asked = 0

    async def users_list(self, *, cursor: str | None = "", **_: Any) -> Any:
        """The account stands on the third page."""
        self.asked += 1
        page = int(cursor or 0) + 1
        more = {"next_cursor": str(page)} if page < 10 else {}
        return {"ok": True, "members": [self.account] if page == 3 else [], "response_metadata": more}

    async def users_info(self, **_: Any) -> Any:
        self.asked += 1
        return {"ok": True, "user": self.account}


@pytest.mark.parametrize(
    ("account", "admin"),
    [
        ({}, True),
        ({"is_admin": False}, False),
        ({"is_admin": False, "is_owner": True}, True),
        ({"deleted": True}, False),
        ({"team_id": "T2"}, False),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T1", "T3"]}}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2"]}}, False),
        ({"team_id": "T2", "enterprise_user": "none"}, False),
        ({"is_stranger": True}, False),
        ({"team_id": None}, True),
    ],
)
def test_only_an_active_admin_or_owner_of_this_very_workspace_governs_it(account: dict[str, Any], admin: bool) -> None:
    assert governs(ADMIN | account, "T1") is admin


async def test_for_a_change_slack_is_asked_each_time() -> None:
    admins, slack = Admins(), Slack()
    assert await admins.ask("T1", "U1", slack)
    slack.account = {**ADMIN, "is_admin": False}
    assert not await admins.ask("T1", "U1", slack)
    assert slack.asked == 2


async def test_what_is_only_shown_is_asked_once_a_minute() -> None:
    now = [0.0]
    admins, slack = Admins(lambda: now[0]), Slack()
    assert await admins.lately("T1", "U1", slack)
    now[0] = KEEP - 1
    assert await admins.lately("T1", "U1", slack)
    assert slack.asked == 1
    now[0] = KEEP + 1
    assert await admins.lately("T1", "U1", slack)
    assert slack.asked == 2


async def test_another_workspace_is_another_question() -> None:
    admins, slack = Admins(), Slack()
    assert await admins.lately("T1", "U1", slack)
    assert not await admins.lately("T2", "U1", slack)


async def test_only_so_many_answers_are_remembered() -> None:
    admins, slack = Admins(), Slack()
    for number in range(MOST + 1):
        await admins.lately("T1", f"U{number}", slack)
    await admins.lately("T1", "U0", slack)
    assert slack.asked == MOST + 2


async def test_some_admin_is_found_among_many_accounts_without_looking_through_all() -> None:
    slack = Slack()
    assert await Admins().some("T1", slack) == ("U1",)
    assert slack.asked == 3
    nobody = Slack(is_admin=False)
    assert await Admins().some("T1", nobody) == ()
    assert nobody.asked == MOST_PAGES
