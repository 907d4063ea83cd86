"""The bot, minus Slack: one catalog in force, remembered answers, suggestions while typing."""

from dataclasses import replace

import pytest

from bot.answers import Outcome
from bot.catalog import Catalog, Elsewhere, Persona, Responsibility
from bot.overlay import NOTHING, Overlay
from bot.persona_bot import PersonaBot, laid, renewed
from tests.bot.theatre import RIGGER, THEATRE


@pytest.fixture
def bot() -> PersonaBot:
    return PersonaBot(THEATRE)


def ask(bot: PersonaBot, text: str) -> list[str]:
    return [match.persona.id for match in bot.answer(text).shown]


def test_a_repeated_question_is_remembered(bot: PersonaBot) -> None:
    """The same words give the very same answer until the catalog changes."""
    before = bot.answer("rigger")
    assert bot.answer("rigger", "T1") is before
    bot.replace(THEATRE)
    assert bot.answer("rigger") is not before


def test_an_answer_outlives_the_catalog_it_is_from(bot: PersonaBot) -> None:
    """Its card may be drawn after the index it was found in was freed."""
    found = bot.answer("who hangs heavy loads?")
    bot.replace(renewed(THEATRE, bot.in_force)).let_go()
    assert found.shown[0].reason.phrase == "hangs heavy loads"


def test_a_new_catalog_answers_at_once(bot: PersonaBot) -> None:
    """Nothing of the old catalog is left in an answer, nor in a suggestion."""
    assert ask(bot, "rigger") == ["rigger"]
    new = Catalog((replace(RIGGER, id="flyman", handoffs=()),), version="2")
    bot.replace(new)
    assert bot.catalog is new
    assert ask(bot, "rigger") == ["flyman"]
    assert [one.id for one in bot.suggest("rigger")] == ["flyman"]


def test_what_was_in_force_is_let_go_of_and_nothing_else(bot: PersonaBot) -> None:
    """Its indexes are empty then; what is in force now, workspaces' overlays too, answers on."""
    elsewhere = replace(THEATRE, elsewhere=(Elsewhere("sell tickets", "the box office"),))
    overlay = Overlay(personas=(replace(RIGGER, title="", keywords=("smoke machine",)),))
    for catalog in (elsewhere, THEATRE):
        bot.put("T1", laid(bot.in_force.file, overlay, 1))
        former = bot.replace(catalog)
    former.let_go()
    assert not vars(former.file.index)
    assert not vars(former.overlaid["T1"].asked.index)
    assert ask(bot, "rigger") == ["rigger"]
    assert bot.answer("smoke machine", "T1").shown[0].persona.id == "rigger"


def test_nothing_typed_asks_for_help(bot: PersonaBot) -> None:
    """An empty question is answered with how to ask."""
    assert bot.answer("").outcome is Outcome.HELP


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sta", "stage-manager"),
        ("eng", "costume-engineer"),
        ("ligh", "lighting-designer"),
        ("audio", "sound-engineer"),
        ("sew costumes", "costume-engineer"),
        ("stage manger", "stage-manager"),
    ],
)
def test_suggestions_follow_what_is_typed(bot: PersonaBot, typed: str, first: str) -> None:
    """Beginnings of titles come first, then words within names, then tasks and misspelt names."""
    assert bot.suggest(typed)[0].id == first


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("stage-manager", ["stage-manager"]),
        ("Costume Engineer", ["costume-engineer"]),
        ("sound eng", ["sound-engineer"]),
        ("stage manger", ["stage-manager"]),
        ("sew costumes", []),
        ("the weather in Rome", []),
    ],
)
def test_a_name_means_only_a_role_that_goes_by_it(bot: PersonaBot, name: str, meant: list[str]) -> None:
    """In full, begun, or with a slip; a task is no name."""
    assert [one.id for one in bot.called(name)] == meant


def test_nothing_typed_suggests_all_and_never_too_many(bot: PersonaBot) -> None:
    """The catalog's order, bounded, each persona once."""
    assert bot.suggest(" ") == THEATRE.personas
    assert bot.suggest("", most=2) == THEATRE.personas[:2]
    assert len(bot.suggest("engineer", most=1)) == 1
    assert bot.suggest("zzzzqq") == ()


# -- a workspace's own words --

WORDS = Overlay((Persona("rigger", "", "", responsibilities=(Responsibility("oils the winches"),)),))


def put(bot: PersonaBot, workspace: str, overlay: Overlay = WORDS, number: int = 1) -> None:
    bot.put(workspace, laid(bot.in_force.file, overlay, number))


def test_each_workspace_is_answered_with_its_own_words(bot: PersonaBot) -> None:
    """The others, and whoever is in none, get the file's answers, which stay remembered."""
    before = bot.answer("who oils the winches?", "T2")
    put(bot, "T1")
    found = bot.answer("who oils the winches?", "T1")
    assert [match.persona.id for match in found.shown] == ["rigger"]
    assert bot.answer("who oils the winches?", "T2") is before
    assert bot.catalog_of("T2") is bot.catalog is THEATRE
    assert bot.catalog_of("T1") is not THEATRE
    assert bot.suggest("oils", "T1")[0].id == "rigger"
    bot.put("T1", None)
    assert bot.catalog_of("T1") is THEATRE
    assert bot.overlaid("T1") is None


def test_a_new_file_has_every_overlay_laid_over_it_anew(bot: PersonaBot) -> None:
    """In one step, with what no longer fits, and what fits again."""
    put(bot, "T1")
    bot.replace(replace(THEATRE, personas=THEATRE.personas[2:], version="2"))
    held = bot.overlaid("T1")
    assert held
    assert [one.persona for one in held.misfits] == ["rigger"]
    bot.replace(renewed(THEATRE, bot.in_force))
    assert "oils the winches" in [duty.text for duty in bot.catalog_of("T1").by_id["rigger"].responsibilities]


def test_the_workspaces_that_ask_least_are_let_go(bot: PersonaBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for all; the latest always has some, however large."""
    monkeypatch.setattr("bot.persona_bot.MOST_PERSONAS", 2 * len(THEATRE.personas))
    for workspace in ("T1", "T2"):
        put(bot, workspace)
    bot.catalog_of("T1")
    put(bot, "T3")
    assert [workspace for workspace in ("T1", "T2", "T3") if bot.overlaid(workspace)] == ["T1", "T3"]
    monkeypatch.setattr("bot.persona_bot.MOST_PERSONAS", 1)
    put(bot, "T4")
    assert [workspace for workspace in ("T1", "T3", "T4") if bot.overlaid(workspace)] == ["T4"]


def test_what_no_role_does_is_said_with_where_it_goes(bot: PersonaBot) -> None:
    """It must fit better than any role; everything else is answered as ever."""
    words = NOTHING.with_elsewhere("parks cars", "the garage").with_elsewhere("resets passwords", "the IT desk")
    put(bot, "T1", words)
    for asked, goes_to in (("who parks cars?", "the garage"), ("reset my password", "the IT desk")):
        found = bot.answer(asked, "T1")
        assert (found.outcome, found.goes_to, found.shown) == (Outcome.NONE, goes_to, ())
        assert bot.answer(asked, "T2").goes_to == ""
    for asked in ("rigger", "who keeps the prompt book?", "list", "compare rigger with stage manager", "the garage"):
        with_words, without = [bot.answer(asked, team) for team in ("T1", "T2")]
        assert (with_words.outcome, with_words.goes_to) == (without.outcome, "")
        assert [one.persona for one in with_words.shown] == [one.persona for one in without.shown]
