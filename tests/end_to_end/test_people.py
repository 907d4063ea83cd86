"""People in roles: who holds them here, who may change that, and what becomes of a change."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.cards import CHANGE, CONFIRM, END, NEWER, OLDER, PEOPLE, REQUEST, UNDO, Press
from bot.catalog import Catalog, Holder
from bot.people import Assignment, Change, Place
from bot.workspace import Delivery
from bot.workspace.state import Message, User, View
from tests.bot.drawn import shown
from tests.end_to_end.conftest import (
    BAKERY,
    ENGINEER,
    GENERAL,
    MAINTAINER,
    ML_HELP,
    ML_TEAM,
    NEWCOMER,
    TEAM_LEAD,
    Town,
)
from tests.end_to_end.databases import as_patient_as_shipped, locked
from tests.end_to_end.test_buttons import actions_of, ask
from tests.end_to_end.test_forms import opened
from tests.waiting import NEVER, PATIENCE, until

pytestmark = pytest.mark.both_databases

Values = dict[str, Any]


def option(value: str) -> Values:
    return {"selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}


def filled(**fields: Values) -> Values:
    """The values of the modal: each keyword is the end of a field's id."""
    return {f"assign_{name}": {f"assign_{name}": value} for name, value in fields.items()}


def person(user: str, role: str = "seller", where: str = "channel", **more: Values) -> Values:
    """The values that put somebody in a role."""
    return filled(role=option(role), user={"selected_user": user}, where=option(where), **more)


async def fill_in(town: Town, by: str = MAINTAINER, channel: str = ML_HELP) -> View:
    """The modal of `/persona assign`."""
    before = [view["id"] for view in town.workspace.views(by)]
    assert (await town.workspace.command(by, channel, "/persona assign")).acked
    return (await town.until(lambda: [v for v in town.workspace.views(by) if v["id"] not in before]))[-1]


async def assign(town: Town, user: str = NEWCOMER, by: str = MAINTAINER, **how: Any) -> None:
    """Put somebody in a role by the modal."""
    channel = how.pop("channel", ML_HELP)
    await fill_in(town, by, channel)
    delivery = await town.workspace.submit(by, person(user, **how))
    assert delivery.acked
    assert not delivery.refused
    assert delivery.body["response_action"] == "update", delivery.body
    await town.workspace.close_view(by)


async def kept(town: Town) -> tuple[Assignment, ...]:
    """What the memory holds."""
    return await town.app.store.assignments(town.workspace.team_id)


async def told(town: Town, user: str, count: int = 1) -> Message:
    """The newest direct message to somebody, once there are so many."""
    dm = town.workspace.dm(user)
    return (await town.until(lambda: len(m := town.workspace.messages(dm)) >= count and m))[-1]  # type: ignore[index]


async def card_of(town: Town, text: str, user: str = NEWCOMER, channel: str = ML_HELP) -> str:
    """What the newest card that comes for a `/persona` command shows."""
    before = len(town.workspace.ephemerals(user, channel))
    assert (await town.workspace.command(user, channel, f"/persona {text}")).acked
    await town.until(lambda: len(town.workspace.ephemerals(user, channel)) > before)
    return shown(newest(town, user, channel)["blocks"])


def newest(town: Town, user: str = NEWCOMER, channel: str = ML_HELP) -> Message:
    return town.workspace.ephemerals(user, channel)[-1]


def buttons_of(message: Message) -> list[dict[str, Any]]:
    return [element for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]]


async def press_unseen(town: Town, user: str, action: str, press: Press) -> None:
    """Send the press of a button that this person was never shown."""
    assert (await town.forge(user, action, press.encode())).acked


async def submit_unseen(town: Town, user: str, note: list[Any], values: Values) -> Delivery:
    """Send the modal, with this note in it, that this person was never shown."""
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": "assign_form",
        "private_metadata": json.dumps(note),
        "state": {"values": values},
    }
    payload = {"type": "view_submission", "user": {"id": user}, "team": {"id": town.workspace.team_id}, "view": view}
    return await town.deliver("interaction", payload)


async def test_somebody_put_in_a_role_by_the_modal_is_on_its_card(town: Town) -> None:
    await assign(
        town,
        part=option("accountable"),
        since={"selected_date": "2026-01-10"},
        until={"selected_date": "2999-12-31"},
        backup={"selected_user": ENGINEER},
        note={"value": "French orders only"},
    )
    card = await card_of(town, "seller")
    assert (
        f"<{NEWCOMER}>, accountable, in this channel, since 2026-01-10, until 2999-12-31, backup <{ENGINEER}>, "
        "“French orders only”"
    ) in card


async def test_who_is_put_in_a_role_is_told_once_and_confirms_it(town: Town) -> None:
    await assign(town)
    message = await told(town, NEWCOMER)
    assert f"<{MAINTAINER}> put <{NEWCOMER}> in the role Bread Seller" in shown(message["blocks"])
    assert message["text"].startswith("Maintainer put Newcomer in the role Bread Seller, responsible")
    assert (await town.workspace.press(NEWCOMER, message, CONFIRM)).acked
    await town.until(lambda: "confirmed that" in json.dumps(town.workspace.messages(town.workspace.dm(NEWCOMER))))
    assert len(town.workspace.messages(town.workspace.dm(NEWCOMER))) == 1
    assert not town.workspace.messages(town.workspace.dm(MAINTAINER))
    assert "confirmed today" in await card_of(town, "seller")


async def test_who_is_put_in_a_role_by_mistake_says_so_where_they_are_told(town: Town) -> None:
    await assign(town)
    message = await told(town, NEWCOMER)
    assert [one["text"]["text"] for one in buttons_of(message)] == ["Confirm", "Not me"]
    assert (await town.workspace.press(NEWCOMER, message, END)).acked
    await town.until(lambda: "gave up the role" in json.dumps(town.workspace.messages(town.workspace.dm(NEWCOMER))))
    assert await kept(town) == ()
    assert "Newcomer gave up the role Bread Seller" in (await told(town, MAINTAINER))["text"]


