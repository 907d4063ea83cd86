"""The Home tab: search, the answer to it, and all roles."""

from bot import cards
from bot.answers import Outcome
from bot.catalog import Catalog, Persona
from bot.home_view import home
from bot.matching.match import Field, Match, Reason
from bot.workspace.blocks import view_problems
from tests.bot.clinic import CLINIC, DRESSINGS, NURSE, PRESCRIBES, answered
from tests.bot.drawn import buttons, of_type, shown


def test_the_home_tab_has_a_search_box_that_answers_on_enter() -> None:
    """One types, presses Enter, and the tab is drawn anew with the answer."""
    view = home(CLINIC)
    assert view_problems(view) == []
    box = view["blocks"][0]
    assert box["dispatch_action"] is True
    assert box["element"]["action_id"] == cards.SEARCH
    assert box["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}
    assert "initial_value" not in box["element"]


def test_the_home_tab_shows_all_roles_by_stage() -> None:
    """Each stage with its roles, and a select to open one."""
    view = home(CLINIC)
    text = shown(view["blocks"])
    assert "Care\nWard Nurse: Cares for the patients of a ward." in text
    assert "Other roles\nPharmacist: Keeps the medicines." in text
    assert [option["value"] for option in of_type(view, "static_select")[0]["options"]] == [
        "ward-nurse",
        "physician",
        "pharmacist",
    ]


def test_the_search_stays_in_its_box_above_the_answer() -> None:
    """The last question and its card, private and without a button to share: the tab has no channel."""
    view = home(CLINIC, cards.View(public=True), "wond care", answered(Outcome.ANSWER, DRESSINGS, PRESCRIBES))
    assert view_problems(view) == []
    assert view["blocks"][0]["element"]["initial_value"] == "wond care"
    text = shown(view["blocks"])
    assert text.index("Why this answer: ") < text.index("Who does what on the ward")
    assert of_type(view, "user")
    assert list(buttons(view))[:2] == [cards.MORE, cards.COMPARE]


def test_an_overview_is_not_shown_twice() -> None:
    """All roles stand on the tab anyway."""
    assert home(CLINIC, query="list", answer=answered(Outcome.OVERVIEW)) == home(CLINIC, query="list")


def test_a_stage_is_listed_without_a_second_select() -> None:
    """The select of all roles is right below."""
    match = Match(NURSE, 0.9, Reason(Field.STAGE, "care"))
    view = home(CLINIC, query="care", answer=answered(Outcome.CHOICE, match, stage="care"))
    assert "Who is involved in care\nWard Nurse: accountable" in shown(view["blocks"])
    assert len(of_type(view, "static_select")) == 1


def test_very_many_roles_are_completed_as_one_types() -> None:
    """The first of them by name, and a select that asks for the rest."""
    view = home(Catalog(tuple(Persona(f"role-{number}", f"Role {number}", "Does.") for number in range(300))))
    assert view_problems(view) == []
    assert "Roles 50 of 300" in shown(view["blocks"])
    assert of_type(view, "external_select")[0]["action_id"] == cards.SHOW_ROLE
