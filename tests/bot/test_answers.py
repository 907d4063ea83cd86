"""From matches to an answer: the one, a choice, an honest none, and the other outcomes."""

from dataclasses import replace

import pytest

from bot.answers import Answer, Outcome, answer
from bot.catalog import Catalog, Elsewhere, Handoff, Part, Persona, Responsibility
from bot.matching import Index
from bot.question import read_question
from tests.bot.theatre import THEATRE

INDEX = Index(THEATRE)


def asked(typed: str) -> Answer:
    return answer(read_question(typed), INDEX)


def shown(typed: str) -> list[str]:
    return [match.persona.id for match in asked(typed).shown]


def test_an_unknown_name_that_ends_alike_and_tells_a_task_is_offered() -> None:
    """The fees officer is likely the finance officer who does the fees, where little speaks against it."""
    finance = Persona(
        "f", "Finance Officer", "Does money.", responsibilities=(Responsibility("collects tuition fees"),)
    )
    others = (
        Persona("a", "Records Officer", "Keeps files.", responsibilities=(Responsibility("answers about tuition"),)),
        Persona("b", "Porter", "Carries.", responsibilities=(Responsibility("carries the post"),)),
    )
    found = answer(read_question("tuition fees officer"), Index(Catalog((finance, *others))))
    assert found.shown[0].persona.id == "f"


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("who sews and mends the costumes?", Outcome.ANSWER),
        ("stage manager", Outcome.ANSWER),
        ("who repairs helicopters?", Outcome.NONE),
        ("chemical engineer", Outcome.NONE),
        ("who is the sales engineer", Outcome.NONE),
        ("our prompt book editors?", Outcome.NONE),
        ("help", Outcome.HELP),
        ("", Outcome.HELP),
        ("???", Outcome.HELP),
        ("who?", Outcome.HELP),
        ("show me all roles", Outcome.OVERVIEW),
        ("difference between rigger and stage manager", Outcome.COMPARE),
        ("rigger or stage manager", Outcome.COMPARE),
    ],
)
def test_each_question_has_its_outcome(typed: str, outcome: Outcome) -> None:
    """One of the outcomes, by what was asked and how sure that makes."""
    assert asked(typed).outcome is outcome


@pytest.mark.parametrize("typed", ["", "who does ", "who is responsible for ", "do you know who does "])
@pytest.mark.parametrize(
    "said", ["hydrotherapy", "hosts the tea", "open the box", "owner has moved", "Go", "answers journalists", "EPI"]
)
def test_what_stands_under_a_role_word_for_word_is_found(typed: str, said: str) -> None:
    """A single word, small words alone, and what looks like somebody's name: the catalog says whose it is."""
    mender = Persona(
        "m",
        "Floor Assistant",
        "Helps.",
        responsibilities=(
            Responsibility("works with water", also=("hydrotherapy", "open the box", "owner has moved")),
            Responsibility("hosts the tea"),
            Responsibility("answers journalists"),
        ),
        keywords=("Go", "EPI"),
    )
    other = Persona(
        "e", "Epidemiologist", "Knows EPI.", responsibilities=(Responsibility("opens boxes of hydrotherapy"),)
    )
    found = answer(read_question(typed + said), Index(replace(THEATRE, personas=(*THEATRE.personas, mender, other))))
    assert [match.persona.id for match in found.shown][:1] == ["m"]


def test_a_single_word_that_one_role_alone_has_is_answered() -> None:
    """Who asks "costumes" asks for the one whose tasks tell of them; thanks are no question."""
    for typed in ("costumes", "who does refunds", "the bell"):
        assert asked(typed).outcome is Outcome.ANSWER, typed
    assert asked("bell, thanks for nothing at all my friend of the sea").outcome is Outcome.NONE


def test_how_one_name_alone_begins_tells_who_is_meant() -> None:
    """The help desk, of the help desk analyst; but not small words that a name begins with."""
    analyst = Persona("a", "IT Service Analyst", "Helps.", aliases=("helpdesk analyst", "head of helping"))
    index = Index(replace(THEATRE, personas=(*THEATRE.personas, analyst)))
    for typed, expected in (("helpdesk", ["a"]), ("who is on the helpdesk?", ["a"]), ("who is head of rigging?", [])):
        found = answer(read_question(typed), index)
        assert [match.persona.id for match in found.shown if match.persona.id == "a"] == expected, typed


