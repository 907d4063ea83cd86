"""The picture of a catalog as a file of Slack's: drawn aside and uploaded; one for the Home tabs of a workspace."""

import logging

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.picture import described, digest_of
from bot.catalog import Catalog
from bot.errors import StoreError
from handlers.aside import aside
from handlers.desk import Desk
from handlers.failures import slack_code
from handlers.logs import describe
from handlers.pace import Rests

MOST_DRAWN = 150  # roles: the picture of more takes seconds and tells nobody anything
NO_PICTURES = 600.0  # seconds until uploads are tried again where Slack takes none
SMALL = 1000  # characters that Slack takes as the text of a file
GONE = {"file_not_found", "file_deleted"}

log = logging.getLogger("persona.pictures")


async def upload(catalog: Catalog, client: AsyncWebClient, channel: str = "", thread_ts: str = "") -> str:
    """Upload the picture into a thread, or for nobody but the app; the file's id. Raises SlackClientError."""
    answer = await client.files_upload_v2(
        filename="roles.png",
        file=await aside(_draw, catalog),
        title=catalog.title[:100],
        alt_txt=described(catalog, SMALL),
        channel=channel or None,
        thread_ts=thread_ts or None,
    )
    return str(answer["files"][0]["id"])


async def delete(file: str, client: AsyncWebClient) -> None:
    """Delete a file that is shown no longer; one that cannot be deleted is let be. Raises SlackApiError for a pause."""
    try:
        await client.files_delete(file=file)
    except SlackApiError as error:
        if slack_code(error) == "ratelimited":
            raise
        if slack_code(error) not in GONE:
            log.warning("a picture that was replaced could not be deleted: %s", describe(error))


async def picture_of(desk: Desk, workspace: str) -> str:
    """The id of the file with the picture of the catalog in force, or ""."""
    catalog = desk.bot.catalog_of(workspace)
    if len(catalog.personas) > MOST_DRAWN:
        return ""
    file, drawn = await desk.memory.briefly(desk.store.picture(workspace), ("", ""))
    return file if drawn == digest_of(catalog) else ""


class Pictures:
    """Makes the pictures for Home tabs, one for each workspace, when a tab is opened that lacks it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rests = Rests()
        self._drawing: set[str] = set()  # workspaces whose picture is on its way

    async def renew(self, workspace: str, client: AsyncWebClient) -> bool:
        """Upload the picture of the catalog in force; True if it is there now."""
        catalog = self._desk.bot.catalog_of(workspace)
        if len(catalog.personas) > MOST_DRAWN or workspace in self._drawing or not self._rests.over(workspace):
            return False
        self._drawing.add(workspace)
        try:
            file = await upload(catalog, client)
            if replaced := await self._desk.store.keep_picture(workspace, file, digest_of(catalog)):
                await delete(replaced, client)
        except (SlackClientError, ClientError, TimeoutError, OSError, StoreError) as error:
            self._rests.failed(workspace, NO_PICTURES)
            log.warning("Home tabs go without a picture for a while: %s", describe(error))
            return False
        finally:
            self._drawing.discard(workspace)
        return True


def _draw(catalog: Catalog) -> bytes:
    """The picture as PNG. What draws takes half a second to import: only when there is something to draw."""
    from bot.role_map import draw  # noqa: PLC0415

    return draw(catalog)
