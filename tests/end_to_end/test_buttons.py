"""The buttons of a card: who sees what comes of them, and where."""

import json
from dataclasses import replace

import pytest

from bot.cards import Press
from bot.workspace.state import Message
from tests.end_to_end.conftest import BAKERY, MAINTAINER, MILLER, ML_HELP, NEWCOMER, RANDOM, SELLER, Town
from tests.end_to_end.test_asking import pair
from tests.waiting import UNHURRIED


async def ask(town: Town, question: str, channel: str = ML_HELP) -> Message:
    """The card that `/persona` shows the newcomer."""
    await town.workspace.command(NEWCOMER, channel, f"/persona {question}")
    return town.workspace.ephemerals(NEWCOMER, channel)[-1]


async def test_share_shows_the_card_to_everybody_even_where_the_bot_is_no_member(town: Town) -> None:
    """The response_url reaches channels that the bot's token does not."""
    card = await ask(town, "baker", RANDOM)
    assert (await town.workspace.press(NEWCOMER, card, "share")).acked
    (shared,) = await town.until(lambda: town.workspace.messages(RANDOM))
    assert shared["text"].startswith("Baker:")
    assert actions_of(shared) == ["ask", "more"]


@pytest.mark.parametrize("limits", [replace(UNHURRIED, response_url_uses=0)])
async def test_share_falls_back_to_a_message_of_the_bot_when_the_response_url_is_used_up(town: Town) -> None:
    card = await ask(town, "baker")
    await town.workspace.press(NEWCOMER, card, "share")
    (shared,) = await town.until(lambda: town.workspace.messages(ML_HELP))
    assert actions_of(shared) == ["ask", "more"]


async def test_more_takes_the_place_of_the_short_card(town: Town) -> None:
    card = await ask(town, "who kneads the dough?")
    await town.workspace.press(NEWCOMER, card, "more")
    full = await town.until(
        lambda: [m for m in town.workspace.ephemerals(NEWCOMER, ML_HELP) if "more" not in actions_of(m)]
    )
    assert len(full) == len(town.workspace.ephemerals(NEWCOMER, ML_HELP)) == 1
    assert "Why this answer" in json.dumps(full[0]["blocks"])


async def test_more_on_a_public_card_answers_only_whoever_pressed_it(town: Town) -> None:
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona baker")
    _, answer = await town.until(lambda: pair(town.workspace.messages(ML_HELP, asked["ts"])))
    await town.workspace.press(MAINTAINER, answer, "more")
    (full,) = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP))
    assert full["thread_ts"] == asked["ts"]
    assert not town.workspace.ephemerals(NEWCOMER, ML_HELP)
    assert actions_of(answer) == ["ask", "more"]


async def test_a_button_in_a_direct_message_answers_in_its_place(town: Town) -> None:
    dm = town.workspace.dm(NEWCOMER)
    await town.workspace.say(NEWCOMER, dm, "baker")
    _, card = await town.until(lambda: pair(town.workspace.messages(dm)))
    await town.workspace.press(NEWCOMER, card, "more")
    await town.until(lambda: "more" not in actions_of(town.workspace.messages(dm)[1]))
    assert not town.workspace.ephemerals(NEWCOMER, dm)


async def test_compare_shows_the_roles_side_by_side_and_leaves_the_card(town: Town) -> None:
    await ask(town, "compare baker with bread seller")
    card = await ask(town, "list")
    await press_with(town, card, "compare", Press(("baker", "seller")))
    compared = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)[2:])
    assert "Baker and Bread Seller" in compared[0]["text"]


async def test_choosing_one_of_several_puts_its_card_in_the_place_of_the_choice(town: Town) -> None:
    compared = await ask(town, "compare baker with bread seller")
    await town.workspace.press(NEWCOMER, compared, "choose:1")
    await town.until(
        lambda: [m for m in town.workspace.ephemerals(NEWCOMER, ML_HELP) if m["text"].startswith("Bread Seller:")]
    )
    assert len(town.workspace.ephemerals(NEWCOMER, ML_HELP)) == 1


async def test_not_right_offers_others_and_never_the_same_again(town: Town) -> None:
    card = await ask(town, "who kneads the dough?")
    await town.workspace.press(NEWCOMER, card, "not_right")
    (others,) = await town.until(
        lambda: [m for m in town.workspace.ephemerals(NEWCOMER, ML_HELP) if not m["text"].startswith("Baker:")]
    )
    assert '"baker"' not in json.dumps(others)


async def test_a_role_chosen_from_the_list_is_shown_beside_it(town: Town) -> None:
    overview = await ask(town, "list")
    await town.workspace.press(NEWCOMER, overview, "show_role", option="miller")
    _, card = await town.until(lambda: pair(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
    assert card["text"].startswith("Miller:")


async def test_see_all_roles(town: Town) -> None:
    usage = await ask(town, "help")
    await town.workspace.press(NEWCOMER, usage, "all_roles")
    _, overview = await town.until(lambda: pair(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
    assert "Bakery roles" in overview["text"]


@pytest.mark.parametrize("action", ["share", "more", "choose:0"])
async def test_an_old_button_whose_role_is_gone_gets_a_sentence(town: Town, action: str) -> None:
    card = await ask(town, "compare baker with bread seller" if action == "choose:0" else "baker")
    town.bot.replace(replace(BAKERY, personas=(SELLER, MILLER_ALONE), version="2"))
    await town.workspace.press(NEWCOMER, card, action)
    _, told = await town.until(lambda: pair(town.workspace.ephemerals(NEWCOMER, ML_HELP)))
    assert "no longer in the catalog" in told["text"]
    assert not town.workspace.messages(ML_HELP)


@pytest.mark.parametrize(
    "value", ["", "{", "[]", "null", '{"personas": 7}', '{"personas": [["baker"]]}', "x" * 3000, "[" * 1900]
)
@pytest.mark.parametrize("action", ["share", "more", "compare", "choose:0", "not_right"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_button_with_a_forged_value_gets_a_sentence_at_most(town: Town, action: str, value: str) -> None:
    delivery = await town.deliver("interaction", pressed(town, {"action_id": action, "block_id": "b", "value": value}))
    assert delivery.acked
    (told,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert not town.app.metrics.errors or "no longer in the catalog" in told["text"]


@pytest.mark.parametrize("url", ["https://example.com/steal", "http://169.254.169.254/", "", 7, None, "http://["])
async def test_a_response_url_that_is_not_slacks_is_never_called(town: Town, url: object) -> None:
    """The answer comes as an ephemeral message instead."""
    payload = pressed(town, {"action_id": "more", "block_id": "b", "value": Press(("baker",)).encode()})
    assert (await town.deliver("interaction", {**payload, "response_url": url})).acked
    (card,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert card["text"].startswith("Baker:")
    assert len(town.calls("chat.postEphemeral")) == 1


MILLER_ALONE = replace(MILLER, handoffs=())


def pressed(town: Town, action: dict[str, object]) -> dict[str, object]:
    """A press of a button that no card of ours has."""
    return {
        "type": "block_actions",
        "team": {"id": town.workspace.team_id},
        "user": {"id": NEWCOMER},
        "channel": {"id": ML_HELP},
        "container": {"type": "message", "channel_id": ML_HELP, "message_ts": "1.0", "is_ephemeral": True},
        "actions": [action],
    }


async def press_with(town: Town, card: Message, action: str, press: Press) -> None:
    """Press a button as an older card might have had it."""
    await town.deliver("interaction", pressed(town, {"action_id": action, "block_id": "b", "value": press.encode()}))


def actions_of(message: Message) -> list[str]:
    """The action ids of a message, in order."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]
