"""Files, as the workspace keeps them and as Slack shows them."""

import mimetypes
import secrets
from collections.abc import Iterator
from typing import Any

from bot.workspace.hub import Hub
from bot.workspace.refusals import Refused
from bot.workspace.state import File


def keep_file(hub: Hub, name: str, size: int, user: str, alt: str = "") -> File:
    """A new file without its content; the oldest make room for it."""
    file = File(
        id=f"F{secrets.token_hex(8).upper()}",
        name=name,
        size=size,
        alt=alt,
        user=user,
        created=int(hub.clock()),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    hub.world.files[file.id] = file
    while len(hub.world.files) > hub.limits.files_kept:
        del hub.world.files[next(iter(hub.world.files))]
    return file


def file_object(hub: Hub, file: File) -> dict[str, Any]:
    """A file in Slack's form; only a bearer of the bot's token may fetch it from where `url_private` leads."""
    address = f"{hub.url}/files-pri/{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "alt_txt": file.alt,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"{hub.url}/files/{file.id}",
    }


def shares(hub: Hub, file: File) -> dict[str, list[dict[str, Any]]]:
    """The messages with a file, by their channels."""
    place: tuple[str, ...] = ("ts", "thread_ts")
    shared = {
        channel: [
            {key: message[key] for key in place if key in message}
            for message in kept.values()
            if any(one["id"] == file.id for one in message.get("files", ()))
        ]
        for channel, kept in hub.world.messages.items()
    }
    return {channel: messages for channel, messages in shared.items() if messages}


def delete_file(hub: Hub, file: File) -> None:
    """Delete a file for good; where it was shared, a stone tells of it."""
    world = hub.world
    del world.files[file.id]
    for channel, kept in world.messages.items():
        for message in tuple(kept.values()):
            files = message.get("files", ())
            if any(one["id"] == file.id for one in files):
                left = [{"id": file.id, "mode": "tombstone"} if one["id"] == file.id else one for one in files]
                hub.feed.change(world.channels[channel], message["ts"], files=left)


def check_files(hub: Hub, part: Any) -> None:
    """Refuse blocks and views with a file of Slack's that is not there."""
    for id_ in _shown(part):
        file = hub.world.files.get(id_)
        if file is None or not file.complete:
            raise Refused("invalid_blocks", [f"[ERROR] invalid slack file: {id_[:40]}"])


def _shown(part: Any) -> Iterator[str]:
    """The ids of the files in blocks or views."""
    if isinstance(part, dict):
        file = part.get("slack_file")
        if isinstance(file, dict) and isinstance(file.get("id"), str):
            yield file["id"]
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _shown(inner)
