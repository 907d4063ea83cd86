"""The role card: what a persona is, why it is the answer, what it does, whom it works with, who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.cards import wording
from bot.cards.blocks import (
    actions,
    button,
    context,
    header,
    link_button,
    listed,
    paragraph,
    quote,
    rich,
    section,
    spoken,
)
from bot.cards.spans import Line, Span, Target, channel, is_web_address, joined, read, said
from bot.cards.view import COMPARE, MORE, NOT_RIGHT, OPEN, PRIVATE, SHARE, Block, Press, Reply, Surface, View
from bot.cards.words import cut, escape, first_sentence
from bot.catalog import Catalog, Persona
from bot.matching.match import Field, Match
from bot.question import Intent

# (lines, characters) of each list: of a short card, and of a full one. Together they stay below Slack's 13,000.
_SHORT = MappingProxyType({"does": (5, 1200), "handoffs": (3, 900), "not": (3, 700), "people": (6, 700)})
_FULL = MappingProxyType({"does": (40, 3200), "handoffs": (12, 1500), "not": (12, 1200), "people": (20, 1200)})
_Rooms = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a card answers: the question, what it wants to know, why this persona, and the next best one's id."""

    question: str = ""
    intent: Intent = Intent.WHO
    match: Match | None = None
    nearest: str = ""


def role(  # noqa: PLR0913  what a caller may leave out goes by name
    persona: Persona,
    catalog: Catalog,
    view: View = PRIVATE,
    *,
    match: Match | None = None,
    question: str = "",
    full: bool = False,
) -> Reply:
    """One persona's card. `match` tells why it is the answer to `question`; `full` shows all that fits."""
    return draw(persona, catalog, view, Asked(question, match=match), full=full)


def draw(persona: Persona, catalog: Catalog, view: View, asked: Asked, *, full: bool = False) -> Reply:
    """One persona's card, as the question asks for it."""
    rooms = _FULL if full else _SHORT
    blocks = [header(persona.title), *_what(persona, full=full)]
    if asked.match:
        blocks.append(rich(quote(Span("Why this answer: ", bold=True), *wording.why(asked.match, catalog))))
    parts = [
        _does(persona, rooms, asked.match),
        _handoffs(persona, catalog, rooms),
        _not_responsible(persona, catalog, rooms),
    ]
    if asked.intent is Intent.NOT_RESPONSIBLE:
        parts.insert(0, parts.pop())
    for part in parts:
        blocks += part
    blocks += _more(persona, catalog) if full else []
    blocks += _people(persona, catalog, view, rooms)
    blocks += _where_to_ask(persona)
    blocks += _buttons(persona, catalog, view, asked, full=full)
    return Reply(_text(persona, asked.match, catalog), blocks)


def _what(persona: Persona, *, full: bool) -> list[Block]:
    blocks = [section(persona.description, 1500) if full else section(first_sentence(persona.description))]
    if persona.aliases:
        blocks.append(context("Also called " + ", ".join(cut(alias, 60) for alias in persona.aliases[:8]), 300))
    return blocks


def _does(persona: Persona, rooms: _Rooms, match: Match | None) -> list[Block]:
    """The responsibilities, the matched one first and bold."""
    matched = _matched_index(match)
    order = sorted(range(len(persona.responsibilities)), key=lambda index: index != matched)
    lines = [wording.does(persona.responsibilities[index], bold=index == matched) for index in order]
    most, room = rooms["does"]
    return listed("What this role does", lines, most=most, room=room)


def _matched_index(match: Match | None) -> int | None:
    return match.reason.index if match and match.reason.field is Field.RESPONSIBILITY else None


def _handoffs(persona: Persona, catalog: Catalog, rooms: _Rooms) -> list[Block]:
    most, room = rooms["handoffs"]
    takes = [wording.takes_from(giver, handoff) for giver, handoff in catalog.handoffs_to.get(persona.id, ())]
    gives = [wording.hands_to(handoff, catalog) for handoff in persona.handoffs]
    return listed("Takes from", takes, most=most, room=room) + listed("Hands to", gives, most=most, room=room)


def _not_responsible(persona: Persona, catalog: Catalog, rooms: _Rooms) -> list[Block]:
    most, room = rooms["not"]
    lines = [wording.not_responsible(task, catalog) for task in persona.not_responsible]
    return listed("Not responsible for", lines, most=most, room=room)


def _more(persona: Persona, catalog: Catalog) -> list[Block]:
    """What only the full card shows."""
    lookalikes = [wording.mistaken_for(each, catalog) for each in persona.mistaken_for]
    stages: list[Line] = [(said(stage, 60), Span(f": {part}")) for stage, part in persona.stages.items()]
    blocks = listed("Owns", [(said(thing, 100),) for thing in persona.owns], most=12, room=900)
    blocks += listed("Often mistaken for", lookalikes, most=5, room=1000)
    blocks += listed("Part in the stages", stages, most=10, room=900)
    if persona.keywords:
        blocks.append(context("Keywords: " + ", ".join(cut(word, 40) for word in persona.keywords[:30]), 500))
    if persona.source:
        blocks.append(context(f"Source: {cut(persona.source, 250)}", 300))
    return blocks


def _people(persona: Persona, catalog: Catalog, view: View, rooms: _Rooms) -> list[Block]:
    """Who holds the role. That nobody does is worth a line only where other roles have somebody."""
    lines = [wording.holder(someone, view) for someone in persona.holders]
    most, room = rooms["people"]
    if lines:
        return listed("Who holds it", lines, most=most, room=room)
    somebody = any(other.holders for other in catalog.personas)
    return [context("Nobody is listed as holding this role.")] if somebody else []


def _where_to_ask(persona: Persona) -> list[Block]:
    places: list[Line] = [(channel(persona.contact.channel),)] if persona.contact.channel else []
    if is_web_address(persona.contact.url):
        places.append((Span(cut(persona.contact.url, 100), target=Target.LINK, to=persona.contact.url),))
    return [rich(paragraph(Span("Where to ask: ", bold=True), *joined(places)))] if places else []


def _buttons(persona: Persona, catalog: Catalog, view: View, asked: Asked, *, full: bool) -> list[Block]:
    """In public only what answers in private: More."""
    press = Press((persona.id,), asked.question)
    more = [] if full else [button("More", MORE, press, reads=f"More about {persona.title}")]
    if view.public:
        return actions(more)
    row = [button("Share in channel", SHARE, press)] if view.surface is Surface.MESSAGE else []
    row += more
    other = catalog.by_id.get(asked.nearest) or _lookalike(persona, catalog)
    if other and other is not persona:
        compared = Press((persona.id, other.id), press.question)
        row.append(button(f"Compare with {cut(other.title, 58)}", COMPARE, compared))
    if press.question:
        row.append(button("Not right?", NOT_RIGHT, press))
    if is_web_address(persona.contact.url):
        row.append(link_button("Open its page", f"{OPEN}:0", persona.contact.url))
    return actions(row)


def _lookalike(persona: Persona, catalog: Catalog) -> Persona | None:
    known = (catalog.by_id.get(each.persona) for each in persona.mistaken_for)
    return next((other for other in known if other), None)


def _text(persona: Persona, match: Match | None, catalog: Catalog) -> str:
    parts = [f"{cut(persona.title, 150)}:", first_sentence(persona.description)]
    if match:
        parts.append(f"Why this answer: {read(wording.why(match, catalog))}")
    return escape(spoken(*parts))
