"""The ways back to the asker: the ack, the response_url, a modal, an ephemeral message, a direct message."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.cards import Press, Reply
from handlers.modals import Note, around

TIMEOUT = 5  # seconds
NOTHING = Press()


async def ack_with(args: AsyncArgs, reply: Reply) -> None:
    """Answer inside the ack of a slash command: no call, no waiting, and only the asker sees it."""
    await args.ack(text=reply.text, blocks=reply.blocks, response_type="ephemeral")


async def post(args: AsyncArgs, reply: Reply, channel: str, thread: str = "") -> str:
    """Say it in a channel, in a thread of it if one is given; the new message's ts."""
    answer = await args.client.chat_postMessage(
        channel=channel,
        thread_ts=thread or None,
        text=reply.text,
        blocks=reply.blocks,
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(answer["ts"])


async def privately(args: AsyncArgs, reply: Reply, *, press: Press = NOTHING, in_place: bool = False) -> None:
    """Show it to the asker alone, as near as can be to where they asked.

    `press` is what the card is about. `in_place` puts it in the place of the message whose button was pressed, if that
    was for the asker alone.
    """
    if view := pressed_in(args):
        await _in_modal(args, reply, press, view)
        return
    alone = not _in_own_message(args)
    kind = "ephemeral" if alone else "in_channel"
    in_place = in_place and (not alone or _was_ephemeral(args))
    if not await _by_response_url(args, reply, response_type=kind, replace_original=in_place):
        await by_message(args, reply)


async def somewhere(args: AsyncArgs, reply: Reply, *, in_place: bool = False) -> None:
    """Show it to the asker where they are, or by a message if they have left that place: closed the modal, say."""
    try:
        await privately(args, reply, in_place=in_place)
    except SlackApiError:
        await by_message(args, reply)


async def publicly(args: AsyncArgs, reply: Reply) -> None:
    """Show it to everybody where the asker is, as they wished."""
    if not await _by_response_url(args, reply, response_type="in_channel", replace_original=False):
        await post(args, reply, args.context.channel_id or "", thread_of(args))


async def by_message(args: AsyncArgs, reply: Reply) -> None:
    """Tell the asker by a message: in the channel and only visible to them, or directly where there is no channel."""
    user, channel = args.context.user_id or "", args.context.channel_id or ""
    if not channel or channel.startswith("D"):
        await post(args, reply, channel or user, thread_of(args))
        return
    await args.client.chat_postEphemeral(
        channel=channel, user=user, thread_ts=thread_of(args) or None, text=reply.text, blocks=reply.blocks
    )


async def open_modal(args: AsyncArgs, view: dict[str, Any]) -> None:
    """Open a modal for whoever chose the shortcut or pressed the button; on top of the one it stands in, if it does."""
    below = pressed_in(args)
    trigger = str(args.body.get("trigger_id"))
    if below and below.get("type") == "modal":
        await args.client.views_push(trigger_id=trigger, view=view)
    else:
        await args.client.views_open(trigger_id=trigger, view=view)


def pressed_in(args: AsyncArgs) -> dict[str, Any] | None:
    """The modal or Home tab in which the asker pressed or chose something, if it was one."""
    view = args.body.get("view")
    return view if isinstance(view, dict) and args.body.get("type") == "block_actions" else None


def note_of(args: AsyncArgs) -> Note:
    """The note of the modal in which the asker pressed or chose something; an empty one elsewhere."""
    return Note.decode((pressed_in(args) or {}).get("private_metadata"))


async def _in_modal(args: AsyncArgs, reply: Reply, press: Press, view: dict[str, Any]) -> None:
    """In the modal that is open, or from the Home tab in a new one."""
    note = replace(note_of(args), press=press)
    if view.get("type") == "modal":
        await args.client.views_update(view_id=str(view.get("id")), view=around(reply, note))
    else:
        await open_modal(args, around(reply, note))


def thread_of(args: AsyncArgs) -> str:
    """The thread in which the asker wrote or pressed a button, or ""."""
    for part in (args.body.get("event"), args.body.get("message"), args.body.get("container")):
        if isinstance(part, dict) and isinstance(thread := part.get("thread_ts"), str):
            return thread
    return ""


def _container(args: AsyncArgs) -> dict[str, Any]:
    container = args.body.get("container")
    return container if isinstance(container, dict) and container.get("type") == "message" else {}


def _was_ephemeral(args: AsyncArgs) -> bool:
    return bool(_container(args).get("is_ephemeral"))


def _in_own_message(args: AsyncArgs) -> bool:
    """True for a button of a lasting message in a direct message, where an answer may last as well."""
    in_direct_message = (args.context.channel_id or "").startswith("D")
    return in_direct_message and bool(_container(args)) and not _was_ephemeral(args)


async def _by_response_url(args: AsyncArgs, reply: Reply, *, response_type: str, replace_original: bool) -> bool:
    """Send it to the response_url; False if there is none of Slack's, or it has expired or been used up."""
    url = args.body.get("response_url")
    if not isinstance(url, str) or not is_slacks(url, args.client.base_url):
        return False
    message = {
        "text": reply.text,
        "blocks": reply.blocks,
        "response_type": response_type,
        "replace_original": replace_original,
        "thread_ts": thread_of(args) or None,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    client = AsyncWebhookClient(url, timeout=TIMEOUT, proxy=args.client.proxy)
    try:
        return bool((await client.send_dict(message)).status_code == 200)
    except (ClientError, TimeoutError):
        return False


def is_slacks(url: str, api_url: str, house: str = "hooks") -> bool:
    """True if an address leads to the Slack whose Web API is `api_url`, or to its `house`, and nowhere else."""
    try:
        theirs, ours = urlsplit(url), urlsplit(api_url)
        if theirs.username or theirs.password:
            return False
        same = (theirs.scheme, theirs.hostname, theirs.port) == (ours.scheme, ours.hostname, ours.port)
    except ValueError:
        return False
    return same or (theirs.scheme == "https" and theirs.netloc == f"{house}.{ours.netloc.removeprefix('www.')}")
