"""What the workspace holds: people, channels, messages, pins, homes and open views. Every change is told."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

Message = dict[str, Any]
View = dict[str, Any]
Change = dict[str, Any]


@dataclass(slots=True)
class User:
    """Somebody in the workspace; `name` is the handle typed after the @."""

    id: str
    name: str
    display_name: str
    color: str
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    tz_offset: int = 0  # seconds from UTC


@dataclass(slots=True)
class Channel:
    """A public channel, or the direct message of `user` with the bot."""

    id: str
    name: str
    members: list[str]
    topic: str = ""
    is_im: bool = False
    is_archived: bool = False
    user: str = ""
    created: int = 0

    @property
    def kind(self) -> str:
        """Slack's channel_type."""
        return "im" if self.is_im else "channel"


@dataclass(slots=True)
class UserGroup:
    """A user group; `users` are ids."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass(slots=True)
class File:
    """An uploaded file; `content` is None until the bytes arrived, and it is `complete` once it may be shown."""

    id: str
    name: str
    size: int
    alt: str
    user: str
    created: int
    title: str = ""
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    complete: bool = False


@dataclass(slots=True)
class World:
    """The whole workspace. Listeners get each change as the JSON the page understands."""

    clock: Callable[[], float]
    messages_kept: int
    team_id: str
    team_name: str
    team_domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, UserGroup] = field(default_factory=dict)
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)
    ephemerals: dict[tuple[str, str], dict[str, Message]] = field(default_factory=dict)
    pins: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, View | None] = field(default_factory=dict)
    former_homes: dict[str, View | None] = field(default_factory=dict)  # what a person may still have in sight
    views: dict[str, list[View]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    on_change: Callable[[Change], None] = lambda change: None
    _last_ts: int = 0

    def next_ts(self) -> str:
        """A timestamp that no message had before, in Slack's form."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def tell(self, kind: str, **change: Any) -> None:
        """Tell the listeners of a change."""
        self.on_change({"type": kind, **change})

    # -- messages --

    def post(self, channel: str, message: Message) -> Message:
        """Add a message to a channel, and count it as a reply of its thread."""
        kept = self.messages.setdefault(channel, {})
        kept[message["ts"]] = message
        self.tell("message", channel=channel, message=message)
        if message.get("thread_ts"):
            self._count_replies(channel, message["thread_ts"])
        while len(kept) > self.messages_kept:
            self._forget(channel, next(iter(kept)))
        return message

    def change(self, channel: str, ts: str, **fields: Any) -> Message:
        """Change fields of a message; None removes one."""
        message = self.messages[channel][ts]
        _apply(message, fields)
        self.tell("message_changed", channel=channel, message=message)
        return message

    def delete(self, channel: str, ts: str) -> Message:
        """Take a message away, its pin with it."""
        message = self.messages[channel][ts]
        self._forget(channel, ts)
        if message.get("thread_ts", ts) != ts:
            self._count_replies(channel, message["thread_ts"])
        return message

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies of a thread without its parent, oldest first."""
        kept = self.messages.get(channel, {}).values()
        return [message for message in kept if message.get("thread_ts") == thread_ts and message["ts"] != thread_ts]

    def _forget(self, channel: str, ts: str) -> None:
        del self.messages[channel][ts]
        self.tell("message_deleted", channel=channel, ts=ts)
        if ts in self.pins.get(channel, []):
            self.unpin(channel, ts)

    def _count_replies(self, channel: str, thread_ts: str) -> None:
        parent = self.messages[channel].get(thread_ts)
        if parent is None:
            return
        replies = self.replies(channel, thread_ts)
        people = list(dict.fromkeys(reply["user"] for reply in replies))
        counted = {"reply_count": len(replies), "reply_users": people, "reply_users_count": len(people)}
        latest = replies[-1]["ts"] if replies else None
        self.change(channel, thread_ts, thread_ts=thread_ts, latest_reply=latest, **counted)

    # -- what only one person sees --

    def whisper(self, channel: str, user: str, message: Message) -> Message:
        """Show a message to one person only; it is never in the history."""
        kept = self.ephemerals.setdefault((channel, user), {})
        kept[message["ts"]] = message
        self.tell("ephemeral", channel=channel, user=user, message=message)
        while len(kept) > self.messages_kept:
            self.hush(channel, user, next(iter(kept)))
        return message

    def change_whisper(self, channel: str, user: str, ts: str, **fields: Any) -> Message:
        """Change fields of what one person sees; None removes one."""
        message = self.ephemerals[channel, user][ts]
        _apply(message, fields)
        self.tell("ephemeral_changed", channel=channel, user=user, ts=ts, message=message)
        return message

    def hush(self, channel: str, user: str, ts: str) -> None:
        """Take away what only one person saw."""
        del self.ephemerals[channel, user][ts]
        self.tell("ephemeral_deleted", channel=channel, user=user, ts=ts)

    # -- pins, homes, views, people --

    def pin(self, channel: str, ts: str) -> None:
        """Pin a message."""
        self.pins.setdefault(channel, []).append(ts)
        self.tell("pins", channel=channel, pins=list(self.pins[channel]))

    def unpin(self, channel: str, ts: str) -> None:
        """Unpin a message."""
        self.pins[channel].remove(ts)
        self.tell("pins", channel=channel, pins=list(self.pins[channel]))

    def set_home(self, user: str, view: View) -> None:
        """Show a view as somebody's Home tab."""
        self.former_homes[user], self.homes[user] = self.homes.get(user), view
        self.tell("home", user=user, view=view)

    def set_views(self, user: str, stack: Iterable[View]) -> None:
        """Replace somebody's stack of open modals, the last on top."""
        self.views[user] = list(stack)
        self.tell("views", user=user, views=self.views[user])

    def find_view(self, view_id: str) -> tuple[str, View] | None:
        """An open modal or a Home tab by its id, and whose it is."""
        for user in self.users:
            for view in (*self.views.get(user, []), self.homes.get(user)):
                if view is not None and view["id"] == view_id:
                    return user, view
        return None

    def set_member(self, channel: str, user: str, *, member: bool) -> None:
        """Let somebody join or leave a channel."""
        members = self.channels[channel].members
        if member and user not in members:
            members.append(user)
        if not member and user in members:
            members.remove(user)
        self.tell_channel(channel)

    def tell_channel(self, channel: str) -> None:
        """Tell that a channel's own data changed."""
        self.tell("channel", channel=asdict(self.channels[channel]))

    def tell_users(self) -> None:
        """Tell that somebody's account changed."""
        self.tell("users", users=[asdict(user) for user in self.users.values()])

    def direct_message(self, user: str) -> Channel:
        """The direct message of a person with the bot."""
        return next(one for one in self.channels.values() if one.is_im and one.user == user)


def _apply(message: Message, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            message.pop(name, None)
        else:
            message[name] = value
