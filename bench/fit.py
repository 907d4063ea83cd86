"""Fit the weights of bot/matching/confidence.py on questions whose answers are known.

    python -m bench.fit [CATALOG=QUESTIONS.jsonl ...]

Without sets it takes all golden questions. Prints the weights to put there and, for each set, what weights fitted on
the other sets alone reach on it: the figure to go by when something is tried; then the same by kind of question, of the
first catalog and of all others. The likelihood of a conditional logit is concave where one persona is right, so Fisher
scoring finds the same weights each time; a small penalty keeps a figure that is rare from running away. Each set
of questions counts the same, however many it holds. Beside them stands what the catalogs hand over and say, asked for
in their own words: people rarely do, but who does must be answered right. That is never counted in a figure.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from bench.accuracy import golden_files
from bench.phrasings import said
from bot.answers import answer
from bot.catalog import Catalog
from bot.catalog_file import load
from bot.evaluation.judging import Judged, Summary, judge, summary
from bot.evaluation.printing import print_run
from bot.evaluation.questions import Golden, read_questions
from bot.language.english import COMMON
from bot.matching import Index, confidence
from bot.matching.confidence import CONTENDERS, FIGURES, NONE_FIGURES
from bot.matching.ranking import none_of, weigh
from bot.question import Intent, read_question

PENALTY = 1e-4
NOBODYS = 2.6  # what a question counts that nobody's task is: people ask more of those than the sets hold
OWN = 0.4  # what a catalog's own hand-offs count beside a set of questions
SAID = 0.1  # and what it says word for word
WORDS = 0.05  # and its words, each by itself
KEPT = 3 * CONTENDERS  # personas of a question, the likeliest by the weights in force: the others have no chance
ROUNDS = 40  # at most
LONGEST_STEP = 2.0  # of one weight in one round
NEAR = 0.003  # no weight changes more in a last round
Figures = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """One question: the figures of each alternative, those of none, and which of them are right.

    Here the alternatives are the personas that came up.
    """

    figures: Figures  # alternatives x FIGURES
    none: Figures  # NONE_FIGURES
    right: Flags  # alternatives, then none
    weight: float


@dataclass(frozen=True)
class Known:
    """A set of questions, the index they are asked of, and what can be learnt from them."""

    name: str
    catalog: Path
    index: Index
    golden: Sequence[Golden]
    samples: Sequence[Sample]

    def judged(self) -> list[Judged]:
        """How the weights in force do on the set."""
        return [judge(one, answer(read_question(one.query), self.index)) for one in self.golden]


def known(catalog: Path, questions: Path) -> Known:
    """A catalog with its questions."""
    index = Index(load(catalog))
    golden = read_questions(questions.read_text(encoding="utf-8"), index.catalog)
    samples = [sample for one in golden if (sample := _sample(one, index, 1 / len(golden)))]
    return Known(questions.stem, catalog, index, golden, samples)


def _sample(golden: Golden, index: Index, weight: float) -> Sample | None:
    """A question that ranking can get right: some persona that came up is right, or none is."""
    question = read_question(golden.query)
    weighed = weigh(question, index)
    wanted = {
        number
        for number in weighed.cases
        if index.personas[number].title in golden.expected or (not golden.expected and index.goes_to(number))
    }
    near = set(nlargest(KEPT, weighed.cases, key=lambda number: confidence.pull(weighed.cases[number])))
    cases = {number: case for number, case in weighed.cases.items() if number in near | wanted}
    right = [number in wanted for number in cases]
    hopeless = golden.expected and not any(right)
    if question.intent in (Intent.HELP, Intent.OVERVIEW) or not weighed.cases or hopeless:
        return None
    figures = np.array([case.figures() for case in cases.values()])
    none = np.array(none_of(weighed, index))
    weight *= 1 if golden.expected else NOBODYS
    return Sample(figures, none, np.array([*right, not golden.expected]), weight)


def _handed_over(catalog: Catalog) -> Iterator[Golden]:
    """What a catalog's own hand-offs ask, in its own words: who takes each thing, and who gives it."""
    for giver in catalog.personas:
        for handoff in giver.handoffs:
            what, taker = handoff.what, catalog.by_id[handoff.to].title
            takers = {catalog.by_id[one.to].title for p in catalog.personas for one in p.handoffs if one.what == what}
            givers = {p.title for p in catalog.personas for one in p.handoffs if one.what == what}
            for typed, expected in (
                (f"who gets {what}?", takers),
                (f"who receives {what} from the {giver.title}?", {taker}),
                (f"who hands {what} to the {taker}?", {giver.title}),
                (f"who hands over {what}?", givers),
            ):
                yield Golden(typed, typed, "handoff", tuple(sorted(expected)))


def _said(catalog: Catalog) -> Iterator[Golden]:
    """What a catalog says that personas do, word for word: people rarely ask so, but then want to be understood."""
    for text, personas in said(catalog).items():
        yield Golden(text, text, "said", tuple(sorted(personas)))


def _words(index: Index) -> Iterator[Golden]:
    """The rare words that the catalog has of one persona alone, each asked for by itself."""
    for word, root in index.phrases.spelt.items():
        holders = index.holders(root)
        if root not in COMMON and len(holders) == 1 and not index.goes_to(holders[0]):
            yield Golden(word, word, "word", (index.personas[holders[0]].title,))


