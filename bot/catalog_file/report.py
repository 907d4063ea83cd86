"""Everything wrong in one file, gathered so that it can be told at once."""

from collections.abc import Mapping
from typing import NoReturn

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import CatalogError, CatalogErrors

Step = str | int
Path = tuple[Step, ...]


def shown(text: str, most: int = 60) -> str:
    """`text` fit for one line of a message: clipped, and without what could forge a line or hide."""
    clipped = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(character if character.isprintable() else "�" for character in clipped)


def dotted(path: Path) -> str:
    """`personas[2].handoffs[0].to`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return steps.removeprefix(".")


MOST_COMPARISONS = 500_000  # a tenth of a second


class Report:
    """Gathers the errors of the file `name`. After `most` it gives up: nobody mends more in one go."""

    def __init__(self, name: str, most: int = 1000) -> None:
        self.name = name
        self._most = most
        self._comparisons = MOST_COMPARISONS
        self._found: list[tuple[int, CatalogError]] = []
        self._paths: set[Path] = set()

    def add(self, line: int, path: Path, problem: str, remedy: str) -> None:
        """Note what is wrong at `line` (0: the file as a whole)."""
        if len(self._found) == self._most:
            self.stop(line, (), f"more than {self._most} errors", "Mend these first; the rest was not looked at.")
        self._found.append((line, CatalogError(self._where(line, path), problem, remedy)))
        self._paths.add(path)

    def tells_of(self, path: Path) -> bool:
        """True if something is wrong with what stands there."""
        return path in self._paths

    def stop(self, line: int, path: Path, problem: str, remedy: str) -> NoReturn:
        """Note an error after which the rest cannot be read, and raise all there are."""
        self._found.append((line, CatalogError(self._where(line, path), problem, remedy)))
        raise self._errors()

    def nearest(self, word: str, choices: Mapping[str, str]) -> str:
        """The key of `choices` whose value is most like `word`, or "": none is, or too much was compared before."""
        self._comparisons -= len(choices)
        if self._comparisons < 0:
            return ""
        found = process.extractOne(word[:100], choices, scorer=OSA.normalized_similarity, score_cutoff=0.6)
        return found[2] if found else ""

    def finish(self) -> None:
        """Raise `CatalogErrors`, in the order of lines, if anything was found."""
        if self._found:
            raise self._errors()

    def _errors(self) -> CatalogErrors:
        return CatalogErrors([error for _, error in sorted(self._found, key=lambda found: found[0])])

    def _where(self, line: int, path: Path) -> str:
        parts = [f"{self.name}:{line}" if line else self.name]
        return ": ".join([*parts, dotted(path)] if path else parts)
