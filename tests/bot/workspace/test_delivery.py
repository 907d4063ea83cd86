"""What people do reaches the app signed and in Slack's own form; what the app answers is judged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Limits, Workspace
from bot.workspace.refusals import Refused
from tests.bot.workspace.conftest import (
    ADMIN,
    GENERAL,
    HELP,
    LEAD,
    RANDOM,
    USER,
    App,
    Clock,
    actions,
    button,
    home,
    manifest,
    section,
    select,
)
from tests.waiting import PATIENCE, soon


@pytest_asyncio.fixture
async def stream(workspace: Workspace) -> AsyncIterator["Stream"]:
    """What an open page gets."""
    url = f"{workspace.url}/workspace/stream?token={workspace.page_token}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        stream = Stream(socket)
        await stream.next("hello")
        yield stream


class Stream:
    """The changes an open page gets."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def next(self, kind: str) -> dict[str, Any]:
        """The next change of a kind; others are passed over."""
        while True:
            change: dict[str, Any] = await self._socket.receive_json(timeout=PATIENCE)
            if change["type"] == kind:
                return change


# -- slash commands --


async def test_a_command_arrives_as_slack_sends_it(workspace: Workspace, app: App) -> None:
    """A signed form with every field that handlers read."""
    delivery = await workspace.command(USER, GENERAL, "/persona  who <owns> A & B?  ")
    heard = await app.next()
    assert heard.headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = heard.form
    assert (form["command"], form["text"]) == ("/persona", "who &lt;owns&gt; A &amp; B?")
    assert (form["user_id"], form["channel_id"], form["channel_name"]) == (USER, GENERAL, "general")
    assert (form["team_id"], form["api_app_id"]) == (workspace.team_id, workspace.app_id)
    assert form["is_enterprise_install"] == "false"
    assert form["response_url"].startswith(workspace.url)
    assert form["trigger_id"]
    assert (delivery.status, delivery.acked, delivery.body, delivery.refused) == (200, True, None, ())


async def test_mentions_in_a_command_are_ids_only_if_the_manifest_escapes_them(workspace: Workspace, app: App) -> None:
    """should_escape decides."""
    await workspace.command(USER, GENERAL, "/persona @maintainer in #ml-help")
    assert (await app.next()).form["text"] == "@maintainer in #ml-help"
    await workspace.command(USER, GENERAL, "/escaped @maintainer in #ml-help")
    assert (await app.next()).form["text"] == f"<@{ADMIN}> in <#{HELP}|ml-help>"


async def test_the_ack_carries_the_answer(workspace: Workspace, app: App) -> None:
    """Private unless it says in_channel, even where the bot is no member; text or JSON."""
    app.answer = lambda heard: {"text": "card", "blocks": [section("x")]}
    await workspace.command(USER, RANDOM, "/persona a")
    app.answer = lambda heard: "plain"
    await workspace.command(USER, RANDOM, "/persona b")
    assert [one["text"] for one in workspace.ephemerals(USER, RANDOM)] == ["card", "plain"]
    app.answer = lambda heard: {"text": "all", "response_type": "in_channel"}
    await workspace.command(USER, RANDOM, "/persona c")
    assert [one["text"] for one in workspace.messages(RANDOM)] == ["all"]


async def test_an_answer_that_slack_refuses_is_not_shown_and_said(workspace: Workspace, app: App) -> None:
    """The traffic of that very delivery says why."""
    app.answer = lambda heard: {"text": "x", "blocks": [{"type": "nonsense"}]}
    delivery = await workspace.command(USER, GENERAL, "/persona x")
    assert delivery.acked is True
    assert "invalid_blocks" in delivery.refused[0]
    assert "nonsense" in delivery.refused[0]
    assert list(workspace.traffic)[-1]["refused"] == list(delivery.refused)
    assert workspace.ephemerals(USER, GENERAL) == []


async def test_an_archived_channel_takes_no_public_answer(workspace: Workspace, app: App) -> None:
    """A private one it does."""
    workspace.person.archive(ADMIN, HELP, archived=True)
    app.answer = lambda heard: {"text": "x", "response_type": "in_channel"}
    assert "is_archived" in (await workspace.command(USER, HELP, "/persona x")).refused[0]
    assert workspace.messages(HELP) == []