def _own(index: Index) -> list[Sample]:
    """A catalog's own hand-offs, phrases and words as questions; those of a kind count little beside a set."""
    return [
        sample
        for golden, counts in (
            (list(_handed_over(index.catalog)), OWN),
            (list(_said(index.catalog)), SAID),
            (list(_words(index)), WORDS),
        )
        for one in golden
        if (sample := _sample(one, index, counts / len(golden)))
    ]


def fit(samples: Sequence[Sample], begin: Figures | None = None) -> Figures:
    """The weights that make what is right the least surprising, by Fisher scoring.

    `begin` are weights to start from, nearer than none to where it leads.
    """
    figures, there, right, counts = _packed(samples)
    weights = np.zeros(figures.shape[2]) if begin is None else begin.copy()
    for _ in range(ROUNDS):
        chances = _chances(figures @ weights, there, right)
        likely = (chances * right).sum(axis=1, keepdims=True) + 1e-9
        surprise = chances - chances * right / likely
        slope = np.einsum("q,qp,qpf->f", counts, surprise, figures, optimize=True) + 2 * PENALTY * weights
        mean = np.einsum("qp,qpf->qf", chances, figures)
        spread = (figures * (counts[:, None] * chances)[:, :, None]).reshape(-1, len(weights))
        bend = spread.T @ figures.reshape(-1, len(weights)) - (mean * counts[:, None]).T @ mean
        step = np.linalg.solve(bend + 2 * PENALTY * np.eye(len(weights)), slope)
        weights -= step / max(1.0, float(np.abs(step).max()) / LONGEST_STEP)
        if np.abs(step).max() < NEAR:
            break
    return weights


def _packed(samples: Sequence[Sample]) -> tuple[Figures, Flags, Flags, Figures]:
    """All samples as arrays: figures, which alternatives there are, which are right, and what each question counts."""
    most, wide = max(len(one.right) for one in samples), samples[0].figures.shape[1]
    figures = np.zeros((len(samples), most, wide + len(samples[0].none)))
    there, right = np.zeros((len(samples), most), bool), np.zeros((len(samples), most), bool)
    for number, one in enumerate(samples):
        last = len(one.figures)
        figures[number, :last, :wide] = one.figures
        figures[number, last, wide:] = one.none
        there[number, : last + 1] = True
        right[number, : last + 1] = one.right
    counts = np.array([one.weight for one in samples])
    return figures, there, right, counts / counts.sum()


def _chances(pulls: Figures, there: Flags, right: Flags) -> Figures:
    """The softmax over none and the strongest contenders, to which what is right always belongs."""
    pulls = np.where(there, pulls, -np.inf)
    if pulls.shape[1] > CONTENDERS + 1:
        least = np.partition(pulls, -(CONTENDERS + 1), axis=1)[:, [-(CONTENDERS + 1)]]
        pulls = np.where((pulls >= least) | right, pulls, -np.inf)
    powers = np.exp(pulls - pulls.max(axis=1, keepdims=True))
    chances: Figures = powers / powers.sum(axis=1, keepdims=True)
    return chances


def put_in_force(weights: Figures) -> None:
    """Let the matching of this process use the weights."""
    confidence.WEIGHTS = tuple(map(float, weights[: len(FIGURES)]))
    confidence.NONE_WEIGHTS = tuple(map(float, weights[len(FIGURES) :]))


def main(pairs: list[str]) -> None:
    golden = ((catalog, file) for catalog, files in golden_files() for file in files)
    sets = [known(*one) for one in ([map(Path, pair.split("=", 1)) for pair in pairs] or golden)]
    indexes = {one.catalog: one.index for one in sets}
    own = [sample for index in indexes.values() for sample in _own(index)]
    best = fit([*own, *(sample for one in sets for sample in one.samples)])
    if len(sets) > 1:
        _hold_out(sets, own, best)
    weights = [round(float(weight), 2) for weight in best]
    for name, weight in zip((*FIGURES, *NONE_FIGURES), weights, strict=True):
        print(f"{name:12} {weight:6.2f}")
    print(f"WEIGHTS = ({', '.join(map(str, weights[: len(FIGURES)]))})")
    print(f"NONE_WEIGHTS = ({', '.join(map(str, weights[len(FIGURES) :]))})")


def _hold_out(sets: Sequence[Known], own: Sequence[Sample], best: Figures) -> None:
    """Print what weights fitted on all other sets reach on each, and the same by kind of question."""
    held_out: dict[bool, list[Judged]] = {True: [], False: []}  # of the first catalog, and of the others
    values = []
    for one in sets:
        others = [sample for other in sets if other is not one for sample in other.samples]
        put_in_force(fit([*own, *others], best))
        judged = one.judged()
        held_out[one.catalog == sets[0].catalog] += judged
        values.append(summary(judged).value)
        print(f"{one.name:24} {_told(summary(judged))}", flush=True)
    print(f"{'mean value':24} {sum(values) / len(values):.4f}\n")
    for is_first, judged in held_out.items():
        if judged:
            print(sets[0].catalog.name if is_first else "other catalogs")
            print_run(judged, Console())
            print()


def _told(figures: Summary) -> str:
    shares = {name: getattr(figures, name) for name in ("value", "right", "offered", "missed", "wrong", "intruded")}
    return "  ".join(f"{name} {share:.3f}" for name, share in shares.items() if share is not None)


if __name__ == "__main__":
    main(sys.argv[1:])
