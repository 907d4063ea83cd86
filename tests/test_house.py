"""The house rules that a reader relies on, read from the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for room in ("bot", "handlers") for path in (ROOT / room).rglob("*.py"))

CORE = {
    "errors",
    "catalog",
    "language",
    "question",
    "matching",
    "answers",
    "people",
    "freshness",
    "gaps",
    "overlay",
    "memory",
    "pins",
    "persona_bot",
}
DRAWING = {"cards", "home_view", "forms", "ask_form", "assign_form", "gap_form", "overlay_form", "role_map"}
MAY_IMPORT = {
    "errors": set(),
    "catalog": set(),
    "people": {"catalog"},
    "overlay": {"catalog"},
    "freshness": {"catalog", "people"},
    "gaps": {"answers", "catalog", "language", "question"},
    "memory": {"freshness", "gaps", "overlay", "people", "pins"},
    "language": set(),
    "question": {"language"},
    "matching": {"catalog", "language", "question"},
    "answers": {"catalog", "question", "matching"},
    "pins": {"errors", "people"},
    "persona_bot": CORE,
    **dict.fromkeys(DRAWING, CORE | DRAWING),
    "terminal": CORE | DRAWING,
    "catalog_file": {"catalog", "errors", "overlay"},
    "evaluation": CORE,
    "migrations": set(),
    "store": {"catalog", "errors", "freshness", "gaps", "language", "migrations", "overlay", "people", "pins"},
    "settings": {"errors"},
    "data": {"errors", "gaps", "store"},
    "workspace": set(),
    "handlers": CORE | DRAWING,
}
SLACK_ROOMS = {"handlers", "app", "workspace"}
IO_MODULES = {
    "aiohttp",
    "asyncio",
    "http",
    "os",
    "pathlib",
    "requests",
    "socket",
    "sqlite3",
    "subprocess",
    "urllib.request",
}


def room(path: Path) -> str:
    """The room a file belongs to: `matching` for bot/matching/names.py, `handlers` for all of handlers/."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "handlers" if parts[0] == "handlers" else parts[1]


def imported(path: Path) -> set[str]:
    """The dotted names of every module that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def rooms_imported(path: Path) -> set[str]:
    """The rooms of the project that a file imports from."""
    dotted = [name.split(".") for name in imported(path)]
    inner = {parts[1] for parts in dotted if parts[0] == "bot" and len(parts) > 1}
    return inner | {"handlers" for parts in dotted if parts[0] == "handlers"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    """A room imports only from the rooms below it; the composition root and the terminal may import any."""
    here = room(path)
    if here in {"app", "__main__", "start", "__init__"}:
        assert here != "__init__" or not rooms_imported(path), "bot/__init__.py imports nothing"
        return
    assert here in MAY_IMPORT, f"tell MAY_IMPORT what {here} may import"
    assert rooms_imported(path) <= MAY_IMPORT[here] | {here}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nobody_imports_the_composition_root(path: Path) -> None:
    """Only the terminal's `run` reaches for app, and only the command's start for the terminal."""
    if room(path) not in {"__main__", "app", "start"}:
        assert not rooms_imported(path) & {"app", "__main__"}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_slack_stays_at_the_edge(path: Path) -> None:
    """slack_bolt and slack_sdk appear only in the rooms that face Slack."""
    if room(path) not in SLACK_ROOMS:
        assert not {dotted for dotted in imported(path) if dotted.split(".")[0] in {"slack_bolt", "slack_sdk"}}


@pytest.mark.parametrize("path", [path for path in SOURCES if room(path) in CORE | DRAWING], ids=name)
def test_core_and_drawing_do_no_io(path: Path) -> None:
    """The core and the drawing take values and give values."""
    assert not imported(path) & IO_MODULES
