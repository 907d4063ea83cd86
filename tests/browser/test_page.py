"""What people do on the page: type, choose, press, fill in, switch, look."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from bot.workspace import Workspace
from tests.browser.conftest import ask, composer, shoot

pytestmark = pytest.mark.asyncio(loop_scope="session")


def message(page: Page, text: str) -> Locator:
    """The messages of the main list that hold a text."""
    return page.get_by_role("log", name="Messages in").get_by_role("article").filter(has_text=text)


async def test_an_empty_channel_greets_with_three_things_to_try(page: Page) -> None:
    """A suggestion fills the composer and waits for Enter."""
    tries = page.get_by_role("region", name="Things to try").get_by_role("button")
    await expect(tries).to_have_text(
        [re.compile(r"^/sample card"), re.compile(r"^@sampler what is all this\?"), re.compile(r"^/sample pin")]
    )
    await shoot(page, "greeting")
    await tries.first.click()
    await expect(composer(page)).to_have_value("/sample card")
    await expect(composer(page)).to_be_focused()


async def test_the_command_menu_shows_usage_and_completes(page: Page) -> None:
    """`/` opens it, Tab completes, the usage hint stays in sight, Enter sends, only the sender sees the answer."""
    await composer(page).press_sequentially("/sa")
    await expect(page.get_by_role("option", name="/sample")).to_contain_text("card | what is all this?")
    await shoot(page, "command_menu")
    await composer(page).press("Tab")
    await expect(composer(page)).to_have_value("/sample ")
    await composer(page).press_sequentially("card")
    await expect(page.get_by_text("/sample card | what is all this?")).to_be_visible()
    await composer(page).press("Enter")
    await expect(message(page, "A card")).to_contain_text("Only visible to you")
    await expect(message(page, "A card").get_by_text("APP", exact=True)).to_be_visible()
    await expect(composer(page)).to_have_value("")
    await shoot(page, "card")


async def test_escape_closes_a_menu_and_keeps_the_text(page: Page) -> None:
    """A second Escape does nothing, and the arrows move the choice meanwhile."""
    await composer(page).press_sequentially("hello @")
    options = page.get_by_role("option")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await composer(page).press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await composer(page).press("Escape")
    await expect(options).to_have_count(0)
    await expect(composer(page)).to_have_value("hello @")


async def test_a_mention_is_answered_in_its_thread(page: Page) -> None:
    """The mention menu completes the name; the thread opens beside the channel and takes replies."""
    await composer(page).press_sequentially("@samp")
    await composer(page).press("Enter")
    await composer(page).press_sequentially("what is all this?")
    await composer(page).press("Enter")
    asked = message(page, "what is all this?")
    await expect(asked.get_by_title("Mentions sampler")).to_be_visible()
    await asked.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread #general")
    await expect(thread.get_by_text("A card")).to_be_visible()
    reply = thread.get_by_role("textbox", name="Reply in thread")
    await expect(reply).to_be_focused()
    await reply.fill("thank you")
    await reply.press("Enter")
    await expect(thread.get_by_role("article").filter(has_text="thank you")).to_be_visible()
    await expect(asked.get_by_role("button", name="2 replies")).to_be_visible()
    await shoot(page, "thread")
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()


async def test_a_command_in_a_thread_is_refused_as_in_slack(page: Page) -> None:
    """The sentence says what to do, and the text stays."""
    await ask(page, "a message")
    await message(page, "a message").hover()
    await message(page, "a message").get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in thread")
    await reply.fill("/sample card")
    await reply.press("Enter")
    await expect(page.get_by_text("/sample is not supported in threads.")).to_be_visible()
    await expect(reply).to_have_value("/sample card")
    await reply.press_sequentially("s")
    await expect(page.get_by_text("/sample is not supported in threads.")).to_be_hidden()


async def test_an_unknown_command_is_not_sent(page: Page) -> None:
    """It stays in the composer with a sentence."""
    await ask(page, "/nonsense now")
    await expect(page.get_by_text("/nonsense is not a command of this workspace.")).to_be_visible()
    await expect(composer(page)).to_have_value("/nonsense now")


async def test_a_button_reaches_the_app(page: Page) -> None:
    """What the app responds appears below."""
    await ask(page, "/sample card")
    await message(page, "A card").get_by_role("button", name="Press me").click()
    await expect(message(page, "Pressed")).to_contain_text("Only visible to you")


async def test_a_confirm_dialog_comes_before_the_press(page: Page) -> None:
    """No sends nothing, the other answer sends it."""
    await ask(page, "/sample card")
    ask_first = message(page, "A card").get_by_role("button", name="Ask first")
    await ask_first.click()
    dialog = page.get_by_role("dialog", name="Are you sure?")
    await shoot(page, "confirm")
    await dialog.get_by_role("button", name="No").click()
    await expect(dialog).to_have_count(0)
    await ask_first.click()
    await dialog.get_by_role("button", name="Do it").click()
    await expect(message(page, "Pressed")).to_have_count(1)


async def test_a_press_that_nobody_hears_shows_a_warning(page: Page) -> None:
    """The warning stands beside the button, and the traffic tells the same in red."""
    await ask(page, "/sample card")
    await message(page, "A card").get_by_role("button", name="Nobody hears").click()
    await expect(message(page, "A card").get_by_role("alert")).to_be_visible()
    await page.get_by_role("button", name="Traffic", exact=True).click()
    row = page.get_by_role("log", name="Requests").locator("details.wrong").first
    await expect(row).to_contain_text("unheard")
    await row.locator("summary").first.click()
    await expect(row.get_by_role("list", name="What Slack refuses")).to_contain_text("404")
    await shoot(page, "traffic")


async def test_the_traffic_filters_and_clears(page: Page) -> None:
    """By words, by kind, by what went wrong."""
    await ask(page, "/sample card")
    await ask(page, "@sampler hello")
    await page.get_by_role("button", name="Traffic", exact=True).click()
    rows = page.get_by_role("log", name="Requests").locator("details.request")
    visible = rows.locator("visible=true")
    await expect(rows.filter(has_text="chat.postMessage")).not_to_have_count(0)
    await page.get_by_role("combobox", name="Kind of request").select_option("command")
    await expect(visible).to_have_count(1)
    await page.get_by_role("combobox", name="Kind of request").select_option("")
    await page.get_by_role("searchbox", name="Filter the traffic").fill("app_mention")
    await expect(visible.filter(has_text="app_mention")).not_to_have_count(0)
    await page.get_by_role("checkbox", name="Only refused or failed").check()
    await expect(visible).to_have_count(0)
    await page.get_by_role("button", name="Clear").click()
    await expect(rows).to_have_count(0)
    await expect(page.get_by_text("Nothing yet.")).to_be_visible()


async def test_a_static_select_is_a_combobox(page: Page) -> None:
    """Typing narrows the list, arrows and Enter choose."""
    await ask(page, "/sample card")
    fruit = message(page, "A card").get_by_role("combobox", name="Fruit")
    await fruit.click()
    await expect(page.get_by_role("option")).to_have_count(4)
    await fruit.press_sequentially("ap")
    await expect(page.get_by_role("option")).to_have_text(["Apple", "Apricot"])
    await fruit.press("ArrowDown")
    await fruit.press("Enter")
    await expect(fruit).to_have_value("Apricot")


async def test_typing_in_a_select_replaces_its_choice_and_leaving_it_keeps_it(page: Page) -> None:
    """However one comes to it: by mouse, by keyboard, or still there after a choice."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    form = page.get_by_role("dialog", name="Every input")
    fruit, options = form.get_by_role("combobox", name="One fruit"), page.get_by_role("option")
    await fruit.fill("ban")
    await fruit.press("Enter")
    await page.keyboard.type("apr")
    await expect(options).to_have_text(["Apricot"])
    await fruit.press("Escape")
    await expect(fruit).to_have_value("Banana")
    await page.keyboard.type("che")
    await expect(options).to_have_text(["Cherry"])
    await form.get_by_role("textbox", name="Name").click()
    await expect(fruit).to_have_value("Banana")
    await fruit.click()
    await expect(options).to_have_count(4)
    await expect(page.get_by_role("option", selected=True)).to_have_text("Banana")
    await page.keyboard.type("ap")
    await expect(options).to_have_text(["Apple", "Apricot"])
    await page.keyboard.press("Tab")
    await expect(fruit).to_have_value("Banana")
    await page.keyboard.press("Shift+Tab")
    await expect(fruit).to_be_focused()
    await page.keyboard.type("apr")
    await fruit.press("Enter")
    await expect(fruit).to_have_value("Apricot")
    await fruit.click()
    await fruit.click(position={"x": 200, "y": 8})
    await page.keyboard.press("Backspace")
    await expect(fruit).to_have_value("Aprico")


