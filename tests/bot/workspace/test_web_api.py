"""The Web API answers Slack's real client as Slack does, and refuses what Slack refuses."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace
from tests.bot.workspace.conftest import (
    ADMIN,
    GENERAL,
    HELP,
    RANDOM,
    USER,
    App,
    Clock,
    actions,
    button,
    home,
    modal,
    plain,
    section,
    text_input,
)


async def refusal(call: Any) -> dict[str, Any]:
    """The JSON of the error that a call gets."""
    with pytest.raises(SlackApiError) as error:
        await call
    answer: dict[str, Any] = error.value.response.data
    assert answer["ok"] is False
    return answer


async def code(call: Any) -> str:
    """Slack's word for the error that a call gets."""
    return str((await refusal(call))["error"])


# -- who may call what --


async def test_auth_test_says_who_the_bot_is(workspace: Workspace, client: AsyncWebClient) -> None:
    """The ids that Bolt keeps."""
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        workspace.team_id,
        workspace.bot_user_id,
        workspace.bot_id,
    )
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_tokens_are_judged(workspace: Workspace) -> None:
    """None, a wrong one, and one of the wrong kind are three refusals."""
    url = workspace.api_url
    assert await code(AsyncWebClient(base_url=url).auth_test()) == "not_authed"
    assert await code(AsyncWebClient(token="xoxb-wrong", base_url=url).auth_test()) == "invalid_auth"
    assert await code(AsyncWebClient(token=workspace.app_token, base_url=url).auth_test()) == "not_allowed_token_type"
    assert (await AsyncWebClient(base_url=url).api_test(foo="bar"))["args"] == {"foo": "bar"}


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    """With its name, as Slack does."""
    answer = await refusal(client.api_call("chat.shout"))
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")


@pytest.mark.parametrize("workspace", [{"scopes": ["commands", "im:read"]}], indirect=True)
async def test_a_scope_the_manifest_does_not_grant_is_missing(client: AsyncWebClient) -> None:
    """The refusal says what is needed and what there is."""
    answer = await refusal(client.chat_postMessage(channel=GENERAL, text="x"))
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands,im:read",
    )


async def test_missing_arguments_are_named(client: AsyncWebClient) -> None:
    """All of them."""
    answer = await refusal(client.api_call("chat.update", json={"text": "x"}))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: ts",
    ]


async def test_bodies_of_every_form_are_read(workspace: Workspace) -> None:
    """JSON, a form, a multipart form, a query; and what is none of them is refused."""
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    url = f"{workspace.api_url}chat.postMessage"
    body = {"channel": GENERAL, "text": "x"}
    async with aiohttp.ClientSession(headers=headers) as session:
        multipart = aiohttp.FormData(default_to_multipart=True)
        for name, value in body.items():
            multipart.add_field(name, value)
        for how in ({"json": body}, {"data": body}, {"data": multipart}, {"params": body}):
            async with session.post(url, **how) as response:
                assert (await response.json())["ok"] is True
        async with session.get(url, params=body) as response:
            assert (await response.json())["ok"] is True
        for data, kind, error in (
            (b"{", "application/json", "invalid_json"),
            (b"[" * 100_000, "application/json", "invalid_json"),
            (b"[1]", "application/json", "json_not_object"),
            (b"\xff=1", "application/x-www-form-urlencoded", "invalid_form_data"),
            (b"", "application/json", "invalid_arguments"),
        ):
            async with session.post(url, data=data, headers={"Content-Type": kind}) as response:
                assert (await response.json())["error"] == error
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data={**body, "token": workspace.bot_token}) as response:
            assert (await response.json())["ok"] is True
        async with session.post(url, json={**body, "token": workspace.bot_token}) as response:
            assert (await response.json())["error"] == "not_authed"


