"""A real browser on the real page, with the workspace and an app behind it. One browser for the session."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.workspace import Workspace
from tests.browser.sampler import MANIFEST, serve
from tests.conftest import need

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDE = ViewportSize(width=1280, height=820)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a sandbox of its own because CI runs as root."""
    chromium = need("chromium", "chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def workspace() -> AsyncIterator[Workspace]:
    """A workspace with the sampler app connected."""
    workspace = Workspace(MANIFEST)
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
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{workspace.url}/#/C0GENERAL1")
    await page.get_by_role("textbox", name="Message #general").wait_for()
    yield page
    await context.close()
    assert errors == []


async def shoot(page: Page, name: str) -> None:
    """Leave a picture for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
