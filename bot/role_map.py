"""The picture of a catalog: roles by stages with their parts, and who hands what to whom.

A matrix rather than a net: it stays readable at the size of a Slack preview, for three roles and, in several sheets,
for forty. All lengths are in pixels of that preview.
"""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from math import cos, radians, sin
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from bot.cards.picture import described, stages_of
from bot.catalog import Catalog, Part, Persona

WIDTH, HEIGHT = 360.0, 500.0  # of Slack's preview: what is larger is shown smaller
MOST_SHEETS = 10  # more of them nobody looks through
SHARP = 3.0  # dots of the file for each of its pixels
INCH = 72.0  # so that a font's points are pixels
MARGIN = 8.0
HEADING, NAME, SMALL = 15.0, 11.5, 10.5  # heights of type
LINE = 13.5  # from one line to the next
DISC = 8.5  # radius
COLUMN = 24.0  # width of a stage; where there are many, less
SLANT = 45  # degrees of the stages' names
TITLES = (100.0, 130.0)  # width that titles have before stages take of it, and if a word needs it
TITLE_LINES, GIVES_LINES = 3, 10
NUMBER = 22.0  # width of a role's number
GIVES = 92.0  # width of the hand-offs
APART = 4.0  # arrows begin above the middle of a row and end below it, so that no two lie on each other
MOST_ARROWS = 12  # more of them are a tangle, and the numbers of the roles take their place


@dataclass(frozen=True, slots=True)
class Palette:
    paper: str
    ink: str
    quiet: str
    band: str
    mark: str
    arrow: str


LIGHT = Palette("#ffffff", "#1d1c1d", "#616061", "#f4f4f6", "#1264a3", "#7a5195")
DARK = Palette("#1a1d21", "#f2f2f2", "#b5b6b8", "#222529", "#63b3ed", "#c9a6e4")


@dataclass(frozen=True, slots=True)
class Row:
    """A role, its title and the numbers of those it hands work to in lines; `y` is the middle of the row."""

    number: int
    persona: Persona
    title: tuple[str, ...]
    gives: tuple[str, ...]
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: titles on the left, stages in the middle, hand-offs on the right.

    `titles` is the titles' right edge, `column` the width of a stage, `arcs` where the hand-offs begin. It is
    `numbered` where hand-offs are written as the numbers of roles. `sheet` says which of how many sheets it is.
    """

    catalog: Catalog
    stages: tuple[str, ...]
    rows: tuple[Row, ...]
    titles: float
    column: float
    arcs: float
    numbered: bool
    sheet: tuple[int, int] = (1, 1)

    @property
    def top(self) -> float:
        return self.rows[0].y - self.rows[0].height / 2

    @property
    def bottom(self) -> float:
        return self.rows[-1].y + self.rows[-1].height / 2

    @property
    def hands_over(self) -> bool:
        return any(one.handoffs for one in self.catalog.personas)

    @property
    def height(self) -> float:
        return self.bottom + 22 + 24 * (bool(self.stages) + self.hands_over)

    @property
    def disc(self) -> float:
        return min(DISC, 0.43 * self.column)

    def stage_x(self, index: int) -> float:
        return self.arcs - 4 - (len(self.stages) - index - 0.5) * self.column


def lay_out(catalog: Catalog) -> Layout:
    """All in one. Hand-offs are arrows where they are few and no arrow leads from one sheet to another."""
    arrows = sum(len(one.receivers) for one in catalog.personas)
    layout = _lay_out(catalog, numbered=arrows > MOST_ARROWS)
    fits = layout.numbered or not arrows or layout.height <= HEIGHT
    return layout if fits else _lay_out(catalog, numbered=True)


def sheets(layout: Layout) -> list[Layout]:
    """The same in sheets that a preview shows at their size; in one, if that takes too many of them."""
    room = HEIGHT - (layout.height - layout.bottom) - layout.top
    pages = _pages(layout.rows, room)
    if len(pages) > MOST_SHEETS:
        return [layout]
    tallest = max(row.height for row in layout.rows)
    evened = _pages(layout.rows, min(room, (layout.bottom - layout.top) / len(pages) + tallest))  # no more of them
    return [_sheet(layout, page, (at, len(evened))) for at, page in enumerate(evened, 1)]


def _pages(rows: Iterable[Row], room: float) -> list[list[Row]]:
    pages: list[list[Row]] = [[]]
    for row in rows:
        if pages[-1] and row.height + sum(one.height for one in pages[-1]) > room:
            pages.append([])
        pages[-1].append(row)
    return pages


def _sheet(layout: Layout, rows: Sequence[Row], sheet: tuple[int, int]) -> Layout:
    up = rows[0].y - rows[0].height / 2 - layout.top
    return replace(layout, rows=tuple(replace(row, y=row.y - up) for row in rows), sheet=sheet)


def _lay_out(catalog: Catalog, *, numbered: bool) -> Layout:
    """What a catalog lacks leaves its room to the rest."""
    stages = stages_of(catalog)
    numbers = {persona.id: at for at, persona in enumerate(catalog.personas, 1)}
    ends = [sorted(numbers[to] for to in one.receivers) if numbered else [] for one in catalog.personas]
    receivers = [f"→ {', '.join(map(str, one))}" if one else "" for one in ends]
    gives = GIVES if stages or any(one.handoffs for one in catalog.personas) else 0.0
    if numbered:
        gives = min(gives, max(_width(one, SMALL) for one in receivers) + 2)
    number = NUMBER if numbered else 0.0
    room = WIDTH - 2 * MARGIN - number - gives - 8
    longest = max(_width(one.title, NAME) for one in catalog.personas)
    word = max((_width(word, NAME) for one in catalog.personas for word in one.title.split()), default=0.0)
    least = min(longest, max(TITLES[0], min(word, TITLES[1])))
    column = min(COLUMN, (room - least) / max(1, len(stages)))
    titles = min(longest, room - column * len(stages))
    arcs = MARGIN + titles + number + 8 + column * len(stages)
    top = 40 + max((_width(_label(one), SMALL) for one in stages), default=0.0) * sin(radians(SLANT))
    told = [
        (_wrapped(persona.title, titles, NAME, TITLE_LINES, _squeezed), _wrapped(words, gives, SMALL, GIVES_LINES))
        for persona, words in zip(catalog.personas, receivers, strict=True)
    ]
    heights = [LINE * max(len(title), len(lines)) + 9 for title, lines in told]
    ends_at = accumulate(heights, initial=top)
    rows = tuple(
        Row(number, persona, title, lines, y + height / 2, height)
        for (number, persona), (title, lines), height, y in zip(
            enumerate(catalog.personas, 1), told, heights, ends_at, strict=False
        )
    )
    return Layout(catalog, stages, rows, MARGIN + titles, column, arcs, numbered)


def draw(catalog: Catalog, file_format: str = "png", *, dark: bool = False) -> bytes:
    """The whole picture as the bytes of a `png` or an `svg` file. A glyph that no font has is drawn as a box."""
    with _any_glyph():
        return _draw(lay_out(catalog), DARK if dark else LIGHT, file_format)


def draw_sheets(catalog: Catalog) -> list[bytes]:
    """The picture as PNG files, each no larger than Slack's preview."""
    with _any_glyph():
        return [_draw(sheet, LIGHT, "png") for sheet in sheets(lay_out(catalog))]


