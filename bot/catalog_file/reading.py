"""Bytes -> Catalog: the tree, the checks, the links, and then the values."""

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.catalog import Catalog, Persona
from bot.catalog_file.form import CATALOG
from bot.catalog_file.links import link
from bot.catalog_file.report import Report
from bot.catalog_file.tree import Limits, Mapping, Sequence, line_of, read_tree


def load(path: Path, *, limits: Limits | None = None) -> Catalog:
    """The catalog in the file at `path`; raises `CatalogErrors` with every error there is."""
    return read(read_bytes(path, limits or Limits()), path.name, limits=limits)


def read(text: bytes, name: str, *, limits: Limits | None = None) -> Catalog:
    """The catalog in the YAML `text`; `name` stands for the file in errors. Raises `CatalogErrors` with every one."""
    plain = check(text, name, limits or Limits())
    return assemble(plain, (CATALOG.keys["personas"].build(plain["personas"])), digest(text))


def digest(text: bytes) -> str:
    """The `version` of the catalog in `text`: tells two contents apart."""
    return hashlib.sha256(text).hexdigest()[:16]


def read_bytes(path: Path, limits: Limits) -> bytes:
    """What the file at `path` holds, cut off right behind the limit. Raises `CatalogErrors`."""
    report = Report(path.name)
    try:
        if path.exists() and not path.is_file():
            report.stop(0, (), "this is not a file", f"Say which file the catalog is in, not {path}.")
        with path.open("rb") as file:
            return file.read(limits.size + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        report.stop(0, (), f"the file cannot be read: {reason}", f"Check that {path} is there and may be read.")


def check(text: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """What `text` holds as plain data with every reference an id. Raises `CatalogErrors` with every error."""
    report = Report(name)
    with collector_paused():
        root = read_tree(text, report, limits)
        if isinstance(root, Sequence):
            root = Mapping(root.line, {"personas": root})
        plain: dict[str, Any] = CATALOG.check(root, (), report) or {}
        if "personas" in plain:
            link(plain, report, lambda path: line_of(root, path))
    report.finish()
    return plain


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector off: what a catalog is built of stays, and looking through it takes a third more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def assemble(plain: dict[str, Any], personas: Iterable[Persona], version: str) -> Catalog:
    """The catalog of checked plain data, with its personas built already."""
    catalog: Catalog = CATALOG.build({**plain, "personas": ()})
    return replace(catalog, personas=tuple(personas), version=version)
