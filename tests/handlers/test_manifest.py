"""manifest.json grants exactly what the listeners use, in the form that Slack takes."""

import ast
import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

import handlers
from bot.app import PersonaApp
from bot.catalog import Catalog
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings

ROOT = Path(__file__).parent.parent.parent
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))

# What Slack grants for each method we may call; "" needs no scope.
METHOD_SCOPES = {
    "apps_connections_open": "",  # the app-level token's connections:write
    "auth_test": "",
    "chat_delete": "chat:write",
    "chat_getPermalink": "",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_replies": "im:history",  # of direct messages, where a question was passed on
    "files_delete": "files:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "pins_add": "pins:write",
    "pins_list": "pins:read",
    "pins_remove": "pins:write",
    "usergroups_list": "usergroups:read",
    "users_info": "users:read",
    "users_list": "users:read",
    "views_open": "",
    "views_publish": "",
    "views_push": "",
    "views_update": "",
}
EVENT_SCOPES = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "team_join": "users:read",
    "pin_removed": "pins:read",
    "user_change": "users:read",
}
LISTENED = {name: name for name in EVENT_SCOPES} | {"message": "message.im"}

# The form of a manifest, as far as ours uses it: the most characters of each text, entries of each list, and so on.
TEXTS = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.long_description": 4000,
    "display_information.background_color": 7,
    "features.bot_user.display_name": 80,
    "features.shortcuts.name": 24,
    "features.shortcuts.type": 10,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2000,
    "features.slash_commands.usage_hint": 1000,
    "oauth_config.scopes.bot": 50,
    "settings.event_subscriptions.bot_events": 50,
}
LISTS = {
    "features.shortcuts": 10,
    "features.slash_commands": 50,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}