def test_whoever_says_that_it_is_not_theirs_is_not_shown() -> None:
    """Does A do it? A says that B does: then B, however B's own tasks put it."""
    assert shown("does the lighting designer hang the lamps?") == ["rigger"]
    assert shown("is the lighting designer responsible for the lamps being hung?") == ["rigger"]


def test_what_only_looks_like_a_verb_of_handing_over_is_handed_over() -> None:
    """A referral letter is a letter, and a transfer note a note."""
    vet = Persona(
        "v", "Vet", "Sees animals.", handoffs=(Handoff("s", "the referral letter"), Handoff("s", "a release note"))
    )
    specialist = Persona("s", "Specialist", "Sees difficult cases.")
    index = Index(Catalog((vet, specialist, *THEATRE.personas)))
    for typed in (
        "who gets the referral letter?",
        "where does the referral letter go?",
        "who receives the release note",
    ):
        assert [match.persona.id for match in answer(read_question(typed), index).shown] == ["s"], typed


def test_where_something_goes_is_told_only_where_that_is_likelier_than_nowhere() -> None:
    """One word in common does not send an injured dog to whoever takes in hedgehogs that lie in the garden."""
    elsewhere = (Elsewhere("takes in injured hedgehogs that somebody found in the garden at night", "the shelter"),)
    index = Index(replace(THEATRE, elsewhere=elsewhere))
    assert answer(read_question("who takes in an injured hedgehog from the garden?"), index).goes_to == "the shelter"
    assert not answer(read_question("who looks after the garden party of the sales team?"), index).goes_to


def test_an_answer_shows_one_and_a_choice_two_or_three() -> None:
    """What is shown begins with the likeliest; the nearest others stay at hand."""
    assert shown("who sews and mends the costumes?") == ["costume-engineer"]
    choice = asked("who writes the cue sheet?")
    assert choice.outcome is Outcome.CHOICE
    assert {match.persona.id for match in choice.shown[:2]} == {"lighting-designer", "stage-manager"}
    assert 2 <= choice.offered <= 3
    assert len(choice.matches) <= 5


def test_whoever_is_hardly_meant_is_not_offered() -> None:
    """Of two that fit about as well and a third that shares a word, the two are the choice."""
    personas = (
        *(Persona(name, f"{name} Warden", "Guards.", responsibilities=DUTIES) for name in ("North", "South")),
        Persona("cook", "Cook", "Cooks.", keywords=("gate",)),
    )
    found = answer(read_question("who locks the iron gate?"), Index(Catalog(personas)))
    assert (found.outcome, found.offered) == (Outcome.CHOICE, 2)
    assert [match.persona.id for match in found.matches] == ["North", "South", "cook"]


DUTIES = (Responsibility("locks the iron gate"), Responsibility("oils the gate"))


def test_a_choice_tells_that_sources_split_the_task() -> None:
    """Two published sources that give the cue sheet to different roles are told; one source's words are not."""
    choice = asked("who writes the cue sheet?")
    assert {match.reason.source for match in choice.shown} == {"Handbook", "Union guide"}
    assert choice.split
    assert not asked("rigger or stage manager").split


@pytest.mark.parametrize(
    "typed",
    [
        "how does the rigger differ from the stage manager?",
        "is the rigger the same as the stage manager?",
        "rigger compared to stage manager",
        "the difference: rigger / stage manager",
    ],
)
def test_two_roles_are_compared_however_that_is_put(typed: str) -> None:
    assert asked(typed).outcome is Outcome.COMPARE
    assert shown(typed) == ["rigger", "stage-manager"]


def test_a_comparison_keeps_the_order_and_at_most_three() -> None:
    """The named stand side by side as they were named, each once."""
    typed = "compare the rigger, the stage manager, the rigger and the sound engineer or the lighting designer"
    assert shown(typed) == ["rigger", "stage-manager", "sound-engineer"]
    assert [match.persona.id for match in asked(typed).matches[3:]] == ["lighting-designer"]


