"""The small words of other languages, which tell that a question is not asked in English."""

from collections.abc import Sequence

from bot.language.english import COMMON, FILLER, is_english
from bot.language.words import stem

_SMALL = """
wer wen wem was wie wo wann warum der die das den dem ein eine einen einem einer und oder nicht ist sind bei uns unser
unsere unserer unserem unseren von vom zum zur auf im aus nach ich wir kann macht wird hat haben welche welcher wegen
zustandig qui que quoi quel quelle est sont le les une des du de et ou avec dans sur notre nos votre vous nous il elle
cette chez au aux fait peut comment cest quien quienes cual es son una y para con por nuestro nuestra nuestros como
donde hace puede hay chi che cosa quale gli della dei delle nel nella nostro nostra fanno puo quem qual um uma das
nosso nossa faz wat welke het een van voor ons onze zijn doet maakt hoe waar kto jest robi odpowiada nasz naszym hvem
vem och
"""
# Spelt as no common English word is.
SMALL = frozenset(word for word in _SMALL.split() if word not in FILLER and stem(word) not in COMMON)
ENGLISH = FILLER.difference(_SMALL.split())
SEVERAL = 2


def is_foreign(spoken: Sequence[str], folded: Sequence[str]) -> bool:
    """True for words of another language, as they were typed and folded.

    It has several small words, more than English ones, or one among words that English does not have. What stands in
    capitals is an abbreviation.
    """
    small = {word for typed, word in zip(spoken, folded, strict=True) if word in SMALL and not typed.isupper()}
    if not small or len(small) <= sum(word in ENGLISH for word in folded):
        return False
    others = [word for word in folded if word not in SMALL]
    return len(small) >= SEVERAL or 2 * sum(map(_is_unknown, others)) > len(others)


def _is_unknown(word: str) -> bool:
    return word not in FILLER and not is_english(word)
