"""A catalog's own words are understood, whatever stands around them."""

import random
from pathlib import Path
from zlib import crc32

import pytest

from bench.phrasings import SEED, phrased, said, verdict
from bot.answers import Outcome, answer
from bot.catalog_file import load
from bot.matching import Index
from bot.question import read_question

pytestmark = pytest.mark.no_cover  # tens of thousands of questions: noting which lines run would double their time

ROOT = Path(__file__).parent.parent
CATALOGS = [ROOT / "personas.yaml", *sorted((ROOT / "tests" / "golden").glob("*.yaml"))]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_catalogs_own_hand_offs_are_known_in_both_directions(path: Path) -> None:
    """Asked for in the catalog's own words, who takes a thing and who gives it is answered, and hardly ever wrongly."""
    index = Index(load(path))
    right = wrong = asked = 0
    for giver in index.catalog.personas:
        for handoff in giver.handoffs:
            taker = index.catalog.by_id[handoff.to]
            for typed, expected in (
                (f"who receives {handoff.what} from the {giver.title}?", taker),
                (f"who hands {handoff.what} to the {taker.title}?", giver),
            ):
                found = answer(read_question(typed), index)
                shown = [match.persona for match in found.shown]
                right += found.outcome is Outcome.ANSWER and shown == [expected]
                wrong += expected not in shown
                asked += 1
    assert right >= 0.9 * asked
    assert wrong <= 0.03 * asked


WAYS = ("", "who does ")  # of asking; each phrase is asked in one of them


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_what_a_catalog_says_is_found_by_its_own_words(path: Path) -> None:
    """Whoever asks word for word what stands in the catalog, be it a single word, is shown who it stands under."""
    index = Index(load(path))
    whose = said(index.catalog)
    some = random.Random(SEED).sample(sorted(whose), min(400, len(whose)))
    asked = {text: answer(read_question(f"{WAYS[crc32(text.encode()) % len(WAYS)]}{text}"), index) for text in some}
    missed = [text for text, found in asked.items() if whose[text].isdisjoint(one.persona.title for one in found.shown)]
    assert len(missed) <= 0.01 * len(asked), missed


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_whose_own_task_is_asked_about_is_the_answer(path: Path) -> None:
    """Does the porter carry the beds? The porter does, by its own words, whatever else it does not."""
    index = Index(load(path))
    asked = [(one, duty.text) for one in index.catalog.personas for duty in one.responsibilities]
    missed = [
        (one.title, text)
        for one, text in random.Random(SEED).sample(asked, min(60, len(asked)))
        if one not in [match.persona for match in answer(read_question(f"does the {one.title} {text}?"), index).shown]
    ]
    assert len(missed) <= 0.06 * 60, missed


LEAST_SHOWN = {"names": 0.92, "handed_on": 0.9, "handed_in": 0.95, "tasks": 0.96, "beside": 0.88}
FEW_CATALOGS = [path for path in CATALOGS if path.stem in {"personas", "bank", "railway", "skiresort"}]


@pytest.mark.parametrize("path", FEW_CATALOGS, ids=lambda path: path.stem)
def test_it_hardly_matters_how_people_ask(path: Path) -> None:
    """Hundreds of sentences around names, hand-offs and tasks: the one who is asked for is shown."""
    index = Index(load(path))
    shown: dict[str, list[bool]] = {kind: [] for kind in LEAST_SHOWN}
    for one in phrased(index, random.Random(SEED), several=3):
        shown[one.kind].append(verdict(one, index) in {"right", "offered"})
    for kind, least in LEAST_SHOWN.items():
        assert sum(shown[kind]) >= least * len(shown[kind]), f"{kind}: see python -m bench.phrasings"