async def test_who_gave_up_a_role_by_a_slip_takes_that_back(town: Town) -> None:
    """They hold it no longer, so they could change nothing of it; what others did to them stays."""
    await assign(town)
    message = await told(town, NEWCOMER)
    await town.workspace.press(NEWCOMER, message, END)
    await town.until(lambda: "gave up the role" in json.dumps(town.workspace.messages(town.workspace.dm(NEWCOMER))))
    await card_of(town, "history")
    assert actions_of(newest(town)) == [UNDO]
    await town.workspace.press(NEWCOMER, newest(town), UNDO)
    (one,) = await until(lambda: kept(town))
    await town.app.desk.store.end(one, MAINTAINER)
    await card_of(town, "history")
    assert actions_of(newest(town)) == []


async def test_who_will_hold_a_role_from_a_later_day_can_say_not_me_at_once(town: Town) -> None:
    """Their own roles list it with the day; until then they may change nothing else of it."""
    await assign(town, since={"selected_date": "2999-01-01"})
    message = await told(town, NEWCOMER)
    mine = await card_of(town, "me")
    assert "holds no role here, and 1 to come." in mine
    assert "Bread Seller, responsible, in <C0MLHELP01>, from 2999-01-01" in mine
    assert actions_of(newest(town)) == [CONFIRM, END]
    assert (await town.workspace.press(NEWCOMER, message, END)).acked
    await town.until(lambda: "gave up the role" in json.dumps(town.workspace.messages(town.workspace.dm(NEWCOMER))))
    assert await kept(town) == ()


@pytest.mark.parametrize(("by", "confirmed"), [(NEWCOMER, True), (MAINTAINER, False)])
async def test_a_holder_confirms_whatever_changes_at_that_moment_and_others_what_they_saw(
    town: Town, monkeypatch: pytest.MonkeyPatch, by: str, confirmed: bool
) -> None:
    await assign(town)
    (before,) = await kept(town)
    store = town.app.store
    confirm = store.confirm

    async def just_after_a_change(one: Assignment, by: str) -> Change:
        monkeypatch.setattr(store, "confirm", confirm)
        await store.revise(replace(one, note="mornings"), MAINTAINER)
        return await confirm(one, by)

    monkeypatch.setattr(store, "confirm", just_after_a_change)
    await press_unseen(town, by, CONFIRM, Press((before.id, str(before.revision))))
    await town.until(lambda: town.workspace.ephemerals(by, ML_HELP))
    (after,) = await kept(town)
    assert after.note == "mornings"
    assert bool(after.confirmed) == confirmed


async def test_the_channels_own_assignment_goes_before_the_workspaces(town: Town) -> None:
    await assign(town, TEAM_LEAD, where="workspace")
    await assign(town, NEWCOMER)
    here, elsewhere = await card_of(town, "seller"), await card_of(town, "seller", channel=GENERAL)
    assert f"<{NEWCOMER}>, responsible, in this channel" in here
    assert TEAM_LEAD not in here
    assert f"<{TEAM_LEAD}>, responsible, in the whole workspace" in elsewhere
    assert NEWCOMER not in elsewhere


async def test_a_role_begins_when_the_day_begins_where_whoever_looks_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town.app.desk.days, "_clock", lambda: datetime(2026, 5, 5, 23, 30, tzinfo=UTC))
    town.world.users[TEAM_LEAD].tz_offset = 3600
    await assign(town, since={"selected_date": "2026-05-06"})
    assert "Bread Seller, responsible" in await card_of(town, "me", NEWCOMER)
    assert "from 2026-05-06" in await card_of(town, "me", NEWCOMER)
    assert f"<{NEWCOMER}>" not in await card_of(town, "seller", NEWCOMER)
    await card_of(town, "me", TEAM_LEAD)
    assert f"<{NEWCOMER}>, responsible, in this channel, since 2026-05-06" in await card_of(town, "seller", TEAM_LEAD)


async def test_the_catalogs_holders_are_shown_until_somebody_is_assigned(town: Town) -> None:
    assert "whoever is up first" in await card_of(town, "baker")
    await assign(town, role="baker", where="workspace")
    assert "whoever is up first" not in await card_of(town, "baker")


async def test_in_public_people_are_named_and_not_mentioned(town: Town) -> None:
    await assign(town)
    await town.workspace.say(NEWCOMER, ML_HELP, "@persona bread seller")
    (reply,) = await town.until(
        lambda: town.workspace.world.replies(ML_HELP, town.workspace.messages(ML_HELP)[0]["ts"])
    )
    assert "Newcomer, responsible, in this channel" in shown(reply["blocks"])
    assert '"user_id"' not in json.dumps(reply["blocks"])
    assert PEOPLE not in actions_of(reply)


async def test_a_user_group_is_found_by_typing_and_its_members_hold_the_role(town: Town) -> None:
    await fill_in(town)
    found = await town.workspace.options(MAINTAINER, "assign_group", "assign_group", "ml-pl")
    assert [one["value"] for one in found["options"]] == [ML_TEAM]
    assert (await town.workspace.options(MAINTAINER, "assign_group", "assign_group", "nobody"))["options"] == []
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    assert (await town.workspace.submit(MAINTAINER, values)).body["response_action"] == "update"
    assert f"<{ML_TEAM}>, responsible, in the whole workspace" in await card_of(town, "seller")
    assert f"Bread Seller, as a member of <{ML_TEAM}>, responsible" in await card_of(town, "me", ENGINEER)
    assert "holds no role here" in await card_of(town, "me", NEWCOMER)


