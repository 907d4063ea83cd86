"""Which questions are gaps, and which of them are alike."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import gaps as module
from bot.answers import Answer, Outcome, answer
from bot.cards.gaps import MOST, NOTHING, NOTHING_IGNORED, gaps_card, ignored_card
from bot.gaps import Gap, Missed, grouped, missed, nearest, phrase_of
from bot.matching import Index
from bot.matching.match import Field, Match, Reason
from bot.question import read_question
from tests.bot.drawn import shown
from tests.bot.theatre import THEATRE

DAY = datetime(2026, 3, 1, tzinfo=UTC)
INDEX = Index(THEATRE)
THINGS = """apple bread chair dance eagle flute grape house ink jar kite lamp mouse nest olive pearl queen rose sugar
tent umbrella violin""".split()


def gap(question: str, asked: int = 1, outcome: Missed = Missed.NONE) -> Gap:
    return Gap(question, "T1", question, outcome, asked, DAY)


def test_questions_that_share_most_words_are_one_group_and_the_most_asked_leads() -> None:
    found = grouped([gap("who waters the plants?"), gap("who is watering our plants", 4), gap("who feeds the cat?", 2)])
    assert [group.question for group in found] == ["who is watering our plants", "who feeds the cat?"]
    assert found[0].asked == 5
    assert found[0].ids == ("who is watering our plants", "who waters the plants?")
    assert found[0].last == DAY


def test_who_says_that_none_of_a_choice_is_right_asked_once_and_the_card_has_the_question_once() -> None:
    """However it was typed the second time; who only asked counts as well."""
    both = [gap("who waters the plants?", 2, Missed.CHOICE), gap("Who  waters the plants?", 2, Missed.NOT_RIGHT)]
    (group,) = grouped([*both, gap("plant watering: who?")])
    assert (group.asked, group.outcome) == (3, Missed.NOT_RIGHT)
    assert group.questions == ("Who  waters the plants?", "plant watering: who?")
    assert sorted(group.ids) == sorted((*(one.id for one in both), "plant watering: who?"))
    (alone,) = grouped(both)
    text = shown(gaps_card((alone,), DAY.date()).blocks)
    assert "asked 2 times" in text
    assert "Also" not in text


@pytest.mark.parametrize(
    "alike",
    [
        ("who waters the plants?", "who watters teh plnats", "plant watering: who?"),
        ("who deploys the fraud model", "who is responsible for the deployment of fraud models?"),
        ("can you tell me who resets SAP passwords", "who resests my SAP password pls"),
        ("who handles purchase invoices", "who does invoices for purchases"),
    ],
)
def test_slips_endings_and_small_words_make_no_other_question(alike: tuple[str, ...]) -> None:
    (group,) = grouped(gap(question) for question in alike)
    assert group.asked == len(alike)


@pytest.mark.parametrize(
    "different",
    [
        ("who feeds the cat?", "who feeds the dog?"),
        ("who cleans the training data", "who cleans the test data"),
        ("who rotates database admin passwords", "who rotates database backup passwords"),
        ("who reboots srv01 of the payroll cluster", "who reboots srv02 of the payroll cluster"),
        ("who waters the plants?", "who waters the plant pots in the lobby?"),
    ],
)
def test_what_is_asked_of_another_thing_is_another_question(different: tuple[str, ...]) -> None:
    assert len(grouped(gap(question) for question in different)) == len(different)


def test_of_thousands_each_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though all of them share two of their three words, and none is like another."""
    compared = []
    monkeypatch.setattr(module, "_alike", lambda one, other: compared.append((one, other)))
    letters = itertools.islice(itertools.product("bdfgklmnprst", repeat=6), 0, None, 700)
    gaps = [gap(f"who waters the plant {''.join(name)}{number}?") for number, name in enumerate(letters)]
    assert len(gaps) > 4000
    assert len(grouped(gaps)) == len(gaps)
    assert 0 < len(compared) <= 2 * module.MOST_COMPARED * len(gaps)