async def test_an_external_select_asks_the_app_while_one_types(page: Page) -> None:
    """Before enough letters it says how many to type."""
    await ask(page, "/sample card")
    far = message(page, "A card").get_by_role("combobox", name="From afar")
    await far.click()
    await expect(page.get_by_text("Type a letter or more to search")).to_be_visible()
    await far.press_sequentially("an")
    await page.get_by_role("option", name="Banana").click()
    await expect(far).to_have_value("Banana")
    await far.fill("xyz")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await far.press("Escape")
    await expect(far).to_have_value("Banana")


async def test_an_overflow_menu_opens_and_chooses(page: Page, workspace: Workspace) -> None:
    """Its choice reaches the app."""
    await ask(page, "/sample card")
    await message(page, "A card").get_by_role("button", name="More actions of this card").click()
    await page.get_by_role("menuitem", name="Second").click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    await workspace.settled()
    presses = [entry for entry in workspace.traffic if entry["name"] == "overflow"]
    assert presses[-1]["payload"]["actions"][0]["selected_option"]["value"] == "second"


async def test_hostile_text_stays_text(page: Page) -> None:
    """No element of theirs, no link that runs, and a live mention is loud enough to be seen."""
    await ask(page, "/sample hostile")
    card = message(page, "press me")
    await expect(card.get_by_text("<img src=x onerror=alert(1)> <!channel>")).to_be_visible()
    await expect(card.get_by_text("<!channel> <b>bold</b> &lt; <script>alert(1)</script>")).to_be_visible()
    await expect(card.locator("img, script, iframe")).to_have_count(0)
    assert {await link.get_attribute("href") for link in await card.locator("a[target]").all()} == {
        "https://example.org/?a=1&b=2",
        "https://example.org/",
    }
    await expect(card.locator(".mention-loud")).to_have_text(["@channel", "@ml-platform-team", "@here"])
    await shoot(page, "hostile")


