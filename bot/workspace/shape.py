"""Small checks to say what JSON has to look like. Each yields a problem for everything that is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_URL = re.compile(r"(https?|slack)://[^\s<>]+", re.IGNORECASE)
_TIMES = {"date": re.compile(r"\d{4}-\d{2}-\d{2}"), "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d")}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a JSON pointer such as `/blocks/0/text`."""

    pointer: str
    text: str


Problems = Iterator[Problem]
Check = Callable[[Any, str], Problems]


@dataclass(frozen=True, slots=True)
class Need:
    """Marks a field that has to be there."""

    check: Check


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at least `least` and at most `most` characters."""

    most: int
    least: int = 1

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) > self.most:
            yield Problem(at, f"must be at most {self.most} characters, is {len(value)}")
        elif len(value) < self.least or (self.least and not value.strip()):
            yield Problem(at, "must not be empty")


@dataclass(frozen=True, slots=True)
class Url:
    """An http, https or slack address."""

    most: int = 3000

    def __call__(self, value: Any, at: str) -> Problems:
        yield from (problems := tuple(Text(self.most)(value, at)))
        if not problems and not _URL.fullmatch(value):
            yield Problem(at, "must be an http:, https: or slack: address")


@dataclass(frozen=True, slots=True)
class When:
    """A `date` (2026-01-31) or a `time` (09:30)."""

    kind: str

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, str) or not _TIMES[self.kind].fullmatch(value):
            yield Problem(at, f"must be a {self.kind}")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds."""

    least: int = 0
    most: int = 2**53

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be a whole number")
        elif not self.least <= value <= self.most:
            yield Problem(at, f"must be from {self.least} to {self.most}")


def flag(value: Any, at: str) -> Problems:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(at, "must be true or false")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def __call__(self, value: Any, at: str) -> Problems:
        if value not in self.words:
            yield Problem(at, f"must be one of: {', '.join(self.words)}")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `least` to `most` things of one shape."""

    item: Check
    most: int
    least: int = 1

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "must be a list")
            return
        if len(value) > self.most:
            yield Problem(at, f"must have at most {self.most} items, has {len(value)}")
        if len(value) < self.least:
            yield Problem(at, f"must have at least {self.least} items, has {len(value)}")
        for index, item in enumerate(value[: self.most]):
            yield from self.item(item, f"{at}/{index}")


class Shape:
    """An object with the fields named and no other; `Need` marks those that have to be there.

    `exactly_one` and `any_of` are groups of fields of which one, or at least one, has to be there;
    `open_ended` lets other fields through.
    """

    def __init__(
        self,
        fields: Mapping[str, Check | Need],
        *,
        exactly_one: tuple[str, ...] = (),
        any_of: tuple[str, ...] = (),
        also: Check | None = None,
        open_ended: bool = False,
    ) -> None:
        self._checks = {name: each.check if isinstance(each, Need) else each for name, each in fields.items()}
        self._needed = tuple(name for name, each in fields.items() if isinstance(each, Need))
        self._exactly_one = exactly_one
        self._any_of = any_of
        self._also = also
        self._open_ended = open_ended

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        yield from self._missing(value, at)
        for name, item in value.items():
            if name in self._checks:
                yield from self._checks[name](item, f"{at}/{name}")
            elif not self._open_ended:
                yield Problem(f"{at}/{name}", f"invalid additional property: {name}")
        if self._also:
            yield from self._also(value, at)

    def _missing(self, value: dict[str, Any], at: str) -> Problems:
        for name in self._needed:
            if name not in value:
                yield Problem(at, f"missing required field: {name}")
        if self._exactly_one and sum(name in value for name in self._exactly_one) != 1:
            yield Problem(at, f"needs exactly one of: {', '.join(self._exactly_one)}")
        if self._any_of and not any(name in value for name in self._any_of):
            yield Problem(at, f"needs at least one of: {', '.join(self._any_of)}")


class Kinds:
    """An object whose `type` says which of several shapes it has."""

    def __init__(self, what: str, shapes: Mapping[str, Check]) -> None:
        self._what = what
        self._shapes = shapes

    def __call__(self, value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield Problem(at, f"must be an object with the type of {self._what}")
        elif kind not in self._shapes:
            yield Problem(f"{at}/type", f"unsupported type of {self._what} here: {kind[:80]}")
        else:
            yield from self._shapes[kind](value, at)
