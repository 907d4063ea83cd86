"""The role card: what a persona is, why it is the answer, who holds it, what it does, whom it works with."""

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
from bot.cards.people import people_button
from bot.cards.sections import FULL, SHORT, Asked, Topic, sections
from bot.cards.spans import Line, Span, is_web_address
from bot.cards.view import (
    ASK,
    COMPARE,
    MORE,
    NOT_RIGHT,
    OPEN,
    PRIVATE,
    SHARE,
    Block,
    Press,
    Reply,
    Surface,
    View,
)
from bot.cards.words import cut, escape, first_sentence
from bot.catalog import Catalog, Persona
from bot.matching.match import Match

# (lines, characters) of each list of a full and of a short card. Together they stay below Slack's 13,000.
_FULL_ROOM = MappingProxyType(
    {
        Topic.PEOPLE: (20, 1000),
        Topic.DOES: (40, 2600),
        Topic.TAKES: (12, 1200),
        Topic.GIVES: (12, 1200),
        Topic.NOT: (12, 1200),
        Topic.OWNS: (12, 800),
        Topic.MISTAKEN: (5, 1000),
        Topic.STAGES: (10, 800),
    }
)
_SHORT_ROOM = MappingProxyType(
    {
        Topic.PEOPLE: (6, 800),
        Topic.DOES: (5, 1200),
        Topic.TAKES: (3, 900),
        Topic.GIVES: (3, 900),
        Topic.NOT: (3, 800),
    }
)


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
    blocks = [header(persona.title), *_what(persona, full=full)]
    if asked.match:
        blocks.append(rich(quote(Span("Why this answer: ", bold=True), *wording.why(asked.match, catalog))))
    blocks += _unheld(persona, catalog, view, asked)
    blocks += _told(persona, catalog, view, asked, full=full)
    blocks += _background(persona) if full else []
    blocks += _where_to_ask(persona)
    blocks += _buttons(persona, catalog, view, asked, full=full)
    return Reply(_text(persona, asked.match, catalog), blocks)


def _what(persona: Persona, *, full: bool) -> list[Block]:
    blocks = [section(persona.description, 1500) if full else section(first_sentence(persona.description))]
    if persona.aliases:
        blocks.append(
            context("Also called " + ", ".join(cut(alias, 60) for alias in persona.aliases[: 12 if full else 5]), 300)
        )
    return blocks


def _told(persona: Persona, catalog: Catalog, view: View, asked: Asked, *, full: bool) -> list[Block]:
    """The lists of the card; the one that was asked for may be as long as in the full card."""
    told = sections(FULL if full else SHORT, persona, catalog, view, asked)
    blocks: list[Block] = []
    if asked.topic is Topic.NOT and Topic.NOT not in told:
        blocks.append(section("The catalog does not say what this role is not responsible for."))
    for topic, section_ in told.items():
        most, room = (_FULL_ROOM if full or topic is asked.topic else _SHORT_ROOM)[topic]
        blocks += listed(topic, section_.lines, total=section_.total, most=most, room=room)
    return blocks


def _background(persona: Persona) -> list[Block]:
    blocks = []
    if persona.keywords:
        blocks.append(context("Keywords: " + ", ".join(cut(word, 40) for word in persona.keywords[:30]), 500))
    if persona.source:
        blocks.append(context(f"Source: {cut(persona.source, 250)}", 300))
    return blocks


def _unheld(persona: Persona, catalog: Catalog, view: View, asked: Asked) -> list[Block]:
    """That nobody holds the role is worth a line where it is asked who does, or where other roles have somebody."""
    if view.held is None:
        return [context("People could not be looked up.")]
    missing = not view.holders(persona)
    others = view.held or any(other.holders for other in catalog.personas)
    worth = others or asked.for_somebody
    return [context("Nobody is listed as holding this role.")] if missing and worth else []


def _where_to_ask(persona: Persona) -> list[Block]:
    line = wording.where_to_ask(persona)
    return [rich(paragraph(Span("Where to ask: ", bold=True), *line))] if line else []


def _buttons(persona: Persona, catalog: Catalog, view: View, asked: Asked, *, full: bool) -> list[Block]:
    """In public only what answers in private: Ask and More."""
    press = Press((persona.id,), asked.question)
    ask = persona.contact.channel or view.reachable(persona) or view.groups(persona)
    row = [button("Ask", ASK, press, reads=f"Ask the {persona.title}")] if ask else []
    more = [] if full else [button("More", MORE, press, reads=f"More about {persona.title}")]
    if view.public:
        return actions([*row, *more])
    row += (
        [button("Share in channel", SHARE, press, reads=f"Share in channel: {persona.title}")]
        if view.surface is Surface.MESSAGE
        else []
    )
    row += more
    if other := _to_compare(persona, catalog, asked):
        compared = Press((persona.id, other.id), asked.question)
        row.append(button(f"Compare with {cut(other.title, 58)}", COMPARE, compared))
    if asked.question:
        row.append(button("Not right?", NOT_RIGHT, press, reads=f"Not right? {persona.title}"))
    row.append(people_button(persona.id, persona.title))
    if is_web_address(persona.contact.url):
        row.append(link_button("Open its page", f"{OPEN}:0", persona.contact.url))
    return actions(row)


def _to_compare(persona: Persona, catalog: Catalog, asked: Asked) -> Persona | None:
    """The persona that the question nearly meant, else the one that this one is mistaken for."""
    ids = (asked.nearest, *(each.persona for each in persona.mistaken_for))
    known = (catalog.by_id[id_] for id_ in ids if id_ in catalog.by_id and id_ != persona.id)
    return next(known, None)


def _text(persona: Persona, match: Match | None, catalog: Catalog) -> str:
    parts: list[Line | str] = [f"{cut(persona.title, 150)}:", first_sentence(persona.description)]
    if match:
        parts += ["Why this answer:", wording.why(match, catalog)]
    return escape(spoken(*parts))