async def test_the_people_button_opens_the_modal_with_the_role_filled_in(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await town.workspace.command(TEAM_LEAD, ML_HELP, "/persona seller")
    await town.workspace.press(TEAM_LEAD, newest(town, TEAM_LEAD), PEOPLE)
    modal = await opened(town, TEAM_LEAD)
    assert modal["state"]["values"]["assign_role"]["assign_role"]["selected_option"]["value"] == "seller"
    assert f"Bread Seller is held now by <{TEAM_LEAD}>" in shown(modal["blocks"])


async def test_in_a_modal_the_people_button_opens_its_modal_on_top(town: Town) -> None:
    await town.workspace.shortcut(MAINTAINER, "find_persona")
    await opened(town, MAINTAINER)
    await town.workspace.submit(MAINTAINER, {"find_role": {"find_role": option("miller")}})
    await town.workspace.press(MAINTAINER, town.workspace.views(MAINTAINER)[-1], PEOPLE)
    stack = await town.until(lambda: len(v := town.workspace.views(MAINTAINER)) == 2 and v)
    assert stack[-1]["callback_id"] == "assign_form"  # type: ignore[index]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (filled(role=option("seller")), "user"),
        (person(NEWCOMER, group=option(ML_TEAM)), "user"),
        (person("U0NOBODY"), "user"),
        (person("U0PERSONAB"), "user"),
        (person("hello"), "user"),
        (person("", group=option("S0NONE")), "group"),
        (person("", group=option("hello")), "group"),
        (person(NEWCOMER, backup={"selected_user": NEWCOMER}), "backup"),
        (person(NEWCOMER, since={"selected_date": "2026-02-02"}, until={"selected_date": "2026-02-01"}), "until"),
        (person(NEWCOMER, since={"selected_date": "soon"}), "since"),
        (person(NEWCOMER, until={"selected_date": "2020-01-01"}), "until"),
        (person(NEWCOMER, backup={"selected_user": "U0NOBODY"}), "backup"),
        (person(NEWCOMER, backup={"selected_user": "U0PERSONAB"}), "backup"),
        (person(NEWCOMER, role="gone"), "role"),
    ],
)
@pytest.mark.parametrize("transport", ["http"])
async def test_what_is_wrong_is_said_beside_the_field(town: Town, values: Values, field: str) -> None:
    await fill_in(town)
    delivery = await town.workspace.submit(MAINTAINER, values)
    assert not delivery.refused
    assert list(delivery.body["errors"]) == [f"assign_{field}"]
    assert await kept(town) == ()


async def test_what_was_filled_in_stays_while_something_is_wrong(town: Town) -> None:
    await fill_in(town)
    values = person(
        NEWCOMER,
        part=option("accountable"),
        since={"selected_date": "2026-02-02"},
        until={"selected_date": "2026-02-01"},
        backup={"selected_user": ENGINEER},
        note={"value": "French orders only"},
    )
    delivery = await town.workspace.submit(MAINTAINER, values)
    assert delivery.body == {"response_action": "errors", "errors": {"assign_until": "This is before the first day."}}
    (modal,) = town.workspace.views(MAINTAINER)
    state = modal["state"]["values"]
    assert {field: state[field][field] for field in values} == {
        field: {**state[field][field], **values[field][field]} for field in values
    }
    again = filled(until={"selected_date": "2999-12-31"})
    assert (await town.workspace.submit(MAINTAINER, again)).body["response_action"] == "update"
    (one,) = await kept(town)
    assert (one.user, one.backup, one.note, one.part) == (NEWCOMER, ENGINEER, "French orders only", "accountable")


async def test_what_is_over_can_be_changed_but_not_ended_in_the_past(town: Town) -> None:
    start = Assignment(Place(town.workspace.team_id, ML_HELP), "seller", user=NEWCOMER, until=date(2026, 2, 1))
    change = await town.app.store.assign(start, by=MAINTAINER)
    assert change.after
    await press_unseen(town, MAINTAINER, CHANGE, Press((change.after.id, "1")))
    await opened(town, MAINTAINER)
    refused = await town.workspace.submit(MAINTAINER, filled(until={"selected_date": "2026-03-01"}))
    assert "is over" in refused.body["errors"]["assign_until"]
    noted = filled(until={"selected_date": "2026-02-01"}, note={"value": "mornings"})
    assert (await town.workspace.submit(MAINTAINER, noted)).body["response_action"] == "update"


async def test_nobody_holds_a_role_twice_at_a_place(town: Town) -> None:
    await assign(town)
    await fill_in(town)
    delivery = await town.workspace.submit(MAINTAINER, person(NEWCOMER))
    assert "already" in delivery.body["errors"]["assign_user"]
    assert len(await kept(town)) == 1


# -- who may --


async def test_whoever_may_not_is_told_whom_to_ask(town: Town) -> None:
    """The holders, also as members of a group, and the admins."""
    assert f"Please ask <{MAINTAINER}> or <{ENGINEER}>." in await card_of(town, "assign baker")
    assert f"Please ask <{MAINTAINER}>." in await card_of(town, "assign miller")
    town.world.users[TEAM_LEAD].is_admin = True
    assert f"Please ask <{MAINTAINER}> or <{TEAM_LEAD}>." in await card_of(town, "assign miller")
    assert not town.workspace.views(NEWCOMER)


