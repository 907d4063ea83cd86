"""The Ask button: a question goes to the role's channel or to whoever holds it, by the asker's own click."""

import json
from typing import Any

import pytest

from bot.ask_form import ASK_FORM
from bot.cards import ASK
from bot.catalog import Persona
from bot.workspace.state import View
from tests.bot.drawn import shown
from tests.end_to_end.conftest import (
    BAKERY,
    ENGINEER,
    GENERAL,
    MAINTAINER,
    ML_HELP,
    ML_TEAM,
    NEWCOMER,
    RANDOM,
    TEAM_LEAD,
    Town,
)
from tests.end_to_end.test_asking import triple
from tests.end_to_end.test_buttons import actions_of, ask
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_people import assign, card_of, newest, option, put_group_in, told
from tests.waiting import NEVER

QUESTION = "who kneads the dough?"


def written(question: str, where: str) -> dict[str, Any]:
    return {"ask_question": {"ask_question": {"value": question}}, "ask_where": {"ask_where": option(where)}}


async def pressed(town: Town, user: str = NEWCOMER, channel: str = ML_HELP) -> View:
    """The modal that Ask opens on the newest card."""
    await town.workspace.press(user, newest(town, user, channel), ASK)
    return await opened(town, user)


def places(modal: View) -> list[str]:
    """Where a question can be sent from the modal."""
    return [one["value"] for block in modal["blocks"] for one in block.get("element", {}).get("options", ())]


async def forged(town: Town, matter: object, question: str = "hello", where: str = RANDOM) -> dict[str, Any]:
    """What the app says to a signed submission of a modal that nobody was ever shown."""
    view = {
        "id": "V0FORGED",
        "type": "modal",
        "callback_id": ASK_FORM,
        "private_metadata": matter if isinstance(matter, str) else json.dumps(matter),
        "state": {"values": written(question, where)},
    }
    payload = {
        "type": "view_submission",
        "user": {"id": NEWCOMER},
        "team": {"id": town.workspace.team_id},
        "view": view,
    }
    delivery = await town.deliver("interaction", payload)
    assert delivery.acked
    return dict(delivery.body or {})


async def test_the_question_of_the_card_goes_to_the_roles_channel(town: Town) -> None:
    await ask(town, QUESTION)
    modal = await pressed(town)
    assert modal["state"]["values"]["ask_question"]["ask_question"]["value"] == QUESTION
    assert places(modal) == [ML_HELP, MAINTAINER]
    assert "Directly to Maintainer" in shown(modal["blocks"])
    done = await town.workspace.submit(NEWCOMER, written("Who kneads <!channel>?\n*And* the <@U0TEAMLEAD>?", ML_HELP))
    (message,) = town.workspace.messages(ML_HELP)
    text = shown(message["blocks"])
    assert "Newcomer asks the Baker (held by Maintainer, ML platform team, whoever is up first):" in text
    assert "Who kneads <!channel>?\n*And* the <@U0TEAMLEAD>?" in text
    assert '"user_id"' not in json.dumps(message["blocks"])
    assert "<!channel>" not in message["text"]
    assert "<@" not in message["text"]
    assert f"Your question is with <{ML_HELP}>. Answers come in its thread." in shown(done.body["view"]["blocks"])
    assert f"/archives/{ML_HELP}/p{message['ts'].replace('.', '')}" in json.dumps(done.body)


async def test_a_question_goes_directly_to_who_holds_the_role(town: Town) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    done = await town.workspace.submit(NEWCOMER, written(QUESTION, MAINTAINER))
    message = await told(town, MAINTAINER)
    assert f"<{NEWCOMER}> asks you about the role Baker:\n{QUESTION}" in shown(message["blocks"])
    assert message["text"] == f"Newcomer asks you about the role Baker: {QUESTION}"
    assert f"Your question is with <{MAINTAINER}>" in shown(done.body["view"]["blocks"])
    assert not town.workspace.messages(ML_HELP)


async def passed_on(town: Town) -> tuple[str, str]:
    """Where a question was passed on to the maintainer, and its ts."""
    await ask(town, QUESTION)
    await pressed(town)
    await town.workspace.submit(NEWCOMER, written(QUESTION, MAINTAINER))
    return town.workspace.dm(MAINTAINER), (await told(town, MAINTAINER))["ts"]


