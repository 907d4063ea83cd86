"""A run as pictures: which role is taken for which, and whether the scores are what they claim."""

import io
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation.judging import NOBODY, Bin

DOTS = 160  # an inch
MOST_ROLES = 24  # more would be too small to read; the most confused are drawn
TITLE_LENGTH = 26


def draw_confusions(counts: Mapping[tuple[str, str], int], titles: Sequence[str], file_format: str) -> bytes:
    """The bytes of a `png` or `svg`: a row for each persona that was right, a column for each that was given.

    What stands off the diagonal are mistakes.
    """
    drawn = [*_most_confused(counts, titles), NOBODY]
    size = 3.2 + 0.36 * len(drawn)
    figure = Figure(figsize=(size + 0.4, size), layout="constrained")
    _draw_matrix(figure.add_subplot(), counts, drawn)
    return _saved(figure, file_format)


def _most_confused(counts: Mapping[tuple[str, str], int], titles: Sequence[str]) -> list[str]:
    if len(titles) <= MOST_ROLES:
        return list(titles)
    mistakes: Counter[str] = Counter()
    for pair, count in counts.items():
        if pair[0] != pair[1]:
            mistakes.update(dict.fromkeys(pair, count))
    chosen = {title for title, _ in mistakes.most_common() if title != NOBODY}
    return [title for title in titles if title in chosen][:MOST_ROLES]


def _draw_matrix(axes: Axes, counts: Mapping[tuple[str, str], int], drawn: Sequence[str]) -> None:
    cells = [[counts.get((expected, given), 0) for given in drawn] for expected in drawn]
    highest = max(max(row) for row in cells) or 1
    axes.imshow(cells, cmap="Blues", vmin=0, vmax=highest)
    for row, line in enumerate(cells):
        for column, count in enumerate(line):
            if count:
                ink = "white" if count > 0.6 * highest else "black"
                weight = "normal" if row == column else "bold"
                axes.text(column, row, str(count), ha="center", va="center", color=ink, weight=weight)
    labels = [one if len(one) <= TITLE_LENGTH else f"{one[: TITLE_LENGTH - 1]}…" for one in drawn]
    axes.set_xticks(range(len(drawn)), labels, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(drawn)), labels)
    axes.set_xlabel("given first")
    axes.set_ylabel("expected")


def draw_reliability(bins: Sequence[Bin], file_format: str) -> bytes:
    """The bytes of a `png` or `svg`: the scores of first personas against how often they were right.

    On the diagonal, the scores are what they claim.
    """
    figure = Figure(figsize=(4.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="#b5b6b8", linestyle="--", linewidth=1)
    axes.plot([one.score for one in bins], [one.right for one in bins], color="#1264a3", marker="o")
    for one in bins:
        axes.annotate(str(one.count), (one.score, one.right), textcoords="offset points", xytext=(0, 5), fontsize=8)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.08), xlabel="score of the first persona", ylabel="share that was right")
    return _saved(figure, file_format)


def _saved(figure: Figure, file_format: str) -> bytes:
    """The figure's bytes, the same each time; a title with two dollars is no formula, and a missing glyph is a box."""
    stream = io.BytesIO()
    metadata: dict[str, str | None] = {"Date" if file_format == "svg" else "Software": None}
    look = rc_context({"svg.fonttype": "none", "svg.hashsalt": "persona", "text.parse_math": False})
    with warnings.catch_warnings(), look:
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(stream, format=file_format, dpi=DOTS, metadata=metadata)
    return stream.getvalue()
