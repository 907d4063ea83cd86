"""Files, as the workspace keeps them and as Slack shows them."""

import mimetypes
import secrets
from typing import Any

from bot.workspace.hub import Hub
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
