"""The modals: find a role, and the answer to a message."""

import pytest

from bot import cards, forms
from bot.answers import Outcome
from bot.workspace.blocks import view_problems
from tests.bot.clinic import CLINIC, DRESSINGS, PRESCRIBES, answered
from tests.bot.drawn import buttons, of_type, shown


def test_a_role_is_found_by_typing() -> None:
    """The form asks for the options from the first letter on."""
    form = forms.find_role()
    assert view_problems(form) == []
    select = of_type(form, "external_select")[0]
    assert (select["action_id"], select["min_query_length"]) == (cards.FIND, 0)
    assert form["callback_id"] == forms.FIND_FORM


def test_an_answer_to_a_message_can_be_shared_in_its_thread() -> None:
    """Where the note says which thread, the modal has a submit, and says what it does."""
    modal = forms.answer(answered(Outcome.ANSWER, DRESSINGS), CLINIC, private_metadata='["C0","1.0"]')
    assert view_problems(modal) == []
    assert modal["submit"]["text"] == "Share in thread"
    assert modal["private_metadata"] == '["C0","1.0"]'
    assert "Why this answer: " in shown(modal["blocks"])
    assert cards.SHARE not in buttons(modal)


def test_without_a_thread_there_is_nothing_to_share_in() -> None:
    """A modal without a note has no submit."""
    modal = forms.answer(answered(Outcome.ANSWER, DRESSINGS), CLINIC)
    assert "submit" not in modal
    assert "private_metadata" not in modal


@pytest.mark.parametrize("outcome", [Outcome.NONE, Outcome.HELP])
def test_nobody_and_help_are_not_shared(outcome: Outcome) -> None:
    """They tell the asker what to do next, not the thread."""
    modal = forms.answer(answered(outcome), CLINIC, private_metadata="note")
    assert view_problems(modal) == []
    assert "submit" not in modal


def test_a_comparison_in_a_modal_is_no_table() -> None:
    """Slack draws tables in messages only."""
    modal = forms.answer(answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES), CLINIC, private_metadata="note")
    assert view_problems(modal) == []
    assert not of_type(modal, "table")