async def test_where_slack_does_not_say_who_the_admins_are_others_are_asked(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    town.workspace.faults.fail("users.list", "ratelimited", times=2)
    assert f"Please ask <{TEAM_LEAD}>." in await card_of(town, "assign seller")
    town.workspace.faults.fail("users.list", "ratelimited", times=2)
    assert "Please ask a workspace admin." in await card_of(town, "assign miller")
    assert REQUEST not in actions_of(newest(town))


async def test_of_a_role_that_only_a_group_holds_a_member_is_asked_who_can_change_it(town: Town) -> None:
    town.world.usergroups[ML_TEAM].users[:] = [ENGINEER]
    await put_group_in(town)
    await told(town, ENGINEER)
    assert f"Please ask <{ENGINEER}> or <{MAINTAINER}>." in await card_of(town, "assign seller")
    await town.workspace.press(NEWCOMER, newest(town), REQUEST)
    wish = await told(town, ENGINEER, 2)
    await town.workspace.press(ENGINEER, wish, PEOPLE, channel=town.workspace.dm(ENGINEER))
    assert (await opened(town, ENGINEER))["callback_id"] == "assign_form"


async def test_the_backup_of_who_has_left_is_asked_and_may_change_the_role(town: Town) -> None:
    await assign(town, TEAM_LEAD, backup={"selected_user": ENGINEER})
    assert f"Please ask <{TEAM_LEAD}> or <{MAINTAINER}>." in await card_of(town, "assign seller", ENGINEER)
    await town.app.store.mark(town.workspace.team_id, left=[TEAM_LEAD])
    assert f"Please ask <{ENGINEER}> or <{MAINTAINER}>." in await card_of(town, "assign seller")
    await assign(town, NEWCOMER, by=ENGINEER)
    assert {one.user for one in await kept(town)} == {TEAM_LEAD, NEWCOMER}


async def test_whoever_may_not_can_have_one_of_those_asked_once(town: Town) -> None:
    await card_of(town, "assign baker")
    for says in ("in a direct message.", "already, less than an hour ago, so I did not ask again."):
        await town.workspace.press(NEWCOMER, newest(town, NEWCOMER), REQUEST)
        await town.all_done()
        assert f"I asked <{MAINTAINER}> {says}" in shown(newest(town, NEWCOMER)["blocks"])
        await card_of(town, "assign baker")
    asked = [call for call in town.calls("chat.postMessage") if call["channel"] == MAINTAINER]
    assert len(asked) == 1
    assert "asks you to look at who holds Baker" in asked[0]["text"]
    assert "<@" not in asked[0]["text"]


async def test_whoever_is_asked_can_change_who_holds_the_role_in_that_channel(town: Town) -> None:
    """A holder in the channel has the right only there, and reads the wish in a direct message."""
    await assign(town, TEAM_LEAD)
    await card_of(town, "assign seller")
    await town.workspace.press(NEWCOMER, newest(town, NEWCOMER), REQUEST)
    wish = await told(town, TEAM_LEAD, 2)
    await town.workspace.press(TEAM_LEAD, wish, PEOPLE, channel=town.workspace.dm(TEAM_LEAD))
    modal = await opened(town, TEAM_LEAD)
    assert f"The channel is <{ML_HELP}>" in shown(modal["blocks"])
    assert f"Bread Seller is held now by <{TEAM_LEAD}>" in shown(modal["blocks"])
    delivery = await town.workspace.submit(TEAM_LEAD, person(NEWCOMER))
    assert delivery.body["response_action"] == "update"
    assert {one.place.channel for one in await kept(town)} == {ML_HELP}


async def test_a_wish_that_was_not_sent_can_be_sent_again(town: Town) -> None:
    await card_of(town, "assign baker")
    town.workspace.faults.fail("chat.postMessage", "fatal_error")
    await town.workspace.press(NEWCOMER, newest(town, NEWCOMER), REQUEST)
    await town.until(lambda: "Something went wrong" in newest(town, NEWCOMER)["text"])
    await card_of(town, "assign baker")
    await town.workspace.press(NEWCOMER, newest(town, NEWCOMER), REQUEST)
    assert "asks you to look at who holds Baker" in (await told(town, MAINTAINER))["text"]


async def test_nobody_is_asked_about_a_role_that_is_not_there(town: Town) -> None:
    await press_unseen(town, NEWCOMER, REQUEST, Press(("gone",)))
    (told,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert "I know nobody to ask" in told["text"]
    assert not town.calls("chat.postMessage")


async def test_whoever_may_change_nothing_is_told_so_before_the_modal_opens(town: Town) -> None:
    """With the way to ask: whoever is asked gets a button that opens the modal."""
    says = f"Only a workspace admin or whoever holds a role may change who holds it. Please ask <{MAINTAINER}>."
    assert says in await card_of(town, "assign")
    assert not town.workspace.views(NEWCOMER)
    await town.workspace.press(NEWCOMER, newest(town), REQUEST)
    wish = await told(town, MAINTAINER)
    assert wish["text"] == "Newcomer asks you to look at who holds a role."
    await town.workspace.press(MAINTAINER, wish, PEOPLE, channel=town.workspace.dm(MAINTAINER))
    assert f"The channel is <{ML_HELP}>" in shown((await opened(town, MAINTAINER))["blocks"])


async def test_whoever_may_not_cannot_save(town: Town) -> None:
    await assign(town)
    (before,) = await kept(town)
    await fill_in(town, NEWCOMER)
    delivery = await town.workspace.submit(NEWCOMER, person(NEWCOMER, role="baker"))
    assert "You may not" in delivery.body["errors"]["assign_user"]
    assert await kept(town) == (before,)


async def test_who_holds_a_role_may_change_who_holds_it_there_and_only_there(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await assign(town, NEWCOMER, by=TEAM_LEAD)
    await fill_in(town, TEAM_LEAD)
    delivery = await town.workspace.submit(TEAM_LEAD, person(ENGINEER, where="workspace"))
    assert "You may not" in delivery.body["errors"]["assign_user"], delivery
    await town.workspace.close_view(TEAM_LEAD)
    assert "Please ask" in await card_of(town, "assign", TEAM_LEAD, GENERAL)
    delivery = await submit_unseen(town, TEAM_LEAD, [GENERAL, "", 0], person(ENGINEER))
    assert "You may not" in delivery.body["errors"]["assign_user"], delivery
    assert len(await kept(town)) == 2


@pytest.mark.parametrize("memory", [{"maintainers": frozenset({ENGINEER})}])
async def test_whom_the_operator_names_may_change_everything(town: Town, memory: dict[str, Any]) -> None:
    await assign(town, by=ENGINEER, where="workspace")
    assert "Please ask " + f"<{ENGINEER}>" in await card_of(town, "assign miller")


@pytest.mark.parametrize("action", [CHANGE, END, CONFIRM, UNDO])
async def test_a_forged_button_changes_nothing(town: Town, action: str) -> None:
    await assign(town, TEAM_LEAD)
    (before,) = await kept(town)
    press = Press(("1",) if action == UNDO else (before.id, str(before.revision)))
    await press_unseen(town, NEWCOMER, action, press)
    (seen,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert f"Please ask <{TEAM_LEAD}>" in shown(seen["blocks"])
    assert await kept(town) == (before,)
    assert not town.workspace.views(NEWCOMER)


@pytest.mark.parametrize("forged_by", [NEWCOMER, MAINTAINER])
async def test_a_forged_modal_changes_nothing(town: Town, forged_by: str) -> None:
    """Neither by somebody without rights, nor with an assignment of another workspace."""
    await assign(town, TEAM_LEAD)
    (before,) = await kept(town)
    note = [ML_HELP, before.id if forged_by == NEWCOMER else "f" * 32, before.revision]
    delivery = await submit_unseen(town, forged_by, note, person(NEWCOMER))
    assert delivery.body["response_action"] == "errors"
    assert await kept(town) == (before,)


@pytest.mark.parametrize("state", [None, [], {"values": 7}, {"values": {"assign_user": {"assign_user": 7}}}])
@pytest.mark.parametrize("note", [None, "[", '["C1","x","y"]', "[" * 200])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_modal_that_makes_no_sense_is_answered(town: Town, state: Any, note: Any) -> None:
    view = {"type": "modal", "id": "V1", "callback_id": "assign_form", "private_metadata": note, "state": state}
    payload = {"type": "view_submission", "user": {"id": MAINTAINER}, "team": {"id": "T0OTHER"}, "view": view}
    assert (await town.deliver("interaction", payload)).body["response_action"] == "errors"


async def test_undoing_takes_the_right_to_both_places_of_a_change(town: Town) -> None:
    """Who holds a role in a channel cannot bring somebody back to the whole workspace."""
    await assign(town, TEAM_LEAD)
    await assign(town, ENGINEER, where="workspace")
    await card_of(town, "@engineer", MAINTAINER)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), CHANGE)
    await opened(town, MAINTAINER)
    await town.workspace.submit(MAINTAINER, filled(where=option("channel")))
    before = await kept(town)
    await card_of(town, "history", TEAM_LEAD)
    (undo,) = (one for one in buttons_of(newest(town, TEAM_LEAD)) if one["action_id"] == UNDO)
    assert Press.decode(undo["value"]).personas == ("1", "1")
    await press_unseen(town, TEAM_LEAD, UNDO, Press(("3", "2")))
    await town.until(lambda: "Please ask" in shown(newest(town, TEAM_LEAD)["blocks"]))
    assert await kept(town) == before


# -- what becomes of it --


async def test_a_change_by_the_slower_of_two_is_refused(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    for user in (MAINTAINER, TEAM_LEAD):
        assert "Bread Seller" in await card_of(town, "@team-lead", user)
        await town.workspace.press(user, newest(town, user), CHANGE)
        await opened(town, user)
    first = await town.workspace.submit(TEAM_LEAD, filled(note={"value": "mornings"}))
    assert first.body["response_action"] == "update"
    second = await town.workspace.submit(MAINTAINER, filled(note={"value": "evenings"}))
    assert "in the meantime" in second.body["errors"]["assign_user"]
    (left,) = await kept(town)
    assert left.note == "mornings"


async def test_a_holder_can_be_changed_for_another_and_both_are_told(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await told(town, TEAM_LEAD)
    await card_of(town, "@team-lead", MAINTAINER)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), CHANGE)
    await opened(town, MAINTAINER)
    await town.workspace.submit(MAINTAINER, filled(user={"selected_user": NEWCOMER}))
    assert CONFIRM in actions_of(await told(town, NEWCOMER))
    former = await told(town, TEAM_LEAD, 2)
    assert CONFIRM not in actions_of(former)
    says = f"<{MAINTAINER}> put <{NEWCOMER}> in the role Bread Seller in the place of <{TEAM_LEAD}>, responsible"
    assert says in shown(former["blocks"])
    assert says in await card_of(town, "history")


@pytest.mark.parametrize("press", [Press(), Press(("x" * 32, "1")), Press(("x", "y")), Press(("9",))])
@pytest.mark.parametrize("action", [PEOPLE, CHANGE, END, CONFIRM, UNDO])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_button_for_what_is_gone_says_so(town: Town, action: str, press: Press) -> None:
    await press_unseen(town, MAINTAINER, action, press)
    if action == PEOPLE:
        assert (await opened(town, MAINTAINER))["callback_id"] == "assign_form"
        return
    (seen,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    assert "in the meantime" in seen["text"]


@pytest.mark.parametrize("transport", ["http"])
async def test_what_slack_refuses_on_the_way_is_said_in_the_modal_and_nothing_is_saved(town: Town) -> None:
    await fill_in(town)
    town.workspace.faults.fail("users.info", "fatal_error", times=3)
    delivery = await town.workspace.submit(MAINTAINER, person(NEWCOMER))
    assert "nothing was saved" in delivery.body["errors"]["assign_user"]
    assert await kept(town) == ()


async def test_a_change_whose_card_is_gone_is_told_all_the_same(town: Town) -> None:
    """What is changed is changed: the people concerned hear of it, and so does whoever pressed."""
    await assign(town)
    await told(town, NEWCOMER)
    (one,) = await kept(town)
    gone = {"type": "modal", "id": "V0GONE", "private_metadata": ""}
    assert (await town.forge(MAINTAINER, END, Press((one.id, str(one.revision))).encode(), view=gone)).acked
    assert "out of the role Bread Seller" in shown((await told(town, NEWCOMER, 2))["blocks"])
    assert "out of the role Bread Seller" in shown((await told(town, MAINTAINER))["blocks"])


async def test_what_was_changed_since_is_not_undone(town: Town) -> None:
    await assign(town)
    await card_of(town, "history", MAINTAINER)
    history = newest(town, MAINTAINER)
    await card_of(town, "me")
    await town.workspace.press(NEWCOMER, newest(town), CONFIRM)
    await town.until(lambda: "confirmed that" in json.dumps(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
    before = await kept(town)
    await town.workspace.press(MAINTAINER, history, UNDO)
    await town.until(lambda: "Somebody changed this" in newest(town, MAINTAINER)["text"])
    assert await kept(town) == before


async def test_undo_puts_nobody_in_a_role_twice(town: Town) -> None:
    await assign(town)
    await card_of(town, "@newcomer", MAINTAINER)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), END)
    await told(town, NEWCOMER, 2)
    await card_of(town, "history", MAINTAINER)
    history = newest(town, MAINTAINER)
    await assign(town)
    await town.workspace.press(MAINTAINER, history, UNDO)
    await town.until(lambda: "Somebody changed this" in newest(town, MAINTAINER)["text"])
    assert len(await kept(town)) == 1
    await card_of(town, "history", MAINTAINER)
    assert "took" not in str([one.get("accessibility_label") for one in buttons_of(newest(town, MAINTAINER))])
    assert len(buttons_of(newest(town, MAINTAINER))) == len(buttons_of(history))


async def test_what_is_typed_outlives_a_confirmation_by_the_holder_meanwhile(town: Town) -> None:
    """Nobody loses by it; any other change in between is still a conflict."""
    await assign(town)
    message = await told(town, NEWCOMER)
    await card_of(town, "@newcomer", MAINTAINER)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), CHANGE)
    await opened(town, MAINTAINER)
    await town.workspace.press(NEWCOMER, message, CONFIRM)
    await town.until(lambda: "confirmed" in str(town.workspace.messages(town.workspace.dm(NEWCOMER))))
    saved = await town.workspace.submit(MAINTAINER, filled(note={"value": "half days"}))
    assert saved.body["response_action"] == "update"
    (one,) = await kept(town)
    assert (one.note, one.confirmed is not None) == ("half days", True)


GROUPED = replace(
    BAKERY, personas=(replace(BAKERY.personas[0], holders=(Holder(usergroup=ML_TEAM),)), *BAKERY.personas[1:])
)


@pytest.mark.parametrize("catalog", [GROUPED])
async def test_a_member_of_a_group_that_the_catalog_lists_may_change_the_role(town: Town, catalog: Catalog) -> None:
    await assign(town, NEWCOMER, by=ENGINEER, role=catalog.personas[0].id)
    assert len(await kept(town)) == 1


async def test_the_modal_of_a_groups_assignment_names_the_group(town: Town) -> None:
    await fill_in(town)
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    await town.workspace.submit(MAINTAINER, values)
    await town.workspace.close_view(MAINTAINER)
    await card_of(town, "me", ENGINEER)
    await town.workspace.press(ENGINEER, newest(town, ENGINEER), CHANGE)
    modal = await opened(town, ENGINEER)
    chosen = modal["state"]["values"]["assign_group"]["assign_group"]["selected_option"]
    assert (chosen["value"], chosen["text"]["text"] != ML_TEAM) == (ML_TEAM, True)


async def test_an_at_sign_alone_names_nobody(town: Town) -> None:
    await town.workspace.command(NEWCOMER, ML_HELP, "/persona @")
    await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert "and a name" in newest(town)["text"]


@pytest.mark.parametrize("transport", ["http"])
async def test_a_slow_slack_is_said_in_the_modal_before_slack_gives_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill_in(town)
    town.workspace.faults.delay("users.info", NEVER)
    monkeypatch.setattr("handlers.modals.ACK_ROOM", 0.1)
    delivery = await town.workspace.submit(MAINTAINER, person(NEWCOMER))
    assert "took too long" in delivery.body["errors"]["assign_user"]
    assert await kept(town) == ()


async def test_an_assignment_is_ended_and_the_old_button_ends_it_no_second_time(town: Town) -> None:
    await assign(town)
    await card_of(town, "@newcomer", MAINTAINER)
    card = newest(town, MAINTAINER)
    await town.workspace.press(MAINTAINER, card, END)
    await town.until(lambda: "took" in json.dumps(town.workspace.ephemerals(MAINTAINER, ML_HELP)))
    assert "out of the role Bread Seller" in shown((await told(town, NEWCOMER, 2))["blocks"])
    assert await kept(town) == ()
    assert len(await town.app.store.history(town.workspace.team_id)) == 2


async def test_history_tells_who_did_what_and_undoes_it(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    history = await card_of(town, "history", MAINTAINER)
    assert f"UTC: <{MAINTAINER}> put <{NEWCOMER}> in the role Bread Seller, responsible, in <{ML_HELP}>" in history
    (undo,) = buttons_of(newest(town, MAINTAINER))
    says = "Maintainer put Newcomer in the role Bread Seller, responsible, in #ml-help. This goes back"
    assert undo["confirm"]["text"]["text"].startswith(says)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), UNDO)
    await told(town, NEWCOMER, 2)
    assert await kept(town) == ()
    assert "(undone)" in await card_of(town, "history", MAINTAINER)
    await card_of(town, "history", NEWCOMER)
    assert UNDO not in actions_of(newest(town, NEWCOMER))