async def test_what_a_person_types_is_never_live_markup(page: Page) -> None:
    """Angle brackets, entities and tags come out as they were typed."""
    await ask(page, "<!channel> &lt;b&gt; <b>x</b> *bold* `code` ~gone~ _slanted_")
    typed = message(page, "bold")
    await expect(typed.locator(".message-text")).to_have_text("<!channel> &lt;b&gt; <b>x</b> bold code gone slanted")
    await expect(typed.locator("b")).to_have_text("bold")
    await expect(typed.locator(".mention-loud")).to_have_count(0)


async def test_every_block_is_drawn(page: Page) -> None:
    """Tables, cards, carousels, containers, rich text, pictures from elsewhere as a link; nothing unknown."""
    await ask(page, "/sample everything")
    card = message(page, "A title")
    await expect(card.get_by_role("table").get_by_role("columnheader")).to_have_text(["Role", "Owner"])
    await expect(card.get_by_role("group", name="4 cards").get_by_role("article")).to_have_count(4)
    await expect(card.get_by_text("inside")).to_be_visible()
    await card.get_by_text("Folded").click()
    await expect(card.get_by_text("inside")).to_be_hidden()
    await expect(card.locator("ol li").nth(1)).to_have_text("@Maintainer")
    await expect(card.get_by_role("link", name="a picture")).to_be_visible()
    await expect(card.locator("img")).to_have_count(0)
    await card.get_by_role("checkbox", name="Apple").check()
    await card.get_by_role("radio", name="Cherry").check()
    await card.get_by_role("button", name="Good").click()
    await expect(card.get_by_role("alert")).to_have_count(0)
    await expect(card.locator(".unknown")).to_have_count(0)
    await shoot(page, "everything")


