"""The small words of other languages, which tell that a question is not asked in English."""

from collections.abc import Sequence

from bot.language.english import COMMON, FILLER, is_english
from bot.language.words import stem

_SMALL = """
wer wen wem was wie wo wann warum der die das den dem ein eine einen einem einer und oder nicht ist sind bei uns unser
unsere unserer unserem unseren mit von vom zum zur auf im aus nach ich wir kann macht wird hat haben welche welcher
wegen zustandig
qui que quoi quel quelle est sont le la les un une des du de et ou pour avec dans sur notre nos votre vous nous je il
elle ce cette ces chez au aux fait peut comment cest quest
quien quienes cual es son el los las una del y para con en por nuestro nuestra nuestros como donde hace puede hay se
chi che cosa quale lo gli della dei delle di nel nella nostro nostra fa fanno puo
quem qual os um uma dos das com em nosso nossa faz
wat welke het een van voor op ons onze zijn doet maakt hoe waar
kto jest co robi odpowiada nasz naszym hvem vem er som och og
"""
# Spelt as no English word is.
SMALL = frozenset(word for word in _SMALL.split() if word not in FILLER and stem(word) not in COMMON)
ENGLISH = FILLER.difference(_SMALL.split())
SEVERAL = 2


def is_foreign(folded: Sequence[str]) -> bool:
    """True for folded words of another language.

    It has several small words, more than English ones, or one among words that English does not have.
    """
    small = SMALL.intersection(folded)
    if not small or len(small) <= sum(word in ENGLISH for word in folded):
        return False
    others = [word for word in folded if word not in SMALL]
    return len(small) >= SEVERAL or 2 * sum(map(_is_unknown, others)) > len(others)


def _is_unknown(word: str) -> bool:
    return word not in FILLER and not is_english(word)
