"""Asking: the slash command, mentions, direct messages."""

import json

import pytest

from bot.answers import Outcome
from bot.workspace.state import Message
from tests.end_to_end.conftest import GENERAL, MAINTAINER, ML_HELP, NEWCOMER, RANDOM, Town


async def test_a_question_is_answered_in_the_ack_and_only_for_the_asker(town: Town) -> None:
    """No call of the Web API, so nothing to wait for."""
    before = len(town.calls("chat.postEphemeral"))
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona who kneads the dough?")
    assert delivery.acked
    assert not delivery.refused
    (card,) = town.workspace.ephemerals(NEWCOMER, ML_HELP)
    assert card["text"].startswith("Baker:")
    assert "kneads the dough" in json.dumps(card["blocks"])
    assert not town.workspace.ephemerals(MAINTAINER, ML_HELP)
    assert not town.workspace.messages(ML_HELP)
    assert len(town.calls("chat.postEphemeral")) == before


async def test_an_ack_takes_milliseconds(town: Town) -> None:
    """Far below 40 ms, which is what a server costs that lets the network wait for more to send."""
    for _ in range(200):  # for a machine that is busy
        if (await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")).seconds < 0.03:
            return
    pytest.fail("no ack of 200 was fast enough")


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("/persona", "Who does what here?"),
        ("/persona help", "Who does what here?"),
        ("/persona list", "Bakery roles"),
        ("/persona overview", "Bakery roles"),
        ("/persona compare baker with bread seller", "Baker and Bread Seller"),
        ("/persona zzzzqqq xxyyzz", "No role here owns this"),
    ],
)
async def test_each_word_of_the_command_has_its_card(town: Town, typed: str, shows: str) -> None:
    delivery = await town.workspace.command(NEWCOMER, RANDOM, typed)
    assert delivery.acked
    assert not delivery.refused
    (card,) = town.workspace.ephemerals(NEWCOMER, RANDOM)
    assert shows in json.dumps(card["blocks"])


async def test_a_question_about_the_payload_is_answered_like_any_other(town: Town) -> None:
    assert (await town.workspace.command(NEWCOMER, ML_HELP, "/persona who heats the payload oven")).acked


async def test_what_was_typed_is_never_live_markup(town: Town) -> None:
    await town.workspace.command(NEWCOMER, ML_HELP, "/persona <!channel> <@U0MAINTAIN> zzqq *bold*")
    (card,) = town.workspace.ephemerals(NEWCOMER, ML_HELP)
    assert "<" not in card["text"]
    shown = json.dumps(card["blocks"])
    for live in ("mrkdwn", '"type": "broadcast"', '"type": "user"'):
        assert live not in shown


async def test_a_mention_is_answered_in_its_thread_for_all_and_pings_nobody(town: Town) -> None:
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona who kneads the dough?")
    _, answer = await town.until(lambda: pair(town.workspace.messages(ML_HELP, asked["ts"])))
    assert answer["text"].startswith("Baker:")
    shown = json.dumps(answer["blocks"])
    assert "Maintainer" in shown
    assert "ML platform team" in shown
    assert "whoever is up first" in shown
    for mention in ("<@", '"type": "user"', '"type": "usergroup"'):
        assert mention not in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("me", "type /persona me."),
        ("history baker", "type /persona history baker."),
        ("assign baker", "type /persona assign baker."),
        ("assign baker @maintainer", "type /persona assign baker @name."),
        ("@maintainer", "type /persona and @ with the name."),
    ],
)
async def test_a_word_of_the_command_said_without_it_is_no_question(town: Town, typed: str, told: str) -> None:
    """Whoever writes to the bot learns where it belongs; a question that begins alike is answered."""
    direct = town.workspace.dm(NEWCOMER)
    await town.workspace.say(NEWCOMER, direct, typed)
    _, answer = await town.until(lambda: pair(town.workspace.messages(direct)))
    assert told in answer["text"]
    await town.workspace.say(NEWCOMER, direct, "history of the bread, who sells it?")
    await town.until(lambda: "Bread Seller" in str(town.workspace.messages(direct)[-1]))


@pytest.mark.parametrize("typed", ["thanks!", "OK, thanks", "thank you so much, team", ":+1:", ":tada: :+1:"])
async def test_what_closes_a_conversation_is_not_answered(town: Town, typed: str) -> None:
    direct = town.workspace.dm(NEWCOMER)
    await town.workspace.say(NEWCOMER, direct, typed)
    await town.workspace.say(NEWCOMER, direct, "who kneads the dough?")
    await town.until(lambda: "Baker" in str(town.workspace.messages(direct)[-1]))
    assert len(town.workspace.messages(direct)) == 3


async def test_a_file_that_is_no_yaml_is_told_so(town: Town) -> None:
    direct = town.workspace.dm(MAINTAINER)
    await town.workspace.send_file(MAINTAINER, direct, "words.txt", b"x")
    await town.until(lambda: "end in .yaml" in str(town.workspace.messages(direct)))