async def test_a_modal_takes_every_input(page: Page, workspace: Workspace) -> None:
    """The values arrive as Slack would send them, and the focus returns to where it was."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    form = page.get_by_role("dialog", name="Every input")
    await expect(form.get_by_role("textbox", name="Name")).to_be_focused()
    await page.keyboard.type("Somebody")
    await form.get_by_role("textbox", name="Story").fill("One\ntwo")
    await form.get_by_role("combobox", name="One fruit").fill("ban")
    await page.keyboard.press("Enter")
    for typed in ("che", "apple"):
        await form.get_by_role("combobox", name="Many fruits").fill(typed)
        await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Remove Apple").click()
    await form.get_by_role("combobox", name="Person").fill("lead")
    await page.keyboard.press("Enter")
    await form.get_by_role("combobox", name="Rooms").fill("random")
    await page.keyboard.press("Enter")
    await form.get_by_role("combobox", name="From afar").press_sequentially("apr")
    await page.get_by_role("option", name="Apricot").click()
    await form.get_by_role("checkbox", name="Apricot").check()
    await form.get_by_role("radio", name="Cherry").check()
    await form.get_by_label("Day").fill("2026-01-31")
    await form.get_by_label("Time").fill("09:30")
    await form.get_by_role("textbox", name="Number").fill("7")
    await shoot(page, "form")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()
    sent = next(entry for entry in workspace.traffic if entry["payload"].get("type") == "view_submission")
    values = sent["payload"]["view"]["state"]["values"]
    assert values["name"]["name"]["value"] == "Somebody"
    assert values["story"]["story"]["value"] == "One\ntwo"
    assert values["one"]["one"]["selected_option"]["value"] == "banana"
    assert [each["value"] for each in values["many"]["many"]["selected_options"]] == ["cherry"]
    assert values["person"]["person"]["selected_user"] == "U0TEAMLEAD"
    assert values["rooms"]["rooms"]["selected_channels"] == ["C0RANDOM01"]
    assert values["far"]["far"]["selected_option"]["value"] == "apricot"
    assert [each["value"] for each in values["ticks"]["ticks"]["selected_options"]] == ["apricot"]
    assert values["radio"]["radio"]["selected_option"]["value"] == "cherry"
    assert values["day"]["day"]["selected_date"] == "2026-01-31"
    assert values["time"]["time"]["selected_time"] == "09:30"
    assert values["number"]["number"]["value"] == "7"


async def test_a_modal_shows_errors_at_their_inputs(page: Page) -> None:
    """A missing one before the app is asked, the app's own afterwards; what was typed stays."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    form = page.get_by_role("dialog", name="Every input")
    await form.get_by_role("textbox", name="Story").fill("kept")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("Please fill this in.")).to_be_visible()
    name = form.get_by_role("textbox", name="Name")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await name.fill("wrong")
    await name.press("Enter")
    await expect(form.get_by_text("Not that name")).to_be_visible()
    await expect(name).to_have_value("wrong")
    await expect(form.get_by_role("textbox", name="Story")).to_have_value("kept")
    await shoot(page, "form_errors")


async def test_modals_stack_and_close_one_by_one(page: Page) -> None:
    """Escape takes the top one away, the one below keeps what was typed."""
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the form").click()
    form = page.get_by_role("dialog", name="Every input")
    await form.get_by_role("textbox", name="Name").fill("kept")
    await form.get_by_role("button", name="One more step").click()
    await expect(page.get_by_role("dialog", name="One more step")).to_contain_text("on top")
    await page.keyboard.press("Escape")
    await expect(form.get_by_role("textbox", name="Name")).to_have_value("kept")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_message_shortcut_answers_only_the_asker(page: Page) -> None:
    """It stands in the message's menu."""
    await ask(page, "who broke the build?")
    await message(page, "who broke").hover()
    await message(page, "who broke").get_by_role("button", name="More actions").click()
    await shoot(page, "message_menu")
    await page.get_by_role("menuitem", name="What is this?").click()
    await expect(message(page, "That says: who broke the build?")).to_contain_text("Only visible to you")


async def test_a_picture_of_the_app_is_shown(page: Page) -> None:
    """With its alternative text, from the workspace itself."""
    await ask(page, "@sampler a picture, please")
    picture = page.get_by_role("img", name="one red dot")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 1