SWITCHES = {
    "features.app_home.home_tab_enabled",
    "features.app_home.messages_tab_enabled",
    "features.app_home.messages_tab_read_only_enabled",
    "features.bot_user.always_online",
    "features.slash_commands.should_escape",
    "settings.interactivity.is_enabled",
    "settings.org_deploy_enabled",
    "settings.socket_mode_enabled",
    "settings.token_rotation_enabled",
}
NUMBERS = {"_metadata.major_version", "_metadata.minor_version"}
NEEDED = {
    "display_information": {"name"},
    "features.bot_user": {"display_name"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "features.slash_commands": {"command", "description"},
    "settings.interactivity": {"is_enabled"},
}
PATTERNS = {
    "display_information.background_color": r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?",
    "display_information.long_description": r"(?s).{175,}",
    "features.shortcuts.type": r"global|message",
    "features.slash_commands.command": r"/[^\s/]+",
}


class Recorder(PersonaApp):
    """The app, remembering what it was asked to listen to by name."""

    def __init__(self) -> None:
        self.names: set[tuple[str, str]] = set()
        super().__init__(Settings(Mode.LOCAL, Path()), PersonaBot(Catalog(())))

    def command(self, command: Any, *rest: Any, **more: Any) -> Any:
        self._note("command", command)
        return super().command(command, *rest, **more)

    def event(self, event: Any, *rest: Any, **more: Any) -> Any:
        self._note("event", event)
        return super().event(event, *rest, **more)

    def message_shortcut(self, callback_id: Any, *rest: Any, **more: Any) -> Any:
        self._note("message", callback_id)
        return super().message_shortcut(callback_id, *rest, **more)

    def global_shortcut(self, callback_id: Any, *rest: Any, **more: Any) -> Any:
        self._note("global", callback_id)
        return super().global_shortcut(callback_id, *rest, **more)

    def _note(self, kind: str, name: Any) -> None:
        if isinstance(name, str):
            self.names.add((kind, name))


@pytest.fixture(scope="module")
def listened() -> set[tuple[str, str]]:
    """What the listeners listen to: kind and name."""
    return Recorder().names


def called_methods() -> set[str]:
    """The Web API methods that the source calls on a client."""
    sources = [*Path(handlers.__file__).parent.glob("*.py"), ROOT / "bot" / "app.py"]
    calls = [
        node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    return {
        name
        for name in names
        if re.fullmatch(r"(apps|auth|chat|pins|usergroups|users|views|conversations|files)_\w+", name)
    }


def problems(value: Any, path: str = "") -> list[str]:
    """What Slack would not take of a manifest: one sentence each."""
    if isinstance(value, dict):
        found = [f"{path}.{name} is missing" for name in NEEDED.get(path, set()) - set(value)]
        for name, inner in value.items():
            found += problems(inner, f"{path}.{name}".removeprefix("."))
        return found
    if isinstance(value, list):
        found = [] if 0 < len(value) <= LISTS.get(path, 0) else [f"{path} is no list of that length"]
        return found + [problem for inner in value for problem in problems(inner, path)]
    return [] if fits(value, path) else [f"{path} is not known, or not of this form"]


def fits(value: Any, path: str) -> bool:
    """True if Slack takes this text, switch or number there."""
    if isinstance(value, bool):
        return path in SWITCHES
    if isinstance(value, int):
        return path in NUMBERS
    return (
        isinstance(value, str)
        and 0 < len(value) <= TEXTS.get(path, 0)
        and bool(re.fullmatch(PATTERNS.get(path, r"(?s).*"), value))
    )


def test_the_manifest_has_the_form_that_slack_takes() -> None:
    assert problems(MANIFEST) == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("display_information.name", "x" * 36),
        ("display_information.long_description", "too short"),
        ("display_information.background_color", "purple"),
        ("features.shortcuts", []),
        ("features.slash_commands.0.command", "persona"),
        ("features.shortcuts.0.type", "channel"),
        ("settings.interactivity", {}),
        ("settings.interactivity.is_enabled", "yes"),
        ("settings.socket_mode", True),
        ("oauth_config.scopes.bot", ["x" * 51]),
    ],
)
def test_the_rules_notice_what_slack_would_not_take(path: str, wrong: Any) -> None:
    spoiled = copy.deepcopy(MANIFEST)
    *way, last = path.split(".")
    part: Any = spoiled
    for name in way:
        part = part[int(name)] if name.isdigit() else part[name]
    part[last] = wrong
    assert problems(spoiled)


def test_the_command_and_shortcuts_are_those_that_are_listened_to(listened: set[tuple[str, str]]) -> None:
    features = MANIFEST["features"]
    granted = {("command", entry["command"]) for entry in features["slash_commands"]}
    granted |= {(entry["type"], entry["callback_id"]) for entry in features["shortcuts"]}
    assert granted == {(kind, name) for kind, name in listened if kind != "event"}


def test_the_events_are_those_that_are_listened_to(listened: set[tuple[str, str]]) -> None:
    heard = {LISTENED[name] for kind, name in listened if kind == "event"}
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == heard


def test_the_scopes_are_exactly_those_of_the_methods_called_and_the_events_heard() -> None:
    needed = {METHOD_SCOPES[method] for method in called_methods()} | set(EVENT_SCOPES.values()) | {"commands"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed - {""}


def test_every_method_that_is_known_here_is_called() -> None:
    assert called_methods() == set(METHOD_SCOPES)


def test_no_scope_event_or_callback_is_named_twice() -> None:
    for names in (
        MANIFEST["oauth_config"]["scopes"]["bot"],
        MANIFEST["settings"]["event_subscriptions"]["bot_events"],
        [entry["callback_id"] for entry in MANIFEST["features"]["shortcuts"]],
    ):
        assert names == sorted(set(names), key=names.index)


def test_the_manifest_is_for_socket_mode_and_so_names_no_address() -> None:
    """Over HTTP Slack also wants request_url, message_menu_options_url and the command's url: the README says where."""
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(MANIFEST)
