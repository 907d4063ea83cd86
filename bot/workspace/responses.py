"""Answers: what an ack carries, and what comes to a response_url (5 uses within 30 minutes)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.workspace.feed import Feed
from bot.workspace.limits import Limits
from bot.workspace.messages import bot_message, check_content
from bot.workspace.refusals import Refused
from bot.workspace.state import World

_KEPT = 1000


@dataclass(slots=True)
class Hook:
    """A response_url: for whom, where, and on which message the person acted (`source`, if any)."""

    user: str
    channel: str
    made: float
    source: str = ""
    ephemeral: bool = False
    uses: int = 0


class Responses:
    """Makes response_urls and does what is asked of them."""

    def __init__(
        self, world: World, feed: Feed, bot: dict[str, str], limits: Limits, clock: Callable[[], float]
    ) -> None:
        self._world = world
        self._feed = feed
        self._bot = bot
        self._limits = limits
        self._clock = clock
        self._hooks: dict[str, Hook] = {}

    def open(self, user: str, channel: str, source: str = "", *, ephemeral: bool = False) -> str:
        """The secret last part of a new response_url."""
        token = secrets.token_hex(16)
        self._hooks[token] = Hook(user, channel, self._clock(), source, ephemeral)
        while len(self._hooks) > _KEPT:
            del self._hooks[next(iter(self._hooks))]
        return token

    def use(self, token: str, body: dict[str, Any] | None) -> None:
        """Do what was posted to a response_url, or refuse it."""
        hook = self._hooks.get(token)
        if hook is None:
            raise Refused("invalid_url")
        if self._clock() - hook.made > self._limits.response_url_seconds:
            raise Refused("expired_url", ["the response_url is older than 30 minutes"])
        if hook.uses >= self._limits.response_url_uses:
            raise Refused("used_url", [f"the response_url was already used {hook.uses} times"])
        hook.uses += 1
        if body is None:
            raise Refused("invalid_payload")
        self._answer(hook, body)

    def in_ack(self, token: str, body: Any) -> tuple[str, ...]:
        """Show the message an ack carries; the sentences say what Slack refused of it."""
        content = {"text": body} if isinstance(body, str) else body
        if not isinstance(content, dict) or not content:
            return ()
        try:
            self._answer(self._hooks[token], content)
        except Refused as refused:
            return (f"the answer in the ack: {refused}",)
        return ()

    def _answer(self, hook: Hook, body: dict[str, Any]) -> None:
        for switch in ("delete_original", "replace_original"):
            if not isinstance(body.get(switch, False), bool):
                raise Refused("invalid_payload", [f"{switch} must be true or false"])
        if body.get("delete_original"):
            self._delete(hook)
            return
        check_content(body)
        if body.get("replace_original") and hook.source:
            self._replace(hook, body)
        else:
            self._post(hook, body)

    def _post(self, hook: Hook, body: dict[str, Any]) -> None:
        channel = self._world.channels[hook.channel]
        message = bot_message(self._world, self._bot, body)
        if body.get("response_type") == "in_channel":
            if channel.is_archived:
                raise Refused("is_archived")
            self._feed.post(channel, {**message, "subtype": "bot_message"})
        else:
            self._world.whisper(channel.id, hook.user, message)

    def _replace(self, hook: Hook, body: dict[str, Any]) -> None:
        new = bot_message(self._world, self._bot, body)
        fields = {"text": new["text"], "blocks": new.get("blocks")}
        if not self._source_is_there(hook):
            raise Refused("message_not_found")
        if hook.ephemeral:
            self._world.change_whisper(hook.channel, hook.user, hook.source, **fields)
        else:
            edited = {"user": self._bot["user"], "ts": self._world.next_ts()}
            self._feed.change(self._world.channels[hook.channel], hook.source, **fields, edited=edited)

    def _delete(self, hook: Hook) -> None:
        if not self._source_is_there(hook):
            raise Refused("message_not_found")
        if hook.ephemeral:
            self._world.hush(hook.channel, hook.user, hook.source)
        else:
            self._feed.delete(self._world.channels[hook.channel], hook.source)

    def _source_is_there(self, hook: Hook) -> bool:
        if hook.ephemeral:
            return hook.source in self._world.ephemerals.get((hook.channel, hook.user), {})
        return hook.source in self._world.messages[hook.channel]