async def test_pins_are_counted_shown_and_removed(page: Page) -> None:
    """The header counts them, the pane lists them, the message's menu unpins."""
    await ask(page, "/sample pin")
    pinned = message(page, "A card")
    await expect(pinned).to_contain_text("Pinned to this channel")
    await page.get_by_role("button", name="1 pin").click()
    pane = page.get_by_role("complementary", name="Pins #general")
    await expect(pane.get_by_role("article").first).to_contain_text("A card")
    await shoot(page, "pins")
    await pinned.hover()
    await pinned.get_by_role("button", name="More actions", exact=True).click()
    await page.get_by_role("menuitem", name="Unpin from this channel").click()
    await expect(pane.get_by_text("Nothing is pinned here yet.")).to_be_visible()
    await expect(page.get_by_role("button", name="0 pins")).to_be_visible()


async def test_a_message_is_deleted_after_a_question(page: Page) -> None:
    """Only one's own message offers it."""
    await ask(page, "a slip")
    await message(page, "a slip").hover()
    await message(page, "a slip").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_role("dialog", name="Delete this message?").get_by_role("button", name="Delete").click()
    await expect(message(page, "a slip")).to_have_count(0)


async def test_a_copied_link_leads_back_to_the_message(page: Page) -> None:
    """From another channel, too."""
    await ask(page, "remember this")
    await message(page, "remember this").hover()
    await message(page, "remember this").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Copy link").click()
    await expect(page.get_by_text("The link is copied.")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    await page.get_by_role("button", name="random").click()
    await page.goto(link)
    await expect(message(page, "remember this")).to_have_class(re.compile("found"))


async def test_another_user_sees_their_own_ephemerals_only(page: Page) -> None:
    """Switching changes who speaks, and what is only visible to one is not visible to the other."""
    await ask(page, "/sample card")
    await expect(message(page, "A card")).to_have_count(1)
    await page.get_by_role("button", name="Switch user").click()
    await shoot(page, "user_menu")
    await page.get_by_role("menuitem", name="Team lead").click()
    await expect(message(page, "A card")).to_have_count(0)
    await ask(page, "hello from the lead")
    await expect(message(page, "hello from the lead").get_by_text("Team lead", exact=True)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="You are Team lead")).to_be_visible()


async def test_a_draft_survives_switching(page: Page) -> None:
    """Each channel keeps its own."""
    await composer(page).fill("half a thought")
    await page.get_by_role("button", name="ml-help").click()
    await expect(composer(page, "ml-help")).to_have_value("")
    await composer(page, "ml-help").fill("another")
    await page.get_by_role("button", name="general").click()
    await expect(composer(page)).to_have_value("half a thought")
    await page.reload()
    await expect(composer(page)).to_have_value("half a thought")


async def test_nothing_is_lost_when_sending_fails(page: Page) -> None:
    """The text returns to the composer with a sentence."""
    await page.route("**/workspace/do", lambda route: route.abort())
    await ask(page, "important")
    await expect(page.get_by_text("The workspace cannot be reached.")).to_be_visible()
    await expect(composer(page)).to_have_value("important")
    await page.unroute("**/workspace/do")
    await composer(page).press("Enter")
    await expect(message(page, "important")).to_have_count(1)


async def test_the_direct_message_and_the_home_tab(page: Page) -> None:
    """The app publishes its Home when it is opened, and its search box sends on Enter and keeps the focus."""
    await page.get_by_role("button", name="sampler (direct message)").click()
    box = page.get_by_role("textbox", name="Message sampler")
    await box.fill("hello there")
    await box.press("Enter")
    await expect(message(page, "Heard: hello there")).to_have_count(1)
    await page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("region", name="Home")
    search = home.get_by_role("textbox", name="Search")
    await search.fill("apples")
    await search.press("Enter")
    await expect(home.get_by_text("Searched for apples.")).to_be_visible()
    await expect(search).to_be_focused()
    await expect(search).to_have_value("apples")
    await shoot(page, "home")


