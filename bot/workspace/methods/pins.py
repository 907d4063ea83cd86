"""pins.* and reactions.add."""

from bot.workspace.methods.registry import Answer, Call, method
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER


@method("pins.add", scopes=("pins:write",), needs=("channel", "timestamp"))
def add(call: Call) -> Answer:
    """Pin a message."""
    channel = call.channel(joined=True, open_only=True)
    message = call.message(channel, "timestamp")
    pins = call.hub.world.pins[channel.id]
    if message["ts"] in pins:
        raise Refused("already_pinned")
    if len(pins) >= call.hub.limits.pins:
        raise Refused("too_many_pins")
    call.hub.world.pin(channel.id, message["ts"])
    return {}


@method("pins.remove", scopes=("pins:write",), needs=("channel", "timestamp"))
def remove(call: Call) -> Answer:
    """Unpin a message."""
    channel = call.channel(joined=True)
    message = call.message(channel, "timestamp")
    if message["ts"] not in call.hub.world.pins[channel.id]:
        raise Refused("no_pin")
    call.hub.feed.unpinned(channel, message["ts"], BOT_USER)
    return {}


@method("pins.list", scopes=("pins:read",), needs=("channel",))
def list_pins(call: Call) -> Answer:
    """The pinned messages of a channel, newest pin first."""
    channel = call.channel(joined=True)
    world = call.hub.world
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": int(float(ts)),
            "created_by": BOT_USER,
            "message": world.messages[channel.id][ts],
        }
        for ts in reversed(world.pins[channel.id])
    ]
    return {"items": items}


@method("reactions.add", scopes=("reactions:write",), needs=("channel", "timestamp", "name"))
def react(call: Call) -> Answer:
    """React to a message with an emoji."""
    channel = call.channel(joined=True, open_only=True)
    message = call.message(channel, "timestamp")
    name = call.args.text("name")
    if any(each["name"] == name and BOT_USER in each["users"] for each in message.get("reactions", ())):
        raise Refused("already_reacted")
    reactions = [*message.get("reactions", ()), {"name": name, "users": [BOT_USER], "count": 1}]
    call.hub.world.change(channel.id, message["ts"], reactions=reactions)
    return {}
