"""The page for everybody: by keyboard, in the dark, on a narrow screen, with a line that breaks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.workspace import Workspace
from tests.browser.conftest import ask, shoot
from tests.browser.sampler import MANIFEST
from tests.waiting import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Contrast of every visible text against the first opaque ground behind it, after WCAG 2.2 (relative luminance).
FAINT_TEXTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map((c) => linear(c / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
    if (!own || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest(":disabled, .unseen, [aria-hidden=true]")) continue;
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${node.className} ${node.textContent.trim().slice(0, 40)}`);
  }
  return faint;
}"""

# Controls that a screen reader could not name.
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, [role=option]")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length))
  .map((node) => node.outerHTML.slice(0, 120))"""


async def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        label = await page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
        )
        if label.startswith(name):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {name}")


async def test_everything_works_without_a_mouse(page: Page) -> None:
    """Skip link, channel, composer, a card's button, a message's menu, the thread, a modal: by Tab, Enter, arrows."""
    await page.reload()
    await page.get_by_role("textbox", name="Message #general").wait_for()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    await tab_to(page, "ml-help")
    await page.keyboard.press("Enter")
    await tab_to(page, "Message #ml-help")
    await page.keyboard.type("/sa")
    await page.keyboard.press("Tab")
    await page.keyboard.type("card")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="A card")).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await page.get_by_role("log", name="Messages").focus()
    await tab_to(page, "Press me")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Pressed", exact=True)).to_be_visible()
    await page.get_by_role("textbox", name="Message #ml-help").focus()
    await page.keyboard.type("a question")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="a question")).to_be_visible()
    await page.get_by_role("log", name="Messages").focus()
    await tab_to(page, "Reply in thread")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in thread")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("textbox", name="Message #ml-help")).to_be_focused()
    await tab_to(page, "Shortcuts")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Every input")
    await expect(form).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()


async def test_the_focus_stays_inside_a_modal(page: Page) -> None:
    """Tab goes round in it and never to the page behind."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    await page.get_by_role("dialog", name="Every input").wait_for()
    for _ in range(40):
        await page.keyboard.press("Tab")
        inside = "() => Boolean(document.activeElement.closest('dialog')) || document.activeElement === document.body"
        assert await page.evaluate(inside)


async def test_news_is_told_to_a_screen_reader(page: Page) -> None:
    """The live region says who wrote what."""
    await ask(page, "/sample card")
    await expect(page.locator("#announcer")).to_have_text("sampler, only visible to you: Here you are")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_text_stands_out_and_controls_have_names(page: Page, theme: str) -> None:
    """A contrast of 4.5 or more wherever text stands, in both themes, with a card, the traffic and a modal open."""
    if theme == "dark":
        await page.get_by_role("button", name="Use the dark theme").click()
    for sample in ("card", "hostile", "everything"):
        await ask(page, f"/sample {sample}")
    await page.get_by_role("article").filter(has_text="A card").get_by_role("button", name="Nobody hears").click()
    await page.get_by_role("button", name="Traffic", exact=True).click()
    await page.locator("details.wrong summary").first.click()
    await shoot(page, f"{theme}_traffic")
    assert await page.evaluate(FAINT_TEXTS) == []
    assert await page.evaluate(NAMELESS) == []
    await page.get_by_role("textbox", name="Message #general").fill("a word")
    send = page.get_by_role("button", name="Send", exact=True)
    await send.hover()
    ground = await send.evaluate("send => getComputedStyle(send).backgroundColor")
    assert not re.search("rgba|/", ground), f"white on {ground}"
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    await shoot(page, f"{theme}_form")
    assert await page.evaluate(FAINT_TEXTS) == []
    assert await page.evaluate(NAMELESS) == []


async def test_the_theme_follows_the_system_until_one_is_chosen(browser: Browser, workspace: Workspace) -> None:
    """The choice is remembered."""
    context = await browser.new_context(color_scheme="dark")
    page = await context.new_page()
    await page.goto(workspace.url)
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Use the light theme").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await context.close()