async def test_an_answer_to_a_question_that_was_passed_on_is_no_question(town: Town) -> None:
    """It is meant for whoever asked: nobody else gets it, it is not answered as a question, and it is not kept."""
    direct, question = await passed_on(town)
    await town.workspace.say(MAINTAINER, direct, "zzqq xxyy, but keep it to yourself", question)
    *_, reply = await town.until(lambda: triple(town.workspace.messages(direct, question)))
    assert "Click the name above" in reply["text"]
    await town.app.desk.finish()
    assert not await town.app.desk.store.gaps(town.workspace.team_id)
    await town.workspace.say(MAINTAINER, direct, "zzqq xxyy")
    await town.until(lambda: "No role here owns this" in str(town.workspace.messages(direct)[-1]))


async def test_where_slack_does_not_tell_of_a_thread_a_question_in_it_is_answered(town: Town) -> None:
    direct, question = await passed_on(town)
    town.workspace.faults.fail("conversations.replies", "missing_scope")
    await town.workspace.say(MAINTAINER, direct, "zzqq xxyy?", question)
    *_, reply = await town.until(lambda: triple(town.workspace.messages(direct, question)))
    assert reply["text"].startswith("No role here owns this")
    await town.app.desk.finish()
    assert not await town.app.desk.store.gaps(town.workspace.team_id)


async def test_somebody_whom_slack_does_not_know_is_not_said_to_be_a_channel(town: Town) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    town.workspace.faults.fail("chat.postMessage", "channel_not_found")
    refused = await town.workspace.submit(NEWCOMER, written(QUESTION, MAINTAINER))
    assert "knows nobody by the id" in refused.body["errors"]["ask_where"]


async def test_on_a_public_card_whoever_presses_it_gets_the_modal_alone(town: Town) -> None:
    asked = await town.workspace.say(NEWCOMER, GENERAL, f"@persona {QUESTION}")
    (reply,) = await town.until(lambda: town.workspace.world.replies(GENERAL, asked["ts"]))
    await town.workspace.press(TEAM_LEAD, reply, ASK, channel=GENERAL)
    modal = await opened(town, TEAM_LEAD)
    assert places(modal) == [ML_HELP, MAINTAINER]
    assert not town.workspace.views(NEWCOMER)


async def test_in_a_channel_its_own_holders_are_asked(town: Town) -> None:
    await assign(town, ENGINEER, where="workspace")
    assert ASK in actions_of(await ask(town, "bread seller"))
    assert places(await pressed(town)) == [ENGINEER]
    await town.workspace.close_view(NEWCOMER)
    await assign(town, TEAM_LEAD)
    await ask(town, "bread seller")
    assert places(await pressed(town)) == [TEAM_LEAD]
    await town.workspace.submit(NEWCOMER, written(QUESTION, TEAM_LEAD))
    await town.until(lambda: "asks you" in json.dumps(town.workspace.messages(town.workspace.dm(TEAM_LEAD))))


async def test_from_a_modal_it_opens_on_top(town: Town) -> None:
    await town.workspace.shortcut(NEWCOMER, "find_persona")
    await opened(town, NEWCOMER)
    await town.workspace.submit(NEWCOMER, {"find_role": {"find_role": option("baker")}})
    await town.workspace.press(NEWCOMER, town.workspace.views(NEWCOMER)[-1], ASK)
    stack: list[View] = await town.until(lambda: (len(v := town.workspace.views(NEWCOMER)) == 2 and v) or [])
    assert stack[-1]["callback_id"] == ASK_FORM
    await town.workspace.submit(NEWCOMER, written("how?", MAINTAINER))
    await told(town, MAINTAINER)


async def test_in_the_place_of_who_has_left_their_backup_is_asked(town: Town) -> None:
    await assign(town, TEAM_LEAD, where="workspace", backup={"selected_user": ENGINEER})
    await town.app.store.mark(town.workspace.team_id, left=[TEAM_LEAD])
    await ask(town, "bread seller")
    assert places(await pressed(town)) == [ENGINEER]
    await town.app.store.mark(town.workspace.team_id, left=[ENGINEER])
    assert ASK not in actions_of(await ask(town, "bread seller"))


async def test_a_role_with_nobody_to_ask_has_no_such_button(town: Town) -> None:
    assert ASK not in actions_of(await ask(town, "bread seller"))


