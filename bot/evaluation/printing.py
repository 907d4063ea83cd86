"""A run in the terminal: the table by kind, the misses, and what changed."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from bot.evaluation.comparing import Change, Totals
from bot.evaluation.judging import Judged, Summary, Verdict, table

FIGURES = ("right", "offered", "missed", "wrong", "intruded", "value")
MOST_SHOWN = 3


def print_run(
    judged: Sequence[Judged],
    console: Console,
    *,
    misses: int = 0,
    changes: Sequence[Change] = (),
    totals: Totals | None = None,
) -> None:
    """Print the table, then at most `misses` questions that were not answered right, all changes, and the totals."""
    for row in _rows(table(judged)):
        console.print(Text(row), soft_wrap=True)
    for one in [one for one in judged if one.verdict is not Verdict.RIGHT][:misses]:
        console.print(Text(f"{one.verdict.value:9}{_line(one)}"), soft_wrap=True)
    for change in changes:
        word = "better" if change.better else "worse"
        console.print(
            Text(f"{word:7}{change.before:+.1f} -> {change.judged.value:+.1f}  {_line(change.judged)}"), soft_wrap=True
        )
    if totals:
        console.print(Text(_total(totals, changes)), soft_wrap=True)


def _total(totals: Totals, changes: Sequence[Change]) -> str:
    if not totals.count:
        return "The former run has none of these questions."
    better = sum(change.better for change in changes)
    told = f"{better} better, {len(changes) - better} worse" if changes else "no question came out differently"
    return f"Of {totals.count} questions in both runs: value {totals.before:.3f} -> {totals.now:.3f}; {told}."


def _rows(figures: Mapping[str, Summary]) -> Iterator[str]:
    """The table's lines: never narrower, for a figure that is cut is none."""
    widest = max(map(len, figures))
    yield f"{'kind':{widest}} {'n':>5} " + "".join(f"{name:>9}" for name in FIGURES)
    for kind, one in figures.items():
        yield f"{kind:{widest}} {one.count:5} " + "".join(f"{_cell(getattr(one, name)):>9}" for name in FIGURES)


def _cell(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"


def _line(one: Judged) -> str:
    expected = ", ".join(one.golden.expected) or "nobody"
    given = ", ".join(one.titles[:MOST_SHOWN]) or "nobody"
    return f"{one.golden.query[:80]!r} ({one.golden.kind}): expected {expected}; {one.outcome.value}, nearest {given}"
