"""On which side of a hand-off somebody stands whom a question names: English tells so by small signs."""

import pytest

from bot.matching import Index
from bot.matching.sides import Fit, Side, asks_for_side, side_of
from bot.question import read_question
from tests.bot.theatre import THEATRE

INDEX = Index(THEATRE)


@pytest.mark.parametrize(
    ("typed", "side"),
    [
        ("who gets the plan from the rigger?", Side.GIVES),
        ("who hands the plan to the rigger?", Side.TAKES),
        ("the rigger hands the certificate to?", Side.GIVES),
        ("the certificate is handed over by the rigger to whom?", Side.GIVES),
        ("who is supplied by the rigger?", Side.GIVES),
        ("the rigger is told by whom?", Side.TAKES),
        ("by whom is the rigger told?", Side.TAKES),
        ("our rigger is waiting for whom?", Side.TAKES),
        ("the rigger waits for whom?", Side.TAKES),
        ("whom -> rigger", Side.TAKES),
        ("rigger -> ???", Side.GIVES),
        ("the rigger has finished the certificate, who is next?", Side.GIVES),
        ("the rigger is done, where does it go?", Side.GIVES),
        ("it lands with whom once the rigger is through?", Side.GIVES),
        ("on whose desk does the rigger's certificate land?", Side.GIVES),
        ("recipient of the rigger's certificate", Side.GIVES),
        ("who is the supplier for the rigger?", Side.TAKES),
        ("who is downstream of the rigger?", Side.GIVES),
        ("who is upstream of the rigger?", Side.TAKES),
        ("after the rigger, who?", Side.GIVES),
        ("next in the chain of work after the rigger has hung the lamps?", Side.GIVES),
        ("the rigger logs a torn rope, and then it lands with ...?", Side.GIVES),
        ("the rigger says that the rope is torn. Next stop?", Side.GIVES),
        ("who is next after the rigger has hung the lamps?", Side.GIVES),
        ("if the rigger has no rope, who does the request go to?", Side.GIVES),
        ("who tells the rigger that the lamps are picked and ready to hang?", Side.TAKES),
        ("who tells the rigger which actors need a harness?", Side.TAKES),
        ("who should the rigger chase for the plan?", Side.TAKES),
        ("who tells the rigger in time to pass below the lamps?", Side.TAKES),
    ],
)
def test_signs_tell_who_gives_and_who_takes(typed: str, side: Side) -> None:
    """The verb and who acts in it, the preposition, and what follows when something is done."""
    assert side_of_rigger(typed) is side


@pytest.mark.parametrize(
    "typed",
    [
        "who is the rigger?",
        "who should I go to about the rigger?",
        "a rigger",
        "need a rigger",
        "point me to the rigger",
        "what does the rigger do?",
        "the rigger or the stage manager",
        "who is the rigger on call tonight",
        "who relieves the rigger before we take the stage?",
    ],
)
def test_who_is_asked_for_himself_stands_on_no_side(typed: str) -> None:
    """No hand-off is asked about, or it is the asker who wants somebody."""
    assert side_of_rigger(typed) is None


@pytest.mark.parametrize(
    ("fits", "side"),
    [
        ({Side.GIVES: Fit(1.0, 0.9), Side.TAKES: Fit()}, Side.GIVES),
        ({Side.GIVES: Fit(), Side.TAKES: Fit(1.0, 0.9)}, Side.TAKES),
        ({Side.GIVES: Fit(), Side.TAKES: Fit()}, None),
    ],
)
def test_the_catalog_tells_a_side_where_english_does_not(fits: dict[Side, Fit], side: Side | None) -> None:
    """Imagine the certificate leaves the rigger on Tuesday: what is handed over tells who has it then."""
    question = read_question("imagine the certificate leaves the rigger on Tuesday, who has it on Wednesday?")
    (one,) = INDEX.names.find(question)
    assert side_of(question, one, fits, person=True) is side


def test_talking_to_somebody_hands_nothing_over() -> None:
    """Only what is handed to the rigger makes the rigger the one who takes it."""
    assert side_of_rigger("I need to talk to the rigger now, who?") is None
    assert side_of_rigger("I need to hand it to the rigger now, who does that?") is Side.TAKES


def side_of_rigger(typed: str) -> Side | None:
    question = read_question(typed)
    one = next(one for one in INDEX.names.find(question) if INDEX.personas[one.persona].id == "rigger")
    return side_of(question, one, dict.fromkeys(Side, Fit()), person=True) if asks_for_side(question) else None
