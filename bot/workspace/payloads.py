"""What Slack sends to an app: the envelopes of commands, events and interactions, with the fields real ones have."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.workspace.keys import Keys
from bot.workspace.manifest import App, Command, Shortcut
from bot.workspace.seed import APP_ID, BOT_ID, BOT_USER
from bot.workspace.state import Channel, User, World

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Payloads:
    """Builds payloads for one app in one workspace."""

    world: World
    keys: Keys
    app: App

    @property
    def bot(self) -> dict[str, str]:
        """The bot's identities, as its messages carry them."""
        return {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "name": self.app.name}

    def command(self, user: User, channel: Channel, command: Command, text: str, **links: str) -> Payload:
        """A slash command; `links` are response_url and trigger_id."""
        return {
            "token": self.keys.verification_token,
            "team_id": self.world.team_id,
            "team_domain": self.world.team_domain,
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command.command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            **links,
        }

    def event(self, event: Payload) -> Payload:
        """An event in the envelope of the Events API."""
        channel = event["channel"] if isinstance(event.get("channel"), str) else ""
        return {
            "token": self.keys.verification_token,
            "team_id": self.world.team_id,
            "context_team_id": self.world.team_id,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.world.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.world.team_id,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self.world.team_id}-{APP_ID}-{channel}-{secrets.token_hex(8)}",
        }

    def interaction(self, kind: str, user: User, **fields: Any) -> Payload:
        """What every interaction has in common, and its own fields."""
        return {
            "type": kind,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": self.world.team_id,
            },
            "api_app_id": APP_ID,
            "token": self.keys.verification_token,
            "team": {"id": self.world.team_id, "domain": self.world.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
            **fields,
        }

    def shortcut(self, user: User, shortcut: Shortcut, **fields: Any) -> Payload:
        """A global shortcut, or with a message in `fields` a message shortcut."""
        kind = "shortcut" if shortcut.type == "global" else "message_action"
        return self.interaction(kind, user, callback_id=shortcut.callback_id, action_ts=self.world.next_ts(), **fields)


def channel_name(channel: Channel) -> str:
    """The name as payloads carry it."""
    return "directmessage" if channel.is_im else channel.name


def channel_reference(channel: Channel) -> Payload:
    """A channel as interactions carry it."""
    return {"id": channel.id, "name": channel_name(channel)}
