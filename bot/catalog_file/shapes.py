"""The shapes a catalog is made of. Each is declared once and speaks three ways: as JSON Schema for editors, as a check
of what a file holds, and as the builder of the catalog's values.

`check` gives plain data (str, list, dict) in which None stands for whatever was wrong, and tells the report why.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from bot.catalog_file import tree
from bot.catalog_file.report import Path, Report, shown
from bot.catalog_file.tree import Node, Scalar, Sequence, is_empty

Schema = dict[str, Any]
Plain = Any

# What people write for some keys.
SYNONYMS = {
    "personas": "roles people positions jobs",
    "title": "name role",
    "description": "summary about purpose",
    "aliases": "synonyms aka also names",
    "responsibilities": "tasks duties does",
    "not_responsible": "does_not not_responsibilities",
    "handoffs": "hands_over hands_to",
    "keywords": "tags tools topics",
    "holders": "holder people members who",
    "stages": "phases steps",
    "text": "task phrase",
    "also": "aliases synonyms",
    "goes_to": "to persona role",
    "to": "goes_to persona role",
    "what": "text task",
    "persona": "to role title",
    "user": "member slack",
    "usergroup": "group",
    "email": "mail",
    "name": "person title",
    "since": "from start",
    "until": "end to",
    "backup": "deputy substitute",
    "url": "link website page",
    "channel": "slack",
}
TEXT_TYPES = ["string", "number", "boolean"]  # what an editor takes an unquoted 42 or true for; it is text here
KINDS = {Scalar: "a text", Sequence: "a list", tree.Mapping: "a mapping"}


class Shape(Protocol):
    """What may stand at one place of the file; `about` is what an editor shows there."""

    @property
    def about(self) -> str: ...

    def schema(self) -> Schema:
        """JSON Schema, draft 7."""
        ...

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        """What `node` holds, as plain data; None when it is of another shape altogether."""
        ...

    def build(self, plain: Plain) -> Any:
        """The catalog's value of what `check` gave without an error."""
        ...


def _refuse(node: Node, path: Path, report: Report, wanted: str, remedy: str) -> None:
    problem = "this is empty" if is_empty(node) else f"this is {KINDS[type(node)]}"
    report.add(node.line, path, f"{problem} and must be {wanted}", remedy)


@dataclass(frozen=True)
class Text:
    """A text of at most `most` characters, in one line unless `lines`. An unquoted number is taken as written.

    With a `pattern` it must match that in full; `wanted` says so in words, `example` shows it, and `instead` says what
    else one may do.
    """

    about: str
    most: int = 300
    lines: bool = False
    pattern: str = ""
    wanted: str = ""
    example: str = ""
    instead: str = ""

    def schema(self) -> Schema:
        pattern, types = (f"^(?:{self.pattern})$", "string") if self.pattern else (r"\S", TEXT_TYPES)
        return {"description": self.about, "type": types, "pattern": pattern, "maxLength": self.most}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if not isinstance(node, Scalar) or is_empty(node):
            _refuse(node, path, report, "a text", f"Write a text; in quotes if {_torn(node)}.")
            return None
        text = node.text.strip() if self.lines else " ".join(node.text.split())
        if wrong := self.wrong(text):
            report.add(node.line, path, *wrong)
            return None
        return text

    def wrong(self, text: str) -> tuple[str, str] | None:
        if not text:
            return "the text is empty", "Write a text."
        if len(text) > self.most:
            return f"the text has {len(text):,} characters", f"Shorten it to {self.most:,}."
        if not text.isprintable() and (control := tree.CONTROL.search(text)):
            return f"the text holds a control character, {tree.code_point(control.group())}", "Remove it."
        if self.pattern and not re.fullmatch(self.pattern, text):
            return f"'{shown(text)}' is not {self.wanted}", f"Write it like {self.example}{self.instead}."
        return None

    def build(self, plain: Plain) -> str:
        return str(plain)


@dataclass(frozen=True)
class Date:
    """A day, YYYY-MM-DD."""

    about: str

    def schema(self) -> Schema:
        return {"description": self.about, "type": "string", "format": "date"}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        try:
            if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.text, re.ASCII):
                return date.fromisoformat(node.text).isoformat()
        except ValueError:
            pass
        said = f"'{shown(node.text)}'" if isinstance(node, Scalar) else f"this is {KINDS[type(node)]} and"
        report.add(
            node.line, path, f"{said} is not a day of the calendar", "Write the day as YYYY-MM-DD, as 2026-01-31."
        )
        return None

    def build(self, plain: Plain) -> str:
        return str(plain)


