"""The page's side: the stream of everything that changes, and what a person does there."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.workspace.hub import Hub
from bot.workspace.interactions import Container, Interactions
from bot.workspace.person import Person
from bot.workspace.refusals import Refused
from bot.workspace.seed import APP_ID, BOT_ID, BOT_USER
from bot.workspace.state import Change, Message

Answer = dict[str, Any]
_MOST_WAITING = 5000


class Pages:
    """The open pages. Each gets the whole workspace first and then every change."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._queues: set[asyncio.Queue[Change]] = set()
        self._mode = ""
        hub.world.on_change = self.tell
        hub.traffic.on_entry = lambda entry: self.tell({"type": "traffic", "entry": entry})
        hub.sockets.on_change = self.tell_mode

    def tell(self, change: Change) -> None:
        """Pass a change on to every open page; one that no longer reads is dropped."""
        presentable = for_page(change)
        for queue in tuple(self._queues):
            if queue.qsize() > _MOST_WAITING:
                self._queues.discard(queue)
            else:
                queue.put_nowait(presentable)

    def tell_mode(self) -> None:
        """Tell the pages how the app is connected, if that changed."""
        if self._hub.courier.mode != self._mode:
            self._mode = self._hub.courier.mode
            self.tell({"type": "mode", "mode": self._mode})

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Feed one page until it goes away."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        queue.put_nowait(hello(self._hub))
        self._queues.add(queue)
        feeding = asyncio.create_task(_feed(socket, queue))
        try:
            async for _ in socket:
                continue
        finally:
            self._queues.discard(queue)
            feeding.cancel()


async def _feed(socket: web.WebSocketResponse, queue: asyncio.Queue[Change]) -> None:
    while True:
        change = await queue.get()
        try:
            await socket.send_json(change)
        except ConnectionError:
            return


def hello(hub: Hub) -> Change:
    """The whole workspace, as the first message of a stream."""
    world = hub.world
    whispers = [
        {"channel": channel, "user": user, "message": page_message(message)}
        for (channel, user), kept in world.ephemerals.items()
        for message in kept.values()
    ]
    return {
        "type": "hello",
        "team": {"id": world.team_id, "name": world.team_name},
        "app": {
            "id": APP_ID,
            "name": hub.app.name,
            "bot_user_id": BOT_USER,
            "bot_id": BOT_ID,
            "description": hub.app.description,
        },
        "mode": hub.courier.mode,
        "users": [asdict(user) for user in world.users.values()],
        "channels": [asdict(channel) for channel in world.channels.values()],
        "messages": {
            channel: [page_message(message) for message in kept.values()] for channel, kept in world.messages.items()
        },
        "pins": world.pins,
        "homes": {user: world.homes.get(user) for user in world.users},
        "views": {user: world.views.get(user, []) for user in world.users},
        "ephemerals": whispers,
        "commands": [asdict(command) for command in hub.app.commands],
        "shortcuts": [asdict(shortcut) for shortcut in hub.app.shortcuts],
        "usergroups": [asdict(group) for group in world.usergroups.values()],
        "traffic": list(hub.traffic),
    }


def for_page(change: Change) -> Change:
    """A change as the page gets it: a copy of what it shows, so that a later change cannot overtake it."""
    message = change.get("message")
    return {**change, "message": page_message(message)} if isinstance(message, dict) else dict(change)


def page_message(message: Message) -> Message:
    """A message with its files in the page's short form."""
    files = [_page_file(file) for file in message.get("files", ())]
    return {**message, "files": files} if files else dict(message)


def _page_file(file: Answer) -> Answer:
    """A file in the page's short form; of a deleted one there is only that."""
    if file.get("mode") == "tombstone":
        return {"id": file["id"], "deleted": True}
    return {
        "id": file["id"],
        "name": file["title"],
        "mimetype": file["mimetype"],
        "url": f"/files/{file['id']}",
        "alt": file["alt_txt"],
    }


