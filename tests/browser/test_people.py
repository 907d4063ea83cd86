"""People in roles on the real page: put in, confirmed, and looked after from the Home tab."""

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import ask, become, close_modal, shoot

pytestmark = pytest.mark.asyncio(loop_scope="session")

NARROW = ViewportSize(width=400, height=820)


async def open_home(page: Page) -> Locator:
    """The Home tab."""
    await page.get_by_role("button", name="Persona (Home)").click()
    home = page.get_by_role("region", name="Home")
    await expect(home).to_contain_text("Bakery roles")
    return home


async def put_in(page: Page, person: str, note: str = "") -> None:
    """Fill in the modal that is open, save it, and close what it says."""
    dialog = page.get_by_role("dialog", name="People in roles")
    await dialog.get_by_role("combobox", name="Person").click()
    await page.get_by_role("option", name=person).click()
    await dialog.get_by_role("textbox", name="Note").fill(note)
    await dialog.get_by_role("button", name="Save").click()
    done = page.get_by_role("dialog", name="Persona")
    await expect(done).to_contain_text(f"put @{person} in the role")
    await close_modal(page)


async def shoot_everywhere(page: Page, name: str) -> None:
    """Leave pictures in both themes, wide and narrow."""
    wide = page.viewport_size
    assert wide
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        await shoot(page, f"{name}_{theme}")
        await page.set_viewport_size(NARROW)
        await shoot(page, f"{name}_{theme}_narrow")
        await page.set_viewport_size(wide)
    await page.emulate_media(color_scheme="light")


async def nothing_refused(page: Page) -> None:
    """Slack would have taken all that the app sent."""
    await page.get_by_role("button", name="Traffic", exact=True).click()
    await expect(page.locator("details.request")).not_to_have_count(0)
    await expect(page.locator("details.wrong")).to_have_count(0)


async def test_a_maintainer_finds_a_role_nobody_holds_and_puts_somebody_in_it(bakery: Page) -> None:
    """From the Home tab, which shows it at once; the holder confirms on their own Home tab with one click."""
    await become(bakery, "Maintainer")
    home = await open_home(bakery)
    await expect(home).to_contain_text("Roles nobody holds")
    await shoot_everywhere(bakery, "people_home")
    await home.get_by_role("button", name="People in the role Seller").click()
    await put_in(bakery, "Newcomer", "French orders only")
    await expect(home.get_by_role("button", name="People in the role Seller")).to_have_count(0)
    await expect(home).to_contain_text("Held by @Newcomer")
    await become(bakery, "Newcomer")
    home = await open_home(bakery)
    await expect(home).to_contain_text("“French orders only”")
    await home.get_by_role("button", name="Confirm the role Seller").click()
    await expect(home).to_contain_text("confirmed today")
    await expect(bakery.get_by_role("dialog")).to_have_count(0)
    await shoot_everywhere(bakery, "people_confirmed")
    await nothing_refused(bakery)


async def test_somebody_is_put_in_a_role_from_its_card_and_confirms_in_their_messages(bakery: Page) -> None:
    """The card then says who holds the role and since when that is certain."""
    await become(bakery, "Maintainer")
    await ask(bakery, "/persona seller")
    card = bakery.get_by_role("article").filter(has_text="Only visible to you")
    await card.get_by_role("button", name="People in the role Seller").click()
    await put_in(bakery, "Team lead")
    await become(bakery, "Team lead")
    await bakery.get_by_role("button", name="persona (direct message)").click()
    told = bakery.get_by_role("article").filter(has_text="in the role Seller")
    await shoot_everywhere(bakery, "people_told")
    await told.get_by_role("button", name="Confirm").click()
    await expect(bakery.get_by_role("log")).to_contain_text("confirmed that")
    await bakery.get_by_role("navigation").get_by_role("button", name="general", exact=True).click()
    await ask(bakery, "/persona seller")
    await expect(card.last).to_contain_text("confirmed today")
    await shoot_everywhere(bakery, "people_card")
    await nothing_refused(bakery)


async def test_a_question_without_an_answer_is_settled_from_the_home_tab(bakery: Page) -> None:
    """Whoever asks next is told where it goes."""
    card = bakery.get_by_role("article").filter(has_text="Only visible to you")
    await ask(bakery, "/persona who repairs the bicycles?")
    await expect(card.last).to_contain_text("No role")
    await become(bakery, "Maintainer")
    home = await open_home(bakery)
    await expect(home).to_contain_text("Questions without an answer")
    await shoot_everywhere(bakery, "gaps_home")
    await home.get_by_role("button", name="Say where it goes: who repairs the bicycles?").click()
    dialog = bakery.get_by_role("dialog", name="Not ours: goes to")
    await dialog.get_by_role("textbox", name="Where it goes").fill("The workshop next door")
    await shoot_everywhere(bakery, "gaps_modal")
    await dialog.get_by_role("button", name="Save").click()
    await expect(bakery.get_by_role("dialog", name="Persona")).to_contain_text("Saved")
    await close_modal(bakery)
    await expect(home).not_to_contain_text("Questions without an answer")
    await bakery.get_by_role("navigation").get_by_role("button", name="general", exact=True).click()
    await ask(bakery, "/persona who repairs the bicycles?")
    await expect(card.last).to_contain_text("The workshop next door")
    await nothing_refused(bakery)


async def test_a_role_gets_a_phrase_of_the_workspaces_own(bakery: Page) -> None:
    """It is found by it at once."""
    await become(bakery, "Maintainer")
    card = bakery.get_by_role("article").filter(has_text="Only visible to you")
    await ask(bakery, "/persona words")
    await expect(card.last).to_contain_text("Our own words")
    await card.last.get_by_role("combobox").first.click()
    await bakery.get_by_role("option", name="Seller").click()
    dialog = bakery.get_by_role("dialog", name="Our own words")
    await dialog.get_by_role("textbox", name="It also does").fill("wraps the presents")
    await shoot_everywhere(bakery, "words_modal")
    await dialog.get_by_role("button", name="Save").click()
    await expect(bakery.get_by_role("dialog", name="Persona")).to_contain_text("in force from now on")
    await shoot_everywhere(bakery, "words_saved")
    await close_modal(bakery)
    await ask(bakery, "/persona who wraps the presents?")
    await expect(card.last).to_contain_text("Sells the bread at the counter")
    await nothing_refused(bakery)


async def test_a_pinned_overview_has_its_picture_and_follows_the_people(bakery: Page) -> None:
    """Where it is pinned and the picture stand on the Home tab as well."""
    await become(bakery, "Maintainer")
    await ask(bakery, "/persona pin")
    log = bakery.get_by_role("log")
    await expect(log.locator("img[alt*='Bakery roles']").first).to_be_visible()
    await shoot_everywhere(bakery, "pin_picture")
    await ask(bakery, "/persona assign seller")
    await put_in(bakery, "Newcomer")
    await expect(log.get_by_role("article").filter(has_text="Bakery roles").first).to_contain_text("Newcomer")
    home = await open_home(bakery)
    await expect(home).to_contain_text("Pinned overviews")
    await expect(home.locator("img")).to_be_visible()
    await shoot_everywhere(bakery, "pin_home")
    await nothing_refused(bakery)
