"""Who may not, can change nothing: whatever button or modal is sent, and however well it is signed."""

import json
from typing import Any

import pytest

from bot.cards import ASK, CHANGE, CONFIRM, END, UNDO, Press
from bot.catalog import Catalog
from bot.people import Assignment, Place
from handlers.freshness import Freshness
from tests.bot.drawn import shown
from tests.end_to_end.conftest import BAKER, MAINTAINER, ML_HELP, NEWCOMER, TEAM_LEAD, Town
from tests.end_to_end.test_ask_button import written
from tests.end_to_end.test_buttons import actions_of, ask
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_freshness import aged, questions
from tests.end_to_end.test_people import assign, card_of, kept, newest, person, press_unseen, told

OTHER = "T0ANOTHER1"
ACTIONS = pytest.mark.parametrize("action", [CHANGE, END, CONFIRM, UNDO])


async def of_another_workspace(town: Town) -> tuple[Assignment, Press, Press]:
    """An assignment of another workspace in the same database; the presses that name it, and its latest change."""
    change = await town.app.store.assign(Assignment(Place(OTHER), "seller", user=TEAM_LEAD), by=TEAM_LEAD)
    assert change.after is not None
    return change.after, Press((change.after.id, "1")), Press((str(change.id),))


@ACTIONS
async def test_an_admin_reaches_no_assignment_of_another_workspace(town: Town, action: str) -> None:
    theirs, press, change = await of_another_workspace(town)
    await press_unseen(town, MAINTAINER, action, change if action == UNDO else press)
    (seen,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    assert "Somebody changed this in the meantime" in shown(seen["blocks"])
    assert await town.app.store.assignments(OTHER) == (theirs,)
    assert not town.workspace.views(MAINTAINER)


@ACTIONS
async def test_an_admin_of_one_workspace_is_none_in_another(town: Town, action: str) -> None:
    theirs, press, change = await of_another_workspace(town)
    forged = await town.forge(MAINTAINER, action, (change if action == UNDO else press).encode(), team=OTHER)
    assert forged.acked
    (seen,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    assert "Only a workspace admin or whoever holds the role" in shown(seen["blocks"])
    assert await town.app.store.assignments(OTHER) == (theirs,)
    assert not town.workspace.views(MAINTAINER)


@pytest.mark.parametrize("team", ["", OTHER])
async def test_a_signed_modal_reaches_no_assignment_of_another_workspace(town: Town, team: str) -> None:
    theirs, press, _ = await of_another_workspace(town)
    view: dict[str, Any] = {
        "type": "modal",
        "id": "V1",
        "callback_id": "assign_form",
        "private_metadata": json.dumps([ML_HELP, press.personas[0], 1]),
        "state": {"values": person(NEWCOMER)},
    }
    payload = {"type": "view_submission", "user": {"id": MAINTAINER}, "view": view}
    delivery = await town.deliver("interaction", {**payload, "team": {"id": team or town.workspace.team_id}})
    assert delivery.body["response_action"] == "errors"
    assert await town.app.store.assignments(OTHER) == (theirs,)
    assert not await kept(town)


async def test_who_was_taken_out_of_a_role_can_do_nothing_with_an_old_button(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    old = await told(town, TEAM_LEAD)
    (held,) = await kept(town)
    await town.app.store.revise(
        Assignment(held.place, held.persona, user=NEWCOMER, id=held.id, revision=held.revision), by=MAINTAINER
    )
    before = await kept(town)
    await town.workspace.press(TEAM_LEAD, old, CONFIRM)
    dm = town.workspace.dm(TEAM_LEAD)
    await town.until(lambda: "Somebody changed this" in json.dumps(town.workspace.messages(dm)))
    assert await kept(town) == before


async def test_a_question_that_went_to_somebody_else_before_cannot_end_the_role_of_who_holds_it_now(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await aged(town)
    await Freshness(town.app.desk, pace=0).look_after(town.workspace.team_id)
    (question,) = questions(town, TEAM_LEAD)
    (held,) = await kept(town)
    await town.app.store.revise(
        Assignment(held.place, held.persona, user=NEWCOMER, id=held.id, revision=held.revision), by=MAINTAINER
    )
    before = await kept(town)
    await town.workspace.press(TEAM_LEAD, question, END)
    dm = town.workspace.dm(TEAM_LEAD)
    await town.until(lambda: "changed this in the meantime" in json.dumps(town.workspace.messages(dm)))
    assert await kept(town) == before


async def test_who_is_no_longer_an_admin_may_change_nothing_from_then_on(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await town.workspace.open_home(MAINTAINER)
    await town.until(lambda: town.workspace.home(MAINTAINER))
    town.world.users[MAINTAINER].is_admin = False
    (before,) = await kept(town)
    await press_unseen(town, MAINTAINER, END, Press((before.id, str(before.revision))))
    await town.until(lambda: "Only a workspace admin" in json.dumps(town.workspace.ephemerals(MAINTAINER, ML_HELP)))
    assert await kept(town) == (before,)


async def test_who_was_taken_out_of_a_role_cannot_undo_what_they_once_could(town: Town) -> None:
    await assign(town, TEAM_LEAD)
    await assign(town, NEWCOMER, by=TEAM_LEAD)
    await card_of(town, "history", TEAM_LEAD)
    history = newest(town, TEAM_LEAD)
    assert UNDO in actions_of(history)
    (lead,) = (one for one in await kept(town) if one.user == TEAM_LEAD)
    await town.app.store.end(lead, by=MAINTAINER)
    before = await kept(town)
    await town.workspace.press(TEAM_LEAD, history, UNDO)
    await town.until(lambda: "Only a workspace admin" in shown(newest(town, TEAM_LEAD)["blocks"]))
    assert await kept(town) == before


# -- what was there when somebody was put in a role, and is no longer --


async def test_a_role_that_left_the_catalog_is_shown_as_gone_and_can_be_ended(town: Town) -> None:
    await assign(town)
    await told(town, NEWCOMER)
    await aged(town)
    town.bot.replace(Catalog((BAKER,)))
    card = await card_of(town, "me")
    assert "seller (no longer in the catalog), responsible" in card
    assert [action for action in actions_of(newest(town)) if action in {CONFIRM, CHANGE, END}] == [END]
    await Freshness(town.app.desk, pace=0).look_after(town.workspace.team_id)
    assert not questions(town, NEWCOMER)
    assert "in the role seller" in await card_of(town, "history")
    await card_of(town, "me")
    await town.workspace.press(NEWCOMER, newest(town), END)
    await town.until(lambda: "gave up the role " in json.dumps(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
    assert not await kept(town)


@pytest.mark.parametrize(("happens", "says"), [("kick_bot", "I am not in this channel"), ("archive", "archived")])
async def test_in_a_channel_that_the_bot_left_or_that_is_archived_nothing_is_asked(
    town: Town, happens: str, says: str
) -> None:
    await ask(town, "baker")
    await town.workspace.press(NEWCOMER, newest(town), ASK)
    await opened(town, NEWCOMER)
    if happens == "archive":
        town.workspace.person.archive(MAINTAINER, ML_HELP, archived=True)
    else:
        town.workspace.person.kick_bot(MAINTAINER, ML_HELP)
    delivery = await town.workspace.submit(NEWCOMER, written("how?", ML_HELP))
    assert says in delivery.body["errors"]["ask_where"]


async def test_a_role_in_a_channel_is_known_by_the_channel_whatever_it_is_called(town: Town) -> None:
    await assign(town)
    town.world.channels[ML_HELP].name = "ml-questions"
    town.workspace.person.kick_bot(MAINTAINER, ML_HELP)
    assert f"<{NEWCOMER}>, responsible, in this channel" in await card_of(town, "seller")
    assert f"Bread Seller, responsible, in <{ML_HELP}>" in await card_of(town, "me")
