"""files.*: an upload in three steps (an address, the bytes, done), and taking it back."""

from typing import Any

from bot.workspace.files import delete_file, file_object, keep_file, shares
from bot.workspace.messages import bot_message
from bot.workspace.methods.registry import Answer, Call, find_channel, method
from bot.workspace.refusals import Refused
from bot.workspace.seed import BOT_USER
from bot.workspace.state import File

_WRITE = ("files:write",)


@method("files.getUploadURLExternal", scopes=_WRITE, needs=("filename", "length"))
def get_upload_url(call: Call) -> Answer:
    """An address to send the bytes of a file to."""
    hub = call.hub
    name = call.args.text("filename")
    size = call.args.number("length", 0, most=hub.limits.upload_bytes)
    file = keep_file(hub, name, size, BOT_USER, call.args.text("alt_txt"))
    return {"upload_url": f"{hub.url}/upload/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", scopes=_WRITE, needs=("files",))
def complete_upload(call: Call) -> Answer:
    """Finish uploads, and share them in a channel if one is named."""
    wanted = call.args.data("files")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("invalid_arguments")
    files = [_uploaded(call, each) for each in wanted]
    channel_id = call.args.text("channel_id") or call.args.text("channels")
    if channel_id:
        _share(call, channel_id, files)
    for file in files:
        file.complete = True
    return {"files": [file_object(call.hub, file) for file in files]}


@method("files.info", scopes=("files:read",), needs=("file",))
def info(call: Call) -> Answer:
    """One file, and where it was shared."""
    file = call.hub.world.files.get(call.args.text("file"))
    if file is None or not file.complete:
        raise Refused("file_not_found")
    shared = {"shares": {"public": shares(call.hub, file)}}
    return {"file": file_object(call.hub, file) | shared, "comments": []}


@method("files.delete", scopes=_WRITE, needs=("file",))
def delete(call: Call) -> Answer:
    """Delete one of the bot's own files, wherever it was shared."""
    file = call.hub.world.files.get(call.args.text("file"))
    if file is None:
        raise Refused("file_not_found")
    if file.user != BOT_USER:
        raise Refused("cant_delete_file")
    delete_file(call.hub, file)
    return {}


def _uploaded(call: Call, wanted: Any) -> File:
    file_id = wanted.get("id") if isinstance(wanted, dict) else None
    file = call.hub.world.files.get(file_id) if isinstance(file_id, str) else None
    if file is None or file.content is None:
        raise Refused("file_not_found")
    title = wanted.get("title")
    file.title = title if isinstance(title, str) else file.name
    return file


def _share(call: Call, channel_id: str, files: list[File]) -> None:
    channel = find_channel(call.hub, channel_id)
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    body = {
        "text": call.args.text("initial_comment"),
        "thread_ts": call.args.text("thread_ts"),
        "files": [file_object(call.hub, file) for file in files],
        "subtype": "file_share",
    }
    call.hub.feed.post(channel, bot_message(call.hub.world, call.hub.payloads.bot, body))