@pytest.mark.parametrize(
    ("typed", "compared", "unknown"),
    [
        ("compare the rigger, lighting and the stage manager", "rigger stage-manager lighting-designer", ""),
        ("compare lighting with the rigger", "rigger lighting-designer", ""),
        ("compare the rigger with the costume eater", "rigger", "costume eater"),
        ("rigger vs spaceman", "rigger", "spaceman"),
        ("compare the rigger with the engineer", "rigger costume-engineer sound-engineer", ""),
        ("compare the pay of the rigger with the market", "rigger", ""),
        ("compare the rigger and the stage manager, I mix the costumes up", "rigger stage-manager", ""),
        ("difference between rigger and stage manager when it comes to costumes", "rigger stage-manager", ""),
        ("what is the difference in pay between the rigger and the stage manager?", "rigger stage-manager", ""),
        ("what is the difference between the rigger and a banana?", "rigger", "banana"),
        ("comparison of a marine engineer vs the rigger", "rigger", "marine engineer"),
        ("compare the rigger and the stage manager please, thanks", "rigger stage-manager", ""),
        ("how does the rigger differ from the stage manager in this house?", "rigger stage-manager", ""),
        ("compare apples with oranges", "", ""),
    ],
)
def test_whoever_stands_beside_names_to_be_compared_is_found_or_said_to_be_nobody(
    typed: str, compared: str, unknown: str
) -> None:
    """By what is called by itself alone, as by a part of a title."""
    assert shown(typed) == compared.split()
    assert " ".join(asked(typed).unknown) == unknown


@pytest.mark.parametrize(
    ("typed", "outcome", "id_"),
    [
        ("rigger or stage manager: who keeps the prompt book?", Outcome.ANSWER, "stage-manager"),
        ("do I ask the stage manager or the rigger about the fly bars?", Outcome.ANSWER, "rigger"),
        ("is the rigger or the stage manager the one who sews costumes?", Outcome.COMPARE, "rigger"),
        ("difference between rigger or stage manager in heavy loads", Outcome.COMPARE, "rigger"),
    ],
)
def test_which_of_two_does_it_is_told_where_the_catalog_knows(typed: str, outcome: Outcome, id_: str) -> None:
    """Only the two are asked about; whoever else does it, they are compared where neither clearly does."""
    found = asked(typed)
    assert (found.outcome, found.matches[0].persona.id) == (outcome, id_)


def test_one_name_is_no_comparison() -> None:
    """ "Or" between tasks asks who does them."""
    assert asked("who sews or mends costumes").outcome is not Outcome.COMPARE


def test_a_stage_lists_everybody_involved() -> None:
    """The accountable first, each with its part, as a choice that names the stage."""
    found = asked("who is involved in the rehearsal stage?")
    assert (found.outcome, found.stage, found.offered) == (Outcome.CHOICE, "rehearsal", 3)
    assert [match.reason.part for match in found.shown] == [Part.ACCOUNTABLE, Part.RESPONSIBLE, Part.CONSULTED]


def test_a_stage_is_asked_for_by_its_whole_name_and_by_a_part_in_it() -> None:
    """Also a name that holds words which carry nothing elsewhere, and a number."""
    stages = {"Get-in": Part.CONSULTED, "Phase 2": Part.ACCOUNTABLE, "Go live": Part.INFORMED}
    rigger = replace(THEATRE.by_id["rigger"], stages=stages)
    clerk = replace(THEATRE.by_id["box-office-clerk"], stages={"Get-in": Part.ACCOUNTABLE})
    index = Index(replace(THEATRE, personas=(rigger, clerk), stages=tuple(stages)))
    for typed, expected in (
        ("who is involved in the get-in?", ["box-office-clerk", "rigger"]),
        ("who is consulted in the get-in?", ["rigger"]),
        ("who is involved in phase 2?", ["rigger"]),
        ("who takes part in go live", ["rigger"]),
        ("who is informed in phase 2", ["rigger"]),
        ("who is accountable for the get-in?", ["box-office-clerk"]),
        ("who is informed about go live", ["rigger"]),
        ("who is informed of the heavy loads in phase 2", ["rigger"]),
    ):
        assert [match.persona.id for match in answer(read_question(typed), index).shown] == expected, typed


def test_a_stage_of_one_is_an_answer_and_of_none_is_none() -> None:
    """Where one persona has a part it is the answer; where nobody has, that is said."""
    assert asked("who is involved in design").outcome is Outcome.ANSWER
    nobody = asked("who is involved in closing night")
    assert (nobody.outcome, nobody.stage) == (Outcome.NONE, "closing night")


def test_a_stage_the_catalog_lacks_is_asked_as_a_task() -> None:
    """A question that sounds like a stage's is answered from the tasks."""
    assert shown("who is involved in mending the costumes") == ["costume-engineer"]


def test_what_stands_around_a_question_helps_where_it_tells_too_little() -> None:
    """The sentence that asks names nothing; the one before it says what it is about."""
    question = read_question("The costumes are torn and must be sewn and mended. Who helps the house in Hamburg?")
    assert question.context is not None
    assert answer(replace(question, context=None), INDEX).outcome is Outcome.NONE
    assert answer(question, INDEX).shown[0].persona.id == "costume-engineer"
