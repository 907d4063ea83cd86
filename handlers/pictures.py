"""The picture of a catalog as files of Slack's: drawn aside and uploaded; one for the Home tabs of a workspace."""

import logging
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.cards.picture import digest_of, in_words
from bot.catalog import Catalog
from bot.errors import StoreError
from bot.pins import Overview
from handlers.aside import aside
from handlers.desk import Desk
from handlers.failures import slack_code
from handlers.logs import describe
from handlers.pace import Rests

MOST_DRAWN = 150  # roles: the picture of more takes seconds and tells nobody anything
NO_PICTURES = 600.0  # seconds until uploads are tried again where Slack takes none
SMALL = 1000  # characters that Slack takes as the text of a file
GONE = {"file_not_found", "file_deleted", "message_not_found"}

log = logging.getLogger("persona.pictures")


async def draw(catalog: Catalog) -> list[bytes]:
    """The sheets of the picture."""
    return await aside(_draw, catalog)


async def upload(
    sheets: list[bytes], catalog: Catalog, client: AsyncWebClient, channel: str = "", thread_ts: str = ""
) -> str:
    """Upload the sheets into a thread, or for nobody but the app; the ids of the files. Raises SlackClientError."""
    words = in_words(catalog, len(sheets), SMALL)
    answer = await client.files_upload_v2(
        file_uploads=[
            {"filename": "roles.png", "file": sheet, "title": catalog.title[:100], "alt_txt": text}
            for sheet, text in zip(sheets, words, strict=True)
        ],
        channel=channel or None,
        thread_ts=thread_ts or None,
    )
    return " ".join(str(file["id"]) for file in answer["files"])


async def delete(files: str, client: AsyncWebClient) -> None:
    """Delete files that are shown no longer, with the messages that brought them into a thread.

    What cannot be deleted is let be. Raises SlackApiError for a pause.
    """
    for file in files.split():
        about = await _if_it_can_be(client.files_info(file=file))
        for channel, ts in _messages_with(about):
            await _if_it_can_be(client.chat_delete(channel=channel, ts=ts))
        await _if_it_can_be(client.files_delete(file=file))


async def _if_it_can_be(asked: Awaitable[AsyncSlackResponse]) -> Mapping[str, Any]:
    """Slack's answer; nothing where it refuses. Raises SlackApiError for a pause."""
    try:
        answer = (await asked).data
    except SlackApiError as error:
        if slack_code(error) == "ratelimited":
            raise
        if slack_code(error) not in GONE:
            log.warning("a picture that was replaced could not be deleted: %s", describe(error))
        return {}
    return answer if isinstance(answer, dict) else {}


def _messages_with(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The replies in threads by which a file was shared, by what Slack says of it: the channel and the ts of each.

    What is no reply may be the overview itself, which shows the file.
    """
    shares: Mapping[str, Mapping[str, Any]] = about.get("file", {}).get("shares") or {}
    found = ((channel, one) for kind in shares.values() for channel, ones in kind.items() for one in ones)
    return [(channel, str(one["ts"])) for channel, one in found if one.get("thread_ts") not in {None, one["ts"]}]


async def picture_of(desk: Desk, workspace: str, overviews: Iterable[Overview]) -> str:
    """The ids of the files with the picture of the catalog in force, or "".

    Best is one that stands in a channel: there people can see the files.
    """
    catalog = desk.bot.catalog_of(workspace)
    if len(catalog.personas) > MOST_DRAWN:
        return ""
    wanted = digest_of(catalog)
    shared = [one for one in overviews if one.picture and one.shows and one.drawn == wanted]
    if shared:
        return max(shared, key=lambda one: one.begun).picture
    files, drawn = await desk.memory.briefly(desk.store.picture(workspace), ("", ""))
    return files if drawn == wanted else ""


class Pictures:
    """Makes the pictures for Home tabs, one for each workspace, when a tab is opened that lacks it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rests = Rests()
        self._drawing: set[str] = set()  # workspaces whose picture is on its way

    async def renew(self, workspace: str, client: AsyncWebClient) -> bool:
        """Upload the picture of the catalog in force, if there is none or its file is gone; True if it is there now."""
        catalog = self._desk.bot.catalog_of(workspace)
        if len(catalog.personas) > MOST_DRAWN or workspace in self._drawing or not self._rests.over(workspace):
            return False
        self._drawing.add(workspace)
        try:
            if await self._is_there(workspace, client):  # Slack may not have it ready yet
                return False
            files = await upload(await draw(catalog), catalog, client)
            if replaced := await self._desk.store.keep_picture(workspace, files, digest_of(catalog)):
                await delete(replaced, client)
        except (SlackClientError, ClientError, TimeoutError, OSError, StoreError) as error:
            self._rests.failed(workspace, NO_PICTURES)
            log.warning("Home tabs go without a picture for a while: %s", describe(error))
            return False
        finally:
            self._drawing.discard(workspace)
        return True

    async def _is_there(self, workspace: str, client: AsyncWebClient) -> bool:
        """True if Slack has the files of the picture. An overview whose picture is gone is to be given another."""
        overviews = await self._desk.store.overviews(workspace)
        files = await picture_of(self._desk, workspace, overviews)
        if files and await _are_there(files, client):
            return True
        for one in overviews:
            if files and one.picture == files:
                bare = replace(one, picture="", drawn="", shows=False, content="")
                await self._desk.store.change_overview(one, bare)
        return False


async def _are_there(files: str, client: AsyncWebClient) -> bool:
    """True if Slack has all these files. Raises SlackClientError."""
    try:
        found = [(await client.files_info(file=file))["file"] for file in files.split()]
    except SlackApiError as error:
        if slack_code(error) not in GONE:
            raise
        return False
    return all(file.get("mode") != "tombstone" for file in found)


def _draw(catalog: Catalog) -> list[bytes]:
    """The sheets as PNG. What draws takes half a second to import: only when there is something to draw."""
    from bot.role_map import draw_sheets  # noqa: PLC0415

    return draw_sheets(catalog)
