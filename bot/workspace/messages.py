"""Messages as Slack keeps them: what a person typed, what the bot posted, and the ids Slack fills in."""

import copy
import html
import re
import secrets
from collections.abc import Mapping
from typing import Any

from bot.workspace.blocks import block_problems, every_block, every_element
from bot.workspace.refusals import Refused, refused_for
from bot.workspace.state import Message, World

MOST_TEXT = 40_000
_BROADCASTS = {"here", "channel", "everyone"}
_LINK = re.compile(r"https?://[^\s<>|]+")


def escape(text: str) -> str:
    """What Slack does to everything a person types: & < > become entities."""
    return html.escape(text, quote=False)


def typed(text: str, world: World) -> str:
    """The text of a message as Slack stores it: escaped, with mentions, channels and links made live."""
    return _LINK.sub(lambda found: f"<{found[0]}>", with_mentions(escape(text), world))


def with_mentions(text: str, world: World) -> str:
    """Turn @names and #channels that exist into Slack's links."""
    names = _mentions(world)
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    mention = re.compile(rf"(?<![\w/.])(?:{pattern})(?![\w-])", re.IGNORECASE)
    return mention.sub(lambda found: names[found[0].lower()], text)


def _mentions(world: World) -> dict[str, str]:
    names = {f"@{word}": f"<!{word}>" for word in _BROADCASTS}
    for group in world.usergroups.values():
        names[f"@{escape(group.handle).lower()}"] = f"<!subteam^{group.id}|@{group.handle}>"
    for user in world.users.values():
        names |= {f"@{escape(name).lower()}": f"<@{user.id}>" for name in (user.name, user.display_name)}
    for channel in world.channels.values():
        if not channel.is_im:
            names[f"#{channel.name.lower()}"] = f"<#{channel.id}|{channel.name}>"
    return names


def check_content(body: Mapping[str, Any], *, most_text: int = MOST_TEXT) -> None:
    """Refuse a message without content, with too long a text, or with blocks Slack would not take."""
    text, blocks = body.get("text"), body.get("blocks")
    if text is not None and not isinstance(text, str):
        raise Refused("invalid_arguments", ["[ERROR] must be a string [json-pointer:/text]"])
    if blocks:
        check_blocks(blocks)
    elif blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not text and not blocks and not body.get("attachments"):
        raise Refused("no_text")
    if text and len(text) > most_text:
        raise Refused("msg_too_long")


def check_blocks(blocks: Any) -> None:
    """Refuse blocks that Slack would not take in a message."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = block_problems(blocks)
    if any("msg_blocks_too_long" in problem.text for problem in problems):
        raise refused_for("msg_blocks_too_long", problems)
    if problems:
        raise refused_for("invalid_blocks", problems)


def filled(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy of valid blocks with what Slack adds: block_id, action_id, and the defaults of texts."""
    blocks = copy.deepcopy(blocks)
    for block in every_block(blocks):
        block.setdefault("block_id", _new_id())
        for element in every_element(block):
            element.setdefault("action_id", _new_id())
    _fill_texts(blocks)
    return blocks


def _new_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def _fill_texts(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _fill_texts(item)
    elif isinstance(part, dict):
        defaults: dict[Any, tuple[str, bool]] = {"plain_text": ("emoji", True), "mrkdwn": ("verbatim", False)}
        if part.get("type") in defaults:
            part.setdefault(*defaults[part["type"]])
        for item in part.values():
            _fill_texts(item)


def bot_message(world: World, bot: Mapping[str, str], body: Mapping[str, Any]) -> Message:
    """A message of the bot from checked content; `bot` names its user, bot_id and app_id."""
    message: Message = {
        "type": "message",
        "user": bot["user"],
        "bot_id": bot["bot_id"],
        "app_id": bot["app_id"],
        "team": world.team_id,
        "ts": world.next_ts(),
        "text": body.get("text") or "",
        "bot_profile": {"id": bot["bot_id"], "app_id": bot["app_id"], "name": bot["name"], "team_id": world.team_id},
    }
    if body.get("blocks"):
        message["blocks"] = filled(body["blocks"])
    for name in ("thread_ts", "metadata", "files", "subtype"):
        if body.get(name):
            message[name] = body[name]
    return message


def person_message(world: World, user: str, text: str, thread_ts: str) -> Message:
    """A message that a person typed; `text` is as Slack stores it."""
    message: Message = {
        "type": "message",
        "user": user,
        "team": world.team_id,
        "ts": world.next_ts(),
        "client_msg_id": secrets.token_hex(16),
        "text": text,
    }
    return {**message, "thread_ts": thread_ts} if thread_ts else message
