"""YAML <-> Overlay: a catalog file in which a persona without a title adds to the one of the catalog underneath."""

from collections.abc import Mapping as Table
from dataclasses import MISSING, fields
from typing import Any

import yaml

from bot.catalog import Persona
from bot.catalog_file import shapes
from bot.catalog_file.form import ALL_ELSEWHERE, FALLBACK, PERSONA, VERSION
from bot.catalog_file.links import link_overlay
from bot.catalog_file.reading import collector_paused
from bot.catalog_file.report import Report
from bot.catalog_file.shapes import ListOf, Record, Shape
from bot.catalog_file.tree import Limits, Mapping, Sequence, line_of, read_tree
from bot.overlay import Overlay

OVERLAY_LIMITS = Limits(size=200_000, nodes=20_000)
KEPT_LIMITS = Limits(size=8_000_000, nodes=650_000)  # of what we wrote ourselves: anchors and ids are written out
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # not every platform has libyaml; the slow one writes the same


def _persona(*, title: str = "", description: str = "", **values: Any) -> Persona:
    return Persona(title=title, description=description, **values)


def _overlay(*, version: int = 1, **values: Any) -> Overlay:
    """An overlay without the format's version, which is no part of it."""
    return Overlay(**values)


SAID = Record(
    "What is added to the role with this id; with a title and a description, a role of its own.", _persona, PERSONA.keys
)
OVERLAY = Record(
    "A workspace's own words over a catalog.",
    _overlay,
    {
        "version": VERSION,
        "personas": ListOf("The roles that something is said of.", SAID),
        "elsewhere": ALL_ELSEWHERE,
        "fallback": FALLBACK,
    },
)


def read_overlay(text: bytes, name: str, *, limits: Limits = OVERLAY_LIMITS) -> Overlay:
    """The overlay in the YAML `text`; `name` stands for the file in errors. Raises `CatalogErrors` with every one.

    References stay as they are written: what they lead to stands in the catalog underneath.
    """
    report = Report(name)
    with collector_paused():
        root = read_tree(text, report, limits)
        if isinstance(root, Sequence):
            root = Mapping(root.line, {"personas": root})
        plain: dict[str, Any] = OVERLAY.check(root, (), report) or {}
        link_overlay(plain, report, lambda path: line_of(root, path))
    report.finish()
    overlay: Overlay = OVERLAY.build(plain)
    return overlay


def read_kept_overlay(text: bytes, name: str) -> Overlay:
    """The overlay in YAML that `write_overlay` wrote of one that was read before. Raises `CatalogErrors`."""
    return read_overlay(text, name, limits=KEPT_LIMITS)


def write_overlay(overlay: Overlay, *, by_hand: bool = False) -> str:
    """The overlay as YAML, which reads as the same overlay; `by_hand`: indented as people do, for pasting its lines."""
    plain = {"version": 1, **_plain(OVERLAY, overlay)}
    dumper = _Indented if by_hand else DUMPER
    return str(yaml.dump(plain, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110))


class _Indented(yaml.SafeDumper):
    """Writes the items of a list further in than its key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _plain(shape: Shape, value: Any) -> Any:
    """A value as the plain data that `shape` would build it from."""
    match shape:
        case Record():
            given = {key: _plain(inner, getattr(value, key)) for key, inner in shape.keys.items() if _says(value, key)}
            return given[shape.short] if [*given] == [shape.short] else given
        case ListOf():
            return [_plain(shape.item, item) for item in value]
        case shapes.Table():
            return {key: _plain(shape.value, inner) for key, inner in value.items()}
    return str(value).encode(errors="replace").decode()  # half a character cannot be written


def _says(value: Any, key: str) -> bool:
    """True if what stands under the key is more than nothing."""
    said = getattr(value, key, "")
    return bool(said) and said != _defaults(type(value)).get(key)


def _defaults(kind: Any) -> Table[str, Any]:
    return {one.name: one.default for one in fields(kind) if one.default is not MISSING}
