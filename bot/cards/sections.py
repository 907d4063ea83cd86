"""What a card tells of a persona, in the order the question asks for; the terminal tells the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.cards import wording
from bot.cards.spans import Line, Span, said
from bot.cards.view import View
from bot.catalog import Catalog, Persona
from bot.matching.match import Field, Match
from bot.question import Intent


class Topic(StrEnum):
    """The sections of a card, by their titles."""

    DOES = "What this role does"
    TAKES = "Takes from"
    GIVES = "Hands to"
    NOT = "Not responsible for"
    OWNS = "Owns"
    MISTAKEN = "Often mistaken for"
    STAGES = "Part in the stages"
    PEOPLE = "Who holds it"


SHORT = (Topic.DOES, Topic.TAKES, Topic.GIVES, Topic.NOT, Topic.PEOPLE)
FULL = tuple(Topic)
_ASKED_FOR = {Intent.NOT_RESPONSIBLE: Topic.NOT, Intent.GIVES: Topic.GIVES, Intent.RECEIVES: Topic.TAKES}


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

    def index(self, field: Field) -> int | None:
        """The position of the matched phrase in the persona's list for `field`, if it stands there."""
        reason = self.match and self.match.reason
        return reason.index if reason and reason.field is field else None


NOTHING_ASKED = Asked()


def sections(
    topics: Iterable[Topic], persona: Persona, catalog: Catalog, view: View, asked: Asked = NOTHING_ASKED
) -> dict[Topic, list[Line]]:
    """The lines of each topic that has any; the topic asked for comes first, and the matched line of a topic."""
    order = sorted(topics, key=lambda topic: topic is not asked.topic)
    told = {topic: _LINES[topic](persona, catalog, view, asked) for topic in order}
    return {topic: lines for topic, lines in told.items() if lines}


def _does(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    matched = asked.index(Field.RESPONSIBILITY)
    lines = [wording.does(each, bold=at == matched) for at, each in enumerate(persona.responsibilities)]
    return _matched_first(lines, matched)


def _takes(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    received = catalog.handoffs_to.get(persona.id, ())
    wanted = asked.match.reason.phrase if asked.match and asked.match.reason.field is Field.HANDOFF else None
    in_order = sorted(received, key=lambda pair: pair[1].what != wanted)
    return [wording.takes_from(giver, handoff) for giver, handoff in in_order]


def _gives(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    lines = [wording.hands_to(handoff, catalog) for handoff in persona.handoffs]
    return _matched_first(lines, asked.index(Field.HANDOFF))


def _not(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    return [wording.not_responsible(task, catalog) for task in persona.not_responsible]


def _owns(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    matched = asked.index(Field.OWNS)
    return _matched_first([(said(thing, 100, bold=at == matched),) for at, thing in enumerate(persona.owns)], matched)


def _mistaken(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    return [wording.mistaken_for(each, catalog) for each in persona.mistaken_for]


def _stages(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    return [(said(stage, 80), Span(f": {part}")) for stage, part in persona.stages.items()]


def _people(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Line]:
    return [wording.holder(someone, view) for someone in persona.holders]


_LINES: Mapping[Topic, Callable[[Persona, Catalog, View, Asked], list[Line]]] = {
    Topic.DOES: _does,
    Topic.TAKES: _takes,
    Topic.GIVES: _gives,
    Topic.NOT: _not,
    Topic.OWNS: _owns,
    Topic.MISTAKEN: _mistaken,
    Topic.STAGES: _stages,
    Topic.PEOPLE: _people,
}


def _matched_first(lines: list[Line], matched: int | None) -> list[Line]:
    if matched is None or not 0 <= matched < len(lines):
        return lines
    return [lines[matched], *lines[:matched], *lines[matched + 1 :]]
