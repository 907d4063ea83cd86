"""Events: what happens in the workspace reaches the app if its manifest asked for it and it is there to see it."""

from typing import Any

from bot.workspace.delivery import Courier
from bot.workspace.payloads import Payloads
from bot.workspace.seed import BOT_USER
from bot.workspace.state import Channel, Message, World

_NEVER_SENT = ("reply_users", "reply_users_count", "latest_reply", "reply_count")


class Feed:
    """Changes messages in the world and sends the events that follow."""

    def __init__(self, world: World, payloads: Payloads, courier: Courier) -> None:
        self._world = world
        self._payloads = payloads
        self._courier = courier

    def post(self, channel: Channel, message: Message) -> Message:
        """Post a message; the app hears of it, of a mention twice, as in Slack."""
        self._world.post(channel.id, message)
        event = self._of_message(channel, message)
        self._send_message_event(channel, event)
        if f"<@{BOT_USER}>" in message["text"] and "bot_id" not in message and not channel.is_im:
            mention = {name: value for name, value in event.items() if name not in ("channel_type", "subtype")}
            self._send_if_member(channel, "app_mention", {**mention, "type": "app_mention"})
        return message

    def change(self, channel: Channel, ts: str, **fields: Any) -> Message:
        """Edit a message; the app hears `message_changed`."""
        before = dict(self._world.messages[channel.id][ts])
        message = self._world.change(channel.id, ts, **fields)
        self._send_hidden(channel, "message_changed", message=dict(message), previous_message=before)
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """Delete a message; the app hears `message_deleted`."""
        before = self._world.delete(channel.id, ts)
        self._send_hidden(channel, "message_deleted", deleted_ts=ts, previous_message=before)

    def home_opened(self, user: str, tab: str) -> None:
        """Somebody opened the bot's `home` or `messages` tab."""
        channel = self._world.direct_message(user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self._world.next_ts(),
        }
        home = self._world.homes.get(user)
        if tab == "home" and home:
            event["view"] = home
        self.send("app_home_opened", event)

    def unpinned(self, channel: Channel, ts: str, user: str) -> None:
        """Remove a pin; the app hears of it."""
        message = self._world.messages[channel.id][ts]
        self._world.unpin(channel.id, ts)
        item = {"type": "message", "channel": channel.id, "message": dict(message), "created": int(float(ts))}
        has_pins = bool(self._world.pins[channel.id])
        event = {"user": user, "channel_id": channel.id, "item": item, "has_pins": has_pins}
        self._send_if_member(
            channel, "pin_removed", {"type": "pin_removed", **event, "event_ts": self._world.next_ts()}
        )

    def joined(self, channel: Channel, user: str, inviter: str) -> None:
        """Somebody joined a channel the bot is in."""
        event = {"user": user, "channel": channel.id, "channel_type": "C", "team": self._world.team_id}
        self._send_if_member(
            channel, "member_joined_channel", {"type": "member_joined_channel", **event, "inviter": inviter}
        )

    def user_changed(self, account: dict[str, Any]) -> None:
        """Somebody's account was changed; `account` is it in Slack's form."""
        at = int(self._world.clock())
        event = {"type": "user_change", "user": account, "cache_ts": at, "event_ts": self._world.next_ts()}
        self.send("user_change", event)

    def send(self, name: str, event: dict[str, Any]) -> None:
        """Send an event if the app hears that kind."""
        if self._payloads.app.hears(name):
            self._courier.in_background(self._courier.deliver_event(self._payloads.event(event)))

    def _of_message(self, channel: Channel, message: Message) -> dict[str, Any]:
        own = {name: value for name, value in message.items() if name not in _NEVER_SENT}
        parent = self._world.messages[channel.id].get(message.get("thread_ts", ""))
        if parent and parent is not message:
            own["parent_user_id"] = parent["user"]
        return {**own, "channel": channel.id, "event_ts": message["ts"], "channel_type": channel.kind}

    def _send_hidden(self, channel: Channel, subtype: str, **fields: Any) -> None:
        ts = self._world.next_ts()
        event = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "ts": ts}
        self._send_message_event(channel, {**event, **fields, "event_ts": ts, "channel_type": channel.kind})

    def _send_message_event(self, channel: Channel, event: dict[str, Any]) -> None:
        self._send_if_member(channel, "message.im" if channel.is_im else "message.channels", event)

    def _send_if_member(self, channel: Channel, name: str, event: dict[str, Any]) -> None:
        if BOT_USER in channel.members:
            self.send(name, event)