@dataclass(frozen=True)
class Word:
    """One of a few words; `makes` turns it into the catalog's value."""

    about: str
    words: tuple[str, ...]
    makes: Callable[[str], Any]

    def schema(self) -> Schema:
        return {"description": self.about, "enum": [*self.words]}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if not isinstance(node, Scalar) or is_empty(node):
            _refuse(node, path, report, "a word", f"Write one of: {', '.join(self.words)}.")
        elif node.text not in self.words:
            report.add(
                node.line,
                path,
                f"'{shown(node.text)}' is not known here",
                _remedy(node.text, self.words, "Write", report),
            )
        else:
            return node.text
        return None

    def build(self, plain: Plain) -> Any:
        return self.makes(plain)


@dataclass(frozen=True)
class Only:
    """The one number that may stand there."""

    about: str
    number: int

    def schema(self) -> Schema:
        return {"description": self.about, "enum": [self.number]}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if isinstance(node, Scalar) and node.plain and node.text == str(self.number):
            return self.number
        said = f"'{shown(node.text)}'" if isinstance(node, Scalar) else KINDS[type(node)]
        report.add(node.line, path, f"this is {said} and only {self.number} is known", f"Write {self.number}.")
        return None

    def build(self, plain: Plain) -> int:
        return self.number


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds, both included; `example` is one."""

    about: str
    least: int
    most: int
    example: int

    def schema(self) -> Schema:
        return {"description": self.about, "type": "integer", "minimum": self.least, "maximum": self.most}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        text = node.text if isinstance(node, Scalar) and node.plain else ""
        if re.fullmatch("[0-9]{1,9}", text, re.ASCII) and self.least <= int(text) <= self.most:
            return int(text)
        said = f"'{shown(node.text)}'" if isinstance(node, Scalar) else f"this is {KINDS[type(node)]} and"
        wanted = f"a whole number from {self.least} to {self.most:,}"
        report.add(node.line, path, f"{said} is not {wanted}", f"Write one, as {self.example}.")
        return None

    def build(self, plain: Plain) -> int:
        return int(plain)


def _torn(node: Node) -> str:
    """Which text without quotes would be read as what stands there."""
    block = isinstance(node, tree.Mapping) and not node.flow
    return "it holds ': '" if block else "it begins with a sign such as [ or {"


def _remedy(word: str, known: Iterable[str], verb: str, report: Report) -> str:
    return _near(word, known, report) or f"{verb} one of: {', '.join(known)}."


def _near(word: str, known: Iterable[str], report: Report) -> str:
    plain = word.strip().casefold().replace(" ", "_").replace("-", "_")
    same = next((name for name in known if plain in SYNONYMS.get(name, "").split()), "")
    close = same or report.nearest(plain, {name: name for name in known})
    return f"Did you mean '{close}'?" if close else ""


@dataclass(frozen=True)
class ListOf:
    """A list of one shape; at least `least` of them."""

    about: str
    item: Shape
    least: int = 0

    def schema(self) -> Schema:
        least = {"minItems": self.least} if self.least else {}
        return {"description": self.about, "type": "array", "items": self.item.schema(), **least}

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if not isinstance(node, Sequence):
            _refuse(node, path, report, "a list", "Write each entry on a line of its own that begins with '- '.")
            return None
        if len(node.items) < self.least:
            report.add(node.line, path, "the list is empty", f"List at least {self.least}.")
        return [self.item.check(item, (*path, index), report) for index, item in enumerate(node.items)]

    def build(self, plain: Plain) -> tuple[Any, ...]:
        return tuple(self.item.build(item) for item in plain)


@dataclass(frozen=True)
class Table:
    """A mapping from texts of the author's own to one shape."""

    about: str
    value: Shape
    key: Text

    def schema(self) -> Schema:
        names = {"pattern": r"\S", "maxLength": self.key.most}
        return {
            "description": self.about,
            "type": "object",
            "propertyNames": names,
            "additionalProperties": self.value.schema(),
        }

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if not isinstance(node, tree.Mapping):
            _refuse(node, path, report, "a mapping", "Write 'name: value' on a line of its own for each.")
            return None
        checked = {}
        for name, value in node.entries.items():
            inner = (*path, name)
            key = self.key.check(Scalar(name, value.line), inner, report)
            checked[key] = self.value.check(value, inner, report)
        return {key: value for key, value in checked.items() if key is not None}

    def build(self, plain: Plain) -> Mapping[str, Any]:
        return MappingProxyType({key: self.value.build(value) for key, value in plain.items()})


