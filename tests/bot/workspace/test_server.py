"""The server answers its own page on this machine and nobody else, and the page gets every change."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
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
    manifest,
    modal,
    section,
    select,
    text_input,
)
from tests.bot.workspace.test_interactions import EXTERNAL, FORM, opened
from tests.waiting import PATIENCE, until


class Page:
    """A page as its scripts see the workspace."""

    def __init__(self, workspace: Workspace, session: aiohttp.ClientSession) -> None:
        self._workspace = workspace
        self._session = session
        self.socket: aiohttp.ClientWebSocketResponse

    async def open(self) -> dict[str, Any]:
        """Open the stream; its first message."""
        token = self._workspace.page_token
        self.socket = await self._session.ws_connect(f"{self._workspace.url}/workspace/stream?token={token}")
        return await self.next("hello")

    async def next(self, kind: str) -> dict[str, Any]:
        """The next change of a kind."""
        while True:
            change: dict[str, Any] = await self.socket.receive_json(timeout=PATIENCE)
            if change["type"] == kind:
                return change

    async def do(self, what: str, user: str = USER, **given: Any) -> dict[str, Any]:
        """What the workspace answers to something done on the page."""
        headers = {"X-Workspace-Token": self._workspace.page_token}
        url = f"{self._workspace.url}/workspace/do"
        async with self._session.post(url, json={"do": what, "user": user, **given}, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            return answer


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture
async def page(workspace: Workspace, session: aiohttp.ClientSession) -> AsyncIterator[Page]:
    """A page with its stream open."""
    page = Page(workspace, session)
    await page.open()
    yield page
    await page.socket.close()


# -- who is answered --


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.org", ""])
async def test_it_listens_on_this_machine_only(host: str) -> None:
    """Any other host is refused before anything is opened."""
    with pytest.raises(ValueError, match="this machine only"):
        await Workspace(manifest()).start(host)


async def test_another_host_or_origin_is_refused(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """Whatever the path: DNS rebinding and other sites' pages get nothing."""
    port = workspace.url.rpartition(":")[2]
    for headers, status in (
        ({}, 200),
        ({"Host": f"localhost:{port}"}, 200),
        ({"Origin": workspace.url}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": f"evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ):
        for path in ("/", "/api/api.test"):
            async with session.get(f"{workspace.url}{path}", headers=headers) as response:
                assert response.status == status, (headers, path)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(
            f"{workspace.url}/workspace/stream?token={workspace.page_token}", headers={"Origin": "http://evil.example"}
        )


async def test_the_page_carries_the_token_of_this_run(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """Under a strict policy, and it is never cached or embedded."""
    async with session.get(workspace.url) as response:
        text = await response.text()
        found = re.search(r'<meta name="workspace-token" content="([^"]+)"', text)
        assert found
        assert found[1] == workspace.page_token
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["Cache-Control"] == "no-store"


async def test_every_run_has_its_own_keys() -> None:
    """Nothing that leaked once opens anything later."""
    one, other = Workspace(manifest()), Workspace(manifest())
    for name in ("bot_token", "app_token", "signing_secret", "page_token"):
        assert getattr(one, name) != getattr(other, name)
    assert one.bot_token not in repr(vars(one))


async def test_the_page_needs_its_token(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """For the stream and for what people do."""
    for token in ("", "wrong", "ü"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await session.ws_connect(f"{workspace.url}/workspace/stream?token={token}")
        assert error.value.status == 403
    async with session.post(f"{workspace.url}/workspace/do", json={"do": "open_home", "user": USER}) as response:
        assert response.status == 403


async def test_only_the_pages_own_files_are_served(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """Never a Python file or anything above the folder."""
    async with session.get(f"{workspace.url}/page/app.js") as response:
        assert (response.status, response.content_type) == (200, "text/javascript")
    for path in ("nothing.js", "../server.py", "%2e%2e/server.py", "..%2fserver.py", "render", "%00.js"):
        async with session.get(f"{workspace.url}/page/{path}") as response:
            assert response.status == 404, path


async def test_a_body_that_is_no_object_is_refused(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """In words."""
    headers = {"X-Workspace-Token": workspace.page_token}
    for body in (b"{", b"[1]", b"[" * 100_000, b"\xff"):
        async with session.post(f"{workspace.url}/workspace/do", data=body, headers=headers) as response:
            assert (response.status, (await response.json())["ok"]) == (400, False)


# -- the stream --


async def test_the_first_message_is_the_whole_workspace(
    workspace: Workspace, app: App, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    """Everything the page draws from."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="hi"))["ts"]
    await client.pins_add(channel=GENERAL, timestamp=ts)
    await client.chat_postEphemeral(channel=GENERAL, user=USER, text="psst")
    await client.views_publish(user_id=USER, view=home(section("x")))
    hello = await Page(workspace, session).open()
    assert hello["team"] == {"id": workspace.team_id, "name": "Persona Workspace"}
    assert (hello["app"]["bot_user_id"], hello["app"]["description"]) == (workspace.bot_user_id, "Who does what")
    assert hello["mode"] == "http"
    assert [user["name"] for user in hello["users"]] == ["newcomer", "maintainer", "team-lead", "engineer", "persona"]
    assert hello["messages"][GENERAL][0]["text"] == "hi"
    assert hello["pins"][GENERAL] == [ts]
    assert (hello["homes"][USER]["type"], hello["homes"][ADMIN]) == ("home", None)
    assert hello["views"][USER] == []
    assert hello["ephemerals"][0]["message"]["text"] == "psst"
    assert [one["command"] for one in hello["commands"]] == ["/persona", "/escaped"]
    assert [one["type"] for one in hello["shortcuts"]] == ["global", "message"]
    assert hello["usergroups"][0]["handle"] == "ml-platform-team"
    assert hello["traffic"][0]["name"] == "chat.postMessage"


async def test_every_change_reaches_the_page(
    workspace: Workspace, app: App, page: Page, client: AsyncWebClient
) -> None:
    """Messages, pins, ephemerals, homes, views, channels, the traffic."""
    ts = (await client.chat_postMessage(channel=GENERAL, text="hi"))["ts"]
    assert (await page.next("message"))["message"]["text"] == "hi"
    assert (await page.next("traffic"))["entry"]["name"] == "chat.postMessage"
    await client.chat_update(channel=GENERAL, ts=ts, text="ho")
    assert (await page.next("message_changed"))["message"]["text"] == "ho"
    await client.pins_add(channel=GENERAL, timestamp=ts)
    assert (await page.next("pins"))["pins"] == [ts]
    await client.chat_delete(channel=GENERAL, ts=ts)
    assert (await page.next("message_deleted"))["ts"] == ts
    assert (await page.next("pins"))["pins"] == []
    await client.chat_postEphemeral(channel=GENERAL, user=USER, text="psst")
    assert (await page.next("ephemeral"))["user"] == USER
    await client.views_publish(user_id=USER, view=home(section("x")))
    assert (await page.next("home"))["view"]["type"] == "home"
    await opened(workspace, app, client, FORM)
    assert len((await page.next("views"))["views"]) == 1
    await page.do("submit", view_id="")
    await page.do("archive", channel=GENERAL)
    assert (await page.next("channel"))["channel"]["is_archived"] is True


async def test_the_mode_is_told_when_it_changes(workspace: Workspace, page: Page) -> None:
    """Once for each change."""
    workspace.deliver_to("http://127.0.0.1:9/")
    workspace.deliver_to("http://127.0.0.1:9/")
    assert (await page.next("mode"))["mode"] == "http"
    workspace.deliver_to("")
    assert (await page.next("mode"))["mode"] == "none"


async def test_files_come_in_the_pages_short_form(workspace: Workspace, page: Page, client: AsyncWebClient) -> None:
    """With an address on this server."""
    await client.files_upload_v2(channel=GENERAL, content=b"x", filename="map.png", title="Map", alt_txt="a map")
    (file,) = (await page.next("message"))["message"]["files"]
    assert (file["name"], file["mimetype"], file["alt"]) == ("Map", "image/png", "a map")
    assert file["url"] == f"/files/{file['id']}"


async def test_a_file_that_somebody_sends_is_fetched_with_the_bots_token(
    workspace: Workspace, page: Page, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    """From where `url_private` leads; anybody else gets a page to sign in, and there is nothing under another id."""
    dm = workspace.dm(USER)
    message = await workspace.send_file(USER, dm, "words.yaml", b"version: 1", "look & see")
    assert (message["subtype"], message["text"]) == ("file_share", "look &amp; see")
    (file,) = message["files"]
    assert (file["name"], file["filetype"], file["size"], file["user"]) == ("words.yaml", "yaml", 10, USER)
    assert (await client.files_info(file=file["id"]))["file"]["url_private"] == file["url_private"]

    async def fetched(url: str, token: str) -> tuple[int, str, bytes]:
        async with session.get(url, headers={"Authorization": f"Bearer {token}"}) as response:
            return response.status, response.content_type, await response.read()

    assert (await fetched(file["url_private"], workspace.bot_token))[::2] == (200, b"version: 1")
    for token in ("", "xoxb-no", workspace.app_token, "ü"):
        assert (await fetched(file["url_private"], token))[1] == "text/html"
    assert (await fetched(f"{workspace.url}/files-pri/F0NONE", workspace.bot_token))[0] == 404


@pytest.mark.parametrize(
    ("name", "size", "channel", "refused"),
    [
        (" ", 1, "dm", "needs a name"),
        ("x" * 256, 1, "dm", "at most 255"),
        ("a.yaml", 20_000_001, "dm", "too large"),
        ("a.yaml", 1, "C0NONE", "no such channel"),
    ],
)
async def test_a_file_that_slack_would_not_take_is_refused(
    workspace: Workspace, name: str, size: int, channel: str, refused: str
) -> None:
    where = workspace.dm(USER) if channel == "dm" else channel
    with pytest.raises(Refused, match=refused):
        await workspace.send_file(USER, where, name, b"x" * size)
    assert workspace.world.files == {}


async def test_a_file_goes_nowhere_where_nothing_can_be_written(workspace: Workspace) -> None:
    """Neither to an archived channel nor to an app that takes no messages."""
    workspace.world.channels[GENERAL].is_archived = True
    with pytest.raises(Refused, match="archived"):
        await workspace.send_file(USER, GENERAL, "a.yaml", b"x")


async def test_the_page_sends_a_file(workspace: Workspace, page: Page) -> None:
    """Its content comes as base64; anything else is refused."""
    about = {"channel": workspace.dm(USER), "name": "a.yaml"}
    assert await page.do("send_file", **about, content="dmVyc2lvbjogMQ==") == {"ok": True}
    assert workspace.messages(workspace.dm(USER))[-1]["files"][0]["size"] == 10
    assert (await page.do("send_file", **about, content="?"))["error"] == "content must be base64."


async def test_stopping_closes_every_stream(workspace: Workspace, page: Page) -> None:
    """A page sees at once that the workspace went away; what it sent before meant nothing."""
    await page.socket.send_str("hello")
    await workspace.stop()
    closed = await page.socket.receive(timeout=PATIENCE)
    assert closed.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)


async def test_a_page_that_goes_away_in_the_middle_is_forgotten(workspace: Workspace, page: Page) -> None:
    """What could not be sent is lost, and nothing else is."""
    (served,) = workspace._server._open
    await served.close()
    workspace.world.tell("notice", user=USER, text="x")
    await page.socket.close()
    await workspace.say(USER, GENERAL, "x")

    async def forgotten() -> bool:
        return not workspace._pages._queues

    assert await until(forgotten)


async def test_a_page_that_reads_no_more_is_dropped(workspace: Workspace) -> None:
    """Its backlog does not grow for ever."""
    stuck: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    workspace._pages._queues.add(stuck)
    for _ in range(6000):
        workspace.world.tell("notice", user=USER, text="x")
    assert stuck not in workspace._pages._queues
    assert stuck.qsize() == 5001


# -- what people do on the page --


async def test_text_is_a_command_or_a_message(workspace: Workspace, app: App, page: Page) -> None:
    """A known command at the very start, outside a thread."""
    app.answer = lambda heard: {"text": "card"}
    assert await page.do("send", channel=GENERAL, text="/persona ml engineer") == {"ok": True, "acked": True}
    assert (await app.next()).form["text"] == "ml engineer"
    for text in ("hello", " /persona x", "/nonsense", "/"):
        sent = await page.do("send", channel=GENERAL, text=text)
        assert sent["ok"] is True
        assert workspace.messages(GENERAL)[-1]["ts"] == sent["ts"]
    thread = await page.do("send", channel=GENERAL, text="/persona x", thread_ts=workspace.messages(GENERAL)[0]["ts"])
    assert thread == {"ok": True, "acked": False}
    assert "not supported in threads" in (await page.next("notice"))["text"]


async def test_a_press_says_whether_the_app_heard_it(
    workspace: Workspace, app: App, page: Page, client: AsyncWebClient
) -> None:
    """With what stands in the other fields."""
    blocks = [actions(button("go"), select("pick", "a", "b"))]
    ts = (await client.chat_postMessage(channel=GENERAL, text="x", blocks=blocks))["ts"]
    await app.quiet()
    container = {"type": "message", "channel": GENERAL, "ts": ts}
    chosen = {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "b"}, "value": "b"}}
    state = {"acts": {"pick": chosen, "nonsense": 1}, "nowhere": 1}
    where: dict[str, Any] = {"block_id": "acts", "action_id": "go"}
    assert await page.do("press", container=container, **where, state=state) == {"ok": True, "acked": True}
    payload = (await app.next()).payload
    assert payload["state"]["values"]["acts"] == {"pick": chosen}
    gone = await page.do("press", container={**container, "ts": "1.0"}, **where)
    assert gone == {"ok": False, "error": "That message is gone."}


async def test_a_form_is_filled_in_on_the_page(
    workspace: Workspace, app: App, page: Page, client: AsyncWebClient
) -> None:
    """Options, errors of the app, submission, closing."""
    view = await opened(workspace, app, client, modal(text_input("question", "q"), actions(EXTERNAL)))
    container = {"type": "view", "view_id": view["id"]}
    app.answer = lambda heard: {"options": []}
    options = await page.do("options", container=container, block_id="acts", action_id="role", typed="x")
    assert options == {"ok": True, "options": []}
    app.answer = lambda heard: {"response_action": "errors", "errors": {"question": "Say more."}}
    values = {"question": {"q": {"type": "plain_text_input", "value": "x"}}}
    refused = await page.do("submit", view_id=view["id"], values=values)
    assert (refused["ok"], refused["errors"]) == (False, {"question": "Say more."})
    assert (await page.next("view_errors"))["errors"] == {"question": "Say more."}
    app.answer = lambda heard: None
    assert await page.do("submit", view_id=view["id"], values=values) == {"ok": True}
    view = await opened(workspace, app, client, FORM)
    assert await page.do("close_view", view_id=view["id"]) == {"ok": True}
    assert workspace.views(USER) == []


async def test_the_rest_of_the_menus_works(workspace: Workspace, app: App, page: Page) -> None:
    """Shortcuts, Home, the direct message, editing, pins, inviting, archiving."""
    assert await page.do("shortcut", callback_id="find_persona") == {"ok": True, "acked": True}
    ts = (await page.do("send", channel=GENERAL, text="x"))["ts"]
    about = {"channel": GENERAL, "ts": ts}
    shortcut = await page.do("message_shortcut", **about, callback_id="who_owns_this")
    assert shortcut == {"ok": True, "acked": True}
    for what, given in (
        ("open_home", {}),
        ("open_dm", {}),
        ("edit", {**about, "text": "y"}),
        ("pin", about),
        ("unpin", about),
        ("kick_bot", {"channel": GENERAL}),
        ("invite_bot", {"channel": GENERAL}),
        ("archive", {"channel": GENERAL}),
        ("unarchive", {"channel": GENERAL}),
        ("delete", about),
    ):
        assert await page.do(what, **given) == {"ok": True}, what
    assert workspace.messages(GENERAL) == []


@pytest.mark.parametrize(
    "given",
    [
        {"do": "dance"},
        {"do": ["send"]},
        {"do": "send", "user": 5},
        {"do": "send", "channel": GENERAL, "text": 5},
        {"do": "press", "container": "x"},
        {"do": "press", "container": {"type": "view", "view_id": "V0"}},
        {"do": "open_home", "user": "U0NOBODY"},
        {"do": "pin", "channel": "C0NOWHERE", "ts": "1.0"},
        {"do": "submit", "view_id": "V0"},
        {"do": "close_view", "view_id": "V0"},
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(page: Page, given: dict[str, Any]) -> None:
    """Never an error of the server."""
    answer = await page.do(given.pop("do"), **{"user": USER, **given})
    assert answer["ok"] is False
    assert answer["error"]
