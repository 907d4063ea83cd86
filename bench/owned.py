"""What a question costs where few roles own thousands of things each: imported components, repositories, machines.

100,000 things of six invented words, shared out among so many roles; questions of three words of one thing. `first`:
its owner comes first.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.engines import PEERS, Engine, Found
from bench.scale import OURS, SEED, entries
from bot.answers import answer
from bot.catalog import Catalog, Persona
from bot.matching import Index
from bot.question import read_question

THINGS = 100_000
ROLES = (7, 50, 500)
WORDS = 6  # of a thing
BESIDE = ("bm25s", "tantivy, fuzzy")
QUESTIONS = 300


@dataclass(frozen=True)
class Row:
    """One engine with so many roles; milliseconds a question."""

    engine: str
    roles: int
    p50: float
    p99: float
    first: float


class Ours:
    """Persona behind the engines' door: each role owns its share of the things."""

    def __init__(self, things: Sequence[str], roles: int) -> None:
        each = len(things) // roles
        shares = [tuple(things[at * each : (at + 1) * each]) for at in range(roles)]
        personas = (Persona(str(at), f"Crew {at}", "Owns.", owns=share) for at, share in enumerate(shares))
        self._index = Index(Catalog(tuple(personas)))

    def find(self, question: str, most: int) -> Found:
        matches = answer(read_question(question), self._index).matches[:most]
        return [(int(match.persona.id), match.score) for match in matches]


def measure() -> list[Row]:
    """Each engine with each number of roles, one after the other."""
    things = [" ".join(words[:WORDS]) for words in entries(THINGS)]
    rows = []
    for roles in ROLES:
        rows.append(_row(OURS, roles, Ours(things, roles), things, owned=True))
        rows += [_row(name, roles, PEERS[name](things), things, owned=False) for name in BESIDE]
    return rows


def _row(name: str, roles: int, engine: Engine, things: Sequence[str], *, owned: bool) -> Row:
    each = len(things) // roles
    chance, spent, first = random.Random(SEED), list[float](), 0
    for _ in range(QUESTIONS):
        number = chance.randrange(each * roles)
        question = f"who {' '.join(chance.sample(list(dict.fromkeys(things[number].split())), 3))}"
        begun = time.perf_counter()
        found = engine.find(question, 1)
        spent.append(time.perf_counter() - begun)
        best = found[0][0] if found else -1
        first += (best if owned else best // each) == number // each
    spent.sort()
    return Row(name, roles, spent[QUESTIONS // 2] * 1000, spent[int(QUESTIONS * 0.99)] * 1000, first / QUESTIONS)
