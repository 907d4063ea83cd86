"""Whatever a catalog holds and whatever is asked, Slack takes every card, and nothing in it is live."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import cards, forms, home_view
from bot.answers import Answer, Outcome
from bot.cards import Press, Reply, Surface, View
from bot.cards.words import length
from bot.catalog import (
    Catalog,
    Contact,
    Fallback,
    Handoff,
    Holder,
    Lookalike,
    NotResponsible,
    Part,
    Persona,
    Responsibility,
)
from bot.matching.match import Field, Match, Reason, WordMatch
from bot.question import Intent, Question
from bot.workspace.blocks import block_problems, view_problems
from tests.bot.drawn import every, of_type

pytestmark = pytest.mark.no_cover  # noting which lines run takes as long again as drawing this many cards

VIEWS = (cards.PRIVATE, View(public=True, team="T0", names={"U0MEMBER": "<!channel> & *co*"}))
LIVE = "<!channel> <@U0MEMBER> *bold* _it_ ~no~ `code` :fire: https://x.example &lt;!here&gt; \u202e[red]"
LONG = "A very long sentence that goes on " * 300
NASTY = (
    "",
    " ",
    LIVE,
    LONG,
    "x" * 10_000,
    "אחות של מחלקה " * 300,
    "e\u0301" * 5000,
    "👩🏽‍🔬" * 3000,
    "&" * 10_000,
    "a\n\n\tb",
    "\ud800",
)


def catalog_of(text: str, personas: int, items: int) -> Catalog:
    """A catalog whose every text is `text`, with `items` entries in every list."""
    ids = [f"id-{number}" for number in range(personas)]
    parts = list(Part)
    return Catalog(
        tuple(_persona(id_, text, items, ids) for id_ in ids),
        title=text,
        stages=(text, "b", "c"),
        fallback=Fallback(text, "C0FALLBACK"),
        version=str(len(parts)),
    )


def _persona(id_: str, text: str, items: int, ids: list[str]) -> Persona:
    others = [ids[number % len(ids)] for number in range(items)]
    return Persona(
        id=id_,
        title=text,
        description=text,
        source=text,
        aliases=(text,) * items,
        responsibilities=(Responsibility(text, Part.CONSULTED, (text,), text),) * items,
        keywords=(text,) * items,
        owns=(text,) * items,
        not_responsible=tuple(NotResponsible(text, other, text) for other in others),
        mistaken_for=tuple(Lookalike(other, text, text) for other in others),
        handoffs=tuple(Handoff(other, text, text, "C0HANDOFF", text) for other in others),
        stages={text: Part.ACCOUNTABLE, "b": Part.INFORMED, "gone": Part.CONSULTED},
        contact=Contact("C0ASK", "https://x.example/" + "y" * 2900),
        holders=(
            Holder(user="U0MEMBER", since=text, until=text, backup="U0BACKUP", note=text),
            Holder(usergroup="S0GROUP"),
            Holder(email=text),
            Holder(name=text),
        )
        * items,
    )


def matches_of(catalog: Catalog, text: str) -> tuple[Match, ...]:
    """A match for each kind of reason."""
    words = (WordMatch(text, text + "x", "typo"),) * 5
    return tuple(
        Match(
            catalog.personas[number % len(catalog.personas)],
            0.9,
            Reason(field, text, 3, text, text, Part.CONSULTED, words),
        )
        for number, field in enumerate(Field)
    )


def answers_of(matches: tuple[Match, ...], text: str) -> Iterator[Answer]:
    """Answers of every outcome and intent."""
    for intent in Intent:
        question = Question(text, intent)
        yield Answer(Outcome.ANSWER, question, matches, 1)
    for outcome in Outcome:
        for offered in (1, 2, 3):
            yield Answer(outcome, Question(text), matches, offered, split=offered == 3)
    yield Answer(Outcome.CHOICE, Question(text), matches * 20, len(matches) * 20, stage=text or "b")


def replies_of(catalog: Catalog, text: str, view: View) -> Iterator[Reply]:
    """Every card there is."""
    matches = matches_of(catalog, text)
    for answer in answers_of(matches, text):
        yield cards.reply(answer, catalog, view)
    for match in matches:
        yield cards.role(match.persona, catalog, view, match=match, question=text, full=True)
    yield cards.not_right(Answer(Outcome.ANSWER, Question(text), matches, 1), catalog, ("id-0",))
    yield cards.comparison(catalog.personas[:3], catalog, view, text)
    yield cards.overview(catalog, view)
    yield cards.usage(catalog)
    yield cards.notice(text)
    yield cards.failure(text)


def assert_fit_for_slack(reply: Reply, view: View) -> None:
    """Slack takes the message, by its strictest count, and nothing in it comes to life."""
    assert block_problems(reply.blocks) == []
    assert sum(length(part["text"]) for part in every(reply.blocks) if isinstance(part.get("text"), str)) <= 13_000
    assert 0 < len(reply.text) <= 4000
    assert not set(reply.text) & set("<>*~`")
    assert_nothing_is_live(reply.blocks, view)
    json.dumps(reply.blocks, ensure_ascii=False).encode()


def assert_nothing_is_live(blocks: list[dict[str, Any]], view: View) -> None:
    """No mrkdwn, no emoji by name, and in public no mention."""
    assert not of_type(blocks, "mrkdwn") + of_type(blocks, "markdown") + of_type(blocks, "broadcast")
    assert all(part["emoji"] is False for part in of_type(blocks, "plain_text"))
    assert not view.public or not of_type(blocks, "user") + of_type(blocks, "usergroup")
    assert all(part["url"].startswith(("https://", "slack://user?")) for part in every(blocks) if "url" in part)


@pytest.mark.parametrize("view", VIEWS, ids=("private", "public"))
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize(("personas", "items"), [(1, 0), (3, 300)])
def test_extremes_stay_within_every_limit(text: str, personas: int, items: int, view: View) -> None:
    """Three hundred of everything, ten thousand characters, nothing at all."""
    for reply in replies_of(catalog_of(text, personas, items), text, view):
        assert_fit_for_slack(reply, view)


@pytest.mark.parametrize("text", ["Role", LIVE, "x" * 200])
@pytest.mark.parametrize("personas", [40, 99, 100, 101, 500])
def test_any_number_of_roles_fits_an_overview_and_the_home_tab(text: str, personas: int) -> None:
    """From one list of all to the first of many and a select."""
    catalog = catalog_of(text, personas, 2)
    for view in VIEWS:
        assert_fit_for_slack(cards.overview(catalog, view), view)
    assert view_problems(home_view.home(catalog)) == []


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_extremes_stay_within_the_limits_of_views(text: str) -> None:
    """The Home tab and the modal draw the same answers."""
    catalog = catalog_of(text, 3, 300)
    for answer in answers_of(matches_of(catalog, text), text):
        home = home_view.home(catalog, cards.PRIVATE, text, answer)
        modal = forms.answer(answer, catalog, cards.PRIVATE, "note")
        assert view_problems(home) == []
        assert view_problems(modal) == []
        assert_nothing_is_live(home["blocks"], cards.PRIVATE)
        assert_nothing_is_live(modal["blocks"], cards.PRIVATE)


def test_very_many_stages_stay_within_the_blocks_of_a_message() -> None:
    """Each stage is a block, and a message has fifty."""
    stages = tuple(f"stage {number}" for number in range(200))
    personas = tuple(Persona(stage, stage, "Does.", stages={stage: Part.RESPONSIBLE}) for stage in stages)
    reply = cards.overview(Catalog(personas, stages=stages))
    assert_fit_for_slack(reply, cards.PRIVATE)


TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.text(st.sampled_from("<>&*_~`:@#!|\\\"'\n\u202e\u2067\u0301\u200d\ufe0f🏽🇩שa "), max_size=400),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=8), st.integers(1, 500)),
)
FEW = 4


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=FEW).map(tuple)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Any catalog a program could build, sound or not."""
    ids = draw(st.lists(st.one_of(st.text(max_size=20), st.just("x" * 300)), min_size=1, max_size=5, unique=True))
    others = st.sampled_from([*ids, "gone", ""])
    known = st.sampled_from(ids)
    persona = st.builds(
        Persona,
        id=st.just(""),
        title=TEXTS,
        description=TEXTS,
        source=TEXTS,
        aliases=few(TEXTS),
        responsibilities=few(st.builds(Responsibility, TEXTS, st.sampled_from(Part), few(TEXTS), TEXTS)),
        keywords=few(TEXTS),
        owns=few(TEXTS),
        not_responsible=few(st.builds(NotResponsible, TEXTS, others, TEXTS)),
        mistaken_for=few(st.builds(Lookalike, others, TEXTS, TEXTS)),
        handoffs=few(st.builds(Handoff, known, TEXTS, TEXTS, TEXTS, TEXTS)),
        stages=st.dictionaries(TEXTS, st.sampled_from(Part), max_size=3),
        contact=st.builds(Contact, TEXTS, st.one_of(TEXTS, st.just("https://x.example"))),
        holders=few(st.builds(Holder, TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(Part), TEXTS, TEXTS, TEXTS, TEXTS)),
    )
    drawn = tuple(replace(draw(persona), id=id_) for id_ in ids)
    stages = draw(st.lists(TEXTS, max_size=5, unique=True).map(tuple))
    return Catalog(drawn, draw(TEXTS), stages, draw(st.builds(Fallback, TEXTS, TEXTS)), draw(st.text(max_size=64)))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogs(), TEXTS, st.sampled_from(VIEWS))
