"""What a card tells of a persona, in the order the question asks for; the terminal tells the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.cards import wording
from bot.cards.spans import Line, Span, said
from bot.cards.view import View
from bot.catalog import Catalog, Persona
from bot.language.english import content_words
from bot.language.words import stem, words_of
from bot.matching.match import Field, Match
from bot.matching.sought import HOLDING, ROLE
from bot.question import Intent

T = TypeVar("T")
HERE = frozenset(map(stem, "channel project team workspace company".split()))
MOST_LINES = 40  # of any section of any card


class Topic(StrEnum):
    """The sections of a card, by their titles; a question for a role is answered by a name, so that comes first."""

    PEOPLE = "Who holds it"
    DOES = "What this role does"
    TAKES = "Takes from"
    GIVES = "Hands to"
    NOT = "Not responsible for"
    OWNS = "Owns"
    MISTAKEN = "Often mistaken for"
    STAGES = "Part in the stages"


SHORT = (Topic.PEOPLE, Topic.DOES, Topic.TAKES, Topic.GIVES, Topic.NOT)
FULL = tuple(Topic)
_ASKED_FOR = {
    Intent.NOT_RESPONSIBLE: Topic.NOT,
    Intent.DENIES: Topic.NOT,
    Intent.GIVES: Topic.GIVES,
    Intent.RECEIVES: Topic.TAKES,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a card answers: the question, what it wants to know, why this persona, and the next best one's id."""

    question: str = ""
    intent: Intent = Intent.WHO
    match: Match | None = None
    nearest: str = ""

    @property
    def topic(self) -> Topic | None:
        """The section that the question is about, if it is about one."""
        return _ASKED_FOR.get(self.intent)

    @property
    def for_somebody(self) -> bool:
        """True if it is asked who the persona is, by its name: who holds the role?"""
        reason = self.match and self.match.reason
        if not reason or reason.field not in (Field.TITLE, Field.ALIAS):
            return False
        besides = set(content_words(self.question)).difference(words_of(reason.phrase))
        asked = not {"who", "whos"}.isdisjoint(words_of(self.question))
        return asked and all(word in ROLE or stem(word) in HOLDING | HERE for word in besides)

    def index(self, field: Field, items: Sequence[object]) -> int | None:
        """The position of the matched phrase in a persona's `items` for `field`, if it stands there."""
        reason = self.match and self.match.reason
        return reason.index if reason and reason.field is field and 0 <= reason.index < len(items) else None


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Told:
    """The lines of a section, as far as any card shows them, and how many there are in all."""

    lines: list[Line]
    total: int


def sections(
    topics: Iterable[Topic], persona: Persona, catalog: Catalog, view: View, asked: Asked = NOTHING_ASKED
) -> dict[Topic, Told]:
    """What is told on each topic that has anything; the topic asked for leads, the matched line leads its topic."""
    order = sorted(topics, key=lambda topic: topic is not asked.topic)
    told = {topic: _TELL[topic](persona, catalog, view, asked) for topic in order}
    return {topic: section for topic, section in told.items() if section.total}


def _tell(items: Sequence[T], line: Callable[[T, bool], Line], matched: int | None = None) -> Told:
    """A line for each item, the matched one first. Only what can be shown is put into words: lists may be long."""
    order = [matched] if matched is not None else []
    order += [index for index in range(min(len(items), MOST_LINES)) if index != matched]
    return Told([line(items[index], index == matched) for index in order[:MOST_LINES]], len(items))


def _people(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    return _tell(view.holders(persona), lambda one, _: wording.assigned(one, view))


def _does(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    matched = asked.index(Field.RESPONSIBILITY, persona.responsibilities)
    return _tell(persona.responsibilities, lambda each, bold: wording.does(each, bold=bold), matched)


def _takes(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    received = catalog.handoffs_to.get(persona.id, ())
    wanted = asked.match.reason.phrase if asked.match and asked.match.reason.field is Field.HANDOFF else None
    matched = next((index for index, (_, handoff) in enumerate(received) if handoff.what == wanted), None)
    return _tell(received, lambda pair, _: wording.takes_from(*pair), matched)


def _gives(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    matched = asked.index(Field.HANDOFF, persona.handoffs)
    return _tell(persona.handoffs, lambda each, _: wording.hands_to(each, catalog), matched)


def _not(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    return _tell(persona.not_responsible, lambda each, _: wording.not_responsible(each, catalog))


def _owns(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    matched = asked.index(Field.OWNS, persona.owns)
    return _tell(persona.owns, lambda each, bold: (said(each, 100, bold=bold),), matched)


def _mistaken(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    return _tell(persona.mistaken_for, lambda each, _: wording.mistaken_for(each, catalog))


def _stages(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> Told:
    return _tell(list(persona.stages), lambda stage, _: (said(stage, 80), Span(f": {persona.stages[stage]}")))


_TELL: Mapping[Topic, Callable[[Persona, Catalog, View, Asked], Told]] = {
    Topic.PEOPLE: _people,
    Topic.DOES: _does,
    Topic.TAKES: _takes,
    Topic.GIVES: _gives,
    Topic.NOT: _not,
    Topic.OWNS: _owns,
    Topic.MISTAKEN: _mistaken,
    Topic.STAGES: _stages,
}
