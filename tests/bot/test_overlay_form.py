"""The modal of a role's words: what it shows, and what is read from whatever comes back."""

from typing import Any

import pytest

from bot.catalog import Contact, Part, Persona, Responsibility
from bot.catalog_file import read_overlay, write_overlay
from bot.overlay import Overlay
from bot.overlay_form import (
    ALIASES,
    CHANNEL,
    DESCRIPTION,
    KEYWORDS,
    LONGEST,
    OWNS,
    PHRASES,
    TITLE,
    Subject,
    edit,
    lacking,
    mark_of,
    read,
)
from tests.bot.drawn import shown
from tests.bot.theatre import THEATRE

SAID = Persona(
    "rigger",
    "",
    "",
    aliases=("flyman",),
    responsibilities=(
        Responsibility("oils the winches", Part.ACCOUNTABLE, ("greases them",)),
        Responsibility("climbs"),
    ),
    keywords=("truss",),
    owns=("a rope",),
    contact=Contact("C0RIGGING1", "https://a.example"),
)
OWN = Persona("usher", "Usher", "Shows people\nto their seats.")


def fields(modal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in modal["blocks"] if block["type"] == "input"}


def values_of(modal: dict[str, Any]) -> dict[str, Any]:
    """What comes back when nothing is changed."""
    values = {}
    for id_, block in fields(modal).items():
        element = block["element"]
        chosen = {"value": element.get("initial_value"), "selected_conversation": element.get("initial_conversation")}
        values[id_] = {id_: chosen}
    return values


@pytest.mark.parametrize("said", [SAID, OWN, Persona("rigger", "", "")], ids=["added", "own", "nothing"])
def test_what_is_not_touched_comes_back_the_same(said: Persona) -> None:
    """Also what the modal has no field for: the part in a task, other ways to say it, the web page."""
    assert read(values_of(edit(said, THEATRE)), said) == said


def test_a_role_of_the_file_keeps_its_title() -> None:
    """There is no field for it, and one that is sent all the same says nothing."""
    modal = edit(SAID, THEATRE)
    assert "Rigger" in shown(modal["blocks"])
    assert not {TITLE, DESCRIPTION} & fields(modal).keys()
    forged = {TITLE: {TITLE: {"value": "King"}}, DESCRIPTION: {DESCRIPTION: {"value": "Rules."}}}
    assert read(forged, SAID) == SAID


def test_a_new_role_needs_a_title_and_a_description() -> None:
    needed = {name: block["optional"] for name, block in fields(edit(Persona("", "", ""), THEATRE)).items()}
    assert [name for name, optional in needed.items() if not optional] == [TITLE, DESCRIPTION]


def test_an_own_role_without_a_title_is_taken_away() -> None:
    assert read({TITLE: {TITLE: {"value": " "}}}, OWN) == Persona("usher", "", "")


def test_lines_are_read_one_by_one() -> None:
    """Empty ones and repeated ones are nothing; a task that stays keeps its part."""
    values = {
        PHRASES: {PHRASES: {"value": "  climbs \n\noils the winches\nclimbs\nsings"}},
        ALIASES: {ALIASES: {"value": None}},
    }
    new = read(values, SAID)
    assert new.responsibilities == (SAID.responsibilities[1], SAID.responsibilities[0], Responsibility("sings"))
    assert new.aliases == ()
    assert (new.keywords, new.owns, new.contact) == (SAID.keywords, SAID.owns, SAID.contact)


def test_what_is_too_long_for_a_field_is_left_to_the_file() -> None:
    """The modal says so, shows no field for it, and keeps it when it is submitted."""
    many = Persona("rigger", "", "", keywords=tuple(f"word {number}" for number in range(500)))
    modal = edit(many, THEATRE)
    assert KEYWORDS not in fields(modal)
    assert "too many to edit here" in shown(modal["blocks"])
    assert read(values_of(modal), many) == many


@pytest.mark.parametrize("junk", [None, 1, [], "x", {}, {PHRASES: 1}, {"value": 7}, {"value": ["a"]}])
def test_nonsense_from_a_forged_view_is_nothing(junk: Any) -> None:
    """Whatever stands where a value should be."""
    for field in (PHRASES, ALIASES, KEYWORDS, OWNS, CHANNEL):
        assert isinstance(read({field: junk}, SAID), Persona)
        assert isinstance(read({field: {field: junk}}, SAID), Persona)
    assert read({CHANNEL: {CHANNEL: {"selected_conversation": 5}}}, SAID).contact.channel == ""


def test_the_modal_remembers_what_it_is_about() -> None:
    subject = Subject.decode(edit(SAID, THEATRE)["private_metadata"])
    assert subject == Subject("rigger", mark_of(SAID))
    assert mark_of(SAID) != mark_of(OWN)


@pytest.mark.parametrize("note", [None, 5, "", "{", "[]", '["a"]', '["a", 5]', '["a", "b", "c"]', "[" * 5000, '"x"'])
def test_a_forged_note_is_about_nothing(note: object) -> None:
    assert Subject.decode(note) is None


def test_lines_pasted_as_a_list_are_lines_and_each_is_there_once() -> None:
    """However it is capitalised; the first spelling stays."""
    values = {PHRASES: {PHRASES: {"value": "- sings songs\n• hums\n\n* Sings songs\nwell-known tunes"}}}
    assert [duty.text for duty in read(values, Persona("p", "", "")).responsibilities] == [
        "sings songs",
        "hums",
        "well-known tunes",
    ]


def test_a_line_that_is_too_long_is_told_apart() -> None:
    """As long as the catalog's file takes it, and no longer; the field says which line it is."""
    for id_, most in LONGEST.items():
        values = {id_: {id_: {"value": "short\n" + "x" * most}}}
        new = read(values, Persona("p", "", ""))
        assert lacking(new) == {}
        assert read_overlay(write_overlay(Overlay((new,))).encode(), "x.yaml").personas
        too_long = read({id_: {id_: {"value": "short\nand on " + "x" * most}}}, Persona("p", "", ""))
        assert lacking(too_long)[id_].startswith("“and on")
