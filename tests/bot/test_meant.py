"""Who of those that a question names is sought, whatever else it says, and who only stands beside."""

import pytest

from bot.matching import Index
from bot.matching.meant import is_aside
from bot.matching.sought import is_sought
from bot.question import read_question
from tests.bot.theatre import THEATRE

INDEX = Index(THEATRE)


def asks_for_rigger(typed: str) -> bool:
    question = read_question(typed)
    question = question.context or question
    one = next(one for one in INDEX.names.find(question) if INDEX.personas[one.persona].id == "rigger")
    return is_sought(question, one)


@pytest.mark.parametrize(
    "typed",
    [
        "who is our rigger for the deliveries?",
        "who's the rigger at the depot, the transfer is late",
        "whos the rigger",
        "who is going to be the rigger for the spring show",
        "who was appointed rigger after the merger?",
        "which of my colleagues is the rigger?",
        "ok so who the heck is our rigger now",
        "which rigger looks after the east hoist?",
        "who took over as rigger when Sam left",
        "who currently works as a rigger here?",
        "who has the rigger hat on tonight",
        "who inherited the rigger job from Beth?",
        "who holds rigger in this channel?",
        "who has the role rigger at the depot",
        "someone on the phone wants to talk to our rigger, who is that?",
        "The letter says rigger. Who's that?",
        "there is an action for the rigger, may I ask who that is?",
        'the ticket says "assign to rigger", and that is who exactly?',
        "got a letter addressed to the rigger, who do I give it to",
        "a rigger who hangs heavy loads",
        "need the rigger, the one who inspects the bars",
    ],
)
def test_who_somebody_is_is_asked(typed: str) -> None:
    """Who is called so, who holds the role, who works as one, and who that is of whom something was said."""
    assert asks_for_rigger(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "who is the rigger handing it to?",
        "who is the rigger's successor?",
        "for whom is the rigger doing it?",
        "as a rigger, whom do I tell?",
        "who hands it to the rigger?",
        "the rigger hands it to somebody, who is that?",
        "the rigger is back, who hangs the lamps?",
        "I always thought the rigger is the one who hangs lamps, who is it?",
        "why does the rigger send it, who is it actually for?",
        "who trains the rigger?",
        "the rigger gave me the certificate, who do I give it to?",
    ],
)
def test_who_somebody_is_is_not_asked_where_somebody_else_is(typed: str) -> None:
    """Who takes what they give, who does something to them, and who does what they do not do."""
    assert not asks_for_rigger(typed)


@pytest.mark.parametrize(
    ("typed", "aside"),
    [
        ("who trains the rigger?", True),
        ("which tools does the rigger use?", False),
        ("who should the rigger chase for the plan?", True),
        ("whom can our rigger call on Sunday?", True),
        ("who does the rigger ask for the plan?", True),
        ("who does the rigger work?", False),
        ("who would the rigger be?", False),
        ("who would the rigger on this project be?", False),
        ("who will rigger tonight?", False),
        ("who checks the rigger's certificates?", True),
        ("who does the rigger's work?", False),
        ("I'm the rigger, who does it?", True),
        ("I'm the rigger, what are my tasks?", False),
        ("I'm the rigger, who covers for me?", False),
        ("I work with the rigger, who is that?", False),
        ("I lead the riggers, who does it?", False),
        ("who could be the rigger's deputy?", False),
    ],
)
def test_who_does_something_to_whom_is_asked_for_stands_aside(typed: str, aside: bool) -> None:
    """So does whom something is done to. Behind a helping verb stands who acts, if another verb follows."""
    question = read_question(typed)
    (one,) = INDEX.names.find(question)
    assert is_aside(question, one, (one,)) is aside
