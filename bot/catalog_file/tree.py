"""YAML text -> a tree of nodes that know their lines, in one pass that stops at the limits.

Scalars keep the text as written: YAML's guesses (`No` is false, `2026-01-10` a date) are not made. The pass is over
libyaml's events, so neither nesting nor aliases can make it recurse or explode.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NoReturn

import yaml

from bot.catalog_file.report import Path, Report, shown

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
DASH = re.compile(r"\s*-[^\s-]")  # of a list, without the space that makes it one
BRACKET = re.compile(r"\s*+(?:-\s++)*+(?:[^\[{:]*+:\s++)?+[\[{]")  # a line whose list or value begins with one
QUOTED = re.compile(r"'[^']*+'" r'|"[^"]*+"')
COMMENT = re.compile(r"[\[{,\s]#")
MOST_ABOVE = 20  # lines above that in which a parser gives up which may be to blame
ODD_INDENT = re.compile("[ \t]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff])")
NOTHING = {"", "~", "null", "Null", "NULL"}
USUAL_TAGS = {None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map", "int", "bool", "null"))}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not every platform has libyaml; the slow one reads the same


@dataclass(frozen=True, slots=True)
class Limits:
    """What a catalog file may hold at most: bytes, nodes (keys, texts, lists and mappings) and levels of nesting."""

    size: int = 40_000_000
    nodes: int = 3_000_000
    depth: int = 20


@dataclass(slots=True)
class Scalar:
    """A text; `plain` when it is written without quotes."""

    text: str
    line: int
    plain: bool = False


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with their values; the `line` of a value is its key's. `flow` when it is written as {…}."""

    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    flow: bool = False


Node = Scalar | Sequence | Mapping


def is_empty(node: Node) -> bool:
    """Whether nothing is written there, or YAML's word for nothing."""
    return isinstance(node, Scalar) and node.plain and node.text in NOTHING


def line_of(root: Node, path: Path) -> int:
    """The line of what `path` leads to, or of the last step that is there."""
    node: Node | None = root
    line = root.line
    for step in path:
        if isinstance(node, Mapping):
            node = node.entries.get(str(step))
        elif isinstance(node, Sequence):
            node = node.items[int(step)]
        line = node.line if node else line
    return line


def read_tree(text: bytes, report: Report, limits: Limits) -> Node:
    """The tree of the one YAML document in `text`; what cannot be read raises `CatalogErrors` by way of `report`."""
    decoded = _decode(text, report, limits)
    builder = _Builder(report, limits)
    try:
        for event in yaml.parse(decoded, Loader=LOADER):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # not libyaml: numbers out of range
        _refuse_syntax(error, decoded, report)
    if builder.root is None or is_empty(builder.root):
        report.stop(0, (), "the file is empty", "List at least one persona with a title and a description.")
    return builder.root


def _decode(text: bytes, report: Report, limits: Limits) -> str:
    if len(text) > limits.size:
        remedy = f"A catalog has at most {limits.size:,}; is this the right file?"
        report.stop(0, (), f"the file has {len(text):,} bytes or more", remedy)
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        report.stop(line, (), f"byte {error.start + 1} of the file is not UTF-8", "Save the file as UTF-8.")
    if found := CONTROL.search(decoded):
        line = decoded.count("\n", 0, found.start()) + 1
        report.stop(line, (), f"there is a control character, {code_point(found.group())}", "Remove it.")
    if decoded.count("%TAG") > 9:  # libyaml's time grows with the square of their number
        report.stop(0, (), "there are many %TAG directives", "A catalog needs none; remove them.")
    return decoded


def code_point(character: str) -> str:
    """`U+0007`."""
    return f"U+{ord(character):04X}"


def _refuse_syntax(error: Exception, text: str, report: Report) -> NoReturn:
    """Say a parser's error in plain words, with its line."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is not YAML"
    mark = getattr(error, "problem_mark", None)
    context, begun = getattr(error, "context", None), getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    here = lines[mark.line][mark.column :] if mark and mark.line < len(lines) else ""
    if here.startswith("\t"):
        report.stop(line, (), "there is a tab in the indentation", "Indent with spaces.")
    _refuse_odd_indent(lines, line, report)
    flow = begun.line + 1 if begun and context and "flow" in context else line
    if cut := _cut_bracket(lines, line, flow):
        remedy = "A # behind a space or a bracket begins a comment: put a text with such a # in quotes."
        report.stop(cut, (), "this is not YAML: a comment takes the end of a bracket", remedy)
    since = f"{context} that begins in line {begun.line + 1}, " if context and begun else ""
    near = lines[max(0, (begun.line if begun else line - 1) - 1) : line]
    report.stop(line, (), f"this is not YAML: {since}{problem}", _remedy(problem, here, near))


def _refuse_odd_indent(lines: list[str], line: int, report: Report) -> None:
    for number in range(max(0, line - MOST_ABOVE), min(line, len(lines))):
        if found := odd_indent(lines[number]):
            report.stop(number + 1, (), *found)


def odd_indent(text: str) -> tuple[str, str] | None:
    """Problem and remedy of a line that is indented with what only looks like a space; else None."""
    if not (found := ODD_INDENT.match(text)):
        return None
    name = unicodedata.name(found[1]).lower()
    return f"there is {code_point(found[1])}, {name}, in the indentation", "Indent with spaces."


def _cut_bracket(lines: list[str], line: int, flow: int) -> int:
    """The line, not far above `line` where the parser gave up, in which a comment takes a bracket's end; or 0.

    The lines behind `flow` are known to stand in a bracket.
    """
    near = range(min(line, len(lines)), max(0, line - MOST_ABOVE), -1)
    return next((number for number in near if _is_cut(lines[number - 1], inside=number > flow)), 0)


def _is_cut(line: str, *, inside: bool) -> bool:
    """True for a line such as "aliases: [room #4, lobby]"."""
    if not (inside or BRACKET.match(line)):
        return False
    plain = QUOTED.sub("", line)
    found = COMMENT.search(plain)
    if not found:
        return False
    before, comment = plain[: found.end() - 1], plain[found.end() :]
    return any(
        (inside or before.count(begin) > before.count(end)) and comment.count(begin) < comment.count(end)
        for begin, end in ("[]", "{}")
    )


def _remedy(problem: str, here: str, near: Iterable[str]) -> str:
    """What mends a parser's problem: `here` is the text from its place on, `near` the lines that lead there."""
    if "cannot start any token" in problem:
        return f"Put a text that begins with {here[:1]} in quotes."
    if any(DASH.match(line) for line in near):
        return "Put a space after the dash that begins an entry of a list."
    if "mapping values are not allowed" in problem:
        return "Put a text that holds ': ' in quotes, and check the indentation."
    if "end of stream" in problem or "stream end" in problem:
        return "The file is cut off, or a quote or bracket is never closed."
    return "Check quotes, brackets and indentation there."


