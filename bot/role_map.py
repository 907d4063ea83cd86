"""The picture of a catalog: roles by stages with their parts, and who hands what to whom.

A matrix rather than a net: it stays readable at the width of a Slack preview, for three roles and for forty.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.path import Path

from bot.cards.picture import described, stages_of
from bot.catalog import Catalog, Part

WIDTH = 6.0  # inches: in the 360 pixels of Slack's preview a title is 9 pixels high
ROW = 0.3  # inches
DOTS = 200  # an inch: sharp on a dense screen
TITLE_LENGTH = 26  # characters of a role's title that fit beside the matrix
STAGE_LENGTH = 22
MOST_ARROWS = 12  # more of them are a tangle, and the numbers of the roles take their place
NUMBERS_LENGTH = 18  # characters of such numbers in a row


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
class Layout:
    """Where things stand, in rows and columns of one unit (ROW inches); the first role's row is at y = `top`."""

    catalog: Catalog
    stages: tuple[str, ...]
    top: float
    titles: float  # x of the titles' right edge
    column: float  # width of one stage
    arcs: float  # x where the hand-offs begin

    @property
    def numbered(self) -> bool:
        """True where hand-offs are written as the numbers of roles."""
        return _arrows(self.catalog) > MOST_ARROWS

    @property
    def width(self) -> float:
        return WIDTH / ROW

    @property
    def height(self) -> float:
        return self.top + len(self.catalog.personas) + 2.6

    def row(self, persona: str) -> float:
        return self.top + list(self.catalog.by_id).index(persona) + 0.5

    def stage_x(self, index: int) -> float:
        return self.titles + 0.6 + (index + 0.5) * self.column


def _arrows(catalog: Catalog) -> int:
    """How many arrows it takes to draw the hand-offs."""
    return sum(len({handoff.to for handoff in one.handoffs}) for one in catalog.personas)


def lay_out(catalog: Catalog) -> Layout:
    """Titles on the left, stages in the middle, hand-offs on the right; what a catalog lacks leaves its room."""
    stages = stages_of(catalog)
    longest = max((len(_cut(one.title, TITLE_LENGTH)) for one in catalog.personas), default=0)
    titles = 0.7 + longest * 0.31
    handoffs = any(one.handoffs for one in catalog.personas)
    if _arrows(catalog) > MOST_ARROWS:
        titles += 0.9
    arcs = WIDTH / ROW - (4.2 if handoffs else 0.5)
    column = min(2.4, (arcs - titles - 1) / max(1, len(stages)))
    if handoffs:
        arcs = titles + 0.8 + column * len(stages)
    top = 2.2 + max((len(_cut(one, STAGE_LENGTH)) for one in stages), default=0) * 0.15
    return Layout(catalog, stages, top, titles, column, arcs)


def draw(catalog: Catalog, file_format: str = "png", *, dark: bool = False) -> bytes:
    """The picture as the bytes of a `png` or an `svg` file."""
    colours = DARK if dark else LIGHT
    layout = lay_out(catalog)
    figure = Figure(figsize=(WIDTH, layout.height * ROW), facecolor=colours.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, layout.width)
    axes.set_ylim(layout.height, 0)
    axes.axis("off")
    for part in (_draw_bands, _draw_titles, _draw_stages, _draw_handoffs, _draw_legend):
        part(axes, layout, colours)
    return _bytes(figure, file_format, {"Title": catalog.title, "Description": described(catalog)})


def _draw_bands(axes: Axes, layout: Layout, colours: Palette) -> None:
    for index in range(0, len(layout.catalog.personas), 2):
        corner = (0.4, layout.top + index)
        axes.add_patch(Rectangle(corner, layout.width - 0.8, 1, color=colours.band, linewidth=0))


def _draw_titles(axes: Axes, layout: Layout, colours: Palette) -> None:
    _write(axes, 0.8, 1.1, _cut(layout.catalog.title, 60), colours.ink, size=13, weight="bold")
    room = 0.9 if layout.numbered else 0.0
    for number, persona in enumerate(layout.catalog.personas, 1):
        title, y = _cut(persona.title, TITLE_LENGTH), layout.top + number - 0.5
        _write(axes, layout.titles - room, y, title, colours.ink, size=10.5, ha="right")
        if layout.numbered:
            _write(axes, layout.titles, y, str(number), colours.arrow, size=9, ha="right", weight="bold")