async def offered_in_history(town: Town, by: str = MAINTAINER) -> list[str]:
    """The labels of the buttons of the history, from the top."""
    await card_of(town, "history", by)
    return [one["text"]["text"] for one in buttons_of(newest(town, by))]


async def press_in_history(town: Town, label: str, by: str = MAINTAINER) -> str:
    """What is told when the topmost button of the history with this label is pressed."""
    await card_of(town, "history", by)
    one = next(one for one in buttons_of(newest(town, by)) if one["text"]["text"] == label)
    await press_unseen(town, by, one["action_id"], Press.decode(one["value"]))
    await town.all_done()
    return shown(newest(town, by)["blocks"])


async def noted(town: Town, note: str) -> None:
    """Have the maintainer change the note of the one assignment there is."""
    await card_of(town, "@newcomer", MAINTAINER)
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), CHANGE)
    await opened(town, MAINTAINER)
    saved = await town.workspace.submit(MAINTAINER, filled(note={"value": note}))
    assert saved.body["response_action"] == "update"
    await town.workspace.close_view(MAINTAINER)


async def test_changes_are_undone_step_by_step_and_brought_back(town: Town) -> None:
    """The holder hears of each what it was; a confirmation in between stands in nobody's way."""
    await assign(town, note={"value": "mornings"})
    await noted(town, "evenings")
    await card_of(town, "me")
    await town.workspace.press(NEWCOMER, newest(town), CONFIRM)
    await town.all_done()
    says = f"<{MAINTAINER}> took back a change of how <{NEWCOMER}> holds the role Bread Seller"
    assert says in await press_in_history(town, "Undo")
    assert [one.note for one in await kept(town)] == ["mornings"]
    assert (await kept(town))[0].confirmed
    assert await offered_in_history(town) == ["Bring back", "Undo"]
    last = await told(town, NEWCOMER, 3)
    assert says in shown(last["blocks"])
    assert "“mornings”; before that, responsible" in shown(last["blocks"])
    assert f"took back that <{NEWCOMER}> was put in the role Bread Seller" in await press_in_history(town, "Undo")
    assert await kept(town) == ()
    assert await offered_in_history(town) == ["Bring back"]
    assert f"brought back that <{NEWCOMER}> was put in the role" in await press_in_history(town, "Bring back")
    assert "brought back a change of how" in await press_in_history(town, "Bring back")
    assert [one.note for one in await kept(town)] == ["evenings"]
    assert await offered_in_history(town) == ["Undo"]


