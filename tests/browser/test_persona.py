"""The real bot on the real page: what a newcomer does first."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ask, become, close_modal, shoot

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def page(bakery: Page) -> Page:
    """The page in #general, with the real bot."""
    return bakery


async def test_a_newcomer_asks_shares_mentions_and_pins(page: Page) -> None:
    """The command's card, its buttons, a mention's thread, the pinned overview: nothing is refused on the way."""
    await shoot(page, "persona_greeting")
    await ask(page, "/persona baker")
    card = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(card).to_contain_text("Baker")
    await shoot(page, "persona_card")
    more = card.get_by_role("button", name="More about Baker")
    await more.press("Enter")
    await expect(more).to_have_count(0)
    assert await card.evaluate("card => card.contains(document.activeElement)"), "the keyboard's place is lost"
    heard = page.locator("#announcer")
    await expect(heard).to_have_text("Bakes the bread and keeps the oven. Starts at four in the morning.")
    await shoot(page, "persona_more")
    await ask(page, "@persona who kneads the dough?")
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread #general")
    await expect(thread.get_by_role("article").nth(1)).to_contain_text("Baker")
    await shoot(page, "persona_thread")
    reply = thread.get_by_role("textbox", name="Reply in thread")
    await reply.fill("@persona who grinds grain?")
    await reply.press("Enter")
    await expect(heard).to_contain_text("persona: Miller")
    await page.keyboard.press("Escape")
    await ask(page, "/persona pin")
    await page.get_by_role("button", name="1 pin").click()
    await expect(page.get_by_role("complementary", name="Pins #general")).to_contain_text("Miller")
    await shoot(page, "persona_pins")
    await page.get_by_role("button", name="Traffic", exact=True).click()
    await expect(page.locator("details.request")).not_to_have_count(0)
    await expect(page.locator("details.wrong")).to_have_count(0)