class Deeds:
    """What the page asks for, by the word in `do`."""

    def __init__(self, hub: Hub, person: Person, interactions: Interactions) -> None:
        self._hub = hub
        self._person = person
        self._interactions = interactions
        self._known: dict[str, Callable[[str, Answer], Awaitable[Answer]]] = {
            "send": self._send,
            "press": self._press,
            "options": self._options,
            "submit": self._submit,
            "close_view": self._close_view,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
        }
        self._plain: dict[str, Callable[[str, Answer], object]] = {
            "open_home": lambda user, given: person.open_home(user),
            "send_file": lambda user, given: person.send_file(user, *_file(given)),
            "open_dm": lambda user, given: person.open_dm(user),
            "edit": lambda user, given: person.edit(user, *_texts(given, "channel", "ts", "text")),
            "delete": lambda user, given: person.delete(user, *_texts(given, "channel", "ts")),
            "pin": lambda user, given: person.pin(user, *_texts(given, "channel", "ts")),
            "unpin": lambda user, given: person.unpin(user, *_texts(given, "channel", "ts")),
            "invite_bot": lambda user, given: person.invite_bot(user, _text(given, "channel")),
            "kick_bot": lambda user, given: person.kick_bot(user, _text(given, "channel")),
            "deactivate": lambda user, given: person.deactivate(user, _text(given, "person"), deleted=True),
            "reactivate": lambda user, given: person.deactivate(user, _text(given, "person"), deleted=False),
            "rename": lambda user, given: person.rename(user, _text(given, "name")),
            "archive": lambda user, given: person.archive(user, _text(given, "channel"), archived=True),
            "unarchive": lambda user, given: person.archive(user, _text(given, "channel"), archived=False),
        }

    async def do(self, given: Answer) -> Answer:
        """Do one thing; `{"ok": false, "error": sentence}` when it cannot be done."""
        what, user = given.get("do"), given.get("user")
        if not isinstance(what, str) or not isinstance(user, str) or what not in self._known | self._plain:
            return {"ok": False, "error": "The workspace does not know how to do that."}
        try:
            if what in self._known:
                return await self._known[what](user, given)
            self._plain[what](user, given)
        except Refused as refused:
            return {"ok": False, "error": " ".join(refused.messages) or refused.code}
        return {"ok": True}

    async def _send(self, user: str, given: Answer) -> Answer:
        channel, text, thread = _text(given, "channel"), _text(given, "text"), _text(given, "thread_ts")
        if self._hub.app.command(text.split(maxsplit=1)[0] if text[:1] == "/" else ""):
            delivery = await self._person.command(user, channel, text, thread)
            return {"ok": True, "acked": delivery.acked}
        message = self._person.say(user, channel, text, thread)
        return {"ok": True, "ts": message["ts"]}

    async def _press(self, user: str, given: Answer) -> Answer:
        delivery = await self._interactions.press(
            user,
            _container(given),
            _text(given, "block_id"),
            _text(given, "action_id"),
            _object(given, "value"),
            _object(given, "state"),
        )
        return {"ok": True, "acked": delivery.acked}

    async def _options(self, user: str, given: Answer) -> Answer:
        answer, _ = await self._interactions.options(
            user, _container(given), _text(given, "block_id"), _text(given, "action_id"), _text(given, "typed")
        )
        return {"ok": True, **answer}

    async def _submit(self, user: str, given: Answer) -> Answer:
        errors, _ = await self._interactions.submit(user, _text(given, "view_id"), _object(given, "values"))
        return {"ok": False, "error": " ".join(errors.values()), "errors": errors} if errors else {"ok": True}

    async def _close_view(self, user: str, given: Answer) -> Answer:
        await self._interactions.close_view(user, _text(given, "view_id"))
        return {"ok": True}

    async def _shortcut(self, user: str, given: Answer) -> Answer:
        delivery = await self._person.shortcut(user, _text(given, "callback_id"))
        return {"ok": True, "acked": delivery.acked}

    async def _message_shortcut(self, user: str, given: Answer) -> Answer:
        channel, ts = _text(given, "channel"), _text(given, "ts")
        delivery = await self._person.message_shortcut(user, channel, ts, _text(given, "callback_id"))
        return {"ok": True, "acked": delivery.acked}


def _text(given: Answer, name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise Refused("invalid_arguments", [f"{name} must be a string."])
    return value


def _file(given: Answer) -> tuple[str, str, bytes, str]:
    """A file to send: the channel, its name, its content (base64 on the way), and the message with it."""
    try:
        content = base64.b64decode(_text(given, "content"), validate=True)
    except ValueError:
        raise Refused("invalid_arguments", ["content must be base64."]) from None
    return _text(given, "channel"), _text(given, "name"), content, _text(given, "text")


def _texts(given: Answer, *names: str) -> tuple[str, ...]:
    return tuple(_text(given, name) for name in names)


def _object(given: Answer, name: str) -> dict[str, Any]:
    value = given.get(name) or {}
    if not isinstance(value, dict):
        raise Refused("invalid_arguments", [f"{name} must be an object."])
    return value


def _container(given: Answer) -> Container:
    where = _object(given, "container")
    return Container(_text(where, "type"), _text(where, "channel"), _text(where, "ts"), _text(where, "view_id"))
