"""The Home tab: one's own roles and what a maintainer looks after, published again after each change made from it."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.cards import CHANGE, CONFIRM, END, PEOPLE, SEARCH, Press
from bot.cards.picture import digest_of
from bot.cards.view import SEE_ALL
from bot.catalog import Catalog, Persona
from bot.home_view import Board
from bot.people import Place
from bot.workspace.state import View
from handlers.desk import MOST_SEARCHES, Desk
from handlers.home import board_of
from tests.bot.drawn import every, of_type, shown
from tests.end_to_end.conftest import BAKERY, ENGINEER, MAINTAINER, ML_HELP, ML_TEAM, NEWCOMER, TEAM_LEAD, Town
from tests.end_to_end.databases import as_patient_as_shipped, locked
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_people import assign, fill_in, filled, kept, option, person
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.both_databases

UNKNOWN = "People could not be looked up"
UNHELD = "Roles nobody holds"


async def home_of(town: Town, user: str, *texts: str, without: str = "\0") -> View:
    """Somebody's Home tab, once it shows all the texts and not the one it should be without."""

    def look() -> list[View]:
        home = town.workspace.home(user)
        text = shown(home["blocks"]) if home else ""
        return [home] if home and all(one in text for one in texts) and without not in text else []

    return (await town.until(look))[0]


async def open_home(town: Town, user: str, *texts: str) -> View:
    """The Home tab that opens for somebody."""
    await town.workspace.open_home(user)
    return await home_of(town, user, "Bakery roles", *texts)


async def assign_group(town: Town) -> None:
    """Put a user group in a role."""
    await fill_in(town)
    values = filled(role=option("seller"), group=option(ML_TEAM), where=option("workspace"))
    assert (await town.workspace.submit(MAINTAINER, values)).body["response_action"] == "update"


def block_with(home: View, action_id: str, nth: int = 0) -> str:
    """The id of the nth block in which a button stands."""
    found = [
        block["block_id"] for block in home["blocks"] if any(one.get("action_id") == action_id for one in every(block))
    ]
    return str(found[nth])


async def test_the_tab_shows_ones_own_roles_with_their_buttons(town: Town) -> None:
    await assign(town, note={"value": "French orders only"})
    home = await open_home(town, NEWCOMER, "Your roles", "“French orders only”")
    text = shown(home["blocks"])
    assert f"Bread Seller, responsible, in <{ML_HELP}>" in text
    assert text.index("Your roles") < text.index("Bakery roles")
    for action in (CONFIRM, CHANGE, END):
        assert block_with(home, action)


async def test_who_holds_no_role_sees_no_roles_of_their_own_and_nothing_to_look_after(town: Town) -> None:
    text = shown((await open_home(town, NEWCOMER))["blocks"])
    assert "Your roles" not in text
    assert "To look after" not in text
    assert UNKNOWN not in text


async def test_a_role_of_the_catalog_or_of_ones_group_is_ones_own(town: Town) -> None:
    assert "Baker, responsible, by the catalog" in shown((await open_home(town, MAINTAINER, "Your roles"))["blocks"])
    await assign_group(town)
    await open_home(town, ENGINEER, "Your roles", "Bread Seller, as a member of")


