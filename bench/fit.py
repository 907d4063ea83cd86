"""Fit the weights of bot/matching/confidence.py on questions whose answers are known.

    python -m bench.fit CATALOG=QUESTIONS.jsonl [CATALOG=QUESTIONS.jsonl ...]

Prints the two lines to put there. The likelihood of a conditional logit is concave where one persona is right, so
plain gradient steps find the same weights each time; a small penalty keeps a figure that is rare from running away.
Each set of questions counts the same, however many it holds.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.catalog_file import load
from bot.matching import Index
from bot.matching.confidence import CONTENDERS, FIGURES, NONE_FIGURES, NONE_WEIGHTS, WEIGHTS, none_figures
from bot.matching.ranking import weigh
from bot.question import Intent, read_question

PENALTY = 3e-4
STEPS = 3000
RATE = 0.03
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """One question: the figures of each persona that came up, those of none, and which of them are right."""

    figures: Figures  # personas x FIGURES
    none: Figures  # NONE_FIGURES
    right: NDArray[np.bool_]  # personas, then none
    weight: float


def samples(catalog: Path, questions: Path) -> list[Sample]:
    """The questions that ranking can get right: some persona that came up is right, or none is."""
    index = Index(load(catalog))
    found = []
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in rows:
        question = read_question(row["query"])
        weighed = weigh(question, index)
        right = [index.personas[number].title in row["expected"] for number in weighed.cases]
        if question.intent in (Intent.HELP, Intent.OVERVIEW) or not weighed.cases:
            continue
        if row["expected"] and not any(right):
            continue
        cases = list(weighed.cases.values())
        found.append(
            Sample(
                np.array([case.figures() for case in cases]),
                np.array(none_figures(cases, len(weighed.items))),
                np.array([*right, not row["expected"]]),
                1 / len(rows),
            )
        )
    return found


def gradient(weights: Figures, sample: Sample) -> tuple[float, Figures]:
    """The surprise at what is right, and how it changes with the weights."""
    split = len(FIGURES)
    pulls = np.append(sample.figures @ weights[:split], sample.none @ weights[split:])
    if len(pulls) > CONTENDERS + 1:
        left_out = np.argsort(pulls[:-1])[:-CONTENDERS]
        pulls[left_out[~sample.right[left_out]]] = -np.inf
    chances = np.exp(pulls - pulls.max())
    chances /= chances.sum()
    right = chances[sample.right].sum() + 1e-9
    slope = chances - chances * sample.right / right
    return -float(np.log(right)), np.concatenate([sample.figures.T @ slope[:-1], sample.none * slope[-1]])


def fit(known: list[Sample]) -> Figures:
    """The weights that make what is right the least surprising (Adam; D. Kingma and J. Ba, 2015)."""
    weights = np.array([*WEIGHTS, *NONE_WEIGHTS])
    whole = sum(sample.weight for sample in known)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = 2 * PENALTY * weights
        for sample in known:
            slope += sample.weight / whole * gradient(weights, sample)[1]
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights


def main(pairs: list[str]) -> None:
    known = [sample for pair in pairs for sample in samples(*map(Path, pair.split("=", 1)))]
    weights = [round(float(weight), 2) for weight in fit(known)]
    for name, weight in zip((*FIGURES, *NONE_FIGURES), weights, strict=True):
        print(f"{name:12} {weight:6.2f}")
    print(f"WEIGHTS = ({', '.join(map(str, weights[: len(FIGURES)]))})")
    print(f"NONE_WEIGHTS = ({', '.join(map(str, weights[len(FIGURES) :]))})")


if __name__ == "__main__":
    main(sys.argv[1:])
