"""Questions that are not asked in English, told by their small words."""

import pytest

from bot.answers import answer
from bot.language.foreign import is_foreign
from bot.matching import Index
from bot.question import read_question
from tests.bot.theatre import THEATRE


@pytest.mark.parametrize(
    ("typed", "foreign"),
    [
        ("wer ist bei uns der Rigger?", True),
        ("Wer repariert die Pistenraupe?", True),
        ("qui est le stage manager pour la tournée", True),
        ("¿Quién es nuestro rigger?", True),
        ("chi fa il sound engineer per le prove?", True),
        ("wie is onze rigger?", True),
        ("who is our rigger?", False),
        ("who was the de facto lead on the die cast job", False),
        ("who books the bar on the Rue de Rivoli for the men in the den", False),
        ("the LE and UNE forms go to VOM", False),
        ("rigger", False),
        ("", False),
    ],
)
def test_another_language_is_told_by_its_small_words(typed: str, foreign: bool) -> None:
    question = read_question(typed)
    assert is_foreign(question.spoken, question.folded) is foreign


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("Wer kümmert sich bei uns um Vectorworks im neuen Probenraum?", "lighting-designer"),
        ("qui est le stage manager pour la tournée en Belgique et au Luxembourg ?", "stage-manager"),
        ("¿Quién usa grandMA en el teatro y para qué obras?", "lighting-designer"),
    ],
)
def test_what_the_catalog_has_is_found_in_another_language(typed: str, id_: str) -> None:
    """What else is said is neither known nor misspelt English, and speaks against nobody."""
    found = answer(read_question(typed), Index(THEATRE))
    assert [match.persona.id for match in found.shown] == [id_]
