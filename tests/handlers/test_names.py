"""Display names: cached, bounded, and never the reason for no card."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.catalog import Holder, Persona
from bot.people import Assignment, Place
from handlers import names as module
from handlers.names import Names


class Directory(AsyncWebClient):
    """Answers the two look-ups from a table, and counts them."""

    def __init__(self, **profiles: dict[str, str]) -> None:
        super().__init__()
        self.profiles = profiles
        self.asked: list[str] = []
        self.hangs = False

    async def users_info(self, *, user: str, **_: Any) -> AsyncSlackResponse:
        return await self._answer(
            user, {"user": {"name": "handle", **self.profiles.get(user, {}), "profile": self.profiles.get(user)}}
        )

    async def usergroups_list(self, **_: Any) -> AsyncSlackResponse:
        return await self._answer(
            "groups", {"usergroups": [{"id": "S1", "name": "Team"}, {"id": "S2", "handle": "crew"}]}
        )

    async def _answer(self, what: str, data: dict[str, Any]) -> AsyncSlackResponse:
        self.asked.append(what)
        if self.hangs:
            await asyncio.Future()
        if what not in self.profiles and what != "groups":
            raise SlackApiError("no", {})  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data={"ok": True, **data},
            headers={},
            status_code=200,
        )


def held(*holders: Holder) -> list[Persona]:
    return [Persona("a", "A", "Does.", holders=holders)]


U1, U2, S1 = Holder(user="U1"), Holder(user="U2"), Holder(usergroup="S1")


async def test_the_display_name_comes_before_the_real_name_and_the_handle() -> None:
    directory = Directory(U1={"display_name": "Shown", "real_name": "Real"}, U2={"real_name": "Real"}, U3={})
    names = await Names().of(
        held(U1, U2, Holder(user="U3"), S1, Holder(usergroup="S2"), Holder(name="Somebody")), directory
    )
    assert names == {"U1": "Shown", "U2": "Real", "U3": "handle", "S1": "Team", "S2": "crew"}


async def test_slack_is_asked_once_for_each_name_until_it_is_old() -> None:
    now = 0.0
    directory = Directory(U1={"display_name": "One"})
    names = Names(clock=lambda: now)
    for _ in range(3):
        assert await names.of(held(U1, U1, S1), directory) == {"U1": "One", "S1": "Team"}
    assert sorted(directory.asked) == ["U1", "groups"]
    now = 3601.0
    assert names.known(held(U1)) == {"U1": "One"}, "an old name is better than none"
    await names.of(held(U1), directory)
    assert directory.asked.count("U1") == 2


async def test_a_name_that_is_not_told_is_left_out_and_asked_for_again_later() -> None:
    now = 0.0
    directory = Directory(U2={"display_name": "Two"})
    names = Names(clock=lambda: now)
    assert await names.of(held(U1, U2, Holder(usergroup="S9")), directory) == {"U2": "Two"}
    await names.of(held(U1, U2, Holder(usergroup="S9")), directory)
    assert sorted(directory.asked) == ["U1", "U2", "groups"]
    now = 61.0
    await names.of(held(U1), directory)
    assert directory.asked.count("U1") == 2


async def test_a_name_stays_known_when_slack_does_not_tell_it_again() -> None:
    now = 0.0
    directory = Directory(U1={"display_name": "One"})
    names = Names(clock=lambda: now)
    await names.of(held(U1), directory)
    directory.profiles.clear()
    now = 3601.0
    assert await names.of(held(U1), directory) == {"U1": "One"}
    assert directory.asked == ["U1", "U1"]


async def test_a_name_kept_from_earlier_is_known_and_asked_for_again() -> None:
    names = Names()
    await names.of(held(U2), Directory(U2={"display_name": "Two"}))
    names.learn({"U1": "Once", "U2": "Once"})
    assert names.known(held(U1, U2)) == {"U1": "Once", "U2": "Two"}
    assert names.lacking(["U1", "U2", "U3"]) == ["U1", "U3"]
    assert await names.of(held(U1), Directory(U1={"display_name": "Now"})) == {"U1": "Now"}


async def test_a_slack_that_hangs_costs_the_patience_once() -> None:
    directory = Directory(U1={"display_name": "One"})
    directory.hangs = True
    names = Names(patience=0.01)
    assert await names.of(held(U1), directory) == {}
    assert await names.of(held(U1), directory) == {}
    assert directory.asked == ["U1"]


async def test_known_asks_nobody() -> None:
    names = Names()
    assert names.known(held(U1)) == {}
    await names.of(held(U1), Directory(U1={"display_name": "One"}))
    assert names.known(held(U1, U2)) == {"U1": "One"}


async def test_look_ups_for_one_card_and_names_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    people = [Holder(user=f"U{number}") for number in range(50)]
    directory = Directory(**{f"U{number}": {"display_name": f"N{number}"} for number in range(50)})
    names = Names()
    found = await names.of(held(*people), directory)
    assert len(directory.asked) == 20
    assert len(found) == 5


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"channel_id": "C0WARD", "channel_name": "ward"}, "#ward"),
        ({"channel": {"id": "C0WARD", "name": "ward"}}, "#ward"),
        ({"channel_id": "C0WARD", "channel_name": "privategroup"}, ""),
        ({"channel": {"id": "C0WARD", "name": "mpdm-ann--ben-1"}}, ""),
        ({"channel": {"id": "C0WARD"}}, ""),
        ({"channel": "C0WARD", "channel_name": "ward"}, ""),
        ({}, ""),
    ],
)
async def test_a_channel_goes_by_the_name_that_comes_with_what_is_done_there(body: dict[str, Any], name: str) -> None:
    """Slack tells the names of those that everybody may see; none is asked for."""
    names, passed = Names(), list[bool]()

    async def onward() -> None:
        passed.append(True)

    await names.hear_channel(body, onward)
    assert passed
    assert names.name("C0WARD") == name
    directory = Directory(U1={"display_name": "Ann"})
    held = Assignment(Place("T1", "C0WARD"), "nurse", user="U1")
    assert await names.of((), directory, [held]) == {"U1": "Ann"} | ({"C0WARD": name} if name else {})
    assert directory.asked == ["U1"]
