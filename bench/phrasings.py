"""Whether it matters how people ask: hundreds of sentences around each catalog's own names, hand-offs and tasks.

    python -m bench.phrasings

Prints for each kind of sentence how often the persona that is asked for is the answer, how often it is one of those
offered, and how often somebody else is shown instead; and the same of all that the catalogs say, asked word for word
("said"). The sentences, with gaps to fill in, are in
`tests/golden/phrasings`.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from bench.accuracy import GOLDEN, golden_files
from bot.answers import Outcome, answer
from bot.catalog import Catalog, Handoff, Persona
from bot.catalog_file import load
from bot.matching import Index
from bot.question import read_question

KINDS = ("names", "handed_on", "handed_in", "tasks", "beside", "said")
SEED = 29
SEVERAL = 6  # personas, hand-offs and tasks of each catalog
One = TypeVar("One")
TASK = re.compile("[a-z]+s ")  # approves invoices


@dataclass(frozen=True)
class Phrased:
    """A question: its kind, the sentence it is made of, and the titles that are right.

    `named` is the title of the persona that it names, and `thing` what it says is handed over; each "" for none.
    """

    kind: str
    sentence: str
    text: str
    named: str
    expected: frozenset[str]
    thing: str = ""


def sentences(kind: str) -> list[str]:
    """All sentences of a kind, with gaps such as {name}."""
    return (GOLDEN / "phrasings" / f"{kind}.txt").read_text(encoding="utf-8").splitlines()


def phrased(index: Index, chance: random.Random, several: int = SEVERAL) -> Iterator[Phrased]:
    """Every sentence around some of the names, hand-offs and tasks of a catalog; such tasks as are found if just asked.

    Then it is the sentence that makes a difference.
    """
    catalog = index.catalog
    personas = _some(catalog.personas, chance, several)
    for persona in personas:
        yield from _filled("names", persona.title, {persona.title}, name=persona.title)
    for giver, handoff in _some([(one, other) for one in catalog.personas for other in one.handoffs], chance, several):
        taker = catalog.by_id[handoff.to]
        yield from _filled(
            "handed_on", giver.title, takers(catalog, giver, handoff), giver=giver.title, thing=handoff.what
        )
        yield from _filled("handed_in", taker.title, givers(catalog, handoff), taker=taker.title, thing=handoff.what)
    tasks = [(one, duty.text) for one in catalog.personas for duty in one.responsibilities if TASK.match(duty.text)]
    for persona, task in _some(tasks, chance, several):
        if verdict(Phrased("", "", f"who {task}?", "", frozenset({persona.title})), index) != "right":
            continue
        yield from _filled("tasks", "", {persona.title}, task=task)
        other = chance.choice([one for one in catalog.personas if one is not persona])
        yield from _filled("beside", other.title, {persona.title}, name=other.title, task=task)


def takers(catalog: Catalog, giver: Persona, handoff: Handoff) -> set[str]:
    """The titles of all to whom somebody hands the same."""
    return {catalog.by_id[one.to].title for one in giver.handoffs if one.what == handoff.what}


def givers(catalog: Catalog, handoff: Handoff) -> set[str]:
    """The titles of all who hand the same to the same one."""
    return {giver.title for giver, one in catalog.handoffs_to[handoff.to] if one.what == handoff.what}


def said(catalog: Catalog) -> dict[str, set[str]]:
    """All that the catalog says of tasks, keywords and things owned, each with the titles of those of whom it does."""
    whose: defaultdict[str, set[str]] = defaultdict(set)
    for persona in catalog.personas:
        duties = (text for duty in persona.responsibilities for text in (duty.text, *duty.also))
        for text in (*duties, *persona.keywords, *persona.owns):
            whose[text].add(persona.title)
    return dict(whose)


def word_for_word(catalog: Catalog) -> Iterator[Phrased]:
    """All that the catalog says, as a question each."""
    for text, titles in said(catalog).items():
        yield Phrased("said", text, text, "", frozenset(titles))


def _some(many: Sequence[One], chance: random.Random, several: int) -> list[One]:
    return chance.sample(many, min(several, len(many)))


def _filled(kind: str, named: str, expected: set[str], **gaps: str) -> Iterator[Phrased]:
    for sentence in sentences(kind):
        yield Phrased(kind, sentence, sentence.format(**gaps), named, frozenset(expected), gaps.get("thing", ""))


def verdict(one: Phrased, index: Index) -> str:
    """What becomes of a question: right, offered, missed, or wrong."""
    found = answer(read_question(one.text), index)
    shown = [match.persona.title for match in found.shown]
    if one.expected.isdisjoint(shown):
        return "wrong" if shown else "missed"
    return "right" if found.outcome is Outcome.ANSWER else "offered"


def main() -> None:
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for path, _ in golden_files():
        index = Index(load(Path(path)))
        for one in chain(phrased(index, random.Random(SEED)), word_for_word(index.catalog)):
            counted[one.kind][verdict(one, index)] += 1
    table = Table("sentences", "questions", "right", "offered", "missed", "wrong")
    for kind, verdicts in counted.items():
        whole = verdicts.total()
        shares = (f"{verdicts[one] / whole:.3f}" for one in ("right", "offered", "missed", "wrong"))
        table.add_row(kind, f"{whole:,}", *shares)
    Console().print(table)


if __name__ == "__main__":
    main()
