"""An answer drawn with rich. Text of the catalog and of people is never read as rich's markup."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from types import MappingProxyType
from typing import TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.answers import Answer, Outcome
from bot.cards import View, wording
from bot.cards.messages import nearest, nobody, strangers
from bot.cards.overview import by_stage
from bot.cards.sections import SHORT, Asked, Topic, sections
from bot.cards.several import MOST_COMPARED, SPLIT_LEAD, SPLIT_TITLE, differences, left_out, rows
from bot.cards.spans import Line, Span, Target, said
from bot.cards.usage import COMMAND, examples
from bot.cards.words import cut, first_sentence
from bot.catalog import Catalog
from bot.matching.match import Match

_WIDEST = 100
_MOST_LINES = MappingProxyType({Topic.DOES: 8, Topic.PEOPLE: 12})
_MANY, _FEW = 40, 4
_STYLES = {Target.USER: "cyan", Target.USERGROUP: "cyan", Target.CHANNEL: "cyan", Target.LINK: "underline"}


def console(stream: TextIO) -> Console:
    """A console on `stream`: plain where it is no terminal or NO_COLOR is set; a letter it lacks becomes a `?`."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    return Console(file=stream, markup=False, highlight=False, emoji=False)


def print_answer(answer: Answer, catalog: Catalog, console: Console) -> None:
    """Draw the card of an answer, as wide as the terminal but no wider than one reads well."""
    console.print(_card(answer, catalog), width=min(console.width, _WIDEST))


def print_command(word: str, console: Console) -> None:
    """Say of a word that it does something in Slack, and asks nothing."""
    told = f"{COMMAND} {word} is a command of Slack: type it there. Here, persona ask help says what one can ask."
    console.print(Text(told), soft_wrap=True)


def _card(answer: Answer, catalog: Catalog) -> RenderableType:
    card = (_involved if answer.stage and answer.shown else _DRAWN[answer.outcome])(answer, catalog)
    unknown = strangers(answer)
    return Group(Text(unknown), card) if unknown else card


def _involved(answer: Answer, catalog: Catalog) -> RenderableType:
    lines = [wording.involved(match, answer.stage) for match in answer.shown]
    return _panel(f"Who is involved in {cut(answer.stage, 100)}", [_bullets(lines, most=len(lines))])


def _role(answer: Answer, catalog: Catalog) -> RenderableType:
    match = answer.matches[0]
    persona, question = match.persona, answer.question
    parts: list[RenderableType] = [_text(said(persona.description, 1500)), _why(match, catalog)]
    asked = Asked(question.text, question.intent, match)
    for topic, told in sections((*SHORT, Topic.OWNS), persona, catalog, _seen(), asked).items():
        most = _MANY if topic is asked.topic else _MOST_LINES.get(topic, _FEW)
        parts.append(Group(Text(topic, style="bold"), _bullets(told.lines, most=most, total=told.total)))
    if place := wording.where_to_ask(persona):
        parts.append(_text(Span("Where to ask: ", bold=True), *place))
    return _panel(persona.title, _spaced(parts))


def _choice(answer: Answer, catalog: Catalog) -> RenderableType:
    parts: list[RenderableType] = [Text(SPLIT_LEAD)] if answer.split else []
    for match in answer.shown:
        purpose = first_sentence(match.persona.description)
        parts.append(
            Group(Text(cut(match.persona.title, 150), style="bold"), _text(said(purpose, 300)), _why(match, catalog))
        )
    return _panel(SPLIT_TITLE if answer.split else "Did you mean …", _spaced(parts))


def _why(match: Match, catalog: Catalog) -> Text:
    return _text(Span("Why: ", italic=True), *wording.why(match, catalog), style="green")


def _comparison(answer: Answer, catalog: Catalog) -> RenderableType:
    named = [match.persona for match in answer.matches]
    personas = named[:MOST_COMPARED]
    table = Table(box=box.ROUNDED, show_lines=True, expand=False)
    table.add_column("", style="bold")
    for persona in personas:
        table.add_column(Text(cut(persona.title, 100)), ratio=1)
    for name, cells in rows(personas, catalog, _seen()):
        table.add_row(
            Text(name), *(_bullets(lines) if len(lines) > 1 else _text(*(lines or [()])[0]) for lines in cells)
        )
    told = [*differences(personas), *filter(None, [left_out(named)])]
    return Group(table, *(_text(said(text, 500)) for text in told))


def _none(answer: Answer, catalog: Catalog) -> RenderableType:
    parts = [_text(*line) for line in nobody(answer, catalog)]
    if near := nearest(answer):
        parts.append(Text(near, style="italic"))
    return _panel("No role here owns this", _spaced(parts))


def _usage(answer: Answer, catalog: Catalog) -> RenderableType:
    grid = _grid()
    for asked, told in examples(catalog):
        grid.add_row(Text(f"persona ask {asked}", style="cyan"), Text(told))
    return _panel("Ask who does what", [grid])


def _overview(answer: Answer, catalog: Catalog) -> RenderableType:
    parts: list[RenderableType] = []
    for heading, personas in by_stage(catalog):
        lines: list[Line] = [
            (said(each.title, 100, bold=True), Span(": "), said(first_sentence(each.description, 140)))
            for each in personas
        ]
        parts.append(Group(Text(heading, style="bold"), _bullets(lines, most=len(lines))))
    return _panel(catalog.title, _spaced(parts))


_DRAWN: Mapping[Outcome, Callable[[Answer, Catalog], RenderableType]] = {
    Outcome.ANSWER: _role,
    Outcome.CHOICE: _choice,
    Outcome.COMPARE: _comparison,
    Outcome.NONE: _none,
    Outcome.HELP: _usage,
    Outcome.OVERVIEW: _overview,
}


def _seen() -> View:
    """How a terminal shows people: who holds a role by the catalog today."""
    return View(today=datetime.now(UTC).date())


def _bullets(lines: Sequence[Line], *, most: int = _MANY, total: int = 0) -> RenderableType:
    grid = _grid()
    for line in lines[:most]:
        grid.add_row(Text("•"), _text(*line))
    if left := max(total, len(lines)) - len(lines[:most]):
        grid.add_row("", Text(f"and {left} more", style="italic"))
    return grid


def _grid() -> Table:
    return Table.grid(padding=(0, 1))


def _text(*line: Span, style: str = "") -> Text:
    text = Text(style=style)
    for span in line:
        text.append(span.text, _style(span))
    return text


def _style(span: Span) -> str:
    if span.target:
        return _STYLES[span.target]
    return " ".join(name for name in ("bold", "italic") if getattr(span, name))


def _spaced(parts: Iterable[RenderableType]) -> list[RenderableType]:
    """The parts with an empty line between two."""
    result: list[RenderableType] = []
    for part in parts:
        result += [Text(""), part] if result else [part]
    return result


def _panel(title: str, parts: Sequence[RenderableType]) -> Panel:
    return Panel(Group(*parts), title=Text(cut(title, 150), style="bold"), title_align="left", padding=(1, 2))
