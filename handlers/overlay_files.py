"""Overlays as files in Slack: one that somebody sent is fetched from Slack itself, one that is asked for is sent."""

from typing import Any

from aiohttp import ClientSession, ClientTimeout
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.web.async_client import AsyncWebClient

from bot import cards
from bot.cards.words import cut
from bot.errors import SlackRefused
from handlers import replies
from handlers.replies import is_slacks

TIMEOUT = 5  # seconds that a file may take
MOST_BYTES = 200_000
LEAD = "Here are our own words. Edit the file and send it back to change them."
ENDINGS = (".yaml", ".yml")


def yaml_file(event: object) -> dict[str, Any] | None:
    """The first file of a message that is called YAML, if there is one."""
    files = event.get("files") if isinstance(event, dict) else None
    for file in files if isinstance(files, list) else ():
        if isinstance(file, dict) and name_of(file).casefold().endswith(ENDINGS) and isinstance(file.get("id"), str):
            return file
    return None


def name_of(file: dict[str, Any]) -> str:
    """What a file is called, fit to be shown."""
    return cut(str(file.get("name") or ""), 100)


async def fetch(file: dict[str, Any], client: AsyncWebClient) -> bytes:
    """The content of a file in Slack. Raises SlackRefused for one that is too large or cannot be had."""
    about: dict[str, Any] = (await client.files_info(file=file["id"]))["file"]
    size, url = about.get("size"), about.get("url_private")
    if isinstance(size, int) and size > MOST_BYTES:
        raise _too_large()
    if not isinstance(url, str) or not is_slacks(url, client.base_url, "files"):
        raise SlackRefused("file_not_here", "I can only read files that are kept in Slack. Upload the file itself.")
    content = await _download(url, client)
    if len(content) > MOST_BYTES:
        raise _too_large()
    return content


async def _download(url: str, client: AsyncWebClient) -> bytes:
    """What stands at an address of Slack's, cut off behind the limit; no redirect is followed with the token."""
    headers = {"Authorization": f"Bearer {client.token}"}
    async with (
        ClientSession(timeout=ClientTimeout(total=TIMEOUT)) as session,
        session.get(url, headers=headers, allow_redirects=False, proxy=client.proxy) as response,
    ):
        if response.status != 200 or response.content_type == "text/html":
            raise SlackRefused("file_not_read", "Slack does not let me read this file. Send it again in a minute.")
        content = b""
        async for chunk in response.content.iter_chunked(65_536):
            content += chunk
            if len(content) > MOST_BYTES:
                break
        return content


def _too_large() -> SlackRefused:
    return SlackRefused("file_too_large", f"The file has more than {MOST_BYTES:,} bytes. Send a smaller one.")


async def send(args: AsyncArgs, text: str, name: str) -> None:
    """Send a file to the asker in a direct message."""
    answer = await args.client.chat_postMessage(
        channel=args.context.user_id or "",
        text=LEAD,
    )
    await args.client.files_upload_v2(channel=str(answer["channel"]), content=text, filename=name, title=name)
    if (args.context.channel_id or "") != answer["channel"]:
        await replies.privately(args, cards.notice("The file is in our direct message."))
