"""Gaps: questions that found nobody, or not the one who was meant. Who asked is never known, only how many."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.answers import Answer, Outcome
from bot.catalog import Persona
from bot.language.english import ASKS, COMMON, LIGHT, is_misspelt_filler, meaning
from bot.language.words import bare, deletions, fold, misspelling, stem, typed_words
from bot.question import Intent, read_question

KEPT_DAYS = 90
CLOSE = 0.1  # the score from which a role is worth suggesting: that of chance matches is lower
ALIKE = 0.5  # the share of two questions' words that makes them one group
MOST_COMPARED = 100  # groups that a question is compared with for one of its words, the most asked
ADDRESSED = frozenset(
    "team teams department departments group groups office company staff colleague colleagues".split()
)


class Missed(StrEnum):
    """What came of the question."""

    NONE = "none"  # no role owns this
    CHOICE = "choice"  # several were offered, and nobody took one
    NOT_RIGHT = "not_right"  # the asker said that the answer is not right


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was asked in vain: by how many people, as far as they could be told apart, and when last."""

    id: str
    workspace: str
    question: str
    outcome: Missed
    asked: int
    last: datetime


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps that ask for much the same, the most asked first; never empty.

    A question has a gap for each outcome: who was offered a choice may have said of it that it is not right.
    """

    gaps: tuple[Gap, ...]

    @property
    def question(self) -> str:
        """The question that stands for all: the most asked."""
        return self.gaps[0].question

    @property
    def outcome(self) -> Missed:
        """What came of that question."""
        return self.gaps[0].outcome

    @property
    def questions(self) -> tuple[str, ...]:
        """Each question once, the most asked first."""
        return tuple(gap.question for gap in self._leading)

    @property
    def asked(self) -> int:
        """By how many people at least, of each question."""
        return sum(gap.asked for gap in self._leading)

    @property
    def last(self) -> datetime:
        return max(gap.last for gap in self.gaps)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(gap.id for gap in self.gaps)

    @property
    def _leading(self) -> Iterable[Gap]:
        """The most asked gap of each question."""
        leading: dict[str, Gap] = {}
        for gap in self.gaps:
            leading.setdefault(as_asked(gap.question), gap)
        return leading.values()


class GapStore(Protocol):
    """The gaps of every workspace. Every method may raise StoreError."""

    async def keep_gap(self, workspace: str, question: str, outcome: Missed, *, again: bool = False) -> None:
        """Count a question that was asked in vain; `again` by somebody who is counted already.

        One that is ignored stays so.
        """
        ...

    async def take_gap(self, workspace: str, question: str) -> None:
        """Take back one count of a choice: somebody took one of the roles offered."""
        ...

    async def gaps(self, workspace: str, *, ignored: bool = False) -> tuple[Gap, ...]:
        """The gaps that nobody has closed, or those that are ignored; the most asked first."""
        ...

    async def close_gaps(self, workspace: str, ids: Collection[str], *, ignored: bool = False) -> int:
        """Close gaps, and say how many were open. An ignored one stays closed when it is asked again."""
        ...

    async def restore_gaps(self, workspace: str, ids: Collection[str]) -> int:
        """Open ignored gaps again, and say how many were ignored."""
        ...

    async def purge_gaps(self, before: datetime) -> int:
        """Forget the gaps of every workspace that nobody has asked since; how many those were."""
        ...


def as_asked(question: str) -> str:
    """The same for the same question, however it is spaced and capitalised."""
    return " ".join(fold(question).split())


def missed(answer: Answer) -> Missed | None:
    """What the answer's question is a gap by; None if it is no gap.

    All who are involved in a stage are an answer, and so is where a task of no role goes.
    """
    question = answer.question
    asks = question.words and question.intent not in (Intent.HELP, Intent.OVERVIEW)
    if not asks or answer.stage or answer.goes_to:
        return None
    return {Outcome.NONE: Missed.NONE, Outcome.CHOICE: Missed.CHOICE}.get(answer.outcome)


def is_open(gap: Gap, now: Answer) -> bool:
    """True for a gap that the answer which its question gets `now` leaves open.

    The catalog, or the workspace's own words, may have closed it, as long as they stay; an answer that was said to be
    not right closes nothing.
    """
    return gap.outcome is Missed.NOT_RIGHT or missed(now) is not None


def nearest(group: GapGroup, found: Answer) -> Persona | None:
    """The role that a group is closest to, by the answer to its question, if one is close at all.

    It is none that was said to be not right.
    """
    wrong = found.shown if group.outcome is Missed.NOT_RIGHT else ()
    close = (match.persona for match in found.matches if match.score >= CLOSE and match not in wrong)
    return next(close, None)


def phrase_of(question: str) -> str:
    """What a question asks for, as a catalog would say it: "waters the plants" of "Hi all, who waters the plants?".

    What stands around it is left out, and all that is before the word that asks, if enough follows.
    """
    text = read_question(question).text
    typed = text.split()
    shouted = text.isupper()
    telling = [_tells(word, shouted=shouted) for word in typed]
    asking = next((place for place, word in enumerate(typed) if bare(fold(word)) in ASKS), 0)
    start = asking if sum(telling[asking:]) > 1 else 0
    while start < len(typed) and (not telling[start] or (start and fold(typed[start]).strip(",") in ADDRESSED)):
        start += 1
    end = max((place + 1 for place, tells in enumerate(telling) if tells), default=0)
    return " ".join(typed[start:end]).rstrip("?!.,;:…") or question


def _tells(typed: str, *, shouted: bool) -> bool:
    """True for what carries meaning, between two spaces."""
    words = [meaning(word, bare(fold(word)), shouted=shouted) for word in typed_words(typed)]
    return any(word and not is_misspelt_filler(word) for word in words)


def grouped(gaps: Iterable[Gap]) -> tuple[GapGroup, ...]:
    """Gaps whose questions share most of their words, together; the group that was asked most comes first.

    Each joins the first group whose leading question is like it, so that the same gaps always give the same groups.
    Only leading questions that have one of its rarer words are looked at: two sets share most of their words only if
    they share one of the rarer half of each (the prefix filter of S. Chaudhuri et al., 2006).
    """
    ordered = sorted(gaps, key=_place)
    asked_for = _alike_spelt([_words(gap.question) for gap in ordered])
    count = Counter(word for words in asked_for for word in words)
    groups: list[tuple[frozenset[str], list[Gap]]] = []
    holding: defaultdict[str, list[int]] = defaultdict(list)  # word -> the groups whose leading question has it
    for gap, words in zip(ordered, asked_for, strict=True):
        rarer = sorted(words, key=lambda word: (count[word], word))[: len(words) - len(words) // 2]
        near = {number for word in rarer for number in holding[word][:MOST_COMPARED]}
        found = next((number for number in sorted(near) if _alike(words, groups[number][0])), None)
        if found is not None:
            groups[found][1].append(gap)
            continue
        for word in rarer:
            holding[word].append(len(groups))
        groups.append((words, [gap]))
    found_groups = [GapGroup(tuple(held)) for _, held in groups]
    return tuple(sorted(found_groups, key=lambda group: (-group.asked, group.question)))


def _place(gap: Gap) -> tuple[object, ...]:
    """The most asked first; of a question that was as often said to be not right, that."""
    return -gap.asked, as_asked(gap.question), gap.outcome is not Missed.NOT_RIGHT, gap.question, gap.id


def _words(question: str) -> frozenset[str]:
    """The stems of a question's words, but for slips of words that carry nothing."""
    return frozenset(stem(word) for word in read_question(question).words if not is_misspelt_filler(word))


def _alike_spelt(questions: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The words of each, with one spelling for those that differ by a slip: a common word's, else the frequent one."""
    count = Counter(word for words in questions for word in words)
    kept: dict[str, str] = {}  # a spelling, or what is left of it without one letter -> the spelling
    meant: dict[str, str] = {}
    for word in sorted(count, key=lambda word: (word not in COMMON, -count[word], word)):
        parts = sorted(deletions(word)) if len(word) > 3 and word.isalpha() else []  # srv01 is no slip for srv02
        others = (kept[part] for part in parts if part in kept and word not in COMMON)
        meant[word] = next((other for other in others if misspelling(word, other)), word)
        for part in parts if meant[word] == word else ():
            kept.setdefault(part, word)
    return [frozenset(meant[word] for word in words) for words in questions]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """By the share of all their words that both have (P. Jaccard, 1901), unless each names what the other does not."""
    differ = bool(one - other - LIGHT) and bool(other - one - LIGHT)
    return not differ and len(one & other) > ALIKE * len(one | other)