@dataclass(slots=True)
class _OpenSequence:
    """A list that is still being read."""

    node: Sequence
    anchor: str | None
    nodes_before: int


@dataclass(slots=True)
class _OpenMapping:
    """A mapping that is still being read; its `key`, if there is one, waits for the value."""

    node: Mapping
    anchor: str | None
    nodes_before: int
    key: Scalar | None = None


class _Builder:
    """Puts the tree together from events."""

    def __init__(self, report: Report, limits: Limits) -> None:
        self.root: Node | None = None
        self._report = report
        self._limits = limits
        self._open: list[_OpenSequence | _OpenMapping] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        """Add what `event` tells. By far the most are scalars with neither anchor nor tag: they go first."""
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, _line(event), not event.style)
            if event.anchor or event.tag:
                self._mark(event, node)
            self._place(node)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._aliased(str(event.anchor), _line(event)))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            remedy = "Keep one catalog per file; remove the `---`."
            self._report.stop(_line(event), (), "a second document begins", remedy)

    def _mark(self, event: yaml.ScalarEvent, node: Scalar) -> None:
        self._check_tag(event, node)
        if event.anchor:
            self._anchors[event.anchor] = node, 1

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        line, before = _line(event), self._nodes
        opened = (
            _OpenMapping(Mapping(line, flow=bool(event.flow_style)), event.anchor, before)
            if isinstance(event, yaml.MappingStartEvent)
            else _OpenSequence(Sequence(line), event.anchor, before)
        )
        self._check_tag(event, opened.node)
        self._open.append(opened)
        if len(self._open) > self._limits.depth:
            problem = f"more than {self._limits.depth} levels are nested"
            self._report.stop(line, (), problem, "A catalog needs six; check brackets and indentation.")

    def _end(self) -> None:
        closed = self._open.pop()
        if closed.anchor:
            self._anchors[closed.anchor] = closed.node, self._nodes - closed.nodes_before + 1
        self._place(closed.node)

    def _aliased(self, anchor: str, line: int) -> Node:
        if anchor not in self._anchors:
            remedy = f"Write &{shown(anchor)} before the thing it names, or remove the alias."
            self._report.stop(
                line, self._path(), f"the alias *{shown(anchor)} stands before or in what it names", remedy
            )
        named, nodes = self._anchors[anchor]
        self._nodes += nodes - 1
        return replace(named, line=line)

    def _place(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            remedy = "Check what its anchors and aliases (& and *) multiply, or split the catalog."
            problem = f"the file holds more than {self._limits.nodes:,} keys and values"
            self._report.stop(node.line, (), problem, remedy)
        parent = self._open[-1] if self._open else None
        if parent is None:
            self.root = node
        elif isinstance(parent, _OpenSequence):
            parent.node.items.append(node)
        elif parent.key:
            self._take_value(parent, parent.key, node)
        elif isinstance(node, Scalar):
            parent.key = node
        else:
            problem = "a list or mapping stands where a key must be"
            self._report.stop(node.line, self._path(), problem, "Write a word as the key, or put the text in quotes.")

    def _take_value(self, parent: _OpenMapping, key: Scalar, node: Node) -> None:
        node.line = key.line
        first = parent.node.entries.setdefault(key.text, node)
        if first is not node:
            problem = f"the key is there already, in line {first.line}"
            self._report.add(node.line, self._path(), problem, "Keep one of the two.")
        parent.key = None

    def _path(self) -> Path:
        return tuple(self._steps())

    def _steps(self) -> Iterator[str | int]:
        if self._open and isinstance(self._open[0], _OpenSequence):
            yield "personas"  # a list stands for the catalog whose personas it lists
        for opened in self._open:
            if isinstance(opened, _OpenSequence):
                yield len(opened.node.items)
            elif opened.key:
                yield opened.key.text

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, node: Node) -> None:
        if event.tag not in USUAL_TAGS:
            self._report.stop(
                node.line, self._path(), f"the tag {shown(str(event.tag))} has no meaning here", "Remove it."
            )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