async def test_a_mention_inside_a_thread_is_answered_there(town: Town) -> None:
    parent = await town.workspace.say(NEWCOMER, ML_HELP, "The oven is cold.")
    await town.workspace.say(MAINTAINER, ML_HELP, "@persona heats the oven", parent["ts"])
    replies = await town.until(lambda: triple(town.workspace.messages(ML_HELP, parent["ts"])))
    assert replies[2]["thread_ts"] == parent["ts"]
    assert len(town.workspace.messages(ML_HELP)) == 1


async def test_a_direct_message_is_answered_beside_it(town: Town) -> None:
    dm = town.workspace.dm(NEWCOMER)
    await town.workspace.say(NEWCOMER, dm, "who counts the money?")
    _, answer = await town.until(lambda: pair(town.workspace.messages(dm)))
    assert answer["text"].startswith("Bread Seller:")
    assert "thread_ts" not in answer


async def test_a_direct_message_in_a_thread_is_answered_in_it(town: Town) -> None:
    """In the split view each conversation is a thread of its own."""
    dm = town.workspace.dm(NEWCOMER)
    first = await town.workspace.say(NEWCOMER, dm, "help")
    await town.until(lambda: pair(town.workspace.messages(dm)))
    await town.workspace.say(NEWCOMER, dm, "who kneads the dough?", first["ts"])
    _, _, answer = await town.until(lambda: triple(town.workspace.messages(dm, first["ts"])))
    assert answer["text"].startswith("Baker:")


async def test_messages_between_people_are_left_alone(town: Town) -> None:
    await town.workspace.say(NEWCOMER, GENERAL, "who kneads the dough?")
    await town.workspace.settled()
    assert not town.app.metrics.answers


@pytest.mark.parametrize(
    "extra",
    [
        {"bot_id": "B0OTHERBOT"},
        {"subtype": "message_changed", "message": {"user": NEWCOMER, "text": "x"}},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"edited": {"user": NEWCOMER, "ts": "1.0"}},
        {"hidden": True},
        {"user": None},
        {"user": "U0PERSONAB"},
    ],
    ids=str,
)
async def test_bots_edits_deletions_and_itself_are_acknowledged_and_ignored(
    town: Town, extra: dict[str, object]
) -> None:
    for type_ in ("message", "app_mention"):
        delivery = await town.deliver("event", event(town, f"Ev-{type_}", {"type": type_, **extra}))
        assert delivery.acked
    assert not town.app.metrics.answers


async def test_a_redelivered_event_is_answered_once(town: Town) -> None:
    dm = town.workspace.dm(NEWCOMER)
    for _ in range(3):
        assert (await town.deliver("event", event(town, "Ev1", {"type": "message", "channel": dm}))).acked
    await town.deliver("event", event(town, "Ev2", {"type": "message", "channel": dm, "text": "list"}))
    await town.until(lambda: pair(town.workspace.messages(dm)))
    assert town.app.metrics.answers == {Outcome.ANSWER.value: 1, Outcome.OVERVIEW.value: 1}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("command", {"command": "/other", "text": "x"}),
        ("event", {"type": "event_callback", "event": {"type": "reaction_added", "user": NEWCOMER}}),
        ("event", {"type": "event_callback", "event": {"type": "message", "user": NEWCOMER, "channel_type": "group"}}),
        ("interaction", {"type": "block_actions", "actions": [{"action_id": "open:0", "block_id": "b"}]}),
        ("interaction", {"type": "block_actions", "actions": [{"action_id": "nobody_knows", "block_id": "b"}]}),
        ("interaction", {"type": "shortcut", "callback_id": "other"}),
        ("interaction", {"type": "message_action", "callback_id": "other"}),
        ("interaction", {"type": "view_submission", "view": {"callback_id": "other", "type": "modal"}}),
        ("interaction", {"type": "view_closed", "view": {"callback_id": "other", "type": "modal"}}),
        ("options", {"type": "block_suggestion", "action_id": "other", "block_id": "b", "value": "x"}),
    ],
    ids=str,
)
async def test_what_nobody_listens_to_is_acknowledged(town: Town, kind: str, payload: dict[str, object]) -> None:
    where = (
        {"team": {"id": town.workspace.team_id}, "user": {"id": NEWCOMER}}
        if kind != "command"
        else {"user_id": NEWCOMER}
    )
    delivery = await town.deliver(kind, {"team_id": town.workspace.team_id, **where, **payload})
    assert delivery.acked


def event(town: Town, id_: str, fields: dict[str, object]) -> dict[str, object]:
    """An event of somebody writing "who kneads the dough?" to the bot, except for `fields`."""
    written = {"user": NEWCOMER, "text": "who kneads the dough?", "ts": "1.0", "channel": ML_HELP, "channel_type": "im"}
    inner = {name: value for name, value in {**written, **fields}.items() if value is not None}
    return {"type": "event_callback", "event_id": id_, "team_id": town.workspace.team_id, "event": inner}


def pair(messages: list[Message]) -> list[Message]:
    """The messages once there are two."""
    return messages if len(messages) == 2 else []


def triple(messages: list[Message]) -> list[Message]:
    """The messages once there are three."""
    return messages if len(messages) == 3 else []
