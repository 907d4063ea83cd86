"""How good answers are to people's questions, and what one costs: Persona beside its peers, on the same catalog.

A peer gives its best persona if the score reaches a threshold, and nobody otherwise. The threshold is the one that is
worth most on these very questions, which flatters the peers; none of them can offer a choice.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.engines import PEERS, Engine
from bot import evaluation
from bot.answers import Answer, Outcome, answer
from bot.catalog import Catalog, Persona
from bot.catalog_file import load
from bot.evaluation import Golden, Judged
from bot.matching import Index
from bot.matching.match import Field, Match, Reason
from bot.question import Question, read_question

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
MOST_PHRASES = 20  # the nearest phrases of a peer that are looked at, for its nearest personas


@dataclass(frozen=True)
class Row:
    """One engine's figures."""

    engine: str
    value: float
    right: float
    offered: float
    wrong: float
    intruded: float
    milliseconds: float  # median of a question


def golden_files() -> Iterator[tuple[Path, list[Path]]]:
    """Each catalog that has golden questions, the shipped one first, and the files of them."""
    for catalog in (ROOT / "personas.yaml", *sorted(GOLDEN.glob("*.yaml"))):
        yield catalog, sorted(GOLDEN.glob(f"{catalog.stem}*.jsonl"))


def measure(catalog_path: Path, questions_paths: Sequence[Path]) -> list[Row]:
    """All engines on the golden questions of one catalog."""
    catalog = load(catalog_path)
    golden = [
        one for path in questions_paths for one in evaluation.read_questions(path.read_text(encoding="utf-8"), catalog)
    ]
    index = Index(catalog)
    rows = [_row("Persona", *_asked(golden, lambda one: answer(read_question(one.query), index)))]
    for name, build in PEERS.items():
        rows.append(_measure_peer(name, build, catalog, golden))
    return rows


def phrases_of(persona: Persona) -> Iterator[str]:
    """Everything a persona can be found by."""
    yield from (persona.title, *persona.aliases, persona.description, *persona.keywords, *persona.owns)
    for duty in persona.responsibilities:
        yield from (duty.text, *duty.also)
    for handoff in persona.handoffs:
        yield handoff.what


def _measure_peer(
    name: str, build: Callable[[Sequence[str]], Engine], catalog: Catalog, golden: Sequence[Golden]
) -> Row:
    """A peer over every phrase of the catalog, at its best threshold."""
    phrases = [(number, text) for number, persona in enumerate(catalog.personas) for text in phrases_of(persona)]
    engine = build([text for _, text in phrases])
    found: dict[str, tuple[int, float]] = {}

    def nearest(one: Golden) -> Answer:
        hits = engine.find(one.query, MOST_PHRASES)
        if hits:
            found[one.id] = (phrases[hits[0][0]][0], hits[0][1])
        return Answer(Outcome.NONE, Question(one.query))

    _, milliseconds = _asked(golden, nearest)
    thresholds = sorted({score for _, score in found.values()} | {float("inf")})
    tries = [[_judged(catalog, one, found.get(one.id), least) for one in golden] for least in thresholds]
    return _row(name, max(tries, key=lambda judged: sum(one.value for one in judged)), milliseconds)


def _judged(catalog: Catalog, one: Golden, found: tuple[int, float] | None, least: float) -> Judged:
    question = Question(one.query)
    if not found or found[1] < least:
        return evaluation.judge(one, Answer(Outcome.NONE, question))
    persona = catalog.personas[found[0]]
    match = Match(persona, 1.0, Reason(Field.TITLE, persona.title))
    return evaluation.judge(one, Answer(Outcome.ANSWER, question, (match,), 1))


def _asked(golden: Sequence[Golden], ask: Callable[[Golden], Answer]) -> tuple[list[Judged], float]:
    """Each question asked twice, the second time by the clock; what came of it, and the median in milliseconds."""
    judged, spent = [], []
    for one in golden:
        ask(one)
        begun = time.perf_counter()
        given = ask(one)
        spent.append((time.perf_counter() - begun) * 1000)
        judged.append(evaluation.judge(one, given))
    return judged, median(spent)


def _row(name: str, judged: Sequence[Judged], milliseconds: float) -> Row:
    all_of = evaluation.table(judged)["ALL"]
    return Row(
        name,
        all_of.value,
        all_of.right,
        all_of.offered or 0.0,
        all_of.wrong or 0.0,
        all_of.intruded or 0.0,
        milliseconds,
    )