async def test_a_broken_json_answer_is_shown_as_text(workspace: Workspace, app: App) -> None:
    """As Slack takes what it cannot read."""
    app.answer = lambda heard: web.Response(text="{", content_type="application/json")
    await workspace.command(USER, GENERAL, "/persona x")
    assert workspace.ephemerals(USER, GENERAL)[0]["text"] == "{"
    app.answer = lambda heard: []
    assert (await workspace.command(USER, GENERAL, "/persona x")).refused == ()


async def test_unknown_commands_and_commands_in_threads_never_reach_the_app(
    workspace: Workspace, app: App, stream: Stream
) -> None:
    """The person is told what Slack would say."""
    assert (await workspace.command(USER, GENERAL, "/nonsense x")).acked is False
    assert (await stream.next("notice"))["text"] == "/nonsense is not a valid command."
    parent = await workspace.say(ADMIN, GENERAL, "thread")
    await app.quiet()
    delivery = await workspace.command(USER, GENERAL, "/persona x", thread_ts=parent["ts"])
    assert "not supported in threads" in delivery.refused[0]
    assert app.heard.empty()


@pytest.mark.parametrize("workspace", [{"scopes": ["chat:write"]}], indirect=True)
async def test_commands_need_their_scope(workspace: Workspace, app: App) -> None:
    """Without `commands` there is none."""
    assert (await workspace.command(USER, GENERAL, "/persona x")).refused == ("/persona is not a valid command.",)


async def test_a_failing_app_is_told_to_the_person(workspace: Workspace, app: App, stream: Stream) -> None:
    """A status, a closed port, and nobody listening."""
    app.answer = lambda heard: web.Response(status=500)
    delivery = await workspace.command(USER, GENERAL, "/persona x")
    assert (delivery.status, delivery.acked, delivery.refused) == (500, False, ("the app answered with status 500",))
    assert 'failed with the error "dispatch_unknown_error"' in (await stream.next("notice"))["text"]
    workspace.deliver_to("http://127.0.0.1:9/")
    assert (await workspace.command(USER, GENERAL, "/persona x")).refused == ("the app could not be reached",)
    assert 'the error "dispatch_failed"' in (await stream.next("notice"))["text"]
    workspace.deliver_to("")
    assert (await workspace.command(USER, GENERAL, "/persona x")).refused == ("no app is listening",)


class TestLateAcks:
    """An ack after the limit; the limit is short here so that nobody waits."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(ack_seconds=0.05, late_seconds=PATIENCE, retry_delays=(0.0,))

    async def test_a_late_ack_is_a_timeout_and_its_answer_is_lost(
        self, workspace: Workspace, app: App, stream: Stream
    ) -> None:
        """The page shows that it came, and when."""
        app.hold = asyncio.Event()
        app.answer = lambda heard: {"text": "too late"}
        delivery = await workspace.command(USER, GENERAL, "/persona x")
        assert (delivery.acked, delivery.status, delivery.refused) == (False, 0, ("no ack within 0.05 s",))
        assert (await stream.next("traffic"))["entry"]["refused"] == ["no ack within 0.05 s"]
        assert 'the error "operation_timeout"' in (await stream.next("notice"))["text"]
        app.hold.set()
        late = (await stream.next("traffic"))["entry"]["refused"]
        assert "Slack no longer takes it" in late[1]
        assert workspace.ephemerals(USER, GENERAL) == []

    async def test_an_ack_that_never_comes_is_given_up(self, clock: Clock) -> None:
        """After a while the traffic says so, and stopping does not hang on it."""
        workspace = Workspace(manifest(), clock=clock, limits=Limits(ack_seconds=0.02, late_seconds=0.02))
        await workspace.start()
        gone = asyncio.Event()
        workspace.traffic.on_entry = lambda entry: gone.set() if len(entry["refused"]) == 2 else None

        async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(swallow, "127.0.0.1", 0)
        workspace.deliver_to(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await workspace.command(USER, GENERAL, "/persona x")
        await soon(gone.wait())
        assert list(workspace.traffic)[-1]["refused"][1] == "no ack within 0.02 s either"
        await workspace.stop()
        server.close()
        await server.wait_closed()

    async def test_stopping_gives_up_what_is_under_way(self, workspace: Workspace, app: App) -> None:
        """An event whose ack hangs does not keep the workspace alive."""
        app.hold = asyncio.Event()
        await workspace.say(USER, GENERAL, "@persona hi")
        await app.next()
        await soon(workspace.stop())

    async def test_a_late_event_is_delivered_again(self, workspace: Workspace, app: App) -> None:
        """With the number and the reason."""
        app.hold = asyncio.Event()
        await workspace.open_home(USER)
        first = await app.next()
        second = await app.next()
        app.hold.set()
        await workspace.settled()
        assert "X-Slack-Retry-Num" not in first.headers
        assert (second.headers["X-Slack-Retry-Num"], second.headers["X-Slack-Retry-Reason"]) == ("1", "http_timeout")
        assert first.payload["event_id"] == second.payload["event_id"]


# -- response_url --


async def post(url: str, body: Any) -> tuple[int, dict[str, Any]]:
    """What a response_url answers."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.json()


