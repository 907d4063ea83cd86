"""Modals, forms and typeahead: what people choose reaches the app, and its answer decides what they see next."""

from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace
from bot.workspace.refusals import Refused
from tests.bot.workspace.conftest import (
    ADMIN,
    GENERAL,
    USER,
    App,
    actions,
    button,
    home,
    modal,
    plain,
    section,
    select,
    text_input,
)

EXTERNAL = {"type": "external_select", "action_id": "role", "placeholder": plain("role"), "min_query_length": 0}


async def opened(workspace: Workspace, app: App, client: AsyncWebClient, view: dict[str, Any]) -> dict[str, Any]:
    """A modal the user has open."""
    await app.quiet()
    await workspace.shortcut(USER, "find_persona")
    trigger_id = (await app.next()).payload["trigger_id"]
    await client.views_open(trigger_id=trigger_id, view=view)
    return workspace.views(USER)[-1]


def typed(value: str) -> dict[str, Any]:
    """The values of a form with one input."""
    return {"question": {"q": {"type": "plain_text_input", "value": value}}}


FORM = modal(text_input("question", "q"), callback_id="form", private_metadata="secret-less")


async def test_a_submission_arrives_as_slack_sends_it(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """With the state, the metadata and a trigger_id; an empty ack closes the modal."""
    await opened(workspace, app, client, FORM)
    delivery = await workspace.submit(USER, typed("who?"))
    payload = (await app.next()).payload
    assert payload["type"] == "view_submission"
    view = payload["view"]
    assert view["state"]["values"] == {"question": {"q": {"type": "plain_text_input", "value": "who?"}}}
    assert (view["callback_id"], view["private_metadata"]) == ("form", "secret-less")
    assert payload["response_urls"] == []
    assert delivery.acked is True
    assert workspace.views(USER) == []


async def test_a_required_field_is_asked_for_before_the_app_hears_of_it(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """An optional one is not."""
    await opened(workspace, app, client, modal(text_input("question", "q"), text_input("more", "m", optional=True)))
    delivery = await workspace.submit(USER)
    assert delivery.error == "not_sent"
    assert app.heard.empty()
    await workspace.submit(USER, typed("x"))
    assert (await app.next()).payload["view"]["state"]["values"]["more"]["m"]["value"] is None


async def test_errors_keep_the_modal_open(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """So that the person can mend what they typed."""
    await opened(workspace, app, client, FORM)
    app.answer = lambda heard: {"response_action": "errors", "errors": {"question": "Say more."}}
    assert (await workspace.submit(USER, typed("x"))).refused == ()
    assert len(workspace.views(USER)) == 1


@pytest.mark.parametrize("errors", [{"nowhere": "x"}, {}, None])
async def test_errors_have_to_name_input_blocks(
    workspace: Workspace, app: App, client: AsyncWebClient, errors: object
) -> None:
    """Else Slack shows none of them, and the traffic says why."""
    await opened(workspace, app, client, FORM)
    app.answer = lambda heard: {"response_action": "errors", "errors": errors}
    assert "errors must name input blocks" in (await workspace.submit(USER, typed("x"))).refused[0]


async def test_the_answer_to_a_submission_may_update_push_or_clear(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """Each changes the stack."""
    first = await opened(workspace, app, client, FORM)
    app.answer = lambda heard: {"response_action": "update", "view": {**FORM, "title": plain("Second")}}
    await workspace.submit(USER, typed("x"))
    assert [(view["id"], view["title"]["text"]) for view in workspace.views(USER)] == [(first["id"], "Second")]
    app.answer = lambda heard: {"response_action": "push", "view": FORM}
    await workspace.submit(USER, typed("x"))
    assert len(workspace.views(USER)) == 2
    app.answer = lambda heard: {"response_action": "clear"}
    await workspace.submit(USER, typed("x"))
    assert workspace.views(USER) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"response_action": "update", "view": {"type": "modal"}}, "missing required field"),
        ({"response_action": "dance"}, "unknown response_action"),
        ({"response_action": "push", "view": home(section("x"))}, "must be a modal"),
    ],
)
async def test_a_wrong_answer_to_a_submission_is_refused(
    workspace: Workspace, app: App, client: AsyncWebClient, answer: dict[str, Any], words: str
) -> None:
    """The modal stays, and the traffic says why."""
    await opened(workspace, app, client, FORM)
    app.answer = lambda heard: answer
    assert words in (await workspace.submit(USER, typed("x"))).refused[0]
    assert len(workspace.views(USER)) == 1