@contextmanager
def _any_glyph() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _draw(layout: Layout, colours: Palette, file_format: str) -> bytes:
    figure = Figure(figsize=(WIDTH / INCH, layout.height / INCH), facecolor=colours.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(layout.height, 0)
    axes.axis("off")
    for part in (_draw_titles, _draw_stages, _draw_handoffs, _draw_legend):
        part(axes, layout, colours)
    return _bytes(figure, file_format, {"Title": layout.catalog.title, "Description": described(layout.catalog)})


def _draw_titles(axes: Axes, layout: Layout, colours: Palette) -> None:
    """Every other row is on a band, so that the eye keeps to it."""
    at, of = layout.sheet
    which = f" ({at} of {of})" if of > 1 else ""
    heading = _cut(layout.catalog.title, WIDTH - 2 * MARGIN - _width(which, HEADING, "bold"), HEADING, "bold")
    _write(axes, MARGIN, 18, heading + which, colours.ink, size=HEADING, weight="bold")
    for row in layout.rows:
        if row.number % 2:
            corner = (MARGIN / 2, row.y - row.height / 2)
            axes.add_patch(Rectangle(corner, WIDTH - MARGIN, row.height, color=colours.band, linewidth=0))
        _write_lines(axes, layout.titles, row.y, row.title, colours.ink, size=NAME, ha="right")
        if layout.numbered:
            x = layout.titles + NUMBER - 3
            _write(axes, x, row.y, str(row.number), colours.arrow, size=SMALL, ha="right", weight="bold")


def _draw_stages(axes: Axes, layout: Layout, colours: Palette) -> None:
    for index, stage in enumerate(layout.stages):
        x, slanted = layout.stage_x(index), {"rotation": SLANT, "rotation_mode": "anchor"}
        name = _cut(_label(stage), (WIDTH - x) / cos(radians(SLANT)) - 6, SMALL)
        _write(axes, x - 3, layout.top - 6, name, colours.quiet, size=SMALL, **slanted)
        for row in layout.rows:
            if stage in row.persona.stages:
                _draw_part(axes, (x, row.y), layout.disc, row.persona.stages[stage], colours)


def _draw_part(axes: Axes, at: tuple[float, float], disc: float, part: Part, colours: Palette) -> None:
    """The part's letter in a disc: full for who answers for the stage or does it, open for who is asked or told."""
    filled = part in (Part.ACCOUNTABLE, Part.RESPONSIBLE)
    face = colours.mark if filled else colours.paper
    axes.add_patch(Circle(at, disc, facecolor=face, edgecolor=colours.mark, linewidth=1))
    letter = colours.paper if filled else colours.mark
    _write(axes, *at, part.value[0].upper(), letter, size=1.25 * disc, ha="center", weight="bold")


def _draw_handoffs(axes: Axes, layout: Layout, colours: Palette) -> None:
    """An arrow from each giver to each receiver; among many roles the receivers' numbers."""
    if layout.numbered:
        for row in layout.rows:
            _write_lines(axes, layout.arcs + 2, row.y, row.gives, colours.arrow, size=SMALL)
        return
    y = {row.persona.id: row.y for row in layout.rows}
    pairs = [(row.y, y[to]) for row in layout.rows for to in row.persona.receivers]
    longest = max((abs(end - start) for start, end in pairs), default=0.0)
    room = min(1.2, (WIDTH - MARGIN - 14 - layout.arcs) / (longest + 2 * APART))  # for each pixel that an arrow spans
    for start, end in pairs:
        out, back = start - APART, end + APART
        _draw_arrow(axes, layout.arcs, layout.arcs + 14 + room * abs(back - out), (out, back), colours)


def _draw_arrow(axes: Axes, x: float, reach: float, ends: tuple[float, float], colours: Palette) -> None:
    out, back = ends
    path = Path(
        [(x, out), (reach, out), (reach, back), (x, back)], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    )
    style = "-|>,head_length=4,head_width=2.2"
    axes.add_patch(FancyArrowPatch(path=path, arrowstyle=style, color=colours.arrow, linewidth=1.2, fill=False))


def _draw_legend(axes: Axes, layout: Layout, colours: Palette) -> None:
    x, y = MARGIN + DISC, layout.bottom + 24
    if layout.stages:
        for part in Part:
            _draw_part(axes, (x, y), DISC, part, colours)
            _write(axes, x + DISC + 3, y, part.value, colours.quiet, size=SMALL)
            x += 2 * DISC + 10 + _width(part.value, SMALL)
        y += 24
    if layout.hands_over:
        words = "→ hands work to the roles with these numbers" if layout.numbered else "Arrows: hands work to"
        _write(axes, MARGIN, y, words, colours.quiet, size=SMALL)


def _write_lines(  # noqa: PLR0913  where, what and how
    axes: Axes, x: float, y: float, lines: Sequence[str], colour: str, *, size: float, **style: Any
) -> None:
    for number, line in enumerate(lines):
        _write(axes, x, y + (number - (len(lines) - 1) / 2) * LINE, line, colour, size=size, **style)


def _write(  # noqa: PLR0913  where, what and how
    axes: Axes, x: float, y: float, text: str, colour: str, *, size: float, **style: Any
) -> None:
    """Plain text: a dollar sign in a title is no formula."""
    look: dict[str, Any] = {"va": "center", "ha": "left", "parse_math": False, **style}
    axes.text(x, y, text, color=colour, fontsize=size, **look)


def _width(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text is."""
    font = FontProperties(size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def _label(stage: str) -> str:
    return _cut(stage, 130, SMALL)


def _cut(text: str, room: float, size: float, weight: str = "normal") -> str:
    """As much of the text as fits the room."""
    if _width(text, size, weight) <= room:
        return text
    ends = range(min(len(text), 200), 0, -1)
    end = next((end for end in ends if _width(f"{text[:end]}…", size, weight) <= room), 0)
    return f"{text[:end].rstrip(' ,')}…"


def _squeezed(text: str, room: float, size: float) -> str:
    """As much of the beginning and the end of a text as fits the room: titles often differ at their ends alone."""
    if _width(text, size) <= room:
        return text
    halves = ((kept - kept // 2, kept // 2) for kept in range(min(len(text), 200) - 1, 1, -1))
    squeezed = (f"{text[:head].rstrip(' ,')}…{text[-tail:].lstrip(' ,')}" for head, tail in halves)
    return next((one for one in squeezed if _width(one, size) <= room), "…")


def _wrapped(
    text: str, room: float, size: float, most: int, cut: Callable[[str, float, float], str] = _cut
) -> tuple[str, ...]:
    """The text in at most so many lines that fit the room; what does not fit is cut, at its end unless `cut` does."""
    lines, words = list[str](), text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and (len(lines) == most - 1 or _width(f"{line} {words[0]}", size) <= room):
            line += f" {words.pop(0)}"
        lines.append(cut(line, room, size))
    return tuple(lines)


def _bytes(figure: Figure, file_format: str, words: dict[str, str | None]) -> bytes:
    """The figure's bytes, the same each time, with its words."""
    drawn = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "persona"}):
        metadata = words | {"Date" if file_format == "svg" else "Software": None}
        dots = SHARP * INCH
        figure.savefig(drawn, format=file_format, dpi=dots, facecolor=figure.get_facecolor(), metadata=metadata)
    return drawn.getvalue()