async def test_history_is_turned_page_by_page_and_an_old_change_can_be_undone(town: Town) -> None:
    place = Place(town.workspace.team_id, ML_HELP)
    for number in range(12):
        await town.app.store.assign(Assignment(place, "seller", user=f"U0SELLER{number:02}"), by=MAINTAINER)
    await town.app.store.assign(Assignment(place, "miller", user=TEAM_LEAD), by=MAINTAINER)
    every = await card_of(town, "history", MAINTAINER)
    assert "Miller" in every
    assert actions_of(newest(town, MAINTAINER)).count(UNDO) == 10
    first = await card_of(town, "history bread seller", MAINTAINER)
    assert "Who was put in the role Bread Seller" in first
    assert "Miller" not in first
    assert "<U0SELLER11>" in first
    assert "<U0SELLER01>" not in first
    assert NEWER not in actions_of(newest(town, MAINTAINER))

    async def turned(action: str, user: str) -> Message:
        await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), action)
        await town.until(lambda: f"put <{user}>" in shown(newest(town, MAINTAINER)["blocks"]))
        return newest(town, MAINTAINER)

    last = await turned(OLDER, "U0SELLER00")
    assert "<U0SELLER02>" not in shown(last["blocks"])
    assert OLDER not in actions_of(last)
    assert shown((await turned(NEWER, "U0SELLER11"))["blocks"]) == first
    await turned(OLDER, "U0SELLER00")
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), UNDO)
    await town.until(lambda: "took" in shown(newest(town, MAINTAINER)["blocks"]))
    assert "U0SELLER01" not in {one.user for one in await kept(town)}