async def test_arguments_of_the_wrong_type_are_refused(client: AsyncWebClient) -> None:
    """A channel that is a number, blocks that are no JSON, a limit that is no number."""
    call = client.api_call
    assert await code(call("chat.postMessage", json={"channel": 5, "text": "x"})) == "invalid_arguments"
    assert await code(call("chat.postMessage", json={"channel": GENERAL, "text": 5})) == "invalid_arguments"
    assert await code(call("chat.postMessage", data={"channel": GENERAL, "blocks": "["})) == "invalid_blocks_format"
    assert (
        await code(call("chat.postMessage", json={"channel": GENERAL, "blocks": {"a": 1}})) == "invalid_blocks_format"
    )
    assert await code(call("views.publish", data={"user_id": USER, "view": "{"})) == "invalid_arguments"
    assert await code(call("users.list", data={"limit": "many"})) == "invalid_arguments"
    assert await code(call("users.list", data={"limit": "0"})) == "invalid_limit"
    assert await code(call("users.list", data={"cursor": "x"})) == "invalid_cursor"


# -- chat --


async def test_a_message_is_posted_with_what_slack_fills_in(workspace: Workspace, client: AsyncWebClient) -> None:
    """block_id, action_id and the defaults of texts."""
    answer = await client.chat_postMessage(channel=GENERAL, text="hi", blocks=[section("*x*"), actions(button("a"))])
    message = workspace.messages(GENERAL)[0]
    assert answer["ts"] == message["ts"]
    assert (message["user"], message["bot_id"]) == (workspace.bot_user_id, workspace.bot_id)
    first, second = message["blocks"]
    assert first["block_id"]
    assert first["text"] == {"type": "mrkdwn", "text": "*x*", "verbatim": False}
    assert second["elements"][0]["text"]["emoji"] is True


async def test_a_channel_may_be_named_by_its_name_or_by_a_person(workspace: Workspace, client: AsyncWebClient) -> None:
    """#general, general, and a user id for the direct message."""
    assert (await client.chat_postMessage(channel="#general", text="x"))["channel"] == GENERAL
    assert (await client.chat_postMessage(channel=USER, text="x"))["channel"] == workspace.dm(USER)