@given(st.lists(st.text(max_size=60), max_size=12, unique=True), st.randoms())
def test_the_same_gaps_give_the_same_groups_in_any_order_and_none_is_lost(questions: list[str], chance: object) -> None:
    gaps = [gap(question, len(question) + 1) for question in questions]
    mixed = list(gaps)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert grouped(mixed) == grouped(gaps)
    assert sorted(id_ for group in grouped(gaps) for id_ in group.ids) == sorted(questions)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("who waters the tomatoes?", "waters the tomatoes"),
        ("Hi team, who waters the tomatoes pls?", "waters the tomatoes"),
        (
            "Good morning <@U0123456789>! Do you know, by any chance, who handles refunds here? :wave:",
            "handles refunds",
        ),
        ("which team owns the data pipeline", "data pipeline"),
        ("hey, who ownz teh C++ builds? https://example.com/x thanks!", "C++ builds"),
        ("who's responsible for A/B tests?", "A/B tests"),
        ('Who owns <https://example.com|the "orders" table>?', '"orders" table'),
        ("WHO OWNS THE GAUZE", "GAUZE"),
        ("who does IT?", "IT"),
        ("vacation approvals", "vacation approvals"),
        ("the printer is broken, who?", "printer is broken"),
        ("who approves new staff", "approves new staff"),
        ("who is it?", "who is it?"),
        ("", ""),
    ],
)
def test_what_was_asked_for_comes_without_what_stands_around_it(question: str, phrase: str) -> None:
    assert phrase_of(question) == phrase


@given(st.text(max_size=400))
def test_a_phrase_is_a_piece_of_the_question_as_it_was_typed(question: str) -> None:
    phrase = phrase_of(question)
    assert phrase == question or phrase in " ".join(read_question(question).text.split())


@pytest.mark.parametrize(
    ("scores", "outcome", "closest"),
    [
        ((0.3, 0.2), Missed.NONE, 0),
        ((0.3, 0.2), Missed.NOT_RIGHT, 1),
        ((0.3, 0.01), Missed.NOT_RIGHT, None),
        ((0.05, 0.01), Missed.NONE, None),
        ((), Missed.NONE, None),
    ],
)
def test_the_closest_role_is_a_likely_one_that_was_not_said_to_be_wrong(
    scores: tuple[float, ...], outcome: Missed, closest: int | None
) -> None:
    reason = Reason(Field.RESPONSIBILITY, "waters the plants")
    matches = tuple(Match(one, score, reason) for one, score in zip(THEATRE.personas, scores, strict=False))
    found = Answer(Outcome.ANSWER, read_question("who waters the plants?"), matches, offered=1)
    (group,) = grouped([gap("who waters the plants?", outcome=outcome)])
    assert nearest(group, found) == (None if closest is None else THEATRE.personas[closest])


def test_only_a_question_that_found_nobody_or_several_is_a_gap() -> None:
    assert missed(answer(read_question("who approves my vacation?"), INDEX)) is Missed.NONE
    for fine in ("help", "list", "", ":wave:", THEATRE.personas[0].title):
        assert missed(answer(read_question(fine), INDEX)) is None


def test_a_task_that_goes_elsewhere_and_all_of_a_stage_are_no_gaps() -> None:
    found = answer(read_question("who approves my vacation?"), INDEX)
    assert missed(replace(found, goes_to="The office")) is None
    assert missed(replace(found, stage="rehearsal")) is None


def test_the_card_shows_each_question_with_its_buttons_and_how_many_more() -> None:
    groups = grouped(gap(f"who minds the {word}?") for word in THINGS)
    card = gaps_card(groups, DAY.date())
    assert str(card.blocks).count("gap_ignore") == MOST
    assert f"{len(groups) - MOST} more" in shown(card.blocks)
    assert gaps_card((), DAY.date()).text == NOTHING


def test_a_single_question_is_counted_in_the_singular() -> None:
    groups = grouped([gap("who minds the bells?")])
    assert gaps_card(groups, DAY.date()).text == "1 question without an answer"
    assert ignored_card(groups, DAY.date()).text == "1 ignored question"


def test_the_card_of_those_ignored_shows_each_with_its_button_and_how_many_more() -> None:
    groups = grouped(gap(f"who minds the {word}?") for word in THINGS)
    card = ignored_card(groups, DAY.date())
    assert str(card.blocks).count("gap_restore") == MOST
    assert f"{len(groups) - MOST} more" in shown(card.blocks)
    assert ignored_card((), DAY.date()).text == NOTHING_IGNORED


def test_one_question_is_no_several() -> None:
    """In what is told of the card where it is not shown."""
    alone = grouped([gap("who waters the plants?")])
    assert gaps_card(alone, DAY.date()).text == "1 question without an answer"
    assert ignored_card(alone, DAY.date()).text == "1 ignored question"
    one_more = grouped(gap(f"who minds the {word}?") for word in THINGS[: MOST + 1])
    assert "1 more; it shows once these are settled." in shown(gaps_card(one_more, DAY.date()).blocks)
    assert ignored_card(grouped([gap("plants"), gap("cats")]), DAY.date()).text == "2 ignored questions"


def test_a_question_never_shows_as_markup() -> None:
    text = str(gaps_card(grouped([gap("who <!channel> *owns* <@U1>?")]), DAY.date()).blocks)
    assert "mrkdwn" not in text