async def test_of_a_role_that_only_a_group_holds_one_of_its_members_is_asked(town: Town) -> None:
    await put_group_in(town)
    await ask(town, "bread seller")
    modal = await pressed(town)
    assert places(modal) == [MAINTAINER, ENGINEER]
    assert "Directly to Engineer" in shown(modal["blocks"])
    done = await town.workspace.submit(NEWCOMER, written(QUESTION, ENGINEER))
    assert f"Your question is with <{ENGINEER}>" in shown(done.body["view"]["blocks"])
    assert "asks you about the role Bread Seller" in (await told(town, ENGINEER, 2))["text"]
    assert town.world.usergroups[ML_TEAM].users.pop() == ENGINEER
    answer = await forged(town, ["seller", ML_HELP], where=ENGINEER)
    assert "no longer be asked there" in answer["errors"]["ask_where"]


async def test_who_holds_the_role_alone_is_told_so(town: Town) -> None:
    await assign(town, NEWCOMER)
    await ask(town, "bread seller")
    await town.workspace.press(NEWCOMER, newest(town), ASK)
    await town.until(lambda: "I know nobody else to ask" in json.dumps(town.workspace.ephemerals(NEWCOMER, ML_HELP)))


async def test_an_empty_question_is_not_sent(town: Town) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    delivery = await town.workspace.submit(NEWCOMER, written(" \n ", MAINTAINER))
    assert delivery.body["errors"] == {"ask_question": "Write what you would like to know."}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("not_in_channel", "I am not in this channel"),
        ("is_archived", "archived"),
        ("ratelimited", "slow down"),
        ("restricted_action_non_threadable_channel", "does not let me write"),
    ],
)
async def test_what_slack_refuses_is_said_in_the_modal(town: Town, code: str, says: str) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    town.workspace.faults.fail("chat.postMessage", code)
    delivery = await town.workspace.submit(NEWCOMER, written(QUESTION, ML_HELP))
    assert says in delivery.body["errors"]["ask_where"]
    assert (await town.workspace.submit(NEWCOMER, written(QUESTION, ML_HELP))).body["response_action"] == "update"


async def test_a_slow_slack_is_said_in_the_modal(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    town.workspace.faults.delay("chat.postMessage", NEVER)
    monkeypatch.setattr("handlers.modals.ACK_ROOM", 0.1)
    delivery = await town.workspace.submit(NEWCOMER, written(QUESTION, ML_HELP))
    assert "took too long" in delivery.body["errors"]["ask_where"]


async def test_without_its_address_the_question_is_posted_all_the_same(town: Town) -> None:
    await ask(town, QUESTION)
    await pressed(town)
    town.workspace.faults.fail("chat.getPermalink", "message_not_found")
    done = await town.workspace.submit(NEWCOMER, written(QUESTION, ML_HELP))
    assert done.body["response_action"] == "update"
    assert "Open it" not in json.dumps(done.body)


@pytest.mark.parametrize("where", [RANDOM, TEAM_LEAD, ENGINEER, "", "D0NEWCOMER", "#general"])
async def test_a_forged_modal_sends_nothing_where_the_role_is_not(town: Town, where: str) -> None:
    await ask(town, QUESTION)
    answer = await forged(town, ["baker", ML_HELP], where=where)
    assert "no longer be asked there" in answer["errors"]["ask_where"]
    assert not town.calls("chat.postMessage")


@pytest.mark.parametrize("matter", ["", "[", "{}", ["baker"], ["gone", ML_HELP], [1, 2], "[" * 500, '["' + "x" * 999])
async def test_a_forged_modal_about_no_role_sends_nothing(town: Town, matter: object) -> None:
    await forged(town, matter, where=MAINTAINER)
    assert not [call for call in town.calls("chat.postMessage") if call["channel"] == MAINTAINER]


async def test_a_role_that_is_gone_cannot_be_asked(town: Town) -> None:
    await card_of(town, "baker")
    others: tuple[Persona, ...] = BAKERY.personas[1:]
    town.bot.replace(type(BAKERY)(others[:1]))
    await town.workspace.press(NEWCOMER, newest(town), ASK)
    await town.until(lambda: "no longer in the catalog" in json.dumps(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