def _draw_stages(axes: Axes, layout: Layout, colours: Palette) -> None:
    for index, stage in enumerate(layout.stages):
        name = _cut(stage, STAGE_LENGTH)
        slanted = {"rotation": 40, "rotation_mode": "anchor"}
        _write(axes, layout.stage_x(index) - 0.2, layout.top - 0.3, name, colours.quiet, size=9, **slanted)
        for persona in layout.catalog.personas:
            if stage in persona.stages:
                _draw_part(axes, layout.stage_x(index), layout.row(persona.id), persona.stages[stage], colours)


def _draw_part(axes: Axes, x: float, y: float, part: Part, colours: Palette) -> None:
    """The part's letter in a disc: full for who answers for the stage or does it, open for who is asked or told."""
    filled = part in (Part.ACCOUNTABLE, Part.RESPONSIBLE)
    face = colours.mark if filled else colours.paper
    axes.add_patch(Circle((x, y), 0.35, facecolor=face, edgecolor=colours.mark, linewidth=1))
    letter = colours.paper if filled else colours.mark
    _write(axes, x, y + 0.02, part.value[0].upper(), letter, size=8, ha="center", weight="bold")


def _draw_handoffs(axes: Axes, layout: Layout, colours: Palette) -> None:
    """An arrow from each giver to each receiver; among many roles the receivers' numbers."""
    pairs = [
        (layout.row(giver.id), [layout.row(to) for to in dict.fromkeys(one.to for one in giver.handoffs)])
        for giver in layout.catalog.personas
    ]
    if layout.numbered:
        for start, ends in pairs:
            _draw_numbers(axes, layout, colours, start, ends)
        return
    longest = max((abs(end - start) for start, ends in pairs for end in ends), default=1)
    room = min(0.75, (layout.width - 1.4 - layout.arcs) / max(longest, 1))  # for each row that an arrow spans
    for start, ends in pairs:
        for end in ends:
            _draw_arrow(axes, layout.arcs, layout.arcs + 0.8 + room * abs(end - start), start, end, colours)


def _draw_numbers(axes: Axes, layout: Layout, colours: Palette, start: float, ends: Sequence[float]) -> None:
    numbers = ", ".join(str(int(end - layout.top) + 1) for end in sorted(ends))
    if len(numbers) > NUMBERS_LENGTH:
        numbers = f"{numbers[:NUMBERS_LENGTH].rpartition(',')[0]}, …"
    if numbers:
        _write(axes, layout.arcs, start, f"→ {numbers}", colours.arrow, size=9)


def _draw_arrow(  # noqa: PLR0913, PLR0917  from where to where
    axes: Axes, x: float, reach: float, start: float, end: float, colours: Palette
) -> None:
    nudge = 0.14 if start < end else -0.14  # two arrows between the same rows keep apart
    out, back = start + nudge, end - nudge
    path = Path(
        [(x, out), (reach, out), (reach, back), (x, back)], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    )
    style = "-|>,head_length=4,head_width=2.2"
    axes.add_patch(FancyArrowPatch(path=path, arrowstyle=style, color=colours.arrow, linewidth=1.1, fill=False))


def _draw_legend(axes: Axes, layout: Layout, colours: Palette) -> None:
    x, y = 0.9, layout.height - 1.5
    if layout.stages:
        for part in Part:
            _draw_part(axes, x, y, part, colours)
            _write(axes, x + 0.6, y, part.value, colours.quiet, size=9)
            x += 1.5 + len(part.value) * 0.27
    if any(one.handoffs for one in layout.catalog.personas):
        words = "→ hands work to the roles with these numbers" if layout.numbered else "Arrows: hands work to"
        _write(axes, 0.6, y + 0.95, words, colours.quiet, size=9)


def _write(  # noqa: PLR0913  where, what and how
    axes: Axes, x: float, y: float, text: str, colour: str, *, size: float, **style: Any
) -> None:
    """Plain text: a dollar sign in a title is no formula."""
    look: dict[str, Any] = {"va": "center", "ha": "left", "parse_math": False, **style}
    axes.text(x, y, text, color=colour, fontsize=size, **look)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _bytes(figure: Figure, file_format: str, words: dict[str, str | None]) -> bytes:
    """The figure's bytes, the same each time, with its words. A glyph that no font has is drawn as a box."""
    drawn = io.BytesIO()
    with warnings.catch_warnings(), rc_context({"svg.fonttype": "none", "svg.hashsalt": "persona"}):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        metadata = words | {"Date" if file_format == "svg" else "Software": None}
        figure.savefig(drawn, format=file_format, dpi=DOTS, facecolor=figure.get_facecolor(), metadata=metadata)
    return drawn.getvalue()
