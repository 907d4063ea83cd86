"""views.*: modals and Home tabs."""

from typing import Any

from bot.workspace.files import check_files
from bot.workspace.methods.registry import Answer, Call, method
from bot.workspace.refusals import Refused


@method("views.open", needs=("trigger_id", "view"))
def open_view(call: Call) -> Answer:
    """Open a modal for whoever did what the trigger_id came from."""
    return {"view": call.hub.modals.open(call.args.text("trigger_id"), _view(call))}


@method("views.push", needs=("trigger_id", "view"))
def push(call: Call) -> Answer:
    """Put a modal on top of an open one."""
    return {"view": call.hub.modals.push(call.args.text("trigger_id"), _view(call))}


@method("views.update", needs=("view",))
def update(call: Call) -> Answer:
    """Replace a view that is open."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if bool(view_id) == bool(external_id):
        raise Refused("invalid_arguments", ["[ERROR] needs either view_id or external_id"])
    view_hash = call.args.text("hash")
    view = call.hub.modals.update(_view(call), view_id=view_id, external_id=external_id, view_hash=view_hash)
    return {"view": view}


@method("views.publish", needs=("user_id", "view"))
def publish(call: Call) -> Answer:
    """Show a view as somebody's Home tab."""
    if not call.hub.app.home_tab:
        raise Refused("not_enabled")
    user = call.hub.world.users.get(call.args.text("user_id"))
    if user is None or user.is_bot:
        raise Refused("invalid_arguments", ["[ERROR] no such user [json-pointer:/user_id]"])
    return {"view": call.hub.modals.publish(user.id, _view(call), call.args.text("hash"))}


def _view(call: Call) -> Any:
    view = call.args.data("view")
    check_files(call.hub, view)
    return view