async def response_url(workspace: Workspace, app: App) -> str:
    """A fresh response_url of a command."""
    await workspace.command(USER, GENERAL, "/persona x")
    heard = await app.next()
    return str((heard.form or heard.payload)["response_url"])


async def test_a_response_url_takes_five_answers_within_thirty_minutes(
    workspace: Workspace, app: App, clock: Clock
) -> None:
    """The sixth use, and one after half an hour, are refused and said."""
    url = await response_url(workspace, app)
    for _ in range(5):
        assert await post(url, {"text": "x"}) == (200, {"ok": True})
    assert await post(url, {"text": "x"}) == (404, {"ok": False, "error": "used_url"})
    assert "already used 5 times" in list(workspace.traffic)[-1]["refused"][0]
    assert len(workspace.ephemerals(USER, GENERAL)) == 5
    old = await response_url(workspace, app)
    clock.now += 1801
    assert await post(old, {"text": "x"}) == (404, {"ok": False, "error": "expired_url"})
    assert await post(f"{workspace.url}/response/nonsense", {"text": "x"}) == (
        404,
        {"ok": False, "error": "invalid_url"},
    )


async def test_what_a_response_url_cannot_show_is_refused(workspace: Workspace, app: App) -> None:
    """Nothing, no JSON object, bad blocks, a switch that is no boolean, an original that does not exist."""
    url = await response_url(workspace, app)
    assert await post(url, {}) == (400, {"ok": False, "error": "no_text"})
    assert await post(url, [1]) == (400, {"ok": False, "error": "invalid_payload"})
    assert await post(url, {"blocks": [{"type": "x"}]}) == (400, {"ok": False, "error": "invalid_blocks"})
    assert await post(url, {"text": "x", "replace_original": "true"}) == (
        400,
        {"ok": False, "error": "invalid_payload"},
    )
    assert await post(url, {"delete_original": True}) == (400, {"ok": False, "error": "message_not_found"})


async def pressed(workspace: Workspace, app: App, message: dict[str, Any]) -> str:
    """The response_url of a button pressed on a message."""
    await workspace.press(USER, message, "go")
    return str((await app.next()).payload["response_url"])


@pytest.mark.parametrize("kind", ["ephemeral", "in_channel"])
async def test_the_message_one_acted_on_is_replaced_or_deleted(workspace: Workspace, app: App, kind: str) -> None:
    """A private and a public one alike; what is gone is not found."""

    def shown() -> list[dict[str, Any]]:
        return workspace.messages(GENERAL) if kind == "in_channel" else workspace.ephemerals(USER, GENERAL)

    card = {"text": "card", "blocks": [actions(button("go"))]}
    app.answer = lambda heard: {**card, "response_type": kind} if heard.form.get("command") else None
    await workspace.command(USER, GENERAL, "/persona x")
    await app.quiet()
    url = await pressed(workspace, app, shown()[0])
    assert await post(url, {**card, "text": "new", "replace_original": True}) == (200, {"ok": True})
    assert [one["text"] for one in shown()] == ["new"]
    await app.quiet()
    url = await pressed(workspace, app, shown()[0])
    assert await post(url, {"delete_original": True}) == (200, {"ok": True})
    assert shown() == []
    for body in ({"delete_original": True}, {"text": "x", "replace_original": True}):
        assert await post(url, body) == (400, {"ok": False, "error": "message_not_found"})


# -- events --


