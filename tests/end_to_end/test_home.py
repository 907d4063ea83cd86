"""The Home tab: one's own roles and what a maintainer looks after, published again after each change made from it."""

from typing import Any

import pytest

from bot.cards import CHANGE, CONFIRM, END, PEOPLE, SEARCH
from bot.workspace.state import View
from tests.bot.drawn import every, shown
from tests.end_to_end.conftest import ENGINEER, MAINTAINER, ML_HELP, ML_TEAM, NEWCOMER, TEAM_LEAD, Town
from tests.end_to_end.databases import locked
from tests.end_to_end.test_forms import opened
from tests.end_to_end.test_people import assign, fill_in, filled, kept, option, person

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
    assert "Baker: by the catalog" in shown((await open_home(town, MAINTAINER, "Your roles"))["blocks"])
    await assign_group(town)
    await open_home(town, ENGINEER, "Your roles", "Bread Seller, responsible")


async def test_confirming_on_the_tab_is_said_on_the_tab(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    assert (await town.workspace.press(NEWCOMER, home, CONFIRM)).acked
    home = await home_of(town, NEWCOMER, "confirmed that", "confirmed today")
    assert not town.workspace.views(NEWCOMER)
    assert (await kept(town))[0].confirmed


async def test_ending_on_the_tab_takes_the_role_off_it(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    assert (await town.workspace.press(NEWCOMER, home, END)).acked
    await home_of(town, NEWCOMER, "out of the role Bread Seller", "/persona history", without="Your roles")
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


async def test_a_tab_that_cannot_be_published_again_undoes_no_change(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    town.workspace.faults.fail("views.publish", "fatal_error", times=5)
    await town.workspace.press(NEWCOMER, home, END)
    await town.app.desk.finish(5)
    assert await kept(town) == ()
    assert "Something went wrong" not in str(town.workspace.messages(town.workspace.dm(NEWCOMER)))


@pytest.mark.parametrize("method", ["users.info", "usergroups.list"])
async def test_what_slack_does_not_tell_costs_that_part_of_the_tab(town: Town, method: str) -> None:
    """Without `users.info` nobody is known to be an admin, without `usergroups.list` no group's roles are one's own."""
    await assign_group(town)
    await town.app.desk.finish(5)
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


async def test_a_locked_memory_refuses_the_change_and_the_tab_stays(town: Town) -> None:
    await assign(town)
    home = await open_home(town, NEWCOMER, "Your roles")
    async with locked(town):
        await town.workspace.press(NEWCOMER, home, END)
        (view,) = await town.until(lambda: town.workspace.views(NEWCOMER))
        assert "Try again in a minute" in shown(view["blocks"])
    assert len(await kept(town)) == 1