async def test_confirming_on_the_tab_is_said_on_the_tab(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    assert (await town.workspace.press(NEWCOMER, home, CONFIRM)).acked
    home = await home_of(town, NEWCOMER, "confirmed that", "confirmed today")
    assert not town.workspace.views(NEWCOMER)
    assert (await kept(town))[0].confirmed


async def test_what_was_looked_up_before_a_change_is_not_published_after_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tab opens once more just when its owner confirms, and looking things up for it takes long."""
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    await town.all_done()  # the picture is there, so that nothing else publishes the tab
    looked_up, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(desk: Desk, args: AsyncArgs) -> Board:
        board = await board_of(desk, args)
        if not looked_up.is_set():
            looked_up.set()
            await go_on.wait()
        return board

    monkeypatch.setattr("handlers.home.board_of", slowly)
    await town.workspace.open_home(NEWCOMER)
    await looked_up.wait()
    published = len(town.calls("views.publish"))
    assert (await town.workspace.press(NEWCOMER, home, CONFIRM)).acked

    async def waits_or_is_published() -> bool:
        waiting = any(lock._waiters for lock in town.app.desk.tabs.values())
        return waiting or len(town.calls("views.publish")) > published

    await until(waits_or_is_published)
    go_on.set()
    await town.all_done()
    latest = town.workspace.home(NEWCOMER)
    assert latest is not None
    assert "confirmed today" in shown(latest["blocks"])


async def test_ending_on_the_tab_takes_the_role_off_it(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    assert (await town.workspace.press(NEWCOMER, home, END)).acked
    await home_of(town, NEWCOMER, "gave up the role Bread Seller", "/persona history", without="Your roles")
    assert await kept(town) == ()


async def test_changing_by_the_modal_brings_the_tab_up_to_date_behind_it(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    await town.workspace.press(NEWCOMER, home, CHANGE)
    await opened(town, NEWCOMER)
    delivery = await town.workspace.submit(NEWCOMER, filled(note={"value": "mornings"}))
    assert delivery.body["response_action"] == "update"
    await home_of(town, NEWCOMER, "“mornings”")


async def test_a_maintainer_puts_somebody_in_a_role_that_nobody_holds(town: Town) -> None:
    home = await open_home(town, MAINTAINER, UNHELD)
    text = shown(home["blocks"])
    assert "Miller" in text[text.index(UNHELD) : text.index("Bakery roles")]
    await town.workspace.press(MAINTAINER, home, PEOPLE, block_id=block_with(home, PEOPLE))
    modal = await opened(town, MAINTAINER)
    assert modal["state"]["values"]["assign_role"]["assign_role"]["selected_option"]["value"] == "seller"
    delivery = await town.workspace.submit(MAINTAINER, person(TEAM_LEAD, where="workspace"))
    assert delivery.body["response_action"] == "update"

    def miller_alone() -> bool:
        text = shown((town.workspace.home(MAINTAINER) or {})["blocks"])
        unheld = text[text.index(UNHELD) : text.index("Bakery roles")]
        return "Miller" in unheld and "Seller" not in unheld and f"Held by <{TEAM_LEAD}>" in text

    await town.until(miller_alone)


async def test_a_search_stays_on_the_tab_when_it_is_published_again(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    await town.workspace.press(NEWCOMER, home, SEARCH, text="who kneads the dough?")
    home = await home_of(town, NEWCOMER, "Why this answer")
    await town.workspace.press(NEWCOMER, home, CONFIRM)
    home = await home_of(town, NEWCOMER, "Why this answer", "confirmed today")
    await town.workspace.press(NEWCOMER, home, CHANGE)
    await opened(town, NEWCOMER)
    await town.workspace.submit(NEWCOMER, filled(note={"value": "mornings"}))
    await home_of(town, NEWCOMER, "Why this answer", "“mornings”")
    assert town.app.metrics.answers["answer"] == 1


async def test_a_tab_published_again_from_a_channel_shows_who_holds_a_role_in_the_whole_workspace(town: Town) -> None:
    """The tab stands in no channel, wherever the button was pressed that changed it."""
    await assign(town, TEAM_LEAD, where="workspace")
    await assign(town, NEWCOMER)
    await open_home(town, MAINTAINER, f"Held by <{TEAM_LEAD}>.")
    await town.all_done()
    (lead, _) = await kept(town)
    await town.forge(MAINTAINER, CONFIRM, Press((lead.id, str(lead.revision))).encode())
    await town.all_done()
    home = town.workspace.home(MAINTAINER)
    assert home
    assert f"Held by <{TEAM_LEAD}>." in shown(home["blocks"])
    assert f"Held by <{NEWCOMER}>." not in shown(home["blocks"])
    assert "in this channel" not in shown(home["blocks"])


async def test_a_search_stays_on_the_tab_when_somebody_comes_back_to_it(town: Town) -> None:
    """And so does what they are typing, for the box stays the same; the question is not counted again."""
    home = await open_home(town, NEWCOMER)
    await town.workspace.press(NEWCOMER, home, SEARCH, text="who kneads the dough?")
    home = await home_of(town, NEWCOMER, "Why this answer")
    before = len(town.calls("views.publish"))
    await town.workspace.open_home(NEWCOMER)
    await town.until(lambda: town.calls("views.publish")[before:])
    again = await home_of(town, NEWCOMER, "Why this answer")
    assert block_with(again, SEARCH) == block_with(home, SEARCH)
    assert town.app.metrics.answers["answer"] == 1


async def test_a_tab_that_cannot_be_published_again_undoes_no_change(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    town.workspace.faults.fail("views.publish", "fatal_error", times=5)
    await town.workspace.press(NEWCOMER, home, END)
    await town.app.desk.finish(PATIENCE)
    assert await kept(town) == ()
    assert "Something went wrong" not in str(town.workspace.messages(town.workspace.dm(NEWCOMER)))


@pytest.mark.parametrize("method", ["users.info", "usergroups.list"])
async def test_what_slack_does_not_tell_costs_that_part_of_the_tab(town: Town, method: str) -> None:
    """Without `users.info` nobody is known to be an admin, without `usergroups.list` no group's roles are one's own."""
    await assign_group(town)
    await town.app.desk.finish(PATIENCE)
    town.app.desk.admins._known.clear()
    town.workspace.faults.fail(method, "fatal_error", times=50)
    text = shown((await open_home(town, MAINTAINER))["blocks"])
    assert ("To look after" in text) is (method == "usergroups.list")


@pytest.mark.parametrize("memory", [{"database_url": "sqlite:////nowhere/at/all/persona.db"}])
async def test_without_the_memory_the_tab_has_search_and_roles(town: Town, memory: dict[str, Any]) -> None:
    home = await open_home(town, MAINTAINER, UNKNOWN)
    text = shown(home["blocks"])
    assert text.count(UNKNOWN) == 1
    assert "To look after" not in text
    await town.workspace.press(MAINTAINER, home, SEARCH, text="who kneads the dough?")
    await home_of(town, MAINTAINER, "Why this answer", UNKNOWN)


@as_patient_as_shipped
async def test_a_locked_memory_refuses_the_change_and_the_tab_stays(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    async with locked(town):
        await town.workspace.press(NEWCOMER, home, END)
        (view,) = await town.until(lambda: town.workspace.views(NEWCOMER))
        assert "Try again in a minute" in shown(view["blocks"])
    assert len(await kept(town)) == 1


MANY = replace(BAKERY, personas=(*BAKERY.personas, *(Persona(f"r{n}", f"Role {n}", "Does.") for n in range(9))))


@pytest.mark.parametrize("catalog", [MANY])
@pytest.mark.parametrize("transport", ["http"])
async def test_what_has_no_room_on_the_tab_is_shown_by_a_button(town: Town, catalog: Catalog) -> None:
    """From its modal, too, somebody is put in a role, and the tab behind it knows."""
    home = await open_home(town, MAINTAINER, UNHELD, "See all 11")
    assert len([one for one in of_type(home["blocks"], "button") if one["action_id"] == PEOPLE]) == 5
    await town.workspace.press(MAINTAINER, home, SEE_ALL)
    modal = await opened(town, MAINTAINER)
    text = shown(modal["blocks"])
    assert all(f"Role {number}" in text for number in range(9))
    await town.workspace.press(MAINTAINER, modal, PEOPLE, block_id=block_with(modal, PEOPLE))
    await town.until(lambda: len(town.workspace.views(MAINTAINER)) == 2)
    await town.workspace.submit(MAINTAINER, person(TEAM_LEAD, where="workspace"))
    await home_of(town, MAINTAINER, "See all 10")


@pytest.mark.parametrize("value", [Press(("unheld",)).encode(), Press(("nothing",)).encode(), "[", None])
@pytest.mark.parametrize("user", [NEWCOMER, MAINTAINER])
@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_forged_button_shows_nobody_else_what_maintainers_look_after(
    town: Town, user: str, value: str | None
) -> None:
    assert (await town.forge(user, SEE_ALL, value, view={"type": "home", "id": "V1"})).acked
    await town.app.desk.finish(PATIENCE)
    views = town.workspace.views(user)
    told = shown(views[-1]["blocks"]) if views else ""
    assert ("Bread Seller" in told) is (user == MAINTAINER and value == Press(("unheld",)).encode())
    assert ("maintainers see this" in told) is (user == NEWCOMER and value == Press(("unheld",)).encode())


async def test_see_all_does_not_say_that_nothing_is_left_where_the_memory_is_silent(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await open_home(town, MAINTAINER, UNHELD)
    monkeypatch.setattr("handlers.home.board_of", silent_board)
    unheld, tab = Press(("unheld",)).encode(), {"type": "home", "id": home["id"]}
    assert (await town.forge(MAINTAINER, SEE_ALL, unheld, view=tab)).acked
    (modal,) = await town.until(lambda: town.workspace.views(MAINTAINER))
    assert "could not be looked up" in shown(modal["blocks"])


async def silent_board(*_: object) -> Board:
    """What the tab knows when the memory does not answer."""
    return Board()


async def test_an_older_search_does_not_take_the_place_of_a_newer(town: Town) -> None:
    home = await open_home(town, NEWCOMER)
    faults = town.workspace.faults
    faults.delay("views.publish", 0.8)
    older = asyncio.create_task(town.workspace.press(NEWCOMER, home, SEARCH, text="baker"))

    async def is_published() -> bool:
        return not faults.is_waiting("views.publish")

    await until(is_published)
    await town.workspace.press(NEWCOMER, home, SEARCH, text="miller")
    await older
    await town.app.desk.finish(PATIENCE)
    assert "grinds grain" in json.dumps(town.workspace.home(NEWCOMER))


async def overview(town: Town, picture: str = "", drawn: str = "") -> None:
    """An overview is kept in a channel."""
    place, at = Place(town.workspace.team_id, ML_HELP), datetime(2026, 4, 1, tzinfo=UTC)
    begun = await town.app.store.begin_overview(place, MAINTAINER, None)
    assert begun
    kept = replace(
        begun,
        ts="1.2",
        pinned=True,
        picture=picture,
        drawn=drawn,
        shows=bool(picture),
        begun=at,
        looked=datetime.now(UTC),
    )
    assert await town.app.store.change_overview(begun, kept)


@pytest.mark.parametrize("transport", ["http"])
async def test_maintainers_see_where_overviews_are_pinned(town: Town) -> None:
    await overview(town)
    await open_home(town, MAINTAINER, "Pinned overviews", f"<{ML_HELP}> since 2026-04-01, asked for by <{MAINTAINER}>")
    assert "Pinned overviews" not in shown((await open_home(town, NEWCOMER))["blocks"])


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_picture_that_slack_refuses_does_not_cost_the_tab(town: Town) -> None:
    """Not even where no other can take its place."""
    town.workspace.faults.fail("files.getUploadURLExternal", "missing_scope")
    await overview(town, picture="F0PICTURE", drawn=digest_of(BAKERY))
    home = await open_home(town, NEWCOMER, "Who hands what to whom")
    assert not of_type(home["blocks"], "image")
    assert len(town.calls("views.publish")) == 2


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_the_tab_shows_the_picture_that_stands_in_a_channel_unless_it_is_of_another_catalog(town: Town) -> None:
    """The one in an archived channel is changed no more."""
    client = town.app.desk.client_of(town.workspace.team_id)
    assert client
    uploaded = await client.files_upload_v2(filename="roles.png", content="x")
    await overview(town, uploaded["files"][0]["id"], digest_of(BAKERY))
    home = await open_home(town, NEWCOMER)
    assert [one["slack_file"]["id"] for one in of_type(home["blocks"], "image")] == list(town.world.files)
    town.bot.replace(replace(BAKERY, title="Roles of the bakery"))
    await town.workspace.open_home(NEWCOMER)
    await town.until(lambda: len(town.calls("files.completeUploadExternal")) == 2)
    await town.app.desk.finish(5)
    assert (await picture_on_tab(town))["slack_file"]["id"] == list(town.world.files)[-1]


async def picture_on_tab(town: Town) -> dict[str, Any]:
    """The picture on the newcomer's tab, once it is there."""
    return (await town.until(lambda: of_type((town.workspace.home(NEWCOMER) or {}).get("blocks"), "image")))[0]


@pytest.mark.parametrize("transport", ["http"])
async def test_the_tab_shows_the_picture_without_any_overview(town: Town) -> None:
    """It is uploaded once, and again when the catalog changes; the one before is deleted."""
    await open_home(town, NEWCOMER)
    first = await picture_on_tab(town)
    assert "Baker: baking (accountable); hands fresh loaves to Bread Seller." in first["alt_text"]
    home = await open_home(town, NEWCOMER)
    await town.app.desk.finish(5)
    assert of_type(home["blocks"], "image") == [first]
    assert len(town.calls("files.completeUploadExternal")) == 1
    town.bot.replace(replace(BAKERY, personas=BAKERY.personas[:2]))
    await town.workspace.open_home(NEWCOMER)
    await town.until(lambda: town.calls("files.delete"))
    await town.app.desk.finish(5)
    assert list(town.world.files) == [(await picture_on_tab(town))["slack_file"]["id"]]


@pytest.mark.parametrize("transport", ["http"])
async def test_a_picture_that_was_deleted_in_slack_is_uploaded_anew_when_the_tab_is_opened(town: Town) -> None:
    await open_home(town, NEWCOMER)
    gone = (await picture_on_tab(town))["slack_file"]["id"]
    await town.all_done()
    del town.world.files[gone]
    await town.workspace.open_home(NEWCOMER)
    await town.until(lambda: len(town.calls("files.completeUploadExternal")) == 2)
    await town.all_done()
    assert [(await picture_on_tab(town))["slack_file"]["id"]] == list(town.world.files)


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_deleted_picture_of_an_overview_is_replaced_on_the_tab_and_in_the_channel(town: Town) -> None:
    await overview(town, picture="F0PICTURE", drawn=digest_of(BAKERY))
    await open_home(town, NEWCOMER)
    assert (await picture_on_tab(town))["slack_file"]["id"] in town.world.files
    (one,) = await town.app.store.overviews(town.workspace.team_id)
    assert (one.picture, one.drawn, one.content) == ("", "", "")


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_picture_that_slack_has_not_ready_yet_is_not_uploaded_again(town: Town) -> None:
    await open_home(town, NEWCOMER)
    await picture_on_tab(town)
    await town.all_done()
    town.workspace.faults.fail("views.publish", "invalid_blocks")
    await town.workspace.open_home(NEWCOMER)
    await town.all_done()
    assert len(town.calls("files.completeUploadExternal")) == 1
    await town.workspace.open_home(NEWCOMER)
    await picture_on_tab(town)


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_where_slack_takes_no_picture_the_tab_does_without_and_asks_no_more(town: Town) -> None:
    town.workspace.faults.fail("files.getUploadURLExternal", "missing_scope", times=9)
    await open_home(town, NEWCOMER)
    await town.until(lambda: town.calls("files.getUploadURLExternal"))
    await town.workspace.open_home(NEWCOMER)
    await town.until(lambda: len(town.calls("views.publish")) >= 2)
    await town.app.desk.finish(5)
    assert not of_type((await home_of(town, NEWCOMER))["blocks"], "image")
    assert len(town.calls("files.getUploadURLExternal")) == 1


@pytest.mark.parametrize("transport", ["http"])
async def test_a_button_of_a_tab_that_another_process_published_is_answered_on_the_tab(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    town.app.desk.searches.clear()
    await town.workspace.press(NEWCOMER, home, CONFIRM)
    await home_of(town, NEWCOMER, "confirmed that")


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_only_the_latest_searches_are_remembered(town: Town) -> None:
    town.app.desk.searches.update({("T0OTHER", f"U{number}"): "" for number in range(MOST_SEARCHES)})
    await open_home(town, NEWCOMER)
    assert len(town.app.desk.searches) == MOST_SEARCHES
    assert ("T0OTHER", "U0") not in town.app.desk.searches
