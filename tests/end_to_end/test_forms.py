"""Shortcuts, modals and the Home tab."""

import json
from typing import Any

import pytest

from bot.cards import NOT_RIGHT
from bot.workspace.state import View
from tests.end_to_end.conftest import MAINTAINER, ML_HELP, NEWCOMER, RANDOM, Town
from tests.end_to_end.test_asking import pair
from tests.end_to_end.test_buttons import actions_of

CHOSEN = {
    "find_role": {
        "find_role": {"selected_option": {"text": {"type": "plain_text", "text": "Miller"}, "value": "miller"}}
    }
}


async def opened(town: Town, user: str = NEWCOMER) -> View:
    """The modal that opens for somebody."""
    return (await town.until(lambda: town.workspace.views(user)))[-1]


async def modal_with(town: Town, text: str) -> View:
    """The newcomer's modal, once it shows `text`."""
    return (await town.until(lambda: [v for v in town.workspace.views(NEWCOMER) if text in json.dumps(v["blocks"])]))[
        -1
    ]


async def home_with(town: Town, text: str) -> View:
    """The newcomer's Home tab, once it shows `text`."""

    def look() -> list[View]:
        home = town.workspace.home(NEWCOMER)
        return [home] if home and text in json.dumps(home["blocks"]) else []

    return (await town.until(look))[0]


async def test_who_owns_this_answers_whoever_asked_in_a_modal(town: Town) -> None:
    message = await town.workspace.say(MAINTAINER, ML_HELP, "Somebody should knead the dough.")
    delivery = await town.workspace.message_shortcut(NEWCOMER, ML_HELP, message["ts"], "who_owns_this")
    assert delivery.acked
    assert "Baker" in json.dumps((await opened(town))["blocks"])
    assert not town.workspace.views(MAINTAINER)
    assert len(town.workspace.messages(ML_HELP)) == 1


async def test_a_message_is_not_kept_even_if_its_answer_is_not_right(town: Town) -> None:
    """Whoever wrote it asked nothing."""
    message = await town.workspace.say(MAINTAINER, ML_HELP, "Somebody should knead the dough.")
    await town.workspace.message_shortcut(NEWCOMER, ML_HELP, message["ts"], "who_owns_this")
    await town.workspace.press(NEWCOMER, await opened(town), NOT_RIGHT)
    await town.until(lambda: "Not that role, then" in json.dumps(town.workspace.views(NEWCOMER)[-1]))
    await town.app.desk.finish()
    assert not await town.app.store.gaps(town.workspace.team_id)


async def test_the_answer_about_a_message_can_be_shared_in_its_thread(town: Town) -> None:
    message = await town.workspace.say(MAINTAINER, ML_HELP, "Somebody should knead the dough.")
    await town.workspace.message_shortcut(NEWCOMER, ML_HELP, message["ts"], "who_owns_this")
    await opened(town)
    assert (await town.workspace.submit(NEWCOMER)).acked
    _, shared = await town.until(lambda: pair(town.workspace.messages(ML_HELP, message["ts"])))
    assert shared["text"].startswith("Baker:")
    assert actions_of(shared) == ["ask", "more"]


async def test_a_role_found_on_the_way_is_the_one_that_is_shared(town: Town) -> None:
    message = await town.workspace.say(MAINTAINER, ML_HELP, "compare baker with bread seller")
    await town.workspace.message_shortcut(NEWCOMER, ML_HELP, message["ts"], "who_owns_this")
    await town.workspace.press(NEWCOMER, await opened(town), "choose:1")
    await town.until(lambda: "choose:1" not in actions_of(town.workspace.views(NEWCOMER)[-1]))
    await town.workspace.submit(NEWCOMER)
    _, shared = await town.until(lambda: pair(town.workspace.messages(ML_HELP, message["ts"])))
    assert shared["text"].startswith("Bread Seller:")


async def test_sharing_where_the_bot_is_no_member_is_told_directly(town: Town) -> None:
    message = await town.workspace.say(MAINTAINER, RANDOM, "Who kneads the dough?")
    await town.workspace.message_shortcut(NEWCOMER, RANDOM, message["ts"], "who_owns_this")
    await opened(town)
    await town.workspace.submit(NEWCOMER)
    (told,) = await town.until(lambda: town.workspace.messages(town.workspace.dm(NEWCOMER)))
    assert "/invite @persona" in told["text"]