@pytest.mark.parametrize("typed", ["xyzzy", "nonsense thing", "who heats the oven"])
async def test_a_role_that_is_not_clearly_named_is_not_taken_for_another(town: Town, typed: str) -> None:
    way = "/persona list shows them all, and /persona"
    history = await card_of(town, f"history {typed}", MAINTAINER)
    assert f"I find no role called {typed}. {way} history alone shows every change." in history
    modal = await card_of(town, f"assign {typed}", MAINTAINER)
    assert f"I find no role called {typed}. {way} assign alone lets you choose one." in modal
    assert not town.workspace.views(MAINTAINER)
    assert not (await town.app.store.gaps(town.workspace.team_id))


TWO_SELLERS = replace(BAKERY, personas=(*BAKERY.personas, replace(BAKERY.personas[1], id="b", title="Bread Shop")))


@pytest.mark.parametrize("catalog", [TWO_SELLERS])
async def test_a_name_that_several_roles_begin_with_is_asked_for_in_full(town: Town, catalog: Catalog) -> None:
    text = await card_of(town, f"history {catalog.personas[1].title[:5]}")
    assert "Several roles may be called Bread: Bread Seller, Bread Shop. Write one in full." in text


@pytest.mark.parametrize("typed", ["SELLER", "bread sel", "bread  seller", "bred seller"])
async def test_a_role_may_be_named_by_its_beginning_or_with_a_slip(town: Town, typed: str) -> None:
    assert "Nobody was put in the role Bread Seller yet" in await card_of(town, f"history {typed}")


async def test_the_text_of_a_notification_has_names_and_no_ids(town: Town) -> None:
    """The names of people in the private texts too, and of the channel where somebody asked."""
    await card_of(town, "me", TEAM_LEAD)
    assert newest(town, TEAM_LEAD)["text"] == "Team lead holds no role here."
    await card_of(town, "assign miller")
    assert newest(town)["text"].endswith("who holds Miller. Please ask Maintainer.")
    await town.workspace.press(NEWCOMER, newest(town), REQUEST)
    await town.until(lambda: "I asked Maintainer" in newest(town)["text"])
    await assign(town, backup={"selected_user": ENGINEER})
    (one,) = await kept(town)
    await press_unseen(town, MAINTAINER, END, Press((one.id, str(one.revision))))
    await told(town, NEWCOMER, 2)
    await town.all_done()
    says = "Maintainer took Newcomer out of the role Bread Seller, responsible, in #ml-help, backup Engineer."
    assert newest(town, MAINTAINER)["text"] == says
    assert says in [message["text"] for message in town.workspace.messages(town.workspace.dm(NEWCOMER))]


async def test_without_changes_history_says_how_to_make_one(town: Town) -> None:
    assert "/persona assign" in await card_of(town, "history")


@pytest.mark.parametrize("typed", ["@newcomer", "@Newcomer", f"<@{NEWCOMER}>", f"<@{NEWCOMER}|newcomer>"])
async def test_somebodys_roles_are_listed_however_slack_sends_the_mention(town: Town, typed: str) -> None:
    """Slack sends the name as it was typed, or an id where the operator has turned escaping on."""
    await assign(town)
    payload = {
        "command": "/persona",
        "text": typed,
        "team_id": town.workspace.team_id,
        "user_id": TEAM_LEAD,
        "channel_id": ML_HELP,
    }
    assert (await town.deliver("command", payload)).acked
    (card,) = await town.until(lambda: town.workspace.ephemerals(TEAM_LEAD, ML_HELP))
    assert f"<{NEWCOMER}> holds 1 role here.\nBread Seller, responsible, in <{ML_HELP}>" in shown(card["blocks"])
    assert actions_of(card) == []


async def test_my_roles_can_be_confirmed_and_those_of_the_catalog_are_named(town: Town) -> None:
    await assign(town, MAINTAINER)
    mine = await card_of(town, "me", MAINTAINER)
    assert f"<{MAINTAINER}> holds 2 roles here." in mine
    assert "confirmed today" in mine
    assert "Baker, responsible, by the catalog" in mine
    assert actions_of(newest(town, MAINTAINER)) == [CONFIRM, CHANGE, END]


@pytest.mark.parametrize(
    "typed", ["what does {} do?", "who is {}", "what roles does {} hold?", "unassign baker {}", "unassign {} baker"]
)
@pytest.mark.parametrize("sent", [f"<@{NEWCOMER}>", "@newcomer"])
async def test_a_question_about_somebody_shows_their_roles(town: Town, typed: str, sent: str) -> None:
    """Where Slack sends ids, and where it sends names as they were typed, as the manifest has it."""
    await assign(town)
    assert (await raw(town, typed.format(sent))).acked
    (card,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    assert "holds 1 role here." in shown(card["blocks"])
    assert actions_of(card) == [CHANGE, END]


async def test_whoever_wants_to_take_somebody_out_learns_how(town: Town) -> None:
    assert "type /persona @ and the name, and press End there" in await card_of(town, "unassign baker")


@pytest.mark.parametrize("typed", ["@ml-platform-team", f"<!subteam^{ML_TEAM}|@ml-platform-team>"])
async def test_the_roles_of_a_group_are_listed_like_somebodys(town: Town, typed: str) -> None:
    """Those it is put in and those of the catalog, and not as a member of itself."""
    await put_group_in(town)
    assert (await raw(town, typed)).acked
    (card,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    text = shown(card["blocks"])
    assert "holds 2 roles here" in text
    assert "Bread Seller, responsible" in text
    assert "as a member" not in text.split("Baker")[0]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        (one, NEWCOMER)
        for one in (
            "baker @newcomer",
            "baker to @newcomer",
            "@newcomer as baker",
            "@newcomer baker",
            f"<@{NEWCOMER}> baker",
            f"<@{NEWCOMER}>",
        )
    ],
)
async def test_assign_fills_in_who_is_named(town: Town, typed: str, who: str) -> None:
    """In either order, with a role or without one, and a group as well as a person."""
    assert (await raw(town, f"assign {typed}")).acked
    modal = await opened(town, MAINTAINER)
    assert f'"initial_user": "{who}"' in json.dumps(modal["blocks"])
    assert ('"initial_option"' in json.dumps(modal["blocks"][0])) is ("baker" in typed)


