"""Cards of several personas: a choice, all who are involved in a stage, a comparison."""

from collections.abc import Sequence

from bot.answers import Answer
from bot.cards import wording
from bot.cards.blocks import (
    actions,
    bullets,
    button,
    context,
    fitting,
    header,
    paragraph,
    quote,
    rich,
    role_select,
    section,
)
from bot.cards.sections import SHORT, Told, sections
from bot.cards.spans import Line, Span, joined, read, said
from bot.cards.view import CHOOSE, NOT_RIGHT, PRIVATE, SHARE, SHOW_ROLE, Block, Press, Reply, Surface, View
from bot.cards.words import cut, escape, first_sentence
from bot.catalog import Catalog, Part, Persona
from bot.matching.match import Match

_PARTS = (*Part, None)
MOST_COMPARED = 3
SPLIT_TITLE = "Sources divide this task"
SPLIT_LEAD = "Published sources give this task to different roles. This is who says what:"
_ROW_ROOM = 1800  # characters of one row


def choice(answer: Answer, catalog: Catalog, view: View) -> Reply:
    """Two or three personas, each with its own reason and its own button."""
    matches = answer.shown[:3]
    heading = SPLIT_TITLE if answer.split else "Did you mean …"
    lead = SPLIT_LEAD if answer.split else ""
    blocks = [header(heading), *([section(lead)] if lead else [])]
    blocks += candidates(matches, catalog, answer.question.text)
    if not view.public:
        press = Press(tuple(match.persona.id for match in matches), answer.question.text)
        blocks += actions([button("None of these", NOT_RIGHT, press)])
    titles = " or ".join(cut(match.persona.title, 100) for match in matches)
    return Reply(escape(f"{lead or 'Did you mean'} {titles}{'.' if lead else '?'}"), blocks)


def show_button(persona: Persona, index: int, question: str) -> Block:
    """A button that shows a persona's card; it says whose."""
    return button(f"Show {cut(persona.title, 68)}", f"{CHOOSE}:{index}", Press((persona.id,), question))


def candidates(matches: Sequence[Match], catalog: Catalog, question: str) -> list[Block]:
    """Each persona with its purpose, its reason and a button that shows its card."""
    blocks: list[Block] = []
    for index, match in enumerate(matches):
        persona = match.persona
        purpose = Span(f"\n{said(first_sentence(persona.description, 200)).text}")
        blocks.append(
            rich(paragraph(said(persona.title, 150, bold=True), purpose), quote(*wording.why(match, catalog)))
        )
        blocks += actions([show_button(persona, index, question)])
    return blocks


def involved(answer: Answer, catalog: Catalog, view: View) -> Reply:
    """All who have a part in the stage that was asked for, the accountable first."""
    matches = sorted(answer.shown, key=lambda match: _PARTS.index(wording.part(match, answer.stage)))
    lines = [wording.involved(match, answer.stage) for match in matches]
    shown = fitting(lines, most=40, room=6000)
    blocks = [header(f"Who is involved in {cut(answer.stage, 120)}"), rich(bullets(shown))]
    if left := len(lines) - len(shown):
        blocks.append(context(f"and {left} more"))
    if view.surface is not Surface.HOME:
        blocks += actions(role_select([match.persona for match in matches], SHOW_ROLE))
    told = "; ".join(read(line) for line in shown[:5])
    return Reply(escape(f"Who is involved in {cut(answer.stage, 120)}: {told}."), blocks)


def comparison(personas: Sequence[Persona], catalog: Catalog, view: View = PRIVATE, question: str = "") -> Reply:
    """Two or three personas side by side; one below the other where Slack draws no tables."""
    compared = tuple(personas)[:MOST_COMPARED]
    titles = [cut(persona.title, 60) for persona in compared]
    blocks = [header(" and ".join(titles))]
    if told := differences(compared):
        blocks.append(rich(quote(Span("The difference: ", bold=True), said(" ".join(told), 900))))
    side_by_side = rows(compared, catalog, view)
    blocks += [_table(compared, side_by_side)] if view.surface is Surface.MESSAGE else _columns(compared, side_by_side)
    blocks += [context(left)] if (left := left_out(personas)) else []
    blocks += _ways_on(compared, view, question)
    purposes = " ".join(f"{persona.title}: {first_sentence(persona.description, 150)}" for persona in compared)
    return Reply(escape(f"{' and '.join(titles)} side by side. {cut(purposes, 700)}"), blocks)


def left_out(personas: Sequence[Persona]) -> str:
    """Which of several are not compared, for three are put side by side; "" if all are."""
    titles = ", ".join(cut(persona.title, 60) for persona in personas[MOST_COMPARED:])
    return f"I put three side by side. Left out: {titles}." if titles else ""


def differences(compared: Sequence[Persona]) -> list[str]:
    """What the catalog says about how these personas differ."""
    ids = {persona.id for persona in compared}
    told = {each.difference: None for persona in compared for each in persona.mistaken_for if each.persona in ids}
    return list(told)[:3]


_Row = tuple[str, list[list[Line]]]


def rows(compared: Sequence[Persona], catalog: Catalog, view: View) -> list[_Row]:
    """What stands side by side: the name of each row, and a cell of lines for each persona."""
    told = [sections(SHORT, persona, catalog, view) for persona in compared]
    purpose: list[list[Line]] = [[(said(first_sentence(persona.description), 280),)] for persona in compared]
    room = _ROW_ROOM // max(len(compared), 1)
    topics = [topic for topic in SHORT if any(topic in each for each in told)]
    return [
        ("What it is", purpose),
        *((topic, [_cell_lines(each.get(topic), room) for each in told]) for topic in topics),
    ]


def _cell_lines(told: Told | None, room: int) -> list[Line]:
    return fitting(told.lines, most=4, room=room) if told else []


def _table(compared: Sequence[Persona], body: Sequence[_Row]) -> Block:
    heads = [_cell([(said(persona.title, 100, bold=True),)]) for persona in compared]
    named = [[_cell([(Span(name, bold=True),)]), *(_cell(lines) for lines in cells)] for name, cells in body]
    wrapped = [{"is_wrapped": True}] * (len(compared) + 1)
    return {
        "type": "table",
        "rows": [[_cell([(Span("Role", bold=True),)]), *heads], *named],
        "column_settings": wrapped,
    }


def _cell(lines: list[Line]) -> Block:
    if not lines:
        return {"type": "raw_text", "text": "–"}
    return rich(bullets(lines)) if len(lines) > 1 else rich(paragraph(*lines[0]))


def _columns(compared: Sequence[Persona], body: Sequence[_Row]) -> list[Block]:
    blocks: list[Block] = []
    for index, persona in enumerate(compared):
        parts = [paragraph(said(persona.title, 100, bold=True))]
        for name, cells in body:
            parts += [paragraph(Span(f"{name}: ", italic=True), *joined(cells[index], "; "))] if cells[index] else []
        blocks.append(rich(*parts))
    return blocks


def _ways_on(compared: Sequence[Persona], view: View, question: str) -> list[Block]:
    if view.public:
        return []
    row = [show_button(persona, index, question) for index, persona in enumerate(compared)]
    if view.surface is Surface.MESSAGE:
        row.append(button("Share in channel", SHARE, Press(tuple(persona.id for persona in compared), question)))
    return actions(row)
