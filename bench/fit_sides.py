"""Fit the weights of bot/matching/sides.py: on which side of a hand-off is somebody whom a question names?

    python -m bench.fit_sides

It learns from the sentences of `bench.phrasings`, put around names and hand-offs of all catalogs, and from the golden
questions that name somebody. Of a hand-off sentences hold the thing as the catalog has it, or a word of it, or a thing
of another catalog, as people have words of their own; half the sentences that ask for a name go on with something that
the named one does or hands over. Prints the weights to put there, and what share of each kind weights get right that
were fitted without its sentences.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np

from bench.accuracy import golden_files
from bench.fit import Figures, Sample, fit
from bench.phrasings import SEED, Phrased, phrased
from bot.catalog import Catalog
from bot.catalog_file import load
from bot.evaluation import read_questions
from bot.language.english import content_words
from bot.matching import Index
from bot.matching.handed import fits_of
from bot.matching.meant import may_hand
from bot.matching.sides import FIGURES, Side, asks_for_side, side_figures
from bot.matching.sought import is_sought
from bot.matching.tasks import items_of
from bot.question import read_question

FOLDS = 6
COUNTS = {"names": 4.0, "handed_on": 3.0, "handed_in": 3.0, "golden": 4.0}  # what a kind counts, however large it is
GOING_ON = ("{0} for {1}", "{0} about {1}", "{0}, it is about {1}", "{0} ({1})", "{0} re {1}")
EITHER = frozenset(Side)

Learnt = tuple[str, str, Sample | None]  # kind, sentence, and what can be learnt from it


def learnt() -> Iterator[Learnt]:
    """All that can be learnt from."""
    chance = random.Random(SEED)
    indexes = {path: Index(load(path)) for path, _ in golden_files()}
    things = [one.what for index in indexes.values() for giver in index.catalog.personas for one in giver.handoffs]
    for path, files in golden_files():
        index = indexes[path]
        for one in phrased(index, chance):
            if one.kind in COUNTS:
                said = _said_otherwise(one, index.catalog, things, chance)
                yield one.kind, one.sentence, _sample(said, index, one.named, _sides(one.kind))
        yield from _golden(index, files)


def _sides(kind: str) -> frozenset[Side]:
    return {"handed_on": frozenset({Side.GIVES}), "handed_in": frozenset({Side.TAKES})}.get(kind, frozenset())


def _said_otherwise(one: Phrased, catalog: Catalog, things: Sequence[str], chance: random.Random) -> str:
    """A sentence with its thing said in other words; or a name with something that its persona does."""
    if one.thing:
        words = content_words(one.thing) or (one.thing,)
        said = chance.choice((one.thing, f"the {chance.choice(words)}", chance.choice(things)))
        return one.text.replace(one.thing, said)
    named = next(persona for persona in catalog.personas if persona.title == one.named)
    own = [*(handoff.what for handoff in named.handoffs), *(duty.text for duty in named.responsibilities)]
    own += [handoff.what for _, handoff in catalog.handoffs_to.get(named.id, ())]
    if not own or chance.random() < 0.5:
        return one.text
    return chance.choice(GOING_ON).format(one.text.rstrip("?. "), chance.choice(own))


def _golden(index: Index, files: Sequence[Path]) -> Iterator[Learnt]:
    """Golden questions: who is named and right is meant; who is named in one about a hand-off is else a side of it."""
    for path in files:
        for one in read_questions(path.read_text(encoding="utf-8"), index.catalog):
            for title in {index.personas[named.persona].title for named in index.names.find(read_question(one.query))}:
                if title in one.expected or one.kind == "handoff":
                    sides = frozenset() if title in one.expected else EITHER
                    yield "golden", one.query, _sample(one.query, index, title, sides)


def _sample(text: str, index: Index, title: str, sides: frozenset[Side]) -> Sample | None:
    """What a question tells of a persona that it names; None where the rules of English decide."""
    question = read_question(text)
    question = question.context or question
    named = (one for one in index.names.find(question) if index.personas[one.persona].title == title)
    one = next(named, None)
    if one is None or not asks_for_side(question) or is_sought(question, one):
        return None
    fits = fits_of(index, question, one, items_of(index, question.words))
    figures = dict(side_figures(question, one, fits, person=may_hand(index, question, one)))
    right = [*(side in sides for side in figures), not sides]
    return Sample(np.array(list(figures.values())), np.zeros(0), np.array(right), 1.0) if figures else None


def _counted(some: Sequence[Learnt]) -> list[Sample]:
    """The samples, with what each counts: all questions of a kind together as much as COUNTS tells."""
    sizes = Counter(kind for kind, _, _ in some)
    return [replace(sample, weight=COUNTS[kind] / sizes[kind]) for kind, _, sample in some if sample]


def _is_right(sample: Sample, weights: Figures) -> bool:
    pulls = [*(sample.figures @ weights), 0.0]
    return bool(sample.right[int(np.argmax(pulls))])


def main() -> None:
    everything = list(learnt())
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        held = [crc32(sentence.encode()) % FOLDS == fold for _, sentence, _ in everything]
        weights = fit(_counted([one for one, out in zip(everything, held, strict=True) if not out]))
        for (kind, _, sample), out in zip(everything, held, strict=True):
            if out and sample:
                right[kind].append(_is_right(sample, weights))
    for kind, several in right.items():
        print(f"{kind:12} {len(several):6} open, right {sum(several) / len(several):.3f}")
    best = [round(float(weight), 2) for weight in fit(_counted(everything))]
    print("".join(f"{name:12} {weight:6.2f}\n" for name, weight in zip(FIGURES, best, strict=True)), end="")
    print(f"WEIGHTS = ({', '.join(map(str, best))})")


if __name__ == "__main__":
    main()