async def test_it_fits_a_narrow_screen(page: Page) -> None:
    """At 400 pixels nothing scrolls sideways, and the channels come in from the left."""
    await page.set_viewport_size(ViewportSize(width=400, height=780))
    await ask(page, "/sample card")
    await ask(page, "@sampler hello")
    await shoot(page, "narrow")
    sideways = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(sideways)
    await page.get_by_role("button", name="1 reply").click()
    await shoot(page, "narrow_thread")
    await page.get_by_role("button", name="Close thread").click()
    await page.get_by_role("button", name="Channels", exact=True).click()
    await expect(page.get_by_role("navigation", name="Channels and apps")).to_be_visible()
    await shoot(page, "narrow_channels")
    await page.get_by_role("button", name="random").click()
    await expect(page.get_by_role("heading", name="random", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Traffic", exact=True).click()
    await shoot(page, "narrow_traffic")
    assert not await page.evaluate(sideways)
    await page.get_by_role("button", name="Channels", exact=True).click()
    await page.get_by_role("button", name="Sampler (Home)").click()
    await page.set_viewport_size(ViewportSize(width=320, height=780))
    await shoot(page, "narrow_home")
    assert not await page.evaluate(sideways)
    assert not await page.evaluate("() => document.documentElement.scrollHeight > innerHeight")


async def test_the_channels_of_a_narrow_screen_are_a_drawer(page: Page) -> None:
    """It has the focus while it is open, and Escape, its button and a click beside it close it."""
    await page.set_viewport_size(ViewportSize(width=390, height=780))
    opener = page.get_by_role("main").locator("[aria-controls=rail]")
    drawer = page.get_by_role("navigation", name="Channels and apps")
    ways: list[Callable[[], Awaitable[None]]] = [
        lambda: page.keyboard.press("Escape"),
        lambda: drawer.get_by_role("button", name="Channels", exact=True).click(),
        lambda: page.mouse.click(370, 400),
    ]
    for close in ways:
        await opener.click()
        await expect(drawer.get_by_role("button", name="general")).to_be_focused()
        await expect(opener).to_have_attribute("aria-expanded", "true")
        for _ in range(12):
            await page.keyboard.press("Tab")
            assert await page.evaluate("() => !document.activeElement.closest('.skip, .channel')")
        await close()
        await expect(drawer).to_be_hidden()
        await expect(opener).to_be_focused()
        await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await page.set_viewport_size(ViewportSize(width=1000, height=780))
    await page.get_by_role("textbox", name="Message #general").fill("back at the wide page")


async def test_the_page_comes_back_when_the_workspace_was_started_again(page: Page, workspace: Workspace) -> None:
    """It says that the line is lost, keeps the draft, takes the new run's token by itself, and says what is gone."""
    await page.route("**/workspace/do", lambda route: route.abort())
    await ask(page, "half a thought")
    await expect(page.get_by_text("The workspace cannot be reached.")).to_be_visible()
    await page.unroute("**/workspace/do")
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    await page.get_by_role("dialog", name="Every input").wait_for()
    port = int(workspace.url.rsplit(":", 1)[1])
    await workspace.stop()
    await expect(page.get_by_text("The connection to the workspace was lost.")).to_be_visible()
    again = Workspace(MANIFEST, limits=UNHURRIED)
    await again.start(port=port)
    try:
        await expect(page.get_by_text("No app is connected")).to_be_visible()
        gone = page.get_by_role("alert").filter(has_text="The workspace was started anew: what was in it is gone")
        await expect(gone).to_contain_text("so is the form “Every input” that was open")
        await expect(page.get_by_text("The workspace cannot be reached.")).to_be_hidden()
        await shoot(page, "started_anew")
        await expect(page.get_by_role("textbox", name="Message #general")).to_have_value("half a thought")
        await page.get_by_role("textbox", name="Message #general").press("Enter")
        await expect(page.get_by_role("article").filter(has_text="half a thought")).to_be_visible()
    finally:
        await again.stop()


async def test_nothing_is_loaded_from_outside(browser: Browser, workspace: Workspace) -> None:
    """Every request goes to the workspace itself."""
    context = await browser.new_context()
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(workspace.url)
    await ask(page, "/sample everything")
    await expect(page.get_by_text("A picture from elsewhere")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(workspace.url)] == []
    await context.close()


async def test_a_busy_button_shows_that_it_waits(page: Page) -> None:
    """Until the app has acknowledged the press, and a second click sends nothing."""
    await ask(page, "/sample card")
    release = asyncio.Event()
    presses = 0

    async def hold(route: Any) -> None:
        nonlocal presses
        presses += 1
        await release.wait()
        await route.continue_()

    await page.route("**/workspace/do", hold)
    button = page.get_by_role("button", name="Press me")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await button.click()
    release.set()
    await expect(page.get_by_text("Pressed", exact=True)).to_be_visible()
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert presses == 1
