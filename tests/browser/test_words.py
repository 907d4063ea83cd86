"""The workspace's own words on the real page: a file is sent, looked at, applied and undone."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ask, become, close_modal, shoot

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = b"""personas:
- id: baker
  aliases: [bread maker]
  responsibilities: [waters the sourdough]
- title: Delivery Rider
  description: Brings bread to people.
"""


async def test_a_maintainer_sends_a_file_of_words_and_applies_it(bakery: Page) -> None:
    """The difference is shown first; then the new role answers, and one click takes everything back."""
    await become(bakery, "Maintainer")
    await bakery.get_by_role("button", name="persona (direct message)").click()
    async with bakery.expect_file_chooser() as chooser:
        await bakery.get_by_role("button", name="Send a file").click()
    await (await chooser.value).set_files({"name": "words.yaml", "mimeType": "application/yaml", "buffer": WORDS})
    asked = bakery.get_by_role("article").filter(has_text="Change our own words?")
    await expect(asked).to_contain_text("+ Baker is also called bread maker")
    await shoot(bakery, "words_proposed")
    await asked.get_by_role("button", name="Apply").click()
    done = bakery.get_by_role("article").filter(has_text="Done, and in force from now on")
    await expect(done).to_contain_text("Delivery Rider")
    await bakery.get_by_role("button", name="general", exact=True).click()
    await ask(bakery, "/persona who waters the sourdough?")
    await expect(bakery.get_by_role("article").filter(has_text="waters the sourdough")).to_contain_text("Baker")
    await ask(bakery, "/persona words")
    card = bakery.get_by_role("article").filter(has_text="Our own words")
    await expect(card).to_contain_text("is also called bread maker")
    await shoot(bakery, "words_card")
    await card.get_by_role("button", name="Add a role of our own").click()
    dialog = bakery.get_by_role("dialog", name="Our own words")
    await expect(dialog.get_by_role("textbox", name="Title")).to_be_visible()
    await shoot(bakery, "words_modal")
    await close_modal(bakery)
    await card.get_by_role("button", name="Undo the last change").click()
    undone = bakery.get_by_role("article").filter(has_text="− Baker is also called bread maker")
    await expect(undone).to_be_visible()
    await shoot(bakery, "words_undone")
    await undone.get_by_role("button", name="Bring back the change, by Maintainer: by a file").click()
    back = bakery.get_by_role("article").filter(has_text="+ Baker is also called bread maker")
    await expect(back.get_by_role("button", name="Undo the change, by Maintainer: by a file")).to_be_visible()