async def test_a_message_without_text_opens_the_help(town: Town) -> None:
    payload = {
        "type": "message_action",
        "callback_id": "who_owns_this",
        "trigger_id": town.workspace._hub.triggers.new(NEWCOMER),
        "user": {"id": NEWCOMER},
        "team": {"id": town.workspace.team_id},
        "channel": {"id": ML_HELP},
        "message": {"ts": "1.0", "text": None},
    }
    assert (await town.deliver("interaction", payload)).acked
    assert "Who does what here?" in json.dumps((await opened(town))["blocks"])


async def test_find_a_role_completes_what_is_typed_and_shows_the_role(town: Town) -> None:
    assert (await town.workspace.shortcut(NEWCOMER, "find_persona")).acked
    await opened(town)
    found = await town.workspace.options(NEWCOMER, "find_role", "find_role", "mil")
    assert found["options"] == [{"text": {"type": "plain_text", "text": "Miller", "emoji": False}, "value": "miller"}]
    every = await town.workspace.options(NEWCOMER, "find_role", "find_role", "")
    assert len(every["options"]) == 3
    delivery = await town.workspace.submit(NEWCOMER, CHOSEN)
    assert delivery.acked
    assert not delivery.refused
    await modal_with(town, "Grinds the grain to flour")


async def test_buttons_in_a_modal_change_that_modal(town: Town) -> None:
    await town.workspace.shortcut(NEWCOMER, "find_persona")
    await opened(town)
    await town.workspace.submit(NEWCOMER, CHOSEN)
    modal = await modal_with(town, "Grinds the grain to flour")
    await town.workspace.press(NEWCOMER, modal, "more")
    await town.until(lambda: "more" not in actions_of(town.workspace.views(NEWCOMER)[-1]))
    assert len(town.workspace.views(NEWCOMER)) == 1


@pytest.mark.parametrize(
    "state", [None, [], {"values": {"find_role": {"find_role": {"selected_option": None}}}}, {"values": 7}]
)
@pytest.mark.parametrize("transport", ["http"])
async def test_a_forged_submission_is_acknowledged_and_told(town: Town, state: Any) -> None:
    view = {"type": "modal", "id": "V1", "callback_id": "find_role_form", "state": state}
    payload = {
        "type": "view_submission",
        "user": {"id": NEWCOMER},
        "team": {"id": town.workspace.team_id},
        "view": view,
    }
    assert (await town.deliver("interaction", payload)).acked
    (told,) = await town.until(lambda: town.workspace.messages(town.workspace.dm(NEWCOMER)))
    assert "no longer in the catalog" in told["text"]


async def test_the_home_tab_shows_all_roles(town: Town) -> None:
    await town.workspace.open_home(NEWCOMER)
    home = await home_with(town, "Bakery roles")
    shown = json.dumps(home["blocks"])
    for title in ("Baker", "Bread Seller", "Miller"):
        assert title in shown


async def test_opening_the_messages_tab_publishes_nothing(town: Town) -> None:
    await town.workspace.open_dm(NEWCOMER)
    await town.workspace.settled()
    await town.workspace.command(NEWCOMER, ML_HELP, "/persona list")
    assert not town.calls("views.publish")


async def test_the_home_tab_answers_what_is_typed_into_its_search_box(town: Town) -> None:
    await town.workspace.open_home(NEWCOMER)
    home = await home_with(town, "Bakery roles")
    assert (await town.workspace.press(NEWCOMER, home, "search", text="who kneads the dough?")).acked
    answered = await home_with(town, "Why this answer")
    assert "kneads the dough" in json.dumps(answered)
    await town.workspace.press(NEWCOMER, answered, "search", text="  ")
    await town.until(lambda: "Why this answer" not in json.dumps(town.workspace.home(NEWCOMER)))


async def test_a_role_chosen_on_the_home_tab_opens_in_a_modal(town: Town) -> None:
    await town.workspace.open_home(NEWCOMER)
    home = await home_with(town, "Bakery roles")
    await town.workspace.press(NEWCOMER, home, "show_role", option="miller")
    await modal_with(town, "Grinds the grain to flour")
    assert len(town.workspace.views(NEWCOMER)) == 1
