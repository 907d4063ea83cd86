"""The register of methods, and the arguments of a call."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.workspace.hub import Hub
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER
from bot.workspace.state import Channel, Message, User

Answer = dict[str, Any]


class Args:
    """The arguments of a call, read by name; a form gives strings, JSON gives data."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.given.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise _wrong(name, "must be a string")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A true-or-false argument."""
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, *, least: int = 1, most: int = 1000) -> int:
        """A whole number within bounds."""
        try:
            value = int(self.given.get(name, default))
        except (TypeError, ValueError, OverflowError):  # of Infinity, which JSON may hold here
            raise _wrong(name, "must be a number") from None
        if not least <= value <= most:
            raise Refused("invalid_limit" if name == "limit" else "invalid_arguments")
        return value

    def data(self, name: str) -> Any:
        """Structured data, written as JSON in a form; None if it is not given."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except (ValueError, RecursionError):
            raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method by the bot."""

    hub: Hub
    args: Args

    def channel(self, *, joined: bool = False, open_only: bool = False) -> Channel:
        """The channel argument; by its id, a #name or a user's id (their direct message)."""
        channel = find_channel(self.hub, self.args.text("channel"))
        if open_only and channel.is_archived:
            raise Refused("is_archived")
        if joined and BOT_USER not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "ts", missing: str = "message_not_found") -> Message:
        """The message that an argument names by its timestamp."""
        message = self.hub.world.messages[channel.id].get(self.args.text(name))
        if message is None:
            raise Refused(missing)
        return message

    def user(self) -> User:
        """The user argument."""
        user = self.hub.world.users.get(self.args.text("user"))
        if user is None:
            raise Refused("user_not_found")
        return user


def find_channel(hub: Hub, given: str) -> Channel:
    """A channel by id, #name, or a user's id; refused when there is none."""
    world = hub.world
    if given in world.channels:
        return world.channels[given]
    by_name = (one for one in world.channels.values() if not one.is_im and given.removeprefix("#") == one.name)
    by_user = (one for one in world.channels.values() if one.is_im and one.user == given)
    found = next(by_name, None) or next(by_user, None)
    if found is None:
        raise Refused("channel_not_found")
    return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what runs, the scopes of which one is needed, the arguments that have to be there.

    `token` is the kind of token it takes: bot, app or none.
    """

    run: Callable[[Call], Answer]
    scopes: tuple[str, ...]
    needs: tuple[str, ...]
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    scopes: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    token: Literal["bot", "app", "none"] = "bot",  # noqa: S107 -- a kind of token, not one
) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Register a function as a method of the Web API."""

    def register(run: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        METHODS[name] = Method(run, scopes, needs, token)
        return run

    return register


def paged(items: list[Any], args: Args, default: int = 100) -> tuple[list[Any], str]:
    """One page of a list and the cursor of the next, empty at the end."""
    size = args.number("limit", default)
    start = _position(args.text("cursor"))
    end = start + size
    return items[start:end], f"at:{end}" if end < len(items) else ""


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    number = cursor.removeprefix("at:")
    if not number.isdecimal():
        raise Refused("invalid_cursor")
    return int(number)


def _wrong(name: str, text: str) -> Refused:
    return Refused("invalid_arguments", [f"[ERROR] {text} [json-pointer:/{name}]"])