@dataclass(frozen=True)
class Record:
    """A mapping with known keys, from which `makes` builds a value. Keys that are not required may stand empty.

    Of the keys in `one_of` exactly one is given; a text in the mapping's place is taken for one of them in the remedy.
    `short` is the key that such a text stands for.
    """

    about: str
    makes: Callable[..., Any]
    keys: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    short: str = ""

    def schema(self) -> Schema:
        schema: Schema = {
            "description": self.about,
            "type": "object",
            "additionalProperties": False,
            "required": [*self.required],
            "properties": {key: self._key_schema(key, shape) for key, shape in self.keys.items()},
        }
        if self.one_of:
            schema["oneOf"] = [_given(key) for key in self.one_of]
        if self.short:
            schema |= self.keys[self.short].schema() | {"description": self.about, "type": ["object", *TEXT_TYPES]}
        return schema

    def _key_schema(self, key: str, shape: Shape) -> Schema:
        schema = shape.schema()
        return schema if key in self.required else _or_empty(schema)

    def check(self, node: Node, path: Path, report: Report) -> Plain:
        if self.short and isinstance(node, Scalar):
            text = self.keys[self.short].check(node, path, report)
            return None if text is None else {self.short: text}
        if not isinstance(node, tree.Mapping):
            _refuse(node, path, report, "a mapping", self._as_mapping(node))
            return None
        torn = self.short and node.entries and self.keys.keys().isdisjoint(node.entries)  # the keys are told of
        for key in self.required:
            if key not in node.entries and not torn:
                report.add(node.line, (*path, key), f"the key '{key}' is missing", f"Add '{key}: …'.")
        if self.one_of:
            self._check_one_of(node, path, report)
        checked = {key: self._check_key(key, node, path, report) for key in node.entries}
        return {key: value for key, value in checked.items() if value is not None}

    def _as_mapping(self, node: Node) -> str:
        text = node.text.strip() if isinstance(node, Scalar) and not is_empty(node) else ""
        keys = (key for key in self.one_of if isinstance(shape := self.keys[key], Text) and not shape.wrong(text))
        if text and (key := next(keys, "")):
            quoted = text if re.fullmatch(r"\w[\w .@+-]*", text) else f"'{text}'"
            return f"Write {{{key}: {shown(quoted)}}}."
        return f"Write 'key: value' lines; the keys are {', '.join(self.keys)}."

    def _check_key(self, key: str, node: tree.Mapping, path: Path, report: Report) -> Plain:
        shape, value = self.keys.get(key), node.entries[key]
        if shape is None:
            self._refuse_key(key, node, path, report)
            return None
        if is_empty(value) and key not in self.required:
            return None
        return shape.check(value, (*path, key), report)

    def _refuse_key(self, key: str, node: tree.Mapping, path: Path, report: Report) -> None:
        value = node.entries[key]
        if odd := tree.odd_indent(key):
            report.stop(value.line, (), *odd)
        unquoted = ""
        if node.flow and is_empty(value):
            unquoted = "In {…}, put a text that holds a comma in quotes."
        elif self.short and isinstance(value, Scalar):
            unquoted = "Put a text that holds ': ' in quotes."
        near = _near(key, self.keys, report) if unquoted else _remedy(key, self.keys, "Use", report)
        report.add(value.line, (*path, key), "this key is not known here", f"{near} {unquoted}".strip())

    def _check_one_of(self, node: tree.Mapping, path: Path, report: Report) -> None:
        given = [key for key in self.one_of if key in node.entries and not is_empty(node.entries[key])]
        if len(given) != 1:
            names = ", ".join(self.one_of)
            problem = f"{' and '.join(given)} are both given" if given else f"none of {names} is given"
            report.add(node.line, path, problem, f"Give exactly one of {names}.")

    def build(self, plain: Plain) -> Any:
        return self.makes(**{key: self.keys[key].build(value) for key, value in plain.items()})


def _given(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _or_empty(schema: Schema) -> Schema:
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    types = schema["type"]
    return schema | {"type": [*([types] if isinstance(types, str) else types), "null"]}