async def events(app: App, workspace: Workspace) -> list[dict[str, Any]]:
    """The events heard so far."""
    await workspace.settled()
    heard = []
    while not app.heard.empty():
        heard.append(app.heard.get_nowait().payload["event"])
    return heard


async def test_a_mention_arrives_twice_where_both_events_are_subscribed(workspace: Workspace, app: App) -> None:
    """As app_mention and as message.channels, in the envelope that Bolt reads."""
    message = await workspace.say(USER, GENERAL, "  @Persona who owns <b> & https://example.org/x?a=1&b=2 in #ml-help?")
    await workspace.settled()
    first, second = await app.next(), await app.next()
    kinds = {heard.payload["event"]["type"] for heard in (first, second)}
    assert kinds == {"app_mention", "message"}
    payload = first.payload
    assert payload["authorizations"][0]["user_id"] == workspace.bot_user_id
    assert (payload["api_app_id"], payload["is_ext_shared_channel"]) == (workspace.app_id, False)
    assert payload["event"]["text"] == message["text"]
    assert message["text"] == (
        f"<@{workspace.bot_user_id}> who owns &lt;b&gt; &amp; <https://example.org/x?a=1&amp;b=2> in <#{HELP}|ml-help>?"
    )


async def test_what_is_typed_is_never_live_markup(workspace: Workspace) -> None:
    """Only names that exist become mentions; an email address is none."""
    text = "<!channel> <@U0MAINTAIN> me@maintainer.example @maintainers @nobody"
    message = await workspace.say(USER, GENERAL, text)
    assert message["text"] == "&lt;!channel&gt; &lt;@U0MAINTAIN&gt; me@maintainer.example @maintainers @nobody"
    message = await workspace.say(USER, GENERAL, "@here @Team lead and @ml-platform-team")
    assert message["text"] == "<!here> <@U0TEAMLEAD> and <!subteam^S0MLPLATFM|@ml-platform-team>"


@pytest.mark.parametrize("workspace", [{"events": ["app_mention", "message.im"]}], indirect=True)
async def test_events_nobody_subscribed_to_are_not_sent(workspace: Workspace, app: App) -> None:
    """A message without a mention is none of the app's business."""
    await workspace.say(USER, GENERAL, "hello")
    await workspace.say(USER, GENERAL, "@persona hello")
    await workspace.open_home(USER)
    assert [event["type"] for event in await events(app, workspace)] == ["app_mention"]


@pytest.mark.parametrize("workspace", [{"scopes": ["commands"]}], indirect=True)
async def test_events_need_their_scope(workspace: Workspace, app: App) -> None:
    """A subscription alone is not enough."""
    await workspace.say(USER, GENERAL, "@persona hello")
    assert await events(app, workspace) == []


async def test_where_the_bot_is_not_it_hears_nothing_and_the_person_is_told(
    workspace: Workspace, app: App, stream: Stream
) -> None:
    """Until it is invited; thrown out, it is deaf again."""
    await workspace.say(USER, RANDOM, "@persona hello")
    assert await events(app, workspace) == []
    assert "is not in #random" in (await stream.next("notice"))["text"]
    workspace.person.invite_bot(USER, RANDOM)
    workspace.person.invite_bot(USER, RANDOM)
    await workspace.say(USER, RANDOM, "@persona hello")
    kinds = sorted(event["type"] for event in await events(app, workspace))
    assert kinds == ["app_mention", "member_joined_channel", "message"]
    workspace.person.kick_bot(USER, RANDOM)
    await workspace.say(USER, RANDOM, "@persona hello")
    assert await events(app, workspace) == []
    with pytest.raises(Refused, match="no one to remove"):
        workspace.person.kick_bot(USER, workspace.dm(USER))


async def test_when_an_admin_deactivates_somebody_the_app_hears_of_it(
    workspace: Workspace, app: App, stream: Stream, client: AsyncWebClient
) -> None:
    """An event with the account as it is now; who is deactivated can do nothing, and their group has one less."""
    workspace.person.deactivate(ADMIN, "U0ENGINEER", deleted=True)
    (event,) = await events(app, workspace)
    assert (event["type"], event["user"]["id"], event["user"]["deleted"]) == ("user_change", "U0ENGINEER", True)
    assert "is_admin" not in event["user"]
    changed = (await stream.next("users"))["users"]
    assert [user["id"] for user in changed if user["deleted"]] == ["U0ENGINEER"]
    (group,) = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (group["users"], group["user_count"]) == ([ADMIN], 1)
    with pytest.raises(Refused, match="deactivated"):
        await workspace.say("U0ENGINEER", GENERAL, "hello")
    workspace.person.deactivate(ADMIN, "U0ENGINEER", deleted=True)
    assert await events(app, workspace) == []
    workspace.person.deactivate(ADMIN, "U0ENGINEER", deleted=False)
    (event,) = await events(app, workspace)
    assert (event["type"], event["user"]["deleted"]) == ("user_change", False)


