"""Block Kit, as far as the cards use it. Content is plain text or rich text, so that none of it is ever markup."""

from collections.abc import Iterable, Sequence

from bot.cards.spans import Line, Span, Target, read, said
from bot.cards.view import Block, Press
from bot.cards.words import cut, length
from bot.catalog import Persona

MOST_OPTIONS = 100
_OPTIONS_ROOM = 5000  # of the 13,000 characters that all blocks of a message may have together
_NAMELESS = {Target.USER: "a member", Target.USERGROUP: "a group", Target.CHANNEL: "a channel"}
_SPAN_COST = 20  # for the JSON around a piece of text, should Slack count some of it


def plain(text: str, most: int) -> Block:
    """A text object; `emoji` is off so that `:name:` stays what was written."""
    return {"type": "plain_text", "text": cut(text, most) or "–", "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, most: int = 600) -> Block:
    return {"type": "section", "text": plain(text, most)}


def context(text: str, most: int = 300) -> Block:
    return {"type": "context", "elements": [plain(text, most)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(elements: Sequence[Block]) -> list[Block]:
    """The row of buttons, or no block where there are none: Slack refuses an empty row."""
    return [{"type": "actions", "elements": list(elements)}] if elements else []


def button(label: str, action: str, press: Press, *, reads: str = "", sure: str = "") -> Block:
    """A button; `reads` is what a screen reader says where the label alone does not tell.

    `sure` is what is said of it before it is done, so that nobody does it by a slip.
    """
    result: Block = {"type": "button", "text": plain(label, 75), "action_id": action, "value": press.encode()}
    if reads:
        result["accessibility_label"] = cut(reads, 75)
    if sure:
        texts = {"title": plain(f"{label}?", 100), "text": plain(sure, 300), "confirm": plain(label, 30)}
        result["confirm"] = {**texts, "deny": plain("Cancel", 30), "style": "danger"}
    return result


def link_button(label: str, action: str, url: str) -> Block:
    return {"type": "button", "text": plain(label, 75), "action_id": action, "url": url}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*line: Span) -> Block:
    return {"type": "rich_text_section", "elements": _elements(line)}


def quote(*line: Span) -> Block:
    return {"type": "rich_text_quote", "elements": _elements(line)}


def bullets(lines: Iterable[Line]) -> Block:
    items = [paragraph(*line) for line in lines]
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def listed(title: str, lines: Sequence[Line], *, most: int, room: int, total: int = 0) -> list[Block]:
    """A titled list of as many lines as fit into `most` and `room` characters; the title tells of how many in all."""
    shown = fitting(lines, most=most, room=room)
    total = max(total, len(lines))
    count = (Span(f" {len(shown)} of {total}", italic=True),) if len(shown) < total else ()
    return [rich(paragraph(Span(title, bold=True), *count), bullets(shown))]


def fitting(lines: Sequence[Line], *, most: int, room: int) -> list[Line]:
    """The first lines that fit; at least one."""
    used, shown = 0, list[Line]()
    for line in lines[:most]:
        used += cost(line)
        if used > room and shown:
            break
        shown.append(line)
    return shown


def cost(line: Line) -> int:
    """How much room a line takes."""
    return sum(length(span.text) + len(span.to) + _SPAN_COST for span in line)


def role_select(personas: Sequence[Persona], action: str, *, room: int = _OPTIONS_ROOM) -> list[Block]:
    """A select of roles: with its options where they fit, else one that asks for them as one types."""
    fitting_ids = [persona for persona in personas if persona.id.strip() and len(persona.id) <= 150]
    placeholder = plain("Choose a role", 150)
    wanted = sum(length(cut(persona.title, 75)) + len(persona.id) + 70 for persona in fitting_ids)
    if not fitting_ids:
        return []
    if len(personas) > MOST_OPTIONS or wanted > room:
        return [{"type": "external_select", "action_id": action, "placeholder": placeholder, "min_query_length": 0}]
    options = [role_option(persona) for persona in fitting_ids]
    return [{"type": "static_select", "action_id": action, "placeholder": placeholder, "options": options}]


def role_option(persona: Persona) -> Block:
    """A persona as an option of a select; its value is the persona's id."""
    return {"text": plain(persona.title, 75), "value": persona.id}


def _elements(line: Sequence[Span]) -> list[Block]:
    return [_element(span) for span in line if span.text.strip()] or [_element(said("–"))]


def _element(span: Span) -> Block:
    match span.target:
        case Target.USER:
            return {"type": "user", "user_id": span.to}
        case Target.USERGROUP:
            return {"type": "usergroup", "usergroup_id": span.to}
        case Target.CHANNEL:
            return {"type": "channel", "channel_id": span.to}
        case Target.LINK:
            return {"type": "link", "url": span.to, "text": span.text}
        case Target.MOMENT:
            return {"type": "date", "timestamp": int(span.to), "format": "{date_num} {time}", "fallback": span.text}
    style = {name: True for name in ("bold", "italic", "code") if getattr(span, name)}
    return {"type": "text", "text": span.text} | ({"style": style} if style else {})


def spoken(*parts: Line | str) -> str:
    """Parts as one plain text, as a screen reader says it: without the ids of what has no known name."""
    return " ".join(part if isinstance(part, str) else read(tuple(map(_without_id, part))) for part in parts if part)


def _without_id(span: Span) -> Span:
    nameless = span.target in _NAMELESS and span.text == span.to
    return Span(_NAMELESS[span.target]) if span.target and nameless else span
