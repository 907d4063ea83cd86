"""Measure Persona beside its peers, and write bench/README.md and bench/peers.svg.

    python -m bench [--quick]          python -m bench.reload measures that alone

`--quick` leaves the 100,000 entries out and only prints. Nothing else heavy should run at the same time.
"""

import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench import accuracy, owned, reload, scale

HERE = Path(__file__).parent
ABOUT = """\
# Persona beside its peers

The last run of `python -m bench` ({day}; {machine}; Python {python}). Ratios carry over to other machines, absolute
figures do not. The weights of `bot/matching/confidence.py` are fitted on questions like these, among them these files,
and each peer has the threshold that is best for it on them: both flatter. What Persona showed on the same files
when they were new is in `tests/golden/README.md`.

![How many are found against what a question costs](peers.svg)
"""


def main(options: Sequence[str]) -> None:
    """Measure, print, and write the report unless it was a quick run."""
    quick = "--quick" in options
    parts = [_about()]
    for catalog, files in accuracy.golden_files():
        parts.append(_say(_answers(catalog.stem, accuracy.measure(catalog, files))))
    costs = scale.measure_all(scale.SIZES[:-1] if quick else scale.SIZES)
    parts.append(_say(_scale(costs)))
    if not quick:
        parts.append(_say(_owned()))
        parts.append(_say(f"## A change of a large catalog\n\n{reload.__doc__}\n{reload.measure()}"))
        (HERE / "README.md").write_text("\n".join(parts), encoding="utf-8")
        _draw(costs, HERE / "peers.svg")


def _say(part: str) -> str:
    print(part, flush=True)
    return part


def _about() -> str:
    machine = f"{platform.system()} {platform.machine()}"
    return ABOUT.format(day=datetime.now(UTC).date(), machine=machine, python=platform.python_version())


def _answers(name: str, rows: Sequence[accuracy.Row]) -> str:
    cells = (
        (
            row.engine,
            *(f"{one:.2f}" for one in (row.value, row.right, row.offered, row.wrong, row.intruded)),
            f"{row.milliseconds:.2f}",
        )
        for row in rows
    )
    head = ("engine", "value", "right", "offered", "wrong", "intruded", "ms")
    return f"## Answers to `tests/golden/{name}*.jsonl`\n\n{_table(head, cells)}"


def _scale(costs: Sequence[scale.Cost]) -> str:
    cells = (
        (
            one.engine,
            f"{one.size:,}",
            f"{one.p50:.2f}",
            f"{one.p99:.2f}",
            f"{one.exact:.2f}",
            f"{one.slipped:.2f}",
            f"{one.build:.2f}",
            f"{one.megabytes:.0f}",
            str(one.asked),
        )
        for one in costs
    )
    head = ("engine", "entries", "p50 ms", "p99 ms", "found", "with a slip", "build s", "MB", "questions")
    grows = "; ".join(f"{one} {scale.exponent(costs, one):.2f}" for one in dict.fromkeys(cost.engine for cost in costs))
    return (
        f"## Entries by the thousand\n\n{scale.__doc__}\n`found`: among the first three.\n\n{_table(head, cells)}\n"
        f"Exponent with which the median grows: {grows}.\n"
    )


def _owned() -> str:
    cells = (
        (one.engine, str(one.roles), f"{one.p50:.2f}", f"{one.p99:.2f}", f"{one.first:.2f}") for one in owned.measure()
    )
    table = _table(("engine", "roles", "p50 ms", "p99 ms", "first"), cells)
    return f"## Things owned by the thousand\n\n{owned.__doc__}\n{table}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _draw(costs: Sequence[scale.Cost], path: Path) -> None:
    """What is found with one slip against the median, a line for each engine from the fewest entries to the most."""
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    axes = figure.add_subplot()
    for engine in dict.fromkeys(one.engine for one in costs):
        _draw_engine(axes, [one for one in costs if one.engine == engine])
    axes.set_xscale("log")
    axes.set(xlabel="median of a question, milliseconds (log)", ylabel="found among the first three, one slip")
    axes.set(ylim=(0, 1.03), title="From the smallest point, 1,000 entries, to the largest, 100,000")
    axes.legend(loc="lower left")
    with rc_context({"svg.hashsalt": "persona", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})


def _draw_engine(axes: Axes, costs: Sequence[scale.Cost]) -> None:
    ours = costs[0].engine == scale.OURS
    found, spent = [one.slipped for one in costs], [one.p50 for one in costs]
    (line,) = axes.plot(spent, found, linewidth=2.5 if ours else 1, zorder=3 if ours else 2, label=costs[0].engine)
    axes.scatter(spent, found, s=[20 + 35 * place for place in range(len(costs))], color=line.get_color(), zorder=3)


if __name__ == "__main__":
    main(sys.argv[1:])
