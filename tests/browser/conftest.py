"""A real browser on the real page, with the workspace and an app behind it. One browser for the session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.app import PersonaApp, open_local
from bot.catalog_file import load
from bot.persona_bot import PersonaBot
from bot.settings import Mode, Settings
from bot.workspace import Workspace
from tests.browser.sampler import MANIFEST, serve
from tests.conftest import need
from tests.waiting import PATIENCE, UNHURRIED, unhurried

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDE = ViewportSize(width=1280, height=820)
CATALOG = """
version: 1
title: Bakery roles
fallback: {text: "Ask in #ml-help", channel: C0MLHELP01}
personas:
  - title: Baker
    description: Bakes the bread and keeps the oven. Starts at four in the morning.
    responsibilities: [kneads the dough, heats the oven]
    handoffs: [{to: Seller, what: fresh loaves, when: the oven is empty}]
    not_responsible: [{text: selling bread, goes_to: Seller}]
    holders: [{user: U0MAINTAIN}]
  - title: Seller
    description: Sells the bread at the counter.
    responsibilities: [sells bread, counts the money in the till]
  - title: Miller
    description: Grinds the grain to flour.
    responsibilities: [grinds grain]
    handoffs: [{to: Baker, what: flour}]
"""


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a sandbox of its own because CI runs as root."""
    chromium = need("chromium", "chromium")
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def workspace() -> AsyncIterator[Workspace]:
    """A workspace with the sampler app connected."""
    workspace = Workspace(MANIFEST, limits=UNHURRIED)
    await workspace.start()
    async with serve(workspace):
        yield workspace
    await workspace.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, workspace: Workspace) -> AsyncIterator[Page]:
    """The page in #general as the first user; fails the test on any error of a script."""
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-GB")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{workspace.url}/#/C0GENERAL1")
    await page.get_by_role("textbox", name="Message #general").wait_for()
    yield page
    await context.close()
    assert errors == []


def keep_going(app: PersonaApp, stack: AsyncExitStack) -> None:
    """Have the app do what it does of its own accord, until `stack` closes."""
    tasks = [asyncio.create_task(keeper()) for keeper in app.desk.keepers]

    async def stop() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    stack.push_async_callback(stop)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with a browser, too, may take longer than a user waits."""
    unhurried(monkeypatch)
    monkeypatch.setattr("bot.app.Workspace", partial(Workspace, limits=UNHURRIED))


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """Where `persona run` shows its page, with a catalog of three roles."""
    path = tmp_path / "personas.yaml"
    path.write_text(CATALOG, encoding="utf-8")
    settings = Settings(mode=Mode.LOCAL, catalog=path, port=0)
    async with AsyncExitStack() as stack:
        app, url = await open_local(settings, PersonaBot(load(path)), stack)
        await app.connect()
        await app.bot_token.check_until_known()
        keep_going(app, stack)
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def bakery(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page in #general, with the real bot behind it."""
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{address}/#/C0GENERAL1")
    await page.get_by_role("textbox", name="Message #general").wait_for()
    yield page
    await context.close()
    assert errors == []


def composer(page: Page, channel: str = "general") -> Locator:
    """The textbox of a channel."""
    return page.get_by_role("textbox", name=f"Message #{channel}")


async def ask(page: Page, text: str, channel: str = "general") -> None:
    """Type a text into the composer and send it with Enter; a menu that is open is closed first."""
    box = composer(page, channel)
    await box.fill(text)
    await box.press("Escape")
    await box.press("Enter")


async def close_modal(page: Page) -> None:
    """Close the modal that is open, or opens just now; what is typed before it has gone would go into it."""
    modal = page.get_by_role("dialog")
    await modal.wait_for()
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)


async def become(page: Page, name: str) -> None:
    """Go on as another person, in the same place."""
    await page.get_by_role("button", name="Switch user").click()
    await page.get_by_role("menuitem", name=name).click()
    await page.get_by_role("button", name=f"You are {name}").wait_for()


async def shoot(page: Page, name: str) -> None:
    """Leave a picture for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
