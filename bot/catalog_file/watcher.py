"""Watches the catalog file while the bot runs: what is sound replaces the catalog in force, what is not is refused."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path

from bot.catalog import Catalog
from bot.catalog_file.apart import read_apart
from bot.catalog_file.reading import digest, read_bytes
from bot.catalog_file.tree import Limits
from bot.errors import CatalogError, CatalogErrors

log = logging.getLogger(__name__)

MOST_LINES = 20  # of the log, for one refused file
Mark = tuple[int, ...] | None
NEVER = (-1,)


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells a whole file from one that was cut off."""

    personas: int
    ends_line: bool = False
    closed: bool = False  # it ends with a line `...`, YAML's own end mark

    @classmethod
    def of(cls, text: bytes, catalog: Catalog) -> "Outline":
        return cls(len(catalog.personas), text.endswith(b"\n"), _is_closed(text))


def _is_closed(text: bytes) -> bool:
    """Whether the end mark closes `text`; only comments may follow it."""
    for line in reversed(text[-4000:].splitlines()):
        if content := line.split(b"#")[0].rstrip():
            return content == b"..."
    return False


def cut_off(new: Outline, last: Outline) -> str:
    """Why `new` looks like the beginning of a file whose end is missing, or "".

    A catalog that is cut off is often a valid smaller one. Only a whole file can end with `...`, so that line is both
    the surest guard and the way to say that a catalog is meant to be this small.
    """
    if new.closed:
        return ""
    if last.closed:
        return "it does not end with a line '...' as the last good one does"
    if last.ends_line and not new.ends_line:
        return "its last line has no end"
    if new.personas * 2 < last.personas:
        return f"it has {new.personas} personas where the last good one has {last.personas}"
    return ""


class Watcher:
    """Calls `on_change` with each new catalog the file at `path` comes to hold, within two seconds.

    `catalog` is the one in force; without it the first one read is new too. A file is read once it has been the same
    for `every` seconds, by a process of its own. What is wrong with it goes to the log, each problem once.
    """

    def __init__(
        self,
        path: Path,
        on_change: Callable[[Catalog], Awaitable[None] | None],
        catalog: Catalog | None = None,
        *,
        every: float = 0.5,
        limits: Limits | None = None,
    ) -> None:
        self._path = path
        self._on_change = on_change
        self._catalog = catalog
        self._every = every
        self._limits = limits or Limits()
        self._last = Outline(len(catalog.personas)) if catalog else Outline(0)
        self._seen: Mark = NEVER
        self._taken: Mark = NEVER
        self._told: set[str] = set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Read the file if it changed before the last look and not since then: a file just written may go on."""
        mark = await asyncio.to_thread(_mark, self._path)
        still, self._seen = mark == self._seen, mark
        if still and mark != self._taken:
            self._taken = mark
            await self._take()

    async def _take(self) -> None:
        try:
            text, version, mark = await asyncio.to_thread(self._read_bytes)
            if mark != self._taken:
                return
            if self._catalog and version == self._catalog.version:
                self._keep(text, self._catalog)
                return
            catalog = await read_apart(text, self._path.name, version, self._limits)
            self._check_whole(Outline.of(text, catalog))
        except CatalogErrors as errors:
            self._refuse([str(error) for error in errors.errors])
        except OSError as error:
            self._taken = NEVER  # no fault of the file: try again
            self._refuse([f"{self._path.name}: the process that reads it does not start ({error.strerror})"])
        else:
            await self._accept(text, catalog)

    def _read_bytes(self) -> tuple[bytes, str, Mark]:
        text = read_bytes(self._path, self._limits)
        return text, digest(text), _mark(self._path)

    def _check_whole(self, outline: Outline) -> None:
        if reason := cut_off(outline, self._last):
            remedy = "Save it whole; if it is meant so, end it with a line '...', which says that nothing is missing."
            raise CatalogErrors([CatalogError(self._path.name, f"the file looks cut off: {reason}", remedy)])

    def _keep(self, text: bytes, catalog: Catalog) -> None:
        if self._told:
            log.info("%s holds the catalog in force again", self._path.name)
        self._last, self._told = Outline.of(text, catalog), set()

    async def _accept(self, text: bytes, catalog: Catalog) -> None:
        done = self._on_change(catalog)
        if isawaitable(done):
            await done
        self._catalog, self._last, self._told = catalog, Outline.of(text, catalog), set()
        log.info("%s: %d personas are in force, version %s", self._path.name, len(catalog.personas), catalog.version)

    def _refuse(self, problems: list[str]) -> None:
        new = [problem for problem in problems if problem not in self._told]
        for problem in new[:MOST_LINES]:
            log.warning("catalog refused, the last good one stays: %s", problem)
        if len(new) > MOST_LINES:
            log.warning("catalog refused, the last good one stays: %d more errors", len(new) - MOST_LINES)
        self._told = set(problems)


def _mark(path: Path) -> Mark:
    """What changes when the file does, or another takes its name; None when there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
