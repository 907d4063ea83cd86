"""Views: modals stacked up to three deep, and Home tabs; their ids, hashes and state."""

import secrets
from typing import Any

from bot.workspace.blocks import HOME, MODAL, every_block, every_element, view_problems
from bot.workspace.messages import filled
from bot.workspace.refusals import Refused, refused_for
from bot.workspace.seed import APP_ID, BOT_ID
from bot.workspace.state import View, World
from bot.workspace.triggers import Triggers

_DEEPEST = 3


class Modals:
    """Opens, pushes, updates and closes views, and refuses what Slack refuses of them."""

    def __init__(self, world: World, triggers: Triggers) -> None:
        self._world = world
        self._triggers = triggers

    def open(self, trigger_id: str, view: Any) -> View:
        """Open a modal for whoever the trigger belongs to, in place of what was open."""
        self._check(view, MODAL)
        trigger = self._triggers.use(trigger_id)
        made = self._made(view)
        made["root_view_id"] = made["id"]
        self._world.set_views(trigger.user, [made])
        return made

    def push(self, trigger_id: str, view: Any) -> View:
        """Put a modal on top of the one the trigger came from."""
        self._check(view, MODAL)
        trigger = self._triggers.use(trigger_id)
        if not trigger.view_id:
            raise Refused("not_found", ["the trigger_id does not come from a modal"])
        return self.push_on(trigger.user, view)

    def push_on(self, user: str, view: Any) -> View:
        """Put a modal on top of somebody's stack."""
        self._check(view, MODAL)
        stack = self._world.views.get(user, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= _DEEPEST:
            raise Refused("push_limit_reached")
        made = {**self._made(view), "previous_view_id": stack[-1]["id"], "root_view_id": stack[0]["id"]}
        self._world.set_views(user, [*stack, made])
        return made

    def update(self, view: Any, *, view_id: str = "", external_id: str = "", view_hash: str = "") -> View:
        """Replace a view by its id or external_id; a hash that is not the newest is a conflict."""
        found = self._world.find_view(view_id) if view_id else self._by_external_id(external_id)
        if found is None:
            raise Refused("not_found")
        user, old = found
        self._check(view, old["type"])
        if view_hash and view_hash != old["hash"]:
            raise Refused("hash_conflict")
        return self._replaced(user, old, view)

    def publish(self, user: str, view: Any, view_hash: str = "") -> View:
        """Show a view as somebody's Home tab."""
        self._check(view, HOME)
        old = self._world.homes.get(user)
        if view_hash and (old is None or view_hash != old["hash"]):
            raise Refused("hash_conflict")
        made = self._made(view)
        made["root_view_id"] = made["id"] = old["id"] if old else made["id"]
        self._world.set_home(user, made)
        return made

    def close(self, user: str, view_id: str) -> View:
        """Close a modal, and those on top of it."""
        stack = self._world.views.get(user, [])
        index = next((index for index, view in enumerate(stack) if view["id"] == view_id), None)
        if index is None:
            raise Refused("not_found")
        self._world.set_views(user, stack[:index])
        return stack[index]

    def close_all(self, user: str) -> None:
        """Close the whole stack."""
        self._world.set_views(user, [])

    def _replaced(self, user: str, old: View, view: View) -> View:
        kept = ("id", "root_view_id", "previous_view_id")
        made = {**self._made(view), **{name: old[name] for name in kept}}
        made["state"] = {"values": self._kept_values(old, made)}
        if old["type"] == HOME:
            self._world.set_home(user, made)
        else:
            stack = [made if one["id"] == old["id"] else one for one in self._world.views[user]]
            self._world.set_views(user, stack)
        return made

    def _kept_values(self, old: View, new: View) -> dict[str, Any]:
        """What was typed stays where block_id and action_id stay."""
        before, after = old["state"]["values"], new["state"]["values"]
        return {
            block_id: {name: before.get(block_id, {}).get(name, state) for name, state in actions.items()}
            for block_id, actions in after.items()
        }

    def _by_external_id(self, external_id: str) -> tuple[str, View] | None:
        stacks = ((user, view) for user, stack in self._world.views.items() for view in stack)
        return next(((user, view) for user, view in stacks if external_id and view["external_id"] == external_id), None)

    def _check(self, view: Any, kind: str) -> None:
        problems = view_problems(view)
        if any(problem.text == "view too large" for problem in problems):
            raise refused_for("view_too_large", problems)
        if problems:
            raise refused_for("invalid_arguments", problems)
        if view["type"] != kind:
            raise Refused("invalid_arguments", [f"[ERROR] must be a {kind} [json-pointer:/view/type]"])

    def _made(self, view: View) -> View:
        blocks = filled(view["blocks"])
        made: View = {
            "id": f"V{secrets.token_hex(5).upper()}",
            "team_id": self._world.team_id,
            "type": view["type"],
            "blocks": blocks,
            "private_metadata": view.get("private_metadata", ""),
            "callback_id": view.get("callback_id", ""),
            "state": {"values": initial_values(blocks)},
            "hash": f"{int(self._world.clock())}.{secrets.token_hex(4)}",
            "clear_on_close": view.get("clear_on_close", False),
            "notify_on_close": view.get("notify_on_close", False),
            "previous_view_id": None,
            "root_view_id": "",
            "app_id": APP_ID,
            "external_id": view.get("external_id", ""),
            "app_installed_team_id": self._world.team_id,
            "bot_id": BOT_ID,
        }
        for name in ("title", "submit", "close"):
            made[name] = {"emoji": True, **view[name]} if name in view else None
        return made


_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}


def value_field(kind: str) -> str:
    """The field of a state or an action that holds the value of such an element; empty for a button."""
    return _INITIAL.get(kind, ("", ""))[0]


def initial_values(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """state.values as it is before anybody touched the elements."""
    values: dict[str, Any] = {}
    for block in every_block(blocks):
        for element in every_element(block):
            if field := value_field(element["type"]):
                values.setdefault(block["block_id"], {})[element["action_id"]] = _state(element, field)
    return values


def _state(element: dict[str, Any], field: str) -> dict[str, Any]:
    initial = element.get(_INITIAL[element["type"]][1])
    if initial is None and field.endswith("s"):
        initial = []
    return {"type": element["type"], field: initial}