async def test_a_submission_nobody_answers_keeps_the_modal(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """And what was typed."""
    await opened(workspace, app, client, FORM)
    app.answer = lambda heard: web.Response(status=500)
    assert (await workspace.submit(USER, typed("x"))).acked is False
    assert workspace.views(USER)[0]["state"]["values"]["question"]["q"]["value"] == "x"


async def test_a_modal_closed_meanwhile_needs_no_closing(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """The person was faster than the app."""
    await opened(workspace, app, client, FORM)

    def close(heard: object) -> None:
        workspace.world.set_views(USER, [])

    app.answer = close
    assert (await workspace.submit(USER, typed("x"))).refused == ()


async def test_nothing_is_pushed_on_a_modal_closed_meanwhile(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """There is nothing to push it on."""
    await opened(workspace, app, client, FORM)

    def push(heard: object) -> dict[str, Any]:
        workspace.world.set_views(USER, [])
        return {"response_action": "push", "view": FORM}

    app.answer = push
    assert "not_found" in (await workspace.submit(USER, typed("x"))).refused[0]


async def test_closing_is_told_only_to_an_app_that_asked(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """notify_on_close; clear_on_close closes those below as well."""
    await opened(workspace, app, client, FORM)
    assert await workspace.close_view(USER) is None
    await opened(workspace, app, client, modal(actions(button("more"))))
    await workspace.press(USER, workspace.views(USER)[0], "more")
    trigger_id = (await app.next()).payload["trigger_id"]
    noisy = modal(section("x"), notify_on_close=True, clear_on_close=True, callback_id="noisy")
    await client.views_push(trigger_id=trigger_id, view=noisy)
    await workspace.close_view(USER)
    payload = (await app.next()).payload
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_closed", "noisy")
    assert workspace.views(USER) == []
    with pytest.raises(Refused, match="No view is open"):
        await workspace.close_view(USER)
    with pytest.raises(Refused, match="not_found"):
        workspace._interactions._hub.modals.close(USER, "V0NONE")


async def test_a_press_in_a_modal_carries_the_view_and_what_was_chosen(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """No channel and no response_url; the choice stays in the view's state."""
    view = await opened(workspace, app, client, modal(actions(select("pick", "a", "b"), button("go"))))
    await workspace.press(USER, view, "pick", option="b")
    await workspace.press(USER, view, "go")
    await app.next()
    payload = (await app.next()).payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"]["acts"]["pick"]["selected_option"]["value"] == "b"
    assert "response_url" not in payload
    assert "channel" not in payload


async def test_typing_in_a_home_is_an_action(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """The search box of a Home tab."""
    view = home(text_input("search", "q", dispatch_action=True))
    await client.views_publish(user_id=USER, view=view)
    shown = workspace.home(USER)
    assert shown is not None
    await workspace.press(USER, shown, "q", text="data")
    payload = (await app.next()).payload
    assert payload["actions"][0]["value"] == "data"
    assert payload["view"]["type"] == "home"
    with pytest.raises(Refused, match="not open"):
        await workspace.press(ADMIN, shown, "q", text="data")
    with pytest.raises(Refused, match="not open"):
        await workspace.press(USER, {**shown, "type": "modal"}, "q", text="data")


async def test_every_kind_of_choice_is_carried(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """Lists, dates, people, and an overflow menu, which has no state."""
    option = {"text": plain("a"), "value": "a"}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option]}
    day = {"type": "datepicker", "action_id": "day"}
    menu = {"type": "overflow", "action_id": "menu", "options": [option]}
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[actions(boxes, day, menu)])
    message = workspace.messages(GENERAL)[0]
    await app.quiet()
    for action_id, value in (
        ("boxes", {"selected_options": [option]}),
        ("day", {"selected_date": "2026-01-31"}),
        ("menu", {"selected_option": option}),
    ):
        await workspace.press(USER, message, action_id, value=value)
        action = (await app.next()).payload["actions"][0]
        assert value.items() <= action.items()


# -- typeahead --


async def test_an_external_select_asks_the_app_for_its_options(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """With what was typed; what comes back is judged."""
    view = await opened(workspace, app, client, modal(actions(EXTERNAL)))
    option = {"text": plain("Data Engineer"), "value": "data-engineer"}
    app.answer = lambda heard: {"options": [option]}
    assert await workspace.options(USER, "role", "acts", "data") == {"options": [option]}
    payload = (await app.next()).payload
    assert (payload["type"], payload["value"], payload["action_id"]) == ("block_suggestion", "data", "role")
    assert payload["view"]["id"] == view["id"]
    app.answer = lambda heard: {"option_groups": [{"label": plain("Roles"), "options": [option]}]}
    assert "option_groups" in await workspace.options(USER, "role", "", "data")
    await workspace.press(USER, view, "role", option="data-engineer")
    app.answer = lambda heard: {"options": [{"text": plain("x" * 76), "value": "x"}]}
    assert await workspace.options(USER, "role", "acts", "x") == {"options": []}
    assert "at most 75" in list(workspace.traffic)[-1]["refused"][0]
    app.answer = lambda heard: web.Response(status=500)
    assert await workspace.options(USER, "role", "acts", "x") == {"options": []}


async def test_options_are_found_wherever_the_person_sees_the_select(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """In a Home tab, an ephemeral or a message; nowhere is refused, and so is what is no external select."""
    app.answer = lambda heard: {"options": []}
    with pytest.raises(Refused, match="no role"):
        await workspace.options(USER, "role", "", "x")
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[actions(EXTERNAL, button("go"))])
    await app.quiet()
    assert await workspace.options(USER, "role", "", "x") == {"options": []}
    assert (await app.next()).payload["message"]["text"] == "x"
    await client.chat_postEphemeral(channel=GENERAL, user=USER, text="y", blocks=[actions(EXTERNAL)])
    await workspace.options(USER, "role", "", "x")
    assert (await app.next()).payload["container"]["is_ephemeral"] is True
    await client.views_publish(user_id=USER, view=home(actions(EXTERNAL)))
    await workspace.options(USER, "role", "", "x")
    assert (await app.next()).payload["view"]["type"] == "home"
    with pytest.raises(Refused, match="no external select"):
        await workspace.options(USER, "go", "", "x")


@pytest.mark.parametrize(
    "workspace",
    [{"settings": {"interactivity": {"is_enabled": True, "request_url": "https://example.org/slack/events"}}}],
    indirect=True,
)
async def test_over_http_options_need_an_address_in_the_manifest(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """Bolt would never be asked: the traffic says so."""
    await opened(workspace, app, client, modal(actions(EXTERNAL)))
    app.answer = lambda heard: {"options": []}
    await workspace.options(USER, "role", "acts", "x")
    assert "message_menu_options_url" in list(workspace.traffic)[-1]["refused"][0]