async def test_a_role_is_found_by_typing(page: Page) -> None:
    """The shortcut's modal completes from the catalog."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Find a role").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox").first.press_sequentially("mil")
    await shoot(page, "persona_find")
    await page.get_by_role("option", name="Miller").wait_for()
    await dialog.get_by_role("button", name="Show").press("Enter")
    await expect(dialog).to_contain_text("Grinds the grain to flour")
    await shoot(page, "persona_found")


async def test_the_home_tab_searches(page: Page) -> None:
    """All roles at first, the answer after Enter."""
    await page.get_by_role("button", name="Persona (Home)").click()
    home = page.get_by_role("region", name="Home")
    await expect(home).to_contain_text("Miller")
    await home.get_by_role("textbox").first.fill("grinds grain")
    await page.keyboard.press("Enter")
    await expect(home).to_contain_text("Why this answer: Responsible for “grinds grain”")
    await expect(page.locator("#announcer")).to_contain_text("Miller Grinds the grain to flour.")
    await expect(home.get_by_role("textbox").first).to_be_focused()
    await shoot(page, "persona_home")


async def test_what_is_being_typed_into_the_home_tab_outlives_its_being_published_again(page: Page) -> None:
    """As it is when somebody else changes what the tab shows, when its picture comes, or when one comes back to it.

    An answer outlives it, too, until the box is emptied.
    """
    await page.get_by_role("button", name="Persona (Home)").click()
    home = page.get_by_role("region", name="Home")
    await expect(home.get_by_role("img")).not_to_have_count(0)
    await page.get_by_role("button", name="Traffic", exact=True).click()
    published = page.locator("details.request").filter(has_text="views.publish")
    before = await published.count()
    await home.get_by_role("textbox").first.fill("grinds")
    await page.get_by_role("tab", name="Messages").click()
    await page.get_by_role("tab", name="Home").click()
    await expect(published.nth(before)).to_be_attached()
    await expect(home.get_by_role("textbox").first).to_have_value("grinds")
    await home.get_by_role("textbox").first.fill("grinds grain")
    await page.keyboard.press("Enter")
    await expect(home).to_contain_text("Why this answer")
    before = await published.count()
    await home.get_by_role("textbox").first.fill("grinds gr")
    await page.get_by_role("tab", name="Messages").click()
    await page.get_by_role("tab", name="Home").click()
    await expect(published.nth(before)).to_be_attached()
    await expect(home).to_contain_text("Why this answer")
    await expect(home.get_by_role("textbox").first).to_have_value("grinds gr")
    await home.get_by_role("textbox").first.fill("")
    await page.keyboard.press("Enter")
    await expect(home).not_to_contain_text("Why this answer")


async def test_a_message_is_asked_about(page: Page) -> None:
    """Its menu has "Who owns this?", and a modal answers."""
    await ask(page, "the till does not add up, who counts the money?")
    asked = page.get_by_role("article").filter(has_text="does not add up")
    await asked.hover()
    await asked.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Who owns this?").click()
    await expect(page.get_by_role("dialog", name="Who owns this?")).to_contain_text("Seller")
    await shoot(page, "persona_who_owns_this")


async def test_a_question_is_sent_to_who_holds_the_role_until_they_leave(page: Page) -> None:
    """The modal of Ask, the direct message, and a holder who is deactivated: the card says who stands in."""
    await become(page, "Maintainer")
    await ask(page, "/persona seller")
    card = page.get_by_role("article").filter(has_text="Only visible to you")
    await card.get_by_role("button", name="People in the role Seller").click()
    dialog = page.get_by_role("dialog", name="People in roles")
    for field, name in (("Person", "Team lead"), ("Backup", "Engineer")):
        await dialog.get_by_role("combobox", name=field).click()
        await page.get_by_role("option", name=name).click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Persona")).to_contain_text("put @Team lead in the role Seller")
    await close_modal(page)
    await ask(page, "/persona who counts the money?")
    await card.last.get_by_role("button", name="Ask the Seller").click()
    modal = page.get_by_role("dialog", name="Ask: Seller")
    await expect(modal.get_by_role("textbox", name="Your question")).to_have_value("who counts the money?")
    await modal.get_by_role("radio", name="Directly to Team lead").check()
    await shoot(page, "persona_ask")
    await modal.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("dialog", name="Persona")).to_contain_text("Your question is with @Team lead")
    await close_modal(page)
    await become(page, "Team lead")
    await page.get_by_role("button", name="persona (direct message)").click()
    await expect(page.get_by_role("log")).to_contain_text("@Maintainer asks you about the role Seller:")
    await shoot(page, "persona_asked")
    await become(page, "Maintainer")
    await page.get_by_role("button", name="Manage people").click()
    await page.get_by_role("menuitem", name="Deactivate Team lead").click()
    await expect(page.get_by_text("Team lead is deactivated.")).to_be_visible()
    await page.get_by_role("navigation").get_by_role("button", name="general", exact=True).click()
    await ask(page, "/persona seller")
    await expect(card).to_have_count(3)
    await expect(card.last).to_contain_text("@Team lead (no longer active here; backup: @Engineer)")
    await shoot(page, "persona_left")


async def test_a_person_is_put_in_a_role(page: Page) -> None:
    """The modal, the card that shows who holds the role, and the history."""
    await become(page, "Maintainer")
    await ask(page, "/persona seller")
    card = page.get_by_role("article").filter(has_text="Only visible to you")
    await card.get_by_role("button", name="People in the role Seller").click()
    dialog = page.get_by_role("dialog", name="People in roles")
    await dialog.get_by_role("combobox", name="Person").click()
    await page.get_by_role("option", name="Newcomer").click()
    await dialog.get_by_role("radio", name="Accountable: answers for it").check()
    await dialog.get_by_label("Until").fill("2999-12-31")
    await dialog.get_by_role("textbox", name="Note").fill("French orders only")
    await shoot(page, "persona_people")
    await dialog.get_by_role("button", name="Save").press("Enter")
    done = page.get_by_role("dialog", name="Persona")
    await expect(done.get_by_role("button", name="Close").last).to_be_focused()
    await expect(done).to_contain_text("put @Newcomer in the role Seller, accountable, in #general, until 2999-12-31")
    await shoot(page, "persona_people_saved")
    await close_modal(page)
    await ask(page, "/persona seller")
    await expect(card).to_have_count(2)
    await expect(card.last).to_contain_text("@Newcomer, accountable, in this channel, until 2999-12-31")
    await shoot(page, "persona_people_card")
    await ask(page, "/persona history")
    await expect(card.last.get_by_role("button", name="Undo change 1")).to_be_visible()
    await shoot(page, "persona_people_history")