async def test_messages_that_slack_refuses_are_refused(workspace: Workspace, client: AsyncWebClient) -> None:
    """Each with Slack's own word."""
    post = client.chat_postMessage
    assert await code(post(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await code(post(channel=RANDOM, text="x")) == "not_in_channel"
    assert await code(client.api_call("chat.postMessage", json={"channel": GENERAL})) == "no_text"
    assert await code(post(channel=GENERAL, text="x" * 40_001)) == "msg_too_long"
    assert await code(post(channel=GENERAL, text="x", thread_ts="1.0")) == "thread_not_found"
    assert await code(post(channel=GENERAL, text="x", markdown_text="y")) == "markdown_text_conflict"
    long = [section("x" * 3000) for _ in range(5)]
    assert await code(post(channel=GENERAL, text="x", blocks=long)) == "msg_blocks_too_long"
    answer = await refusal(post(channel=GENERAL, text="x", blocks=[{"type": "header"}]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] header: missing required field: text [json-pointer:/blocks/0]"
    ]
    workspace.person.archive(ADMIN, GENERAL, archived=True)
    assert await code(post(channel=GENERAL, text="x")) == "is_archived"
    assert workspace.messages(GENERAL) == []


async def test_metadata_is_a_type_and_a_payload(workspace: Workspace, client: AsyncWebClient) -> None:
    """By it a bot knows its own message again."""
    metadata = {"event_type": "overview", "event_payload": {"version": 1}}
    await client.chat_postMessage(channel=GENERAL, text="x", metadata=metadata)
    assert workspace.messages(GENERAL)[0]["metadata"] == metadata
    ts = workspace.messages(GENERAL)[0]["ts"]
    await client.chat_update(channel=GENERAL, ts=ts, text="y")
    assert workspace.messages(GENERAL)[0]["metadata"] == metadata
    newer = {**metadata, "event_payload": {"version": 2}}
    await client.chat_update(channel=GENERAL, ts=ts, text="y", metadata=newer)
    assert workspace.messages(GENERAL)[0]["metadata"] == newer
    wrong = client.chat_postMessage(channel=GENERAL, text="x", metadata={"event_type": "overview"})
    assert await code(wrong) == "invalid_metadata_format"


async def test_blocks_without_text_are_warned_about(client: AsyncWebClient) -> None:
    """Screen readers would have nothing to read."""
    answer = await client.api_call("chat.postMessage", json={"channel": GENERAL, "blocks": [section("x")]})
    assert answer["warning"] == "missing_text_in_message"


async def test_a_message_is_edited_and_deleted(workspace: Workspace, client: AsyncWebClient) -> None:
    """Blocks that are not given stay; an empty list takes them away."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="a", blocks=[section("a")]))["ts"]
    await client.chat_update(channel=GENERAL, ts=ts, text="b", blocks=[section("b")])
    assert workspace.messages(GENERAL)[0]["blocks"][0]["text"]["text"] == "b"
    await client.chat_update(channel=GENERAL, ts=ts, text="still")
    assert "blocks" in workspace.messages(GENERAL)[0]
    await client.chat_update(channel=GENERAL, ts=ts, text="c", blocks=[])
    message = workspace.messages(GENERAL)[0]
    assert (message["text"], "blocks" in message, message["edited"]["user"]) == ("c", False, workspace.bot_user_id)
    assert await code(client.chat_update(channel=GENERAL, ts=ts, text="x" * 4001)) == "msg_too_long"
    await client.chat_delete(channel=GENERAL, ts=ts)
    assert workspace.messages(GENERAL) == []
    assert await code(client.chat_delete(channel=GENERAL, ts=ts)) == "message_not_found"


async def test_the_bot_cannot_change_what_others_wrote(workspace: Workspace, client: AsyncWebClient) -> None:
    """Neither edit nor delete."""
    ts = (await workspace.say(USER, GENERAL, "mine"))["ts"]
    assert await code(client.chat_update(channel=GENERAL, ts=ts, text="x")) == "cant_update_message"
    assert await code(client.chat_delete(channel=GENERAL, ts=ts)) == "cant_delete_message"


async def test_an_ephemeral_is_seen_by_one_and_never_in_the_history(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """And only by members, in channels the bot is in."""
    await client.chat_postEphemeral(channel=GENERAL, user=USER, text="psst")
    assert [one["text"] for one in workspace.ephemerals(USER, GENERAL)] == ["psst"]
    assert workspace.ephemerals(ADMIN, GENERAL) == []
    assert (await client.conversations_history(channel=GENERAL))["messages"] == []
    assert await code(client.chat_postEphemeral(channel=RANDOM, user=USER, text="x")) == "not_in_channel"
    assert await code(client.chat_postEphemeral(channel=GENERAL, user="U0NOBODY", text="x")) == "user_not_in_channel"


async def test_a_permalink_leads_to_the_message_on_the_page(workspace: Workspace, client: AsyncWebClient) -> None:
    """The link redirects into the page."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="x"))["ts"]
    link = (await client.chat_getPermalink(channel=GENERAL, message_ts=ts))["permalink"]
    assert link == f"{workspace.url}/archives/{GENERAL}/p{ts.replace('.', '')}"
    async with aiohttp.ClientSession() as session, session.get(link, allow_redirects=False) as response:
        assert response.headers["Location"].startswith(f"/#/{GENERAL}/p")


async def test_replies_are_counted_on_the_message_they_answer(workspace: Workspace, client: AsyncWebClient) -> None:
    """A thread has its parent first, the history has no replies, and a deleted reply is no longer counted."""
    ts = (await workspace.say(USER, GENERAL, "question"))["ts"]
    reply = (await client.chat_postMessage(channel=GENERAL, text="answer", thread_ts=ts))["ts"]
    thread = (await client.conversations_replies(channel=GENERAL, ts=ts))["messages"]
    assert [one["text"] for one in thread] == ["question", "answer"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (1, reply)
    assert [one["text"] for one in (await client.conversations_history(channel=GENERAL))["messages"]] == ["question"]
    assert [one["text"] for one in workspace.messages(GENERAL, ts)] == ["question", "answer"]
    await client.chat_delete(channel=GENERAL, ts=reply)
    assert workspace.messages(GENERAL)[0]["reply_count"] == 0
    assert await code(client.conversations_replies(channel=GENERAL, ts="1.0")) == "thread_not_found"


# -- conversations, people --


async def test_channels_are_listed_and_described(workspace: Workspace, client: AsyncWebClient) -> None:
    """Public ones by default, in pages; direct messages if asked for."""
    page = await client.conversations_list(limit=3)
    rest = await client.conversations_list(limit=3, cursor=page["response_metadata"]["next_cursor"])
    names = [one["name"] for one in (*page["channels"], *rest["channels"])]
    assert names == ["general", "ml-help", "ml-platform", "random"]
    assert rest["response_metadata"]["next_cursor"] == ""
    direct = await client.conversations_list(types="im")
    assert workspace.dm(USER) in [one["id"] for one in direct["channels"]]
    assert (await client.conversations_info(channel=RANDOM))["channel"]["is_member"] is False
    assert USER in (await client.conversations_members(channel=RANDOM))["members"]
    workspace.person.archive(ADMIN, HELP, archived=True)
    listed = (await client.conversations_list(exclude_archived=True))["channels"]
    assert HELP not in [one["id"] for one in listed]


async def test_the_history_is_newest_first_and_within_bounds(workspace: Workspace, client: AsyncWebClient) -> None:
    """oldest and latest leave themselves out unless inclusive."""
    first, second, third = [(await workspace.say(USER, GENERAL, text))["ts"] for text in "abc"]

    async def texts(**bounds: Any) -> str:
        messages = (await client.conversations_history(channel=GENERAL, **bounds))["messages"]
        return "".join(one["text"] for one in messages)

    assert await texts() == "cba"
    assert await texts(oldest=first) == "cb"
    assert await texts(latest=third) == "ba"
    assert await texts(oldest=second, latest=third, inclusive=True) == "cb"
    page = await client.conversations_history(channel=GENERAL, limit=2)
    assert page["has_more"] is True
    assert await code(client.conversations_history(channel=RANDOM)) == "not_in_channel"
    assert await code(client.conversations_history(channel=GENERAL, oldest="x")) == "invalid_arguments"


async def test_the_bot_joins_a_channel_and_opens_a_direct_message(workspace: Workspace, client: AsyncWebClient) -> None:
    """Where it may."""
    await client.conversations_join(channel=RANDOM)
    assert (await client.chat_postMessage(channel=RANDOM, text="x"))["ok"] is True
    assert (await client.conversations_open(users=USER))["channel"]["id"] == workspace.dm(USER)
    assert await code(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    join = client.conversations_join(channel=workspace.dm(USER))
    assert await code(join) == "method_not_supported_for_channel_type"


async def test_people_and_groups_are_looked_up(workspace: Workspace, client: AsyncWebClient) -> None:
    """By id, by email, all of them, and the members of a group."""
    assert (await client.users_info(user=USER))["user"]["profile"]["display_name"] == "Newcomer"
    assert len((await client.users_list())["members"]) == 5
    assert (await client.users_lookupByEmail(email="newcomer@example.com"))["user"]["id"] == USER
    assert (await client.users_profile_get(user=USER))["profile"]["real_name"] == "Newcomer"
    assert await code(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await code(client.users_lookupByEmail(email="nobody@example.com")) == "users_not_found"
    group = (await client.usergroups_list(include_users=True))["usergroups"][0]
    assert (await client.usergroups_users_list(usergroup=group["id"]))["users"] == group["users"]
    assert "users" not in (await client.usergroups_list())["usergroups"][0]
    assert await code(client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"
    assert (await client.team_info())["team"]["id"] == workspace.team_id


@pytest.mark.parametrize("workspace", [{"scopes": ["users:read"]}], indirect=True)
async def test_an_email_needs_its_own_scope(client: AsyncWebClient) -> None:
    """Without it the profile has none."""
    assert "email" not in (await client.users_info(user=USER))["user"]["profile"]


# -- pins, reactions --


async def test_pins_are_added_listed_and_removed(workspace: Workspace, client: AsyncWebClient) -> None:
    """Once each, up to a hundred."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="overview"))["ts"]
    await client.pins_add(channel=GENERAL, timestamp=ts)
    assert workspace.pins(GENERAL) == [ts]
    assert (await client.pins_list(channel=GENERAL))["items"][0]["message"]["text"] == "overview"
    assert await code(client.pins_add(channel=GENERAL, timestamp=ts)) == "already_pinned"
    assert await code(client.pins_add(channel=GENERAL, timestamp="1.0")) == "message_not_found"
    assert await code(client.pins_add(channel=RANDOM, timestamp=ts)) == "not_in_channel"
    await client.pins_remove(channel=GENERAL, timestamp=ts)
    assert await code(client.pins_remove(channel=GENERAL, timestamp=ts)) == "no_pin"
    for _ in range(100):
        message = await workspace.say(USER, GENERAL, "x")
        workspace.person.pin(USER, GENERAL, message["ts"])
    assert await code(client.pins_add(channel=GENERAL, timestamp=ts)) == "too_many_pins"


async def test_deleting_a_pinned_message_unpins_it(workspace: Workspace, client: AsyncWebClient) -> None:
    """Nothing dangles."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="x"))["ts"]
    await client.pins_add(channel=GENERAL, timestamp=ts)
    await client.chat_delete(channel=GENERAL, ts=ts)
    assert workspace.pins(GENERAL) == []


async def test_the_bot_reacts_once(workspace: Workspace, client: AsyncWebClient) -> None:
    """The second time is refused."""
    ts = (await workspace.say(USER, GENERAL, "x"))["ts"]
    await client.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")
    assert workspace.messages(GENERAL)[0]["reactions"] == [
        {"name": "eyes", "users": [workspace.bot_user_id], "count": 1}
    ]
    assert await code(client.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")) == "already_reacted"


# -- views --


async def trigger(workspace: Workspace, app: App) -> str:
    """A fresh trigger_id of the user's global shortcut."""
    await workspace.shortcut(USER, "find_persona")
    return str((await app.next()).payload["trigger_id"])


async def test_a_modal_opens_once_for_each_trigger(
    workspace: Workspace, app: App, client: AsyncWebClient, clock: Clock
) -> None:
    """Within three seconds of what the person did."""
    trigger_id = await trigger(workspace, app)
    view = (await client.views_open(trigger_id=trigger_id, view=modal(text_input("b", "a"))))["view"]
    assert [one["id"] for one in workspace.views(USER)] == [view["id"]]
    assert view["state"]["values"] == {"b": {"a": {"type": "plain_text_input", "value": None}}}
    assert await code(client.views_open(trigger_id=trigger_id, view=modal(section("x")))) == "exchanged_trigger_id"
    assert await code(client.views_open(trigger_id="1.2.3", view=modal(section("x")))) == "invalid_trigger_id"
    late = await trigger(workspace, app)
    clock.now += 3.1
    assert await code(client.views_open(trigger_id=late, view=modal(section("x")))) == "expired_trigger_id"
    refused = [entry["refused"] for entry in workspace.traffic if entry["name"] == "views.open"]
    assert refused[-1] == ["views.open: expired_trigger_id"]


async def test_an_invalid_view_says_what_is_wrong_with_it(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """And does not use the trigger up."""
    trigger_id = await trigger(workspace, app)
    answer = await refusal(client.views_open(trigger_id=trigger_id, view=modal(section("x"), title=plain("x" * 25))))
    assert answer["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in answer["response_metadata"]["messages"][0]
    large = modal(*(section("x" * 3000) for _ in range(90)))
    assert await code(client.views_open(trigger_id=trigger_id, view=large)) == "view_too_large"
    assert await code(client.views_open(trigger_id=trigger_id, view=home(section("x")))) == "invalid_arguments"
    await client.views_open(trigger_id=trigger_id, view=modal(section("x")))


async def test_a_view_is_updated_by_id_by_external_id_and_only_with_the_newest_hash(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """Typed values stay where block_id and action_id stay."""
    first = modal(text_input("b", "a"), external_id="mine")
    view = (await client.views_open(trigger_id=await trigger(workspace, app), view=first))["view"]
    workspace.views(USER)[0]["state"]["values"]["b"]["a"]["value"] = "typed"
    both = modal(text_input("b", "a"), text_input("c", "a"))
    new = (await client.views_update(view_id=view["id"], hash=view["hash"], view=both))["view"]
    assert (new["id"], new["state"]["values"]["b"]["a"]["value"]) == (view["id"], "typed")
    assert await code(client.views_update(view_id=view["id"], hash="0.0", view=both)) == "hash_conflict"
    assert await code(client.views_update(view_id="V0NONE", view=both)) == "not_found"
    assert await code(client.views_update(external_id="mine", view=both)) == "not_found"
    await client.views_update(view_id=view["id"], view={**both, "external_id": "again"})
    await client.views_update(external_id="again", view=both)
    assert await code(client.api_call("views.update", json={"view": both})) == "invalid_arguments"


async def test_views_are_pushed_three_deep_from_inside_a_modal(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """A trigger from outside a modal cannot push, and a fourth view is refused."""
    view = modal(actions(button("more")))
    outside = await trigger(workspace, app)
    assert await code(client.views_push(trigger_id=outside, view=view)) == "not_found"
    await client.views_open(trigger_id=await trigger(workspace, app), view=view)
    for _ in range(2):
        await workspace.press(USER, workspace.views(USER)[-1], "more")
        pushed = (await client.views_push(trigger_id=(await app.next()).payload["trigger_id"], view=view))["view"]
    stack = workspace.views(USER)
    assert (len(stack), pushed["previous_view_id"], pushed["root_view_id"]) == (3, stack[1]["id"], stack[0]["id"])
    await workspace.press(USER, stack[-1], "more")
    fourth = client.views_push(trigger_id=(await app.next()).payload["trigger_id"], view=view)
    assert await code(fourth) == "push_limit_reached"


async def test_a_home_is_published_for_one_person(workspace: Workspace, client: AsyncWebClient) -> None:
    """It keeps its id, and an old hash is a conflict."""
    view = (await client.views_publish(user_id=USER, view=home(section("x"))))["view"]
    again = (await client.views_publish(user_id=USER, hash=view["hash"], view=home(section("y"))))["view"]
    assert again["id"] == view["id"]
    shown = workspace.home(USER)
    assert shown is not None
    assert shown["blocks"][0]["text"]["text"] == "y"
    assert (
        await code(client.views_publish(user_id=USER, hash=view["hash"] + "x", view=home(section("z"))))
        == "hash_conflict"
    )
    assert await code(client.views_publish(user_id="U0NOBODY", view=home(section("z")))) == "invalid_arguments"
    updated = (await client.views_update(view_id=view["id"], view=home(section("z"))))["view"]
    assert updated["id"] == view["id"]


@pytest.mark.parametrize("workspace", [{"home": {"home_tab_enabled": False}}], indirect=True)
async def test_a_home_needs_its_tab(workspace: Workspace, client: AsyncWebClient) -> None:
    """The manifest has to turn it on."""
    assert await code(client.views_publish(user_id=USER, view=home(section("x")))) == "not_enabled"
    await workspace.open_home(USER)
    assert len(workspace.traffic) == 1


# -- files --


async def test_a_picture_is_uploaded_shared_and_served(workspace: Workspace, client: AsyncWebClient) -> None:
    """In three steps, by the real client."""
    await client.files_upload_v2(
        channel=GENERAL,
        content=b"\x89PNG",
        filename="map.png",
        title="The map",
        initial_comment="Look",
        alt_txt="a map",
    )
    file = workspace.messages(GENERAL)[0]["files"][0]
    assert (file["title"], file["alt_txt"], file["mimetype"]) == ("The map", "a map", "image/png")
    async with aiohttp.ClientSession() as session, session.get(file["permalink"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", b"\x89PNG")
        assert response.headers["Content-Disposition"] == "inline"
    about = (await client.files_info(file=file["id"]))["file"]
    assert about["name"] == "map.png"
    assert about["shares"] == {"public": {GENERAL: [{"ts": workspace.messages(GENERAL)[0]["ts"]}]}}
    assert await code(client.files_info(file="F0NONE")) == "file_not_found"


async def test_a_deleted_file_leaves_a_stone_and_can_be_shown_no_more(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """Only the bot's own can be deleted."""
    await client.files_upload_v2(channel=GENERAL, content=b"\x89PNG", filename="map.png")
    (id_,) = workspace.world.files
    shown = [{"type": "image", "alt_text": "the map", "slack_file": {"id": id_}}]
    view = {"type": "home", "blocks": shown}
    await client.chat_postMessage(channel=GENERAL, text="the map", blocks=shown)
    await client.views_publish(user_id=USER, view=view)
    await client.files_delete(file=id_)
    assert [message.get("files") for message in workspace.messages(GENERAL)] == [
        [{"id": id_, "mode": "tombstone"}],
        None,
    ]
    assert await code(client.files_delete(file=id_)) == "file_not_found"
    assert await code(client.chat_postMessage(channel=GENERAL, text="the map", blocks=shown)) == "invalid_blocks"
    assert await code(client.views_publish(user_id=USER, view=view)) == "invalid_blocks"
    workspace.person.send_file(USER, GENERAL, "a.txt", b"mine")
    (theirs,) = workspace.world.files
    assert await code(client.files_delete(file=theirs)) == "cant_delete_file"


async def test_uploads_that_slack_refuses_are_refused(workspace: Workspace, client: AsyncWebClient) -> None:
    """Too large, not the length announced, finished without bytes, shared where the bot is not."""
    assert await code(client.files_getUploadURLExternal(filename="a", length=20_000_001)) == "invalid_arguments"
    answer = await client.files_getUploadURLExternal(filename="a.html", length=3)
    file = {"id": answer["file_id"], "title": "a"}
    assert await code(client.files_completeUploadExternal(files=[file])) == "file_not_found"
    assert await code(client.files_completeUploadExternal(files=[])) == "invalid_arguments"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{workspace.url}/files/{answer['file_id']}") as response:
            assert response.status == 404
        for data, status in ((b"long", 400), (b"abc", 200)):
            async with session.post(answer["upload_url"], data=data) as response:
                assert response.status == status
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("file", b"xyz", filename="a.html")
        async with session.post(answer["upload_url"], data=form) as response:
            assert response.status == 200
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("note", "no file here")
        async with session.post(answer["upload_url"], data=form) as response:
            assert response.status == 400
        for channel, error in ((RANDOM, "not_in_channel"), ("C0NOWHERE", "channel_not_found")):
            assert await code(client.files_completeUploadExternal(files=[file], channel_id=channel)) == error
        workspace.person.archive(ADMIN, HELP, archived=True)
        assert await code(client.files_completeUploadExternal(files=[file], channel_id=HELP)) == "is_archived"
        await client.files_completeUploadExternal(files=[file])
        async with session.get(f"{workspace.url}/files/{answer['file_id']}") as response:
            assert (response.content_type, await response.read()) == ("application/octet-stream", b"xyz")
            assert response.headers["Content-Disposition"] == "attachment"
        async with session.post(answer["upload_url"], data=b"abc") as response:
            assert response.status == 404


# -- faults --


async def test_faults_happen_as_often_as_asked_for(workspace: Workspace, client: AsyncWebClient) -> None:
    """An error, a rate limit with Retry-After, a bare status, a delay."""
    workspace.faults.fail("auth.test", "internal_error", times=2)
    assert await code(client.auth_test()) == "internal_error"
    assert await code(client.auth_test()) == "internal_error"
    assert (await client.auth_test())["ok"] is True
    workspace.faults.rate_limit("auth.test", 7)
    with pytest.raises(SlackApiError) as error:
        await client.auth_test()
    assert (error.value.response.status_code, error.value.response.headers["Retry-After"]) == (429, "7")
    assert error.value.response["error"] == "ratelimited"
    workspace.faults.status("auth.test", 500)
    with pytest.raises(SlackApiError) as error:
        await client.auth_test()
    assert error.value.response.status_code == 500
    workspace.faults.delay("auth.test", 0.05)
    assert (await client.auth_test())["ok"] is True
    assert list(workspace.traffic)[-1]["ms_to_ack"] >= 50
    workspace.faults.fail("auth.test", "internal_error")
    workspace.faults.clear()
    assert (await client.auth_test())["ok"] is True


async def test_the_traffic_holds_no_secret(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """Tokens, the secret and response_urls are masked, wrong tokens too, and it stays bounded."""
    await workspace.command(USER, GENERAL, "/persona x")
    response_url = (await app.next()).form["response_url"]
    await client.api_call("auth.test", data={"token": "xoxb-of-someone-else"})
    await client.chat_postMessage(channel=GENERAL, text=f"my token is {workspace.bot_token}")
    written = str(list(workspace.traffic))
    for secret in (workspace.bot_token, workspace.signing_secret, response_url.rpartition("/")[2], "someone-else"):
        assert secret not in written
    for _ in range(310):
        await workspace.command(USER, GENERAL, "/persona x")
    assert len(workspace.traffic) == 300


async def test_a_huge_payload_is_cut_in_the_traffic(workspace: Workspace, client: AsyncWebClient) -> None:
    """Memory stays bounded."""
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=GENERAL, text="x" * 100_000)
    assert "characters)" in str(list(workspace.traffic)[-1]["payload"])
