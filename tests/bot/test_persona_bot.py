"""The bot, minus Slack: one catalog in force, remembered answers, suggestions while typing."""

from dataclasses import replace

import pytest

from bot.answers import Outcome
from bot.catalog import Catalog
from bot.people import Place
from bot.persona_bot import PersonaBot
from tests.bot.theatre import RIGGER, THEATRE


@pytest.fixture
def bot() -> PersonaBot:
    return PersonaBot(THEATRE)


async def ask(bot: PersonaBot, text: str) -> list[str]:
    return [match.persona.id for match in (await bot.answer(text, Place(), "U0ASKER")).shown]


async def test_a_repeated_question_is_remembered(bot: PersonaBot) -> None:
    """The same words give the very same answer until the catalog changes."""
    before = await bot.answer("rigger", Place(), "")
    assert await bot.answer("rigger", Place("T1", "C1"), "U1") is before
    bot.replace(THEATRE)
    assert await bot.answer("rigger", Place(), "") is not before


async def test_a_new_catalog_answers_at_once(bot: PersonaBot) -> None:
    """Nothing of the old catalog is left in an answer, nor in a suggestion."""
    assert await ask(bot, "rigger") == ["rigger"]
    new = Catalog((replace(RIGGER, id="flyman", handoffs=()),), version="2")
    bot.replace(new)
    assert bot.catalog is new
    assert await ask(bot, "rigger") == ["flyman"]
    assert [one.id for one in bot.suggest("rigger")] == ["flyman"]


async def test_nothing_typed_asks_for_help(bot: PersonaBot) -> None:
    """An empty question is answered with how to ask."""
    assert (await bot.answer("", Place(), "")).outcome is Outcome.HELP


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


def test_nothing_typed_suggests_all_and_never_too_many(bot: PersonaBot) -> None:
    """The catalog's order, bounded, each persona once."""
    assert bot.suggest(" ") == THEATRE.personas
    assert bot.suggest("", most=2) == THEATRE.personas[:2]
    assert len(bot.suggest("engineer", most=1)) == 1
    assert bot.suggest("zzzzqq") == ()
