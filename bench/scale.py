"""What a question costs as a catalog grows, and whether the right entry is still found: Persona beside its peers.

Entries of about 15 invented words, drawn from 19,000 as unevenly as words are in texts (G. Zipf); questions of three
words of one entry, as written or with one slip in one word. Nothing here is a word of anything, so that only the
engines differ. Each size and engine runs in a process of its own, one after the other.
"""

import math
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

from bench.engines import PEERS, Found
from bot.answers import answer
from bot.catalog import Catalog, Persona
from bot.matching import Index
from bot.question import read_question

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 400
PATIENCE = 40.0  # seconds that one engine's questions may take; slow engines are asked fewer
FEWEST = 30
SEED = 7
WORDS = 3  # of a question
OURS = "Persona"


@dataclass(frozen=True)
class Cost:
    """One engine at one size. Milliseconds a question; seconds to build; megabytes more in use after building."""

    engine: str
    size: int
    build: float
    megabytes: float
    p50: float
    p99: float
    exact: float  # the share of questions as written whose entry is among the first three
    slipped: float  # the same with one slip
    asked: int


def vocabulary(chance: random.Random) -> list[str]:
    """19,000 words of two to four syllables, each another."""
    words: dict[str, None] = {}
    while len(words) < 19_000:
        syllables = (chance.choice("bcdfglmnprst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        words["".join(syllables) + chance.choice(["", "n", "r", "s", "t"])] = None
    return list(words)


def entries(size: int) -> list[list[str]]:
    """The words of each entry."""
    chance = random.Random(SEED)
    words = vocabulary(chance)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    return [chance.choices(words, cum_weights=weights, k=15) for _ in range(size)]


def asked(held: Sequence[Sequence[str]], count: int, *, slips: bool) -> list[tuple[int, str]]:
    """Questions, each with the number of the entry it is about."""
    chance = random.Random(SEED + 1 + slips)
    found = []
    for _ in range(count):
        number = chance.randrange(len(held))
        words = chance.sample(list(dict.fromkeys(held[number])), WORDS)
        if slips:
            place = max(range(WORDS), key=lambda at: len(words[at]))
            words[place] = slip(words[place], chance)
        found.append((number, f"who {' '.join(words)}"))
    return found


def slip(word: str, chance: random.Random) -> str:
    """A word with two letters swapped, one lost, one changed or one too many, behind the first."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghilmnoprstu")
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
        ]
    )


class Ours:
    """Persona behind the engines' door: each entry is a persona, its first two words the title."""

    def __init__(self, held: Sequence[Sequence[str]]) -> None:
        personas = (Persona(str(number), " ".join(words[:2]), " ".join(words[2:])) for number, words in enumerate(held))
        self._index = Index(Catalog(tuple(personas)))

    def find(self, question: str, most: int) -> Found:
        matches = answer(read_question(question), self._index).matches[:most]
        return [(int(match.persona.id), match.score) for match in matches]


def resident() -> float:
    """The megabytes this process holds now; 0 where the system does not tell as Linux does."""
    told = Path("/proc/self/status")
    lines = told.read_text(encoding="ascii").splitlines() if told.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def measure(engine: str, size: int) -> Cost:
    """Build one engine over so many entries, and ask it."""
    held = entries(size)
    texts = [" ".join(words) for words in held]
    before = resident()
    begun = time.perf_counter()
    built = Ours(held) if engine == OURS else PEERS[engine](texts)
    build = time.perf_counter() - begun
    megabytes = resident() - before
    spent: list[float] = []
    found = dict.fromkeys((False, True), 0)
    count = dict.fromkeys((False, True), 0)
    pairs = zip(asked(held, QUESTIONS, slips=False), asked(held, QUESTIONS, slips=True), strict=True)
    for pair in pairs:
        if sum(spent) > PATIENCE and len(spent) >= FEWEST:
            break
        for slips, (number, question) in zip((False, True), pair, strict=True):
            begun = time.perf_counter()
            hits = built.find(question, 3)
            spent.append(time.perf_counter() - begun)
            count[slips] += 1
            found[slips] += any(one == number for one, _ in hits)
    spent.sort()
    return Cost(
        engine,
        size,
        build,
        megabytes,
        spent[len(spent) // 2] * 1000,
        spent[int(len(spent) * 0.99)] * 1000,
        found[False] / count[False],
        found[True] / count[True],
        len(spent),
    )


def measure_all(sizes: Sequence[int]) -> list[Cost]:
    """All engines at these sizes, each in a fresh process."""
    costs = []
    for size in sizes:
        for engine in (OURS, *PEERS):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                costs.append(alone.submit(measure, engine, size).result())
    return costs


def exponent(costs: Sequence[Cost], engine: str) -> float:
    """How the median grows with the size: 1 for in proportion, 0 for not at all."""
    ours = sorted((one for one in costs if one.engine == engine), key=lambda one: one.size)
    return math.log(ours[-1].p50 / ours[0].p50) / math.log(ours[-1].size / ours[0].size)