async def test_assign_opens_the_form_before_slack_has_told_who_somebody_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace of thousands takes longer to look through than a form may wait; then the person is chosen in it."""
    monkeypatch.setattr("handlers.failures.PATIENCE", 0.5)
    town.workspace.faults.delay("users.list", 5)
    assert (await raw(town, "assign baker @newcomer")).acked
    modal = await opened(town, MAINTAINER)
    assert '"initial_user"' not in json.dumps(modal["blocks"])
    assert '"initial_option"' in json.dumps(modal["blocks"][0])


async def test_assign_fills_in_a_group_by_its_name(town: Town) -> None:
    assert (await raw(town, f"assign baker <!subteam^{ML_TEAM}|@ml-platform>")).acked
    modal = await opened(town, MAINTAINER)
    assert '"text": "ML platform team"' in json.dumps(modal["blocks"])


async def raw(town: Town, text: str) -> Any:
    """The command as Slack sends it where it escapes names."""
    payload = {
        "command": "/persona",
        "text": text,
        "team_id": town.workspace.team_id,
        "user_id": MAINTAINER,
        "channel_id": ML_HELP,
        "trigger_id": town.workspace._hub.triggers.new(MAINTAINER),
    }
    return await town.deliver("command", payload)


async def test_a_name_that_several_have_is_asked_for_again(town: Town) -> None:
    for user in (ENGINEER, TEAM_LEAD):
        town.world.users[user].display_name = "Alex"
    assert "Several people are called alex" in await card_of(town, "@alex")


async def test_a_name_that_nobody_has_is_said(town: Town) -> None:
    assert "nobody called somebody else" in await card_of(town, "@somebody else")


async def test_who_cannot_be_told_has_the_role_all_the_same(town: Town) -> None:
    town.workspace.faults.fail("chat.postMessage", "cannot_dm_bot")
    await assign(town)
    await town.app.desk.finish(PATIENCE)
    assert len(await kept(town)) == 1


# -- without the memory --


@pytest.mark.parametrize("memory", [{"database_url": "sqlite:////nowhere/at/all/persona.db"}])
async def test_without_a_database_the_bot_starts_and_answers(
    town: Town, memory: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    card = shown((await ask(town, "baker"))["blocks"])
    assert "People could not be looked up." in card
    assert "Bakes the bread" in card
    assert "whoever is up first" in card
    for text in ("me", "history", "assign baker"):
        assert "Try again in a minute" in await card_of(town, text)
    await ask(town, "baker")
    assert len([line for line in caplog.messages if "answers go without the memory" in line]) == 1


@as_patient_as_shipped
async def test_while_the_database_is_locked_answers_come_and_changes_are_refused(town: Town) -> None:
    await assign(town)
    async with locked(town):
        assert f"<{NEWCOMER}>, responsible" in await card_of(town, "seller")
        asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona bread seller")
        await town.until(lambda: town.workspace.world.replies(ML_HELP, asked["ts"]))
        await fill_in(town)
        delivery = await town.workspace.submit(MAINTAINER, person(TEAM_LEAD))
        assert "Try again in a minute" in delivery.body["errors"]["assign_user"]
    assert (await town.workspace.submit(MAINTAINER, person(TEAM_LEAD))).body["response_action"] == "update"


# -- groups --


async def put_group_in(town: Town) -> str:
    """Put the group in a role; what the modal then shows."""
    await fill_in(town)
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    delivery = await town.workspace.submit(MAINTAINER, values)
    assert delivery.body["response_action"] == "update"
    return shown(delivery.body["view"]["blocks"])


async def test_the_members_a_group_has_now_are_told_once_but_not_who_did_it(town: Town) -> None:
    assert "told none" not in await put_group_in(town)
    message = await told(town, ENGINEER)
    assert f"put <{ML_TEAM}> in the role Bread Seller" in shown(message["blocks"])
    await town.app.desk.finish(PATIENCE)
    assert len(town.workspace.messages(town.workspace.dm(ENGINEER))) == 1
    assert not town.workspace.messages(town.workspace.dm(MAINTAINER))


async def test_of_a_large_group_nobody_is_told_and_whoever_did_it_reads_so(town: Town) -> None:
    town.world.usergroups[ML_TEAM].users[:] = [ENGINEER, *(f"U0MEMBER{number:02}" for number in range(20))]
    for user in town.world.usergroups[ML_TEAM].users[1:]:
        town.world.users[user] = User(user, user.lower(), user, "2b6cb0")
    assert "The group has 21 members; I told none of them." in await put_group_in(town)
    await town.app.desk.finish(PATIENCE)
    assert not town.workspace.messages(town.workspace.dm(ENGINEER))


async def test_whoever_did_it_reads_that_a_group_could_not_be_looked_up(town: Town) -> None:
    await put_group_in(town)
    await told(town, ENGINEER)
    await card_of(town, "me", MAINTAINER)
    town.workspace.faults.delay("usergroups.list", 0)
    town.workspace.faults.fail("usergroups.list", "internal_error")
    await town.workspace.press(MAINTAINER, newest(town, MAINTAINER), END)
    await town.until(lambda: "I could not look up who is in the group" in shown(newest(town, MAINTAINER)["blocks"]))
    assert not await kept(town)
    assert len(town.workspace.messages(town.workspace.dm(ENGINEER))) == 1