async def test_the_bot_is_invited_and_removed_and_a_channel_archived(page: Page) -> None:
    """The channel's menu does it, and the command that Slack has for it; an archived channel takes no messages."""
    await page.get_by_role("button", name="random").click()
    settings = page.get_by_role("button", name="Channel settings of #random")
    await settings.click()
    await page.get_by_role("menuitem", name="Invite Sampler").click()
    await expect(page.get_by_text("Sampler joined #random.")).to_be_visible()
    await settings.click()
    await page.get_by_role("menuitem", name="Remove Sampler").click()
    await expect(page.get_by_text("Sampler left #random.")).to_be_visible()
    await settings.click()
    await page.get_by_role("menuitem", name="Archive the channel").click()
    await expect(page.get_by_text("This channel is archived")).to_be_visible()
    await expect(composer(page, "random")).to_be_hidden()
    await settings.click()
    await page.get_by_role("menuitem", name="Bring the channel back").click()
    await expect(composer(page, "random")).to_be_visible()
    await composer(page, "random").fill("/invite @sampler ")
    await page.keyboard.press("Enter")
    await expect(composer(page, "random")).to_have_value("")
    await settings.click()
    await expect(page.get_by_role("menuitem", name="Remove Sampler")).to_be_visible()


async def test_a_notice_goes_by_itself_and_with_its_place(page: Page) -> None:
    """But not while somebody reads it, and what went wrong stays longer."""
    await page.clock.install()
    notice = page.get_by_role("status").filter(has_text="joined #general")
    settings = page.get_by_role("button", name="Channel settings of #general")
    await settings.click()
    await page.get_by_role("menuitem", name="Remove Sampler").click()
    await page.get_by_text("Sampler left #general.").wait_for()
    await page.get_by_role("button", name="random").click()
    await expect(page.get_by_text("Sampler left #general.")).to_have_count(0)
    await page.get_by_role("button", name="general").click()
    await settings.click()
    await page.get_by_role("menuitem", name="Invite Sampler").click()
    await notice.hover()
    await page.clock.fast_forward(10_000)
    await expect(notice).to_be_visible()
    await composer(page).hover()
    await page.clock.fast_forward(10_000)
    await expect(notice).to_have_count(0)


async def test_unread_messages_are_counted(page: Page, workspace: Workspace) -> None:
    """In the rail, until one looks."""
    workspace_user = "U0TEAMLEAD"
    await workspace.say(workspace_user, "C0MLHELP01", "anybody here?")
    await page.get_by_role("button", name="ml-help, 1 new").click()
    await expect(page.get_by_role("button", name="ml-help", exact=True)).to_have_attribute("aria-current", "page")


async def test_a_click_is_not_lost_to_what_is_drawn_anew_in_the_middle_of_it(page: Page, workspace: Workspace) -> None:
    """Here to a message that comes between the press on a channel and the release, and is shown after it."""
    place = page.get_by_role("navigation").get_by_role("button", name="ml-help")
    await place.hover()
    await page.mouse.down()
    await workspace.say("U0TEAMLEAD", "C0RANDOM01", "anybody here?")
    await page.wait_for_timeout(300)  # it is there by then
    await page.mouse.up()
    await expect(page.get_by_role("button", name="ml-help", exact=True)).to_have_attribute("aria-current", "page")
    await page.get_by_role("button", name="random, 1 new").click()


async def test_the_reader_at_the_end_stays_there(page: Page) -> None:
    """While the pane opens and narrows the list."""
    for number in range(12):
        await ask(page, f"line {number} " + "of many words that will have to wrap in a narrow list " * 4)
        await expect(message(page, f"line {number} ")).to_be_visible()
    log = page.get_by_role("log", name="Messages in")
    await page.get_by_role("button", name="0 pins").click()
    await page.get_by_role("complementary", name="Pins").wait_for()
    await expect(message(page, "line 11 ")).to_be_in_viewport(ratio=1)
    assert await log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2


async def test_news_below_is_announced_to_a_reader_further_up(page: Page, workspace: Workspace) -> None:
    """A button leads there; it is not shown on the Home tab."""
    for number in range(12):
        await workspace.say("U0MAINTAIN", "C0GENERAL1", f"line {number}\n" + "and more\n" * 3)
    await expect(message(page, "line 11")).to_be_visible()
    await page.get_by_role("log", name="Messages in").evaluate("log => log.scrollTo(0, 0)")
    await expect(message(page, "line 11")).not_to_be_in_viewport()
    await workspace.say("U0MAINTAIN", "C0GENERAL1", "the news")
    news = page.get_by_role("button", name="New messages below")
    await expect(news).to_be_visible()
    await page.get_by_role("button", name="Sampler (Home)").click()
    await expect(news).to_be_hidden()
    await page.get_by_role("button", name="general").click()
    await news.click()
    await expect(message(page, "the news")).to_be_in_viewport()
