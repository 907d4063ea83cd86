"""The modal that asks whoever holds a role: within Slack's limits, and everything it carries is checked anew."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import ask_form
from bot.ask_form import LONGEST_QUESTION, QUESTION, WHERE, Matter, addressees
from bot.cards import View, asking
from bot.catalog import Holder, Persona
from bot.people import Assignment, Place
from bot.workspace.blocks import block_problems, view_problems
from tests.bot.clinic import NURSE, PHARMACIST
from tests.bot.drawn import of_type, shown

ANN = Assignment(Place("T1"), "ward-nurse", user="U0ANN", backup="U0BEN")
SEEN = View(team="T1", names={"U0ANN": "Ann", "U0ASKER": "Someone new"}, today=date(2026, 5, 5))
HELD = replace(SEEN, held={"ward-nurse": (ANN,)})


def filled(question: object, where: object) -> dict[str, Any]:
    return {QUESTION: {QUESTION: {"value": question}}, WHERE: {WHERE: {"selected_option": {"value": where}}}}


def test_a_question_goes_to_the_roles_channel_or_to_who_holds_it_but_not_to_the_asker() -> None:
    assert addressees(NURSE, SEEN, "U0ASKER") == ("C0WARD", "U0NURSE1")
    assert addressees(NURSE, HELD, "U0ASKER") == ("C0WARD", "U0ANN")
    assert addressees(NURSE, HELD, "U0ANN") == ("C0WARD",)
    assert addressees(PHARMACIST, SEEN, "U0ASKER") == ()


def test_in_the_place_of_who_has_left_their_backup_is_asked() -> None:
    assert replace(HELD, departed=frozenset({"U0ANN"})).reachable(NURSE) == ("U0BEN",)
    assert replace(HELD, departed=frozenset({"U0ANN", "U0BEN"})).reachable(NURSE) == ("U0NURSE1",)
    assert replace(HELD, departed=frozenset({"U0ANN", "U0BEN", "U0NURSE1"})).reachable(NURSE) == ()
    assert replace(SEEN, departed=frozenset({"U0NURSE1"})).reachable(NURSE) == ()


def test_every_modal_and_message_is_within_slacks_limits() -> None:
    many = replace(NURSE, title="\u202e" + "t" * 100, holders=tuple(Holder(user=f"U0{n:028}") for n in range(100)))
    named = replace(SEEN, names={f"U0{n:028}": "n" * 300 for n in range(100)})
    for question in ("", "who?", "\n".join("x" * 700 for _ in range(9)), "é<@U0ANN>\x00" * 1000, "\n" * 5000):
        for persona in (NURSE, many):
            assert not list(view_problems(ask_form.ask(persona, question, named, "U0ASKER", "C0WARD")))
            for reply in (
                asking.question_in_channel(
                    persona, question[:LONGEST_QUESTION], "U0ASKER", replace(named, public=True)
                ),
                asking.question_directly(persona, question[:LONGEST_QUESTION], "U0ASKER", named),
            ):
                assert not list(block_problems(reply.blocks))
                assert len(reply.text) < 40_000


def test_the_modal_says_where_each_way_leads() -> None:
    modal = ask_form.ask(NURSE, "who?", HELD, "U0ASKER", "")
    text = shown(modal["blocks"])
    assert "In the role’s channel: everybody there can see and answer it" in text
    assert "Directly to Ann" in text
    assert "Or write there yourself: <C0WARD>, <U0ANN>" in text
    assert "Directly to a holder of the role" in shown(ask_form.ask(NURSE, "", SEEN, "U0ASKER", "")["blocks"])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        (filled("who?", "U0ANN"), set()),
        (filled("  ", "U0ANN"), {QUESTION}),
        (filled(None, "U0ANN"), {QUESTION}),
        (filled(5, ["U0ANN"]), {QUESTION, WHERE}),
        (filled("who?", "U0BEN"), {WHERE}),
        (filled("who?", ""), {WHERE}),
        ({QUESTION: [], WHERE: {WHERE: "U0ANN"}}, {QUESTION, WHERE}),
        ({}, {QUESTION, WHERE}),
    ],
)
def test_what_was_not_offered_is_refused(values: dict[str, Any], wrong: set[str]) -> None:
    _, _, errors = ask_form.read(values, ("C0WARD", "U0ANN"))
    assert set(errors) == wrong


def test_a_question_is_cut() -> None:
    question, _, _ = ask_form.read(filled("x" * 9000, "U0ANN"), ("U0ANN",))
    assert len(question) == LONGEST_QUESTION


def test_what_the_modal_is_about_comes_back_as_it_was_sent() -> None:
    for persona in ("ward-nurse", "p" * 75, "pflegekräfte"):
        assert Matter.decode(Matter(persona, "C0WARD").encode()) == Matter(persona, "C0WARD")


@pytest.mark.parametrize("note", [None, "", "[", "{}", "[1,2]", '["a"]', "[" * 900, '["' + "x" * 1000 + '",""]'])
def test_what_was_never_sent_is_about_nothing(note: object) -> None:
    assert Matter.decode(note) == Matter()
    assert Matter.decode('["ward-nurse","D0DIRECT"]') == Matter("ward-nurse", "")


def test_in_public_nobody_is_mentioned_and_the_question_is_no_markup() -> None:
    question = "who?\n\n<!channel> *now*"
    reply = asking.question_in_channel(NURSE, question, "U0ASKER", replace(HELD, public=True))
    assert "Someone new asks the Ward Nurse (held by Ann):\nwho?\n<!channel> *now*" in shown(reply.blocks)
    assert not of_type(reply.blocks, "user")
    assert "&lt;!channel&gt;" in reply.text
    nobody: Persona = replace(PHARMACIST, contact=NURSE.contact)
    assert "asks the Pharmacist:" in shown(asking.question_in_channel(nobody, "?", "U0ASKER", SEEN).blocks)
