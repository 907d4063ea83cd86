"""The phrases of a catalog: what stays of a former one is taken from there, and makes no difference."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Outcome, answer
from bot.catalog import Catalog, Handoff, Part, Persona, Responsibility
from bot.matching import Index
from bot.matching.phrases import Phrases
from bot.question import read_question
from tests.bot.theatre import THEATRE

pytestmark = pytest.mark.no_cover  # noting which lines run takes as long again as reading this many catalogs

WORDS = st.lists(
    st.sampled_from("rigging Rigs rig the props prop fly-floor IT it curtain café".split()), min_size=1, max_size=5
).map(" ".join)
PERSONAS = st.lists(
    st.builds(
        Persona,
        st.sampled_from("abcdefgh"),
        title=WORDS,
        description=WORDS,
        aliases=st.lists(WORDS, max_size=2).map(tuple),
        responsibilities=st.lists(st.builds(Responsibility, WORDS, also=st.tuples(WORDS)), max_size=2).map(tuple),
        handoffs=st.lists(st.builds(Handoff, st.just("a"), WORDS), max_size=1).map(tuple),
        stages=st.permutations(("rehearsal", "get-in")).map(lambda stages: dict.fromkeys(stages, Part.CONSULTED)),
    ),
    unique_by=lambda persona: persona.id,
    max_size=8,
)


@given(PERSONAS, st.data())
def test_what_is_taken_from_the_former_phrases_is_as_if_read_anew(before: list[Persona], data: st.DataObject) -> None:
    staying = data.draw(st.permutations(before).map(lambda them: them[: len(them) // 2 + 1]))
    new = data.draw(PERSONAS)
    after = list({persona.id: persona for persona in data.draw(st.permutations([*new, *staying]))}.values())
    taken, read = Phrases(after, Phrases(before)), Phrases(after)
    assert {name: value for name, value in vars(taken).items() if name != "spelt"} == {
        name: value for name, value in vars(read).items() if name != "spelt"
    }
    assert list(taken.spelt.items()) == list(read.spelt.items())


@given(PERSONAS.filter(bool), PERSONAS.filter(bool))
def test_many_words_are_counted_at_once_as_few_are_one_by_one(before: list[Persona], after: list[Persona]) -> None:
    few = Phrases(after, Phrases(before))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.matching.phrases.MANY", 0)
        many = Phrases(after, Phrases(before))
        assert [many.owners(places) for places in many.postings.values()] == [
            array("I", dict.fromkeys(few.owner[place] for place in places)) for places in few.postings.values()
        ]
    assert list(many.spelt.items()) == list(few.spelt.items())
    assert list(many.postings.items()) == list(few.postings.items())
    assert list(many.rarity) == list(few.rarity)
    assert many.rarity == pytest.approx(few.rarity)
    assert many.weight.tolist() == pytest.approx(few.weight.tolist())


@given(PERSONAS, PERSONAS, st.sampled_from(["stay", "alias", "new"]))
def test_names_are_as_if_read_anew_and_only_read_where_they_change(
    before: list[Persona], new: list[Persona], change: str
) -> None:
    stay = [replace(one, description="rig", keywords=("IT",)) for one in before]
    after = {"stay": stay, "alias": [replace(one, aliases=("prop",)) for one in before], "new": new}[change]
    former = Index(Catalog(tuple(before)))
    taken, read = (vars(Index(Catalog(tuple(after)), one).names) for one in (former, None))
    looked_up = {"_words", "_joined_words", "_as_one"}  # what is looked up in them is told by all the others
    assert taken.keys() == read.keys()
    assert {key: taken[key] for key in taken.keys() - looked_up} == {key: read[key] for key in read.keys() - looked_up}
    assert change != "stay" or taken["_names"] is former.names._names


def test_an_index_outlives_the_one_that_it_was_made_from() -> None:
    former = Index(THEATRE)
    index = Index(THEATRE, former)
    asked = [read_question(text) for text in ("who hangs heavy loads?", "who takes the lighting plan?", "the SM")]
    before = [answer(question, former) for question in asked]
    former.let_go()
    for question, found in zip(asked, before, strict=True):
        now = answer(question, index)
        assert [(one.persona, one.score) for one in now.matches] == [(one.persona, one.score) for one in found.matches]
        assert now.outcome is Outcome.ANSWER
