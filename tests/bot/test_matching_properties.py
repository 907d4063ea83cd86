"""What must hold for any question: small differences of spelling, and other personas, never change who is meant."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.answers import Answer, Outcome, answer
from bot.catalog import Catalog, Persona, Responsibility
from bot.language.english import COMMON
from bot.language.words import stem
from bot.matching import Index
from bot.question import read_question
from tests.bot.theatre import THEATRE

INDEX = Index(THEATRE)
unhurried = settings(deadline=None)  # the machine may be busy; a test below holds the time
GREETINGS = ["hi", "hey team,", "quick question:", "hello everyone", "please", "sorry to bother,"]
QUESTIONS = [
    "who sews and mends the costumes?",
    "who launders the shirts?",
    "who keeps the prompt book?",
    "who draws the lighting plan?",
    "who refunds cancelled bookings?",
    "who mixes the microphones?",
    "stage manager",
    "what does the sound engineer do?",
    "who receives the safety certificate from the rigger?",
]
questions = st.sampled_from(QUESTIONS)


def asked(typed: str, index: Index = INDEX) -> Answer:
    return answer(read_question(typed), index)


def who(found: Answer) -> list[str]:
    return [match.persona.id for match in found.shown]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_questions_here_are_confident(question: str) -> None:
    """The properties below would say nothing about questions without an answer."""
    assert asked(question).outcome is Outcome.ANSWER


@unhurried
@given(questions, st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
def test_case_never_changes_who_is_meant(question: str, change: Callable[[str], str]) -> None:
    """However it is capitalised, a confident answer stays."""
    assert who(asked(change(question))) == who(asked(question))


@pytest.mark.parametrize(
    "around",
    [
        "can you tell me {}",
        "does anyone know {}",
        "my boss wants to know {}",
        "remind me again {}",
        "not sure {}",
        "we need to find out {}",
        "any idea {}",
        "I was wondering {}",
        "who knows {}",
        "so {}",
        "{} Thanks in advance!",
        "{} (asking for a friend)",
        "{} at the moment",
        "{} in our company?",
        "which team is it that normally does this: {}",
    ],
)
def test_what_only_says_that_somebody_asks_changes_nothing(around: str) -> None:
    """Neither who is meant, nor how sure that is."""
    for question in (one for one in QUESTIONS if one.startswith("who")):
        typed = around.format(question.rstrip("?") if around.endswith(("moment", "company?")) else question)
        found, bare = asked(typed), asked(question)
        assert [(one.persona.id, one.score) for one in found.shown] == [
            (one.persona.id, one.score) for one in bare.shown
        ]


@pytest.mark.parametrize(
    "around",
    [
        "who is our {}?",
        "I need to talk to the {}",
        "what does a {} do all day?",
        "who holds the {} role",
        "who works as {}",
        "who fills in for the {}?",
        "who replaces the {}",
        "job description of the {}",
        "is there a {} around",
        "Wer ist bei uns der {}?",
    ],
)
def test_a_role_is_found_by_its_name_whatever_stands_around_it(around: str) -> None:
    for persona in THEATRE.personas:
        assert who(asked(around.format(persona.title))) == [persona.id]


@unhurried
@given(questions, st.lists(st.sampled_from([" ", "  ", "\t", "\u00a0", "\u2009"]), min_size=1, max_size=8))
def test_spacing_never_changes_who_is_meant(question: str, spaces: list[str]) -> None:
    """Tabs, no-break spaces and double spaces are spaces."""
    words = question.split(" ")
    spaced = "".join(word + spaces[place % len(spaces)] for place, word in enumerate(words))
    assert who(asked(spaced)) == who(asked(question))


@unhurried
@given(questions, st.permutations(GREETINGS), st.integers(1, 3))
def test_greetings_never_change_who_is_meant(question: str, greetings: list[str], count: int) -> None:
    """Politeness before a question, in any order, carries nothing."""
    assert who(asked(" ".join([*greetings[:count], question]))) == who(asked(question))


@unhurried
@given(questions, st.data())
def test_one_slip_in_a_long_word_never_gives_another(question: str, data: st.DataObject) -> None:
    """A swapped, lost or doubled letter inside a long word may make the bot ask back, but never points elsewhere."""
    words = question.split(" ")
    long = [place for place, word in enumerate(words) if len(word.strip("?")) >= 8]
    assume(long)
    place = data.draw(st.sampled_from(long))
    words[place] = slipped(words[place], data.draw(st.integers(1, 5)), data.draw(st.sampled_from("slx")))
    found = asked(" ".join(words))
    assert found.outcome is not Outcome.ANSWER or who(found) == who(asked(question))
    assert who(asked(question))[0] in who(found)


def slipped(word: str, at: int, kind: str) -> str:
    """A word with two letters swapped, one lost, or one doubled."""
    if kind == "s":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == "l" else word[: at + 1] + word[at:]


invented = st.text("bdgkvz", min_size=5, max_size=9).filter(lambda word: stem(word) not in COMMON)


@unhurried
@given(questions, st.lists(invented, min_size=4, max_size=12, unique=True))
def test_a_persona_of_other_words_changes_no_answer(question: str, words: list[str]) -> None:
    """What shares no word with the question or the others leaves every confident answer as it was."""
    newcomer = Persona(
        "new", f"Qu{words[0]}", f"Qu{words[1]}.", responsibilities=(Responsibility(" ".join(words[2:])),)
    )
    index = Index(Catalog((*THEATRE.personas, newcomer), stages=THEATRE.stages))
    assert who(asked(question, index)) == who(asked(question))


@unhurried
@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(st.sampled_from("who stage sound the engineer cue to or from not".split())).map(" ".join),
    )
)
def test_any_text_is_answered_within_bounds(text: str) -> None:
    """Nothing raises; scores are from 0 to 1, best first; what is shown is among the matches."""
    found = asked(text)
    scores = [match.score for match in found.matches]
    assert all(0 <= score <= 1 for score in scores)
    assert found.outcome in (Outcome.COMPARE,) or found.stage or scores == sorted(scores, reverse=True)
    assert found.offered <= len(found.matches)


def test_hard_inputs_are_answered_in_time() -> None:
    """A wall of 40,000 characters costs a few milliseconds, whatever it is made of."""
    shuffled = random.Random(1)
    vocabulary = [*INDEX.phrases.spelt, *(word[:-1] + "x" for word in INDEX.phrases.spelt)]
    walls = [
        "who " + " ".join(shuffled.choices(vocabulary, k=6000)),
        "sound engineer " * 2600,
        "e" * 40_000,
        "?" * 40_000,
    ]
    for wall in walls:
        asked(wall)
        begun = time.process_time()
        asked(wall)
        assert time.process_time() - begun < 0.05
