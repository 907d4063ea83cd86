"""Who is called by less than a name, and who the asker says that is: told of, and so not asked for."""

import pytest

from bot.catalog import Catalog, Handoff, Persona
from bot.matching import Index, rank
from bot.matching.loose import loosely_named
from bot.question import read_question
from tests.bot.theatre import MANAGER, RIGGER

PRESS = Persona("p", "Press Shift Supervisor", "Prints.", handoffs=(Handoff("d", "the bundles"),))
PROPS = Persona("k", "Stage Props Keeper", "Keeps.", handoffs=(Handoff("d", "the list of props"),))
FILTERS = Persona("f", "Filtration Operator", "Clears it.", handoffs=(Handoff("p", "the bright ink"),))
PLANNER = Persona("s", "Show Planner", "Plans.", handoffs=(Handoff("d", "the frozen plan"),))
INDEX = Index(Catalog((PRESS, Persona("d", "Despatch Clerk", "Sends."), PROPS, FILTERS, PLANNER, RIGGER, MANAGER)))


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("who gets the bundles from the press crew?", "p"),
        ("if stage props has finished, who is told?", "k"),
        ("after the press crew closes the day, who gets it?", "p"),
        ("the press shift is still waiting for it, who sends it?", "p"),
        ("press and shift have to stop, so who sends them word?", ""),
        ("press shift have to stop, so who sends them word?", "p"),
        ("I'm on filtration, who do I tell?", "f"),
        ("show planning here, who sends us the list?", "s"),
        ("as a show planner I need the list, who sends it?", "s"),
        ("I work in filtration and have the ink, who do I tell?", "f"),
        ("as filtration, we would hand it to whom?", "f"),
        ("show planning speaking, who sends us the list?", "s"),
        ("no paper left, the press crew is asking who brings it", "p"),
        ("the paper is here and the press crew has none, who sends them a roll?", "p"),
        ("who does the filtration guy let know?", "f"),
        ("who does filtration pass it to?", "f"),
        ("who sends it to show planning?", "s"),
        ("show planning here today?", ""),
        ("when stage props are broken, who is told?", ""),
        ("if stage props closes, who is told?", ""),
        ("once stage props has failed, who is told?", ""),
        ("when filtration is needed, who is told?", ""),
        ("who does props supply?", ""),
        ("who prints from the stage right press?", ""),
    ],
)
def test_who_is_told_of_may_be_called_by_a_part_of_a_title(typed: str, id_: str) -> None:
    """Where a hand-off is told of; but things that break or are needed are nobody."""
    found = loosely_named(read_question(typed), INDEX.names, handed=True)
    assert [INDEX.personas[one.persona].id for one in found] == [id_] * bool(id_)


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("I'm on filtration, who do I hand the bright ink to?", "p"),
        ("The ink is clear. I'm the filtration operator, who gets it from me?", "p"),
        ("I'm a despatch clerk and I'm missing the bundles, who gets me those?", "p"),
        ("despatch clerk here, who sends us the frozen plan?", "s"),
        ("who does filtration pass the bright ink to?", "p"),
        ("I'm the filtration operator, who do I need to give the bright ink to?", "p"),
        ("who lets the despatch clerk know the frozen plan?", "s"),
    ],
)
def test_whoever_asks_or_acts_is_not_the_answer(typed: str, id_: str) -> None:
    assert rank(read_question(typed), INDEX).matches[0].persona.id == id_
