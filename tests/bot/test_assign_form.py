"""The modal that puts somebody in a role: within Slack's limits, and everything it carries is checked anew."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot import assign_form
from bot.assign_form import ROLE, Errand
from bot.cards import View
from bot.catalog import Catalog, Part, Persona
from bot.people import Assignment, Place
from bot.workspace.blocks import view_problems
from tests.bot.clinic import CLINIC, NURSE
from tests.bot.drawn import every, of_type, shown

HELD = Assignment(
    Place("T1", "C0WARD"),
    "ward-nurse",
    usergroup="S0NURSES",
    part=Part.ACCOUNTABLE,
    since=date(2026, 1, 10),
    until=date(2026, 12, 31),
    backup="U0NURSE1",
    note="nights only",
    id="a1",
    revision=3,
)


def test_every_modal_is_within_slacks_limits() -> None:
    strange = Persona("x" * 200, "\u202e" + "y" * 300, "d")
    many = Catalog(tuple(replace(NURSE, id=f"p{n}", title="t" * 100) for n in range(150)))
    full = View(held={"ward-nurse": (replace(HELD, note="n" * 500),) * 50}, names={"S0NURSES": "g" * 300})
    for modal in (
        assign_form.assign(CLINIC, "C0WARD", full, Assignment(Place(), NURSE.id)),
        assign_form.assign(Catalog((strange, NURSE)), "", start=Assignment(Place(), strange.id)),
        assign_form.assign(many, "D0DIRECT", start=Assignment(Place(), many.personas[0].id)),
        assign_form.assign(CLINIC, "C0WARD", full, HELD),
        assign_form.assign(CLINIC, "C0WARD", start=replace(HELD, persona="gone", user="U0NURSE1", usergroup="")),
    ):
        assert not list(view_problems(modal))


def test_a_modal_for_a_role_shows_who_holds_it() -> None:
    modal = assign_form.assign(CLINIC, "C0WARD", View(held={"ward-nurse": (HELD,)}), Assignment(Place(), NURSE.id))
    says = "Ward Nurse is held now by <S0NURSES>, accountable, in this channel, since 2026-01-10"
    assert says in shown(modal["blocks"])
    (role,) = of_type(modal["blocks"], "static_select")
    assert role["initial_option"]["value"] == "ward-nurse"


def test_where_there_is_no_channel_the_role_is_for_the_whole_workspace() -> None:
    for channel in ("", "D0DIRECT", "general"):
        (where, _) = of_type(assign_form.assign(CLINIC, channel)["blocks"], "radio_buttons")
        assert [option["value"] for option in where["options"]] == ["workspace"]


def test_of_very_many_roles_one_is_found_by_typing() -> None:
    many = Catalog(tuple(replace(NURSE, id=f"p{n}") for n in range(150)))
    select, _ = of_type(assign_form.assign(many, "")["blocks"], "external_select")
    assert select["action_id"] == ROLE


def test_a_change_begins_with_everything_as_it_stands() -> None:
    modal = assign_form.assign(CLINIC, "C0OTHER", View(names={"S0NURSES": "Nurses"}), HELD)
    assert json.loads(modal["private_metadata"]) == ["C0WARD", "a1", 3]
    initial = [
        value["value"] if isinstance(value, dict) else value
        for part in every(modal["blocks"])
        for name, value in part.items()
        if name.startswith("initial_")
    ]
    assert initial == ["S0NURSES", "channel", "accountable", "2026-01-10", "2026-12-31", "U0NURSE1", "nights only"]
    assert not of_type(modal["blocks"], "static_select")


def test_an_errand_comes_back_as_it_was_sent() -> None:
    errand = Errand("C0WARD", "a1", 3)
    assert Errand.decode(errand.encode()) == errand


@pytest.mark.parametrize(
    "note", [None, "", "[", "{}", "[1,2,3]", '["C0WARD"]', "[" * 290, '["' + "C" * 300 + '","",1]']
)
def test_an_errand_that_was_never_sent_is_empty(note: object) -> None:
    assert Errand.decode(note) == Errand()


def test_a_channel_that_is_none_is_left_out() -> None:
    assert Errand.decode('["D0DIRECT","a1",3]') == Errand("", "a1", 3)


def test_a_note_is_one_line_without_control_characters_and_cut() -> None:
    values = {"assign_note": {"assign_note": {"value": "French\norders\x00 only" + "!" * 300}}}
    read, _ = assign_form.read(values, Errand(), CLINIC, Assignment(Place("T1"), ""))
    assert read.note.startswith("French orders only!!!")
    assert len(read.note) <= 200
