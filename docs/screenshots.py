"""Make the pictures of the README: the real bot on the page of its local workspace, in Chromium, light and dark.

    .venv/bin/python docs/screenshots.py     (after `make test`, which installs Playwright; needs chromium)

Each scene begins in a new workspace on a free port, so that every picture is the same whichever is taken first.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

from bot.app import open_local
from bot.catalog_file import load
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings

HERE = Path(__file__).parent
CATALOG = HERE.parent / "personas.yaml"
WIDTH = 1000  # pixels; each scene says how high it is
COLOURS = 128  # as many as a page of text needs; less than half the bytes
THEMES = ("light", "dark")
Scene = Callable[[Page], Awaitable[object]]


async def card(page: Page) -> None:
    """A question about a task in a direct message, and the card that answers it."""
    await page.get_by_role("button", name="persona (direct message)").click()
    await type_into(page, "Message persona", "who owns the data pipeline?")
    await page.get_by_role("button", name="Not right?").wait_for()


async def choice(page: Page) -> None:
    """A question that published sources answer in several ways."""
    await page.get_by_role("button", name="persona (direct message)").click()
    await type_into(page, "Message persona", "who deploys the model?")
    await page.get_by_role("button", name="None of these").wait_for()


async def pinned(page: Page) -> None:
    """The overview that `/persona pin` pinned in a channel, with the people in their roles."""
    await maintainer(page)
    await page.get_by_role("navigation").get_by_role("button", name="ml-help", exact=True).click()
    await type_into(page, "Message #ml-help", "/persona pin")
    await page.get_by_role("button", name="1 pin").wait_for()
    await page.get_by_role("log").get_by_text("is now pinned").wait_for()
    await page.get_by_role("log").get_by_role("img", name="MLOps personas").first.wait_for()


async def home(page: Page) -> None:
    """The Home tab with its search box, all roles and the picture."""
    await page.get_by_role("button", name="Persona (Home)").click()
    await page.get_by_role("region", name="Home").get_by_role("img", name="MLOps personas").wait_for()


async def people(page: Page) -> None:
    """Somebody being put in a role, from the card of the role."""
    await become_maintainer(page)
    await type_into(page, "Message #general", "/persona data engineer")
    await page.get_by_role("button", name="People in the role Data Engineer").click()
    dialog = await fill_in(page, "Engineer", "pipelines of the new shop")
    await dialog.get_by_role("textbox", name="Note").focus()


async def maintainer(page: Page) -> None:
    """The Home tab of a maintainer who has just put two people in roles."""
    await become_maintainer(page)
    await home(page)
    for role, person in (("ML Engineer", "Maintainer"), ("Data Engineer", "Engineer")):
        await page.get_by_role("button", name=f"People in the role {role}", exact=True).click()
        dialog = await fill_in(page, person, "")
        await dialog.get_by_role("button", name="Save").click()
        await page.get_by_role("dialog", name="Persona").get_by_text("in the whole workspace").wait_for()
        await page.keyboard.press("Escape")
    await page.get_by_role("region", name="Home").get_by_text("Held by @Engineer").wait_for()


async def become_maintainer(page: Page) -> None:
    """Go on as somebody who may put people in roles."""
    await page.get_by_role("button", name="Switch user").click()
    await page.get_by_role("menuitem", name="Maintainer").click()


async def fill_in(page: Page, person: str, note: str) -> Locator:
    """The modal that puts somebody in a role, filled in."""
    dialog = page.get_by_role("dialog", name="People in roles")
    await dialog.get_by_role("combobox", name="Person").click()
    await page.get_by_role("option", name=person).click()
    await dialog.get_by_role("textbox", name="Note").fill(note)
    return dialog


SCENES: dict[str, tuple[Scene, int]] = {
    "card": (card, 1140),
    "choice": (choice, 820),
    "pinned": (pinned, 1660),
    "home": (home, 1240),
    "people": (people, 1000),
    "maintainer": (maintainer, 1000),
}


async def type_into(page: Page, name: str, text: str) -> None:
    """Send `text` as somebody would: Escape closes the completion that typing opened."""
    box = page.get_by_role("textbox", name=name)
    await box.fill(text)
    await box.press("Escape")
    await box.press("Enter")


@asynccontextmanager
async def workspace() -> AsyncIterator[str]:
    """The address of the page of a new local workspace, with the bot connected."""
    async with AsyncExitStack() as stack:
        settings = Settings(mode=Mode.LOCAL, catalog=CATALOG, port=0)
        app, url = await open_local(settings, PersonaBot(load(CATALOG)), stack)
        await app.connect()
        await app.bot_token.check_until_known()
        keeping = [asyncio.create_task(keeper()) for keeper in app.desk.keepers]
        yield url
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)


async def take(browser: Browser, name: str, theme: str) -> None:
    """Play one scene and write its picture."""
    scene, height = SCENES[name]
    async with workspace() as url:
        context = await browser.new_context(
            viewport=ViewportSize(width=WIDTH, height=height),
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        page = await context.new_page()
        await page.goto(f"{url}/#/C0GENERAL1")
        await page.get_by_role("textbox", name="Message #general").wait_for()
        await scene(page)
        await page.mouse.move(0, 0)
        picture = HERE / f"{name}-{theme}.png"
        await page.screenshot(path=picture, caret="hide")
        Image.open(picture).quantize(COLOURS).save(picture, optimize=True)
        await context.close()


async def main(names: list[str]) -> None:
    """Take every scene, or the named ones, in both themes."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in names or SCENES:
            for theme in THEMES:
                await take(browser, name, theme)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
