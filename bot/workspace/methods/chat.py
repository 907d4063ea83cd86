"""chat.*: what the bot writes, edits and deletes."""

from typing import Any

from bot.workspace.files import check_files
from bot.workspace.messages import bot_message, check_content
from bot.workspace.methods.registry import Answer, Call, method
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER
from bot.workspace.shape import Need, Shape, Text

_WRITE = ("chat:write",)
_METADATA = Shape({"event_type": Need(Text(255)), "event_payload": Need(Shape({}, open_ended=True))})
_MOST_UPDATED_TEXT = 4000


@method("chat.postMessage", scopes=_WRITE, needs=("channel",))
def post_message(call: Call) -> Answer:
    """Post in a channel the bot is in, in a thread, or in a direct message."""
    channel = call.channel(open_only=True)
    body = _body(call)
    check_content(body)
    public_write = "chat:write.public" in call.hub.app.scopes and not channel.is_im
    if BOT_USER not in channel.members and not public_write:
        raise Refused("not_in_channel")
    _check_thread(call, channel.id, body)
    message = bot_message(call.hub.world, call.hub.payloads.bot, body)
    call.hub.feed.post(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message, **_warning(body)}


@method("chat.update", scopes=_WRITE, needs=("channel", "ts"))
def update(call: Call) -> Answer:
    """Edit one of the bot's own messages; blocks that are not given stay, an empty list takes them away."""
    channel = call.channel(open_only=True)
    body = _body(call)
    check_content(body, most_text=_MOST_UPDATED_TEXT)
    old = call.message(channel)
    if old.get("user") != BOT_USER:
        raise Refused("cant_update_message")
    new = bot_message(call.hub.world, call.hub.payloads.bot, body)
    edited = {"user": BOT_USER, "ts": call.hub.world.next_ts()}
    blocks = old.get("blocks") if body["blocks"] is None else new.get("blocks")
    message = call.hub.feed.change(
        channel, old["ts"], text=new["text"], blocks=blocks, edited=edited, **_kept(new, "metadata")
    )
    return {"channel": channel.id, "ts": old["ts"], "text": message["text"], "message": message}


@method("chat.delete", scopes=_WRITE, needs=("channel", "ts"))
def delete(call: Call) -> Answer:
    """Delete one of the bot's own messages."""
    channel = call.channel()
    message = call.message(channel)
    if message.get("user") != BOT_USER:
        raise Refused("cant_delete_message")
    call.hub.feed.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.postEphemeral", scopes=_WRITE, needs=("channel", "user"))
def post_ephemeral(call: Call) -> Answer:
    """Show a message to one member of a channel."""
    channel = call.channel(open_only=True)
    body = _body(call)
    check_content(body)
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    if call.args.text("user") not in channel.members:
        raise Refused("user_not_in_channel")
    _check_thread(call, channel.id, body)
    message = bot_message(call.hub.world, call.hub.payloads.bot, body)
    call.hub.world.whisper(channel.id, call.args.text("user"), message)
    return {"message_ts": message["ts"]}


@method("chat.getPermalink", needs=("channel", "message_ts"))
def get_permalink(call: Call) -> Answer:
    """The address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"{call.hub.url}/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def _body(call: Call) -> dict[str, Any]:
    args = call.args
    text = args.text("text") or args.text("markdown_text")
    if args.text("markdown_text") and (args.text("text") or args.data("blocks")):
        raise Refused("markdown_text_conflict")
    check_files(call.hub, args.data("blocks"))
    return {
        "text": text,
        "blocks": args.data("blocks"),
        "attachments": args.data("attachments"),
        "thread_ts": args.text("thread_ts"),
        "metadata": _metadata(args.data("metadata")),
    }


def _kept(new: dict[str, Any], name: str) -> dict[str, Any]:
    """A field of an edit that stays as it was unless it is given."""
    return {name: new[name]} if name in new else {}


def _metadata(given: Any) -> Any:
    if given is not None and list(_METADATA(given, "/metadata")):
        raise Refused("invalid_metadata_format")
    return given


def _check_thread(call: Call, channel: str, body: dict[str, Any]) -> None:
    if body["thread_ts"] and body["thread_ts"] not in call.hub.world.messages[channel]:
        raise Refused("thread_not_found")


def _warning(body: dict[str, Any]) -> Answer:
    if body["text"]:
        return {}
    return {"warning": "missing_text_in_message", "response_metadata": {"warnings": ["missing_text_in_message"]}}