async def test_a_new_name_is_heard_of_too(workspace: Workspace, app: App) -> None:
    """Everybody may change their own."""
    workspace.person.rename(USER, " Colleague ")
    (event,) = await events(app, workspace)
    assert (event["type"], event["user"]["profile"]["display_name"]) == ("user_change", "Colleague")
    with pytest.raises(Refused, match="letter"):
        workspace.person.rename(USER, " ")


@pytest.mark.parametrize(
    ("who", "whom", "says"), [(USER, LEAD, "admin"), (ADMIN, ADMIN, "own"), (ADMIN, "U0", "no such")]
)
async def test_only_an_admin_deactivates_others(workspace: Workspace, who: str, whom: str, says: str) -> None:
    """As in Slack's own pages."""
    with pytest.raises(Refused, match=says):
        workspace.person.deactivate(who, whom, deleted=True)


async def test_a_direct_message_is_one_event(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """message.im, a mention in it too; the bot's own messages arrive as well, with its bot_id."""
    await workspace.say(USER, workspace.dm(USER), "@persona hello")
    (event,) = await events(app, workspace)
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", workspace.dm(USER))
    await client.chat_postMessage(channel=workspace.dm(USER), text="hi", thread_ts=event["ts"])
    (own,) = await events(app, workspace)
    assert (own["bot_id"], own["parent_user_id"]) == (workspace.bot_id, USER)


async def test_edits_and_deletions_are_events_of_their_own(workspace: Workspace, app: App) -> None:
    """message_changed and message_deleted, hidden, with what was there before."""
    ts = (await workspace.say(USER, GENERAL, "a"))["ts"]
    workspace.person.edit(USER, GENERAL, ts, "b @persona")
    workspace.person.delete(ADMIN, GENERAL, ts)
    first, changed, deleted = sorted(await events(app, workspace), key=lambda event: float(event["event_ts"]))
    assert first["text"] == "a"
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", f"b <@{workspace.bot_user_id}>")
    assert changed["previous_message"]["text"] == "a"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_the_tabs_of_the_bot_are_events(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """home with the view once there is one, messages without."""
    await workspace.open_home(USER)
    await client.views_publish(user_id=USER, view={"type": "home", "blocks": [section("x")]})
    await workspace.settled()
    await workspace.open_home(USER)
    await workspace.settled()
    await workspace.open_dm(USER)
    first, second, third = await events(app, workspace)
    assert (first["tab"], "view" in first, first["channel"]) == ("home", False, workspace.dm(USER))
    assert second["view"]["blocks"][0]["text"]["text"] == "x"
    assert (third["tab"], "view" in third) == ("messages", False)


async def test_an_event_is_redelivered_until_it_is_accepted(workspace: Workspace, app: App) -> None:
    """Bounded, with the reason; never if the app asks not to."""
    app.answer = lambda heard: web.Response(status=500)
    await workspace.open_home(USER)
    await workspace.settled()
    heard = [app.heard.get_nowait() for _ in range(3)]
    assert [one.headers.get("X-Slack-Retry-Num") for one in heard] == [None, "1", "2"]
    assert heard[2].headers["X-Slack-Retry-Reason"] == "http_error"
    assert app.heard.empty()
    assert "redelivery 2 of 2" in list(workspace.traffic)[-1]["refused"][1]
    app.answer = lambda heard: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    await workspace.open_home(USER)
    await workspace.settled()
    assert app.heard.qsize() == 1


async def test_an_accepted_redelivery_ends_it(workspace: Workspace, app: App) -> None:
    """The second try is the last."""
    app.answer = lambda heard: None if "X-Slack-Retry-Num" in heard.headers else web.Response(status=503)
    await workspace.open_home(USER)
    await workspace.settled()
    assert app.heard.qsize() == 2


async def test_people_are_refused_what_slack_refuses_them(workspace: Workspace) -> None:
    """Each with a sentence."""
    mine = (await workspace.say(USER, GENERAL, "x"))["ts"]
    person = workspace.person
    deeds: dict[str, Callable[[], object]] = {
        "no_text": lambda: person.say(USER, GENERAL, "  "),
        "msg_too_long": lambda: person.say(USER, GENERAL, "x" * 40_001),
        "thread_not_found": lambda: person.say(USER, GENERAL, "x", "1.0"),
        "channel_not_found": lambda: person.say(USER, workspace.dm(ADMIN), "x"),
        "user_not_found": lambda: person.say(workspace.bot_user_id, GENERAL, "x"),
        "message_not_found": lambda: person.delete(ADMIN, GENERAL, "1.0"),
        "cant_update_message": lambda: person.delete(LEAD, GENERAL, mine),
        "no_pin": lambda: person.unpin(USER, GENERAL, mine),
        "method_not_supported_for_channel_type": lambda: person.archive(USER, workspace.dm(USER), archived=True),
    }
    for code, deed in deeds.items():
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == code
    person.pin(USER, GENERAL, mine)
    with pytest.raises(Refused, match="already pinned"):
        person.pin(USER, GENERAL, mine)
    person.unpin(USER, GENERAL, mine)
    person.delete(USER, GENERAL, mine)
    person.archive(ADMIN, GENERAL, archived=True)
    with pytest.raises(Refused, match="archived"):
        person.say(USER, GENERAL, "x")
    person.archive(ADMIN, GENERAL, archived=False)
    person.say(USER, GENERAL, "x")


@pytest.mark.parametrize("workspace", [{"home": {"messages_tab_read_only_enabled": True}}], indirect=True)
async def test_an_app_may_turn_its_messages_off(workspace: Workspace) -> None:
    """Then nobody can write to it."""
    with pytest.raises(Refused, match="turned off"):
        await workspace.say(USER, workspace.dm(USER), "x")


class TestBounds:
    """What is kept is bounded."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(messages_kept=3, files_kept=2)

    async def test_the_oldest_messages_make_room(self, workspace: Workspace, client: AsyncWebClient) -> None:
        """Public and private ones, and uploads."""
        for number in range(5):
            await workspace.say(USER, GENERAL, str(number))
            await client.chat_postEphemeral(channel=GENERAL, user=USER, text=str(number))
            await client.files_getUploadURLExternal(filename="a", length=1)
        assert [one["text"] for one in workspace.messages(GENERAL)] == ["2", "3", "4"]
        assert [one["text"] for one in workspace.ephemerals(USER, GENERAL)] == ["2", "3", "4"]
        assert len(workspace.world.files) == 2

    async def test_a_reply_outlives_its_parent(self, workspace: Workspace) -> None:
        """The thread just has no first message any more."""
        ts = (await workspace.say(USER, GENERAL, "parent"))["ts"]
        for number in range(4):
            await workspace.say(USER, GENERAL, str(number), thread_ts=ts) if number < 2 else None
        await workspace.say(USER, GENERAL, "x")
        await workspace.say(USER, GENERAL, "y")
        reply = workspace.messages(GENERAL, ts)[0]
        workspace.person.delete(USER, GENERAL, reply["ts"])
        assert workspace.messages(GENERAL, ts) == []


# -- shortcuts, and the payload of a press --


async def test_shortcuts_arrive_as_slack_sends_them(workspace: Workspace, app: App) -> None:
    """A global one without a channel, a message one with the message and a response_url."""
    await workspace.shortcut(USER, "find_persona")
    payload = (await app.next()).payload
    assert (payload["type"], payload["callback_id"], "channel" in payload) == ("shortcut", "find_persona", False)
    assert (payload["user"]["id"], payload["team"]["id"]) == (USER, workspace.team_id)
    ts = (await workspace.say(ADMIN, HELP, "who?"))["ts"]
    await app.quiet()
    await workspace.message_shortcut(USER, HELP, ts, "who_owns_this")
    payload = (await app.next()).payload
    assert (payload["type"], payload["message"]["text"]) == ("message_action", "who?")
    assert (payload["channel"]["id"], payload["message_ts"]) == (HELP, ts)
    assert await post(payload["response_url"], {"text": "answer"}) == (200, {"ok": True})
    assert workspace.ephemerals(USER, HELP)[0]["text"] == "answer"
    assert (await workspace.shortcut(USER, "who_owns_this")).refused == ("There is no shortcut who_owns_this.",)
    assert (await workspace.message_shortcut(USER, HELP, ts, "find_persona")).acked is False


@pytest.mark.parametrize("workspace", [{"settings": {"interactivity": {"is_enabled": False}}}], indirect=True)
async def test_interactivity_has_to_be_on(workspace: Workspace, app: App) -> None:
    """The manifest decides."""
    delivery = await workspace.shortcut(USER, "find_persona")
    assert "not configured to handle interactive responses" in delivery.refused[0]


async def test_a_press_on_a_message_arrives_as_slack_sends_it(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """Container, message, state and the action; an answer in the ack is not shown, and that is said."""
    blocks = [actions(button("go", value="v", style="primary"), select("pick", "a", "b"))]
    ts = (await client.chat_postMessage(channel=GENERAL, text="card", blocks=blocks))["ts"]
    await app.quiet()
    app.answer = lambda heard: {"text": "ignored"}
    delivery = await workspace.press(USER, workspace.messages(GENERAL)[0], "go")
    assert "not shown" in delivery.refused[0]
    payload = (await app.next()).payload
    assert payload["type"] == "block_actions"
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": GENERAL,
        "is_ephemeral": False,
    }
    assert payload["message"]["text"] == "card"
    assert payload["enterprise"] is None
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("go", "acts", "v", "button")
    await workspace.press(USER, workspace.messages(GENERAL)[0], "pick", option="b")
    payload = (await app.next()).payload
    assert payload["actions"][0]["selected_option"]["value"] == "b"
    assert payload["state"]["values"]["acts"]["pick"]["selected_option"]["value"] == "b"


async def test_a_press_on_an_ephemeral_carries_no_message(workspace: Workspace, app: App) -> None:
    """As in Slack: only the container says where it was."""
    app.answer = lambda heard: {"text": "card", "blocks": [actions(button("go"))]}
    await workspace.command(USER, GENERAL, "/persona x")
    await app.next()
    app.answer = lambda heard: None
    await workspace.press(USER, workspace.ephemerals(USER, GENERAL)[0], "go")
    payload = (await app.next()).payload
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_only_what_is_there_can_be_pressed(workspace: Workspace, app: App, client: AsyncWebClient) -> None:
    """Unknown actions, options that are not offered, messages that are gone, values that are missing."""
    blocks = [section("x"), actions(select("pick", "a"), button("go"))]
    await client.chat_postMessage(channel=GENERAL, text="card", blocks=blocks)
    message = workspace.messages(GENERAL)[0]
    for action_id, value, code in (
        ("nothing", {}, "action_not_found"),
        ("pick", {"selected_option": {"value": "z"}}, "invalid_arguments"),
        ("pick", {}, "invalid_arguments"),
    ):
        with pytest.raises(Refused) as refused:
            await workspace.press(USER, message, action_id, value=value)
        assert refused.value.code == code
    with pytest.raises(Refused, match="gone"):
        await workspace.press(USER, {"ts": "1.0"}, "go", channel=GENERAL)
    with pytest.raises(Refused):
        await workspace.press(USER, message, "go", block_id="other")


async def test_a_press_is_heard_though_the_home_was_just_published_anew(
    workspace: Workspace, app: App, client: AsyncWebClient
) -> None:
    """What somebody still had in sight; what was taken away before that is gone."""
    for value in ("first", "second", "third"):
        await client.views_publish(user_id=USER, view=home(actions(button("go", value=value), block_id=value)))
    view = workspace.home(USER)
    assert view
    await workspace.press(USER, view, "go", block_id="second")
    assert (await app.next()).payload["actions"][0]["value"] == "second"
    with pytest.raises(Refused):
        await workspace.press(USER, view, "go", block_id="first")


async def test_a_failed_press_warns_the_person(workspace: Workspace, app: App, stream: Stream) -> None:
    """Slack shows a warning sign; the workspace says why."""
    app.answer = lambda heard: web.Response(status=404)
    await workspace.shortcut(USER, "find_persona")
    assert "did not respond" in (await stream.next("notice"))["text"]
