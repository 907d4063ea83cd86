"""What an app's manifest grants: its commands, shortcuts, events and scopes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Slack sends an event only to an app that subscribed to it and holds the scope beside it.
EVENT_SCOPES = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.im": "im:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `command` begins with the slash."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `type` is `global` or `message`."""

    name: str
    callback_id: str
    type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """The app as installed in the workspace."""

    name: str
    description: str
    bot_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    events: frozenset[str]
    scopes: frozenset[str]
    interactive: bool
    home_tab: bool
    messages_tab: bool
    options_url_missing: bool

    def command(self, name: str) -> Command | None:
        """The command of that name, or None."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """The shortcut of that id and kind (`global` or `message`), or None."""
        return next((one for one in self.shortcuts if (one.callback_id, one.type) == (callback_id, kind)), None)

    def hears(self, event: str) -> bool:
        """True if the app subscribed to the event and holds the scope it needs."""
        scope = EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or scope in self.scopes)


def read_manifest(manifest: Mapping[str, Any]) -> App:
    """The app that a manifest in Slack's format describes; what is left out is not granted."""
    about = _section(manifest, "display_information")
    features = _section(manifest, "features")
    settings = _section(manifest, "settings")
    home = _section(features, "app_home")
    interactivity = _section(settings, "interactivity")
    bot_name = str(_section(features, "bot_user").get("display_name") or about.get("name") or "app")
    return App(
        name=str(about.get("name") or bot_name),
        description=str(about.get("description") or ""),
        bot_name=bot_name,
        commands=tuple(_command(entry) for entry in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts") or ()),
        events=frozenset(_section(settings, "event_subscriptions").get("bot_events") or ()),
        scopes=frozenset(_section(_section(manifest, "oauth_config"), "scopes").get("bot") or ()),
        interactive=bool(interactivity.get("is_enabled")),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled", True)) and not home.get("messages_tab_read_only_enabled"),
        options_url_missing="request_url" in interactivity and "message_menu_options_url" not in interactivity,
    )


def _section(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return of.get(name) or {}


def _command(entry: Mapping[str, Any]) -> Command:
    return Command(
        command=str(entry["command"]),
        description=str(entry.get("description") or ""),
        usage_hint=str(entry.get("usage_hint") or ""),
        should_escape=bool(entry.get("should_escape")),
    )


def _shortcut(entry: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=str(entry["name"]),
        callback_id=str(entry["callback_id"]),
        type=str(entry["type"]),
        description=str(entry.get("description") or ""),
    )
