"""The strict fake Slack as one object: start it, connect an app, do what people do, look at what happened."""

import time
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from bot.workspace.blocks import every_block, every_element
from bot.workspace.delivery import Delivery
from bot.workspace.elements import offered_options
from bot.workspace.faults import Faults
from bot.workspace.hub import Hub
from bot.workspace.interactions import Container, Interactions
from bot.workspace.limits import Limits
from bot.workspace.manifest import read_manifest
from bot.workspace.page_api import Deeds, Pages
from bot.workspace.person import Person
from bot.workspace.refusals import Refused
from bot.workspace.seed import APP_ID, BOT_ID, BOT_USER
from bot.workspace.server import Server
from bot.workspace.socket_mode import SocketMode
from bot.workspace.state import Message, View, World
from bot.workspace.traffic import Traffic

_VIEWS = {"modal": "view", "home": "home"}


class Workspace:
    """A Slack workspace on this machine with one app installed, as its manifest says.

    The clock (seconds since the epoch) decides how old trigger_ids, response_urls and tickets are.
    """

    team_id: str
    bot_user_id = BOT_USER
    bot_id = BOT_ID
    app_id = APP_ID

    def __init__(
        self, manifest: Mapping[str, Any], *, clock: Callable[[], float] = time.time, limits: Limits | None = None
    ) -> None:
        self._hub = Hub(read_manifest(manifest), limits or Limits(), clock)
        self._person = Person(self._hub)
        self._interactions = Interactions(self._hub, self._person)
        self._pages = Pages(self._hub)
        self._server = Server(self._hub, self._pages, Deeds(self._hub, self._person, self._interactions))
        self.team_id = self._hub.world.team_id

    # -- running it --

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Raises ValueError for any other host."""
        bound = await self._server.start(host, port)
        self._hub.url = f"http://127.0.0.1:{bound}"
        await self._hub.courier.start()

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self._hub.sockets.close()
        await self._hub.courier.stop()
        await self._server.stop()

    def deliver_to(self, url: str) -> None:
        """Send everything to the app at this address by signed HTTP; empty for Socket Mode."""
        self._hub.courier.url = url
        self._pages.tell_mode()

    async def settled(self) -> None:
        """Wait until no delivery is under way."""
        await self._hub.courier.settled()

    @property
    def url(self) -> str:
        """Where the page is."""
        return self._hub.url

    @property
    def api_url(self) -> str:
        """The base of the Web API, as SLACK_API_URL."""
        return f"{self._hub.url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's token of this run."""
        return self._hub.keys.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token of this run, for Socket Mode."""
        return self._hub.keys.app_token

    @property
    def signing_secret(self) -> str:
        """The secret of this run with which requests to the app are signed."""
        return self._hub.keys.signing_secret

    @property
    def page_token(self) -> str:
        """What the page shows to be the page of this run."""
        return self._hub.keys.page_token

    @property
    def faults(self) -> Faults:
        """What shall go wrong in the Web API."""
        return self._hub.faults

    @property
    def traffic(self) -> Traffic:
        """What passed in both directions."""
        return self._hub.traffic

    @property
    def world(self) -> World:
        """Everything the workspace holds."""
        return self._hub.world

    @property
    def socket_mode(self) -> SocketMode:
        """The Socket Mode connections."""
        return self._hub.sockets

    # -- what people do --

    async def command(self, user: str, channel: str, text: str, thread_ts: str = "") -> Delivery:
        """Type a slash command; returns when the app has acked or failed to."""
        return await self._person.command(user, channel, text, thread_ts)

    async def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> Message:
        """Write a message; its events are delivered in the background."""
        return self._person.say(user, channel, text, thread_ts)

    async def send_file(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Message:
        """Send a file; its events are delivered in the background."""
        return self._person.send_file(user, channel, name, content, text)

    async def press(  # noqa: PLR0913 -- one keyword for each kind of element
        self,
        user: str,
        target: Mapping[str, Any],
        action_id: str,
        *,
        value: Mapping[str, Any] | None = None,
        option: str | None = None,
        text: str | None = None,
        block_id: str = "",
        channel: str = "",
    ) -> Delivery:
        """Use an element of a message (with its channel), of an ephemeral, a modal or a Home tab.

        `option` is the value of the option to choose, `text` what to type; `value` is any other part of the action.
        """
        container, blocks = self._container(user, target, channel)
        chosen = dict(value or {})
        if option is not None:
            chosen = {"selected_option": _option(blocks, action_id, option)}
        if text is not None:
            chosen = {"value": text}
        return await self._interactions.press(user, container, block_id, action_id, chosen)

    async def options(self, user: str, action_id: str, block_id: str, typed: str) -> dict[str, Any]:
        """What an external select offers for what was typed, wherever this person sees it; newest first."""
        answer, _ = await self._interactions.options(user, self._where(user, action_id), block_id, action_id, typed)
        return answer

    async def submit(self, user: str, values: dict[str, Any] | None = None) -> Delivery:
        """Submit the modal on top with `state.values`; errors show as `views` or in the delivery's body."""
        _, delivery = await self._interactions.submit(user, self._top(user)["id"], values or {})
        return delivery

    async def close_view(self, user: str) -> Delivery | None:
        """Close the modal on top; a delivery only if the app asked to hear of it."""
        return await self._interactions.close_view(user, self._top(user)["id"])

    async def shortcut(self, user: str, callback_id: str) -> Delivery:
        """Use a global shortcut."""
        return await self._person.shortcut(user, callback_id)

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        """Use a shortcut on a message."""
        return await self._person.message_shortcut(user, channel, ts, callback_id)

    async def open_home(self, user: str) -> None:
        """Open the bot's Home tab; the app hears of it in the background."""
        self._person.open_home(user)

    async def open_dm(self, user: str) -> None:
        """Open the direct message with the bot."""
        self._person.open_dm(user)

    @property
    def person(self) -> Person:
        """Everything else people do: edit, delete, pin, invite the bot, archive."""
        return self._person

    # -- what can be seen --

    def messages(self, channel: str, thread_ts: str = "") -> list[Message]:
        """The messages of a channel, oldest first; with `thread_ts` those of the thread, its parent first."""
        kept = self.world.messages[channel]
        if thread_ts:
            return [*([kept[thread_ts]] if thread_ts in kept else []), *self.world.replies(channel, thread_ts)]
        return [message for message in kept.values() if message.get("thread_ts", message["ts"]) == message["ts"]]

    def ephemerals(self, user: str, channel: str) -> list[Message]:
        """What only this person sees in the channel."""
        return list(self.world.ephemerals.get((channel, user), {}).values())

    def pins(self, channel: str) -> list[str]:
        """The timestamps of the pinned messages."""
        return list(self.world.pins[channel])

    def home(self, user: str) -> View | None:
        """Somebody's Home tab."""
        return self.world.homes.get(user)

    def views(self, user: str) -> list[View]:
        """Somebody's open modals, the last on top."""
        return list(self.world.views.get(user, []))

    def dm(self, user: str) -> str:
        """The id of somebody's direct message with the bot."""
        return self.world.direct_message(user).id

    def _top(self, user: str) -> View:
        stack = self.world.views.get(user)
        if not stack:
            raise Refused("view_not_found", ["No view is open."])
        return stack[-1]

    def _container(self, user: str, target: Mapping[str, Any], channel: str) -> tuple[Container, list[dict[str, Any]]]:
        blocks = target.get("blocks", [])
        if target.get("type") in _VIEWS:
            return Container(_VIEWS[target["type"]], view_id=target["id"]), blocks
        ts = target["ts"]
        for (place, reader), kept in self.world.ephemerals.items():
            if reader == user and ts in kept:
                return Container("ephemeral", place, ts), blocks
        places = (place for place, kept in self.world.messages.items() if ts in kept)
        return Container("message", channel or next(places, ""), ts), blocks

    def _where(self, user: str, action_id: str) -> Container:
        """Where somebody sees an element: their top modal, their Home tab, or the newest message."""
        whispers = [m for (_, reader), kept in self.world.ephemerals.items() if reader == user for m in kept.values()]
        said = [m for place, kept in self.world.messages.items() if self._in(user, place) for m in kept.values()]
        views = [view for view in (*reversed(self.views(user)), self.home(user)) if view]
        for target in (*views, *sorted([*whispers, *said], key=itemgetter("ts"), reverse=True)):
            if _elements(target.get("blocks", []), action_id):
                return self._container(user, target, "")[0]
        raise Refused("action_not_found", [f"There is no {action_id[:80]} to use."])

    def _in(self, user: str, channel: str) -> bool:
        return user in self.world.channels[channel].members


def _elements(blocks: list[dict[str, Any]], action_id: str) -> list[dict[str, Any]]:
    every = (element for block in every_block(blocks) for element in every_element(block))
    return [element for element in every if element.get("action_id") == action_id]


def _option(blocks: list[dict[str, Any]], action_id: str, value: str) -> dict[str, Any]:
    """The option with that value as the block has it; an external select's has the value as its text."""
    options = (option for element in _elements(blocks, action_id) for option in offered_options(element))
    named = {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    return next((dict(option) for option in options if option["value"] == value), named)
