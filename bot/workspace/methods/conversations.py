"""conversations.*: the channels, who is in them, and what was said."""

from typing import Any

from bot.workspace.methods.registry import Answer, Call, find_channel, method, paged
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER
from bot.workspace.state import Channel

_READ = ("channels:read", "im:read")
_HISTORY = ("channels:history", "im:history")


def channel_object(channel: Channel) -> dict[str, Any]:
    """A channel in Slack's form."""
    common = {"id": channel.id, "created": channel.created, "is_archived": channel.is_archived, "is_org_shared": False}
    if channel.is_im:
        return {**common, "is_im": True, "user": channel.user, "is_user_deleted": False, "is_open": True}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": BOT_USER in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


@method("conversations.info", scopes=_READ, needs=("channel",))
def info(call: Call) -> Answer:
    """One channel."""
    return {"channel": channel_object(call.channel())}


@method("conversations.list", scopes=_READ)
def list_channels(call: Call) -> Answer:
    """The channels of the kinds asked for."""
    kinds = {kind.strip() for kind in (call.args.text("types") or "public_channel").split(",")}
    scopes = call.hub.app.scopes
    wanted = [
        channel_object(channel)
        for channel in call.hub.world.channels.values()
        if ("im" if channel.is_im else "public_channel") in kinds
        and ("im:read" if channel.is_im else "channels:read") in scopes
        and not (channel.is_archived and call.args.flag("exclude_archived"))
    ]
    page, cursor = paged(wanted, call.args)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members", scopes=_READ, needs=("channel",))
def members(call: Call) -> Answer:
    """The ids of a channel's members."""
    page, cursor = paged(call.channel().members, call.args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history", scopes=_HISTORY, needs=("channel",))
def history(call: Call) -> Answer:
    """The messages of a channel, newest first, without the replies of threads."""
    channel = call.channel(joined=True)
    kept = call.hub.world.messages[channel.id].values()
    said = [one for one in reversed(kept) if one.get("thread_ts", one["ts"]) == one["ts"] and _within(call, one["ts"])]
    return _page(call, said)


@method("conversations.replies", scopes=_HISTORY, needs=("channel", "ts"))
def replies(call: Call) -> Answer:
    """A thread: its parent, then the replies, oldest first."""
    channel = call.channel(joined=True)
    asked = call.message(channel, missing="thread_not_found")
    parent = call.hub.world.messages[channel.id].get(str(asked.get("thread_ts")), asked)
    thread = [parent, *(one for one in call.hub.world.replies(channel.id, parent["ts"]) if _within(call, one["ts"]))]
    return _page(call, thread)


@method("conversations.open", scopes=("im:write",), needs=("users",))
def open_conversation(call: Call) -> Answer:
    """The direct message with one person."""
    user = call.args.text("users")
    if user not in call.hub.world.users or user == BOT_USER:
        raise Refused("user_not_found")
    return {"channel": {"id": find_channel(call.hub, user).id}, "no_op": True, "already_open": True}


@method("conversations.join", scopes=("channels:join",), needs=("channel",))
def join(call: Call) -> Answer:
    """Join a public channel."""
    channel = call.channel(open_only=True)
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    call.hub.world.set_member(channel.id, BOT_USER, member=True)
    return {"channel": channel_object(channel)}


def _within(call: Call, ts: str) -> bool:
    oldest, latest = call.args.text("oldest", "0"), call.args.text("latest")
    inclusive = call.args.flag("inclusive")
    if ts in (oldest, latest):
        return inclusive
    return _seconds(ts) > _seconds(oldest) and (not latest or _seconds(ts) < _seconds(latest))


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        raise Refused("invalid_arguments") from None


def _page(call: Call, messages: list[dict[str, Any]]) -> Answer:
    page, cursor = paged(messages, call.args)
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": page, "has_more": bool(cursor), **more}
