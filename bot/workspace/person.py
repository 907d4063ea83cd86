"""What a person can do in the workspace, and what Slack does then."""

from typing import Any

from bot.workspace.delivery import Delivery
from bot.workspace.files import file_object, keep_file
from bot.workspace.hub import Hub
from bot.workspace.messages import MOST_TEXT, escape, person_message, typed, with_mentions
from bot.workspace.methods.users import user_object
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER
from bot.workspace.state import Channel, Message, User

MOST_NAME = 255
_FAILURES = {
    "http_timeout": "operation_timeout",
    "connection_failed": "dispatch_failed",
    "not_connected": "dispatch_failed",
    "http_error": "dispatch_unknown_error",
}


class Person:
    """The commands, messages and shortcuts of people."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def command(self, user: str, channel: str, text: str, thread_ts: str = "") -> Delivery:
        """Type a slash command; the answer in the ack is shown, a failure is told to the person."""
        where = self.sees(user, channel)
        name, _, rest = text.strip().partition(" ")
        command = self._hub.app.command(name)
        if command is None or "commands" not in self._hub.app.scopes:
            return self._told(user, f"{name} is not a valid command.")
        if thread_ts:
            return self._told(user, f"{name} is not supported in threads. Sorry!")
        rest = escape(rest.strip())
        rest = with_mentions(rest, self._hub.world) if command.should_escape else rest
        token, links = self._links(user, where.id)
        payload = self._hub.payloads.command(self.user(user), where, command, rest, **links)
        delivery = await self._hub.courier.deliver("command", name, payload)
        if not delivery.acked:
            self._notice(user, f'{name} failed with the error "{_FAILURES[delivery.error]}"')
        return self._with_answer(delivery, token)

    def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> Message:
        """Write a message as typed on a keyboard; the app hears of it in the background."""
        where = self._open(user, channel)
        if not text.strip():
            raise Refused("no_text", ["There is nothing to send."])
        if len(text) > MOST_TEXT:
            raise Refused("msg_too_long", [f"Your message is longer than {MOST_TEXT} characters."])
        if thread_ts and thread_ts not in self._hub.world.messages[channel]:
            raise Refused("thread_not_found", ["That message is gone."])
        return self._post(user, where, text, thread_ts)

    def send_file(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Message:
        """Send a file, with a message if there is one."""
        where = self._open(user, channel)
        if not name.strip() or len(name) > MOST_NAME:
            raise Refused("invalid_arguments", [f"A file needs a name of at most {MOST_NAME} characters."])
        if len(content) > self._hub.limits.upload_bytes:
            raise Refused("file_too_large", ["This file is too large."])
        file = keep_file(self._hub, name, len(content), user)
        file.content, file.complete = content, True
        about = {"subtype": "file_share", "upload": False, "files": [file_object(self._hub, file)]}
        return self._post(user, where, text, "", **about)

    def _open(self, user: str, channel: str) -> Channel:
        """A channel that this person can write in."""
        where = self.sees(user, channel)
        if where.is_archived:
            raise Refused("is_archived", ["You can't post in an archived channel."])
        if where.is_im and not self._hub.app.messages_tab:
            raise Refused("messages_tab_disabled", ["Sending messages to this app has been turned off."])
        return where

    def _post(self, user: str, where: Channel, text: str, thread_ts: str, **more: Any) -> Message:
        message = person_message(self._hub.world, user, typed(text.strip(), self._hub.world), thread_ts) | more
        self._hub.feed.post(where, message)
        if f"<@{BOT_USER}>" in message["text"] and BOT_USER not in where.members:
            self._notice(user, f"@{self._hub.app.bot_name} is not in #{where.name}. Invite it to let it answer.")
        return message

    def edit(self, user: str, channel: str, ts: str, text: str) -> Message:
        """Edit one's own message."""
        self._own(user, channel, ts)
        where = self._hub.world.channels[channel]
        edited = {"user": user, "ts": self._hub.world.next_ts()}
        return self._hub.feed.change(where, ts, text=typed(text.strip(), self._hub.world), edited=edited)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message, or, as an admin, anybody's."""
        where = self.sees(user, channel)
        if not self.user(user).is_admin:
            self._own(user, channel, ts)
        self.message(channel, ts)
        self._hub.feed.delete(where, ts)

    def pin(self, user: str, channel: str, ts: str) -> None:
        """Pin a message."""
        self.sees(user, channel)
        self.message(channel, ts)
        if ts in self._hub.world.pins[channel]:
            raise Refused("already_pinned", ["It is already pinned."])
        self._hub.world.pin(channel, ts)

    def unpin(self, user: str, channel: str, ts: str) -> None:
        """Unpin a message."""
        where = self.sees(user, channel)
        if ts not in self._hub.world.pins[channel]:
            raise Refused("no_pin", ["It is not pinned."])
        self._hub.feed.unpinned(where, ts, user)

    def invite_bot(self, user: str, channel: str) -> None:
        """Bring the bot into a channel."""
        where = self.sees(user, channel)
        if BOT_USER in where.members:
            return
        self._hub.world.set_member(channel, BOT_USER, member=True)
        self._hub.feed.joined(where, BOT_USER, user)

    def kick_bot(self, user: str, channel: str) -> None:
        """Remove the bot from a channel."""
        if self.sees(user, channel).is_im:
            raise Refused("cant_kick_from_im", ["A direct message has no one to remove."])
        self._hub.world.set_member(channel, BOT_USER, member=False)

    def archive(self, user: str, channel: str, *, archived: bool) -> None:
        """Archive a channel, or bring it back."""
        where = self.sees(user, channel)
        if where.is_im:
            raise Refused("method_not_supported_for_channel_type", ["A direct message cannot be archived."])
        where.is_archived = archived
        self._hub.world.tell_channel(channel)

    def deactivate(self, admin: str, user: str, *, deleted: bool) -> None:
        """Deactivate somebody's account as an admin, or bring it back."""
        if not self.user(admin).is_admin:
            raise Refused("not_an_admin", ["Only an admin can do that."])
        if admin == user:
            raise Refused("cant_deactivate_self", ["You can't deactivate your own account."])
        account = self._account(user)
        if account.deleted != deleted:
            account.deleted = deleted
            self._changed(account)

    def rename(self, user: str, name: str) -> None:
        """Change one's own display name."""
        account = self.user(user)
        if not name.strip():
            raise Refused("no_text", ["A name needs a letter."])
        account.display_name = name.strip()[:80]
        self._changed(account)

    def _changed(self, account: User) -> None:
        email = "users:read.email" in self._hub.app.scopes
        self._hub.world.tell_users()
        self._hub.feed.user_changed(user_object(self._hub.world, account, email=email))

    def open_home(self, user: str) -> None:
        """Open the bot's Home tab."""
        self.user(user)
        if self._hub.app.home_tab:
            self._hub.feed.home_opened(user, "home")

    def open_dm(self, user: str) -> None:
        """Open the direct message with the bot."""
        self.user(user)
        self._hub.feed.home_opened(user, "messages")

    async def shortcut(self, user: str, callback_id: str) -> Delivery:
        """Use a global shortcut."""
        shortcut = self._hub.app.shortcut(callback_id, "global")
        if shortcut is None:
            return self._told(user, f"There is no shortcut {callback_id}.")
        trigger = self._hub.triggers.new(user)
        payload = self._hub.payloads.shortcut(self.user(user), shortcut, trigger_id=trigger)
        return await self.interact(user, callback_id, payload)

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        """Use a shortcut on a message."""
        where = self.sees(user, channel)
        message = self.message(channel, ts)
        shortcut = self._hub.app.shortcut(callback_id, "message")
        if shortcut is None:
            return self._told(user, f"There is no shortcut {callback_id}.")
        _, links = self._links(user, channel, ts)
        payload = self._hub.payloads.shortcut(
            self.user(user),
            shortcut,
            message_ts=ts,
            channel={"id": where.id, "name": "directmessage" if where.is_im else where.name},
            message=dict(message),
            **links,
        )
        return await self.interact(user, callback_id, payload)

    async def interact(self, user: str, name: str, payload: dict[str, Any]) -> Delivery:
        """Deliver an interaction; Slack shows a warning sign when it fails."""
        if not self._hub.app.interactive:
            return self._told(user, "This app is not configured to handle interactive responses.")
        delivery = await self._hub.courier.deliver("interaction", name, payload)
        if not delivery.acked:
            self._notice(user, f"{self._hub.app.name} did not respond ({_FAILURES[delivery.error]}).")
        elif delivery.body and payload["type"] != "view_submission":
            delivery = self._hub.courier.refuse(delivery, ["an answer in this ack is not shown; use the response_url"])
        return delivery

    def user(self, user: str) -> User:
        """Somebody by id, who can still do something."""
        found = self._account(user)
        if found.deleted:
            raise Refused("user_not_found", ["This account is deactivated."])
        return found

    def _account(self, user: str) -> User:
        found = self._hub.world.users.get(user)
        if found is None or found.is_bot:
            raise Refused("user_not_found", ["There is no such person."])
        return found

    def sees(self, user: str, channel: str) -> Channel:
        """A channel that this person can see."""
        self.user(user)
        found = self._hub.world.channels.get(channel)
        if found is None or user not in found.members:
            raise Refused("channel_not_found", ["There is no such channel."])
        return found

    def message(self, channel: str, ts: str) -> Message:
        """A message that is there."""
        found = self._hub.world.messages[channel].get(ts)
        if found is None:
            raise Refused("message_not_found", ["That message is gone."])
        return found

    def _own(self, user: str, channel: str, ts: str) -> None:
        self.sees(user, channel)
        if self.message(channel, ts)["user"] != user:
            raise Refused("cant_update_message", ["That is somebody else's message."])

    def _links(self, user: str, channel: str, source: str = "") -> tuple[str, dict[str, str]]:
        token = self._hub.responses.open(user, channel, source)
        trigger = self._hub.triggers.new(user)
        return token, {"response_url": f"{self._hub.url}/response/{token}", "trigger_id": trigger}

    def _with_answer(self, delivery: Delivery, token: str) -> Delivery:
        if not delivery.acked:
            return delivery
        refused = self._hub.responses.in_ack(token, delivery.body)
        return self._hub.courier.refuse(delivery, refused)

    def _told(self, user: str, text: str) -> Delivery:
        self._notice(user, text)
        return Delivery(0, acked=False, seconds=0.0, refused=(text,), error="not_sent")

    def _notice(self, user: str, text: str) -> None:
        self._hub.world.tell("notice", user=user, text=text)