def test_any_catalog_is_drawn_within_every_limit(catalog: Catalog, text: str, view: View) -> None:
    """Hostile catalogs and questions made by a machine."""
    for reply in replies_of(catalog, text, view):
        assert_fit_for_slack(reply, view)
    answer = Answer(Outcome.ANSWER, Question(text), matches_of(catalog, text), 1)
    assert view_problems(home_view.home(catalog, view, text, answer)) == []
    assert view_problems(forms.answer(answer, catalog, view, "note")) == []


def test_every_button_can_be_read_again() -> None:
    """Whatever the catalog holds, each value names a persona of it, or none."""
    catalog = catalog_of(LIVE, 7, 12)
    for reply in replies_of(catalog, LIVE, cards.PRIVATE):
        for button in of_type(reply.blocks, "button"):
            press = Press.decode(button.get("value"))
            assert set(press.personas) <= set(catalog.by_id)
            assert press == Press.decode(press.encode())


def test_a_modal_draws_no_table() -> None:
    """Every block of a card fits the surface it is drawn for."""
    catalog = catalog_of("Role", 3, 3)
    for surface in (Surface.HOME, Surface.MODAL):
        for answer in answers_of(matches_of(catalog, "b"), "b"):
            assert block_problems(cards.reply(answer, catalog, View(surface=surface)).blocks, surface.value) == []
