"""A file of golden questions: JSON lines, each a question and the personas that may answer it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalog import Catalog
from bot.errors import BotError

FORM = '{"id": "1", "query": "who owns the backups?", "kind": "task", "expected": ["Title"]}'

NO_JSON = "it is no JSON"
MOST_TOLD = 50


class QuestionErrors(BotError):
    """Every line that is no golden question, with its number; the message has the first of many."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        left = len(self.problems) - MOST_TOLD
        told = [*self.problems[:MOST_TOLD], *([f"And {left} more."] if left > 0 else [])]
        super().__init__("\n".join([*told, f"A line looks like {FORM}; nobody's task has an empty list."]))


@dataclass(frozen=True, slots=True)
class Golden:
    """A question whose answer is known: any of the `expected` titles, or, if there are none, that nobody fits."""

    id: str
    query: str
    kind: str
    expected: tuple[str, ...]


def read_questions(text: str, catalog: Catalog) -> tuple[Golden, ...]:
    """The questions of a file about the catalog. Raises QuestionErrors with every wrong line."""
    titles = _titles(catalog)
    found: list[Golden] = []
    problems: list[str] = []
    seen: set[str] = set()
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    rows = [(number, *_row(line)) for number, line in lines]
    if len(rows) > 1 and all(problem == NO_JSON for _, _, problem in rows):
        raise QuestionErrors(["the file holds no JSON lines."])
    for number, row, unread in rows:
        if problem := unread or _problem(row, seen, titles):
            problems.append(f"line {number}: {problem}.")
            continue
        expected = tuple(titles[name] for name in row["expected"])
        golden = Golden(str(row["id"]), row["query"], row.get("kind", "question"), expected)
        seen.add(golden.id)
        found.append(golden)
    if not found and not problems:
        problems.append("there is no question in it.")
    if problems:
        raise QuestionErrors(problems)
    return tuple(found)


def _titles(catalog: Catalog) -> Mapping[str, str]:
    """The title that each id, title and alias leads to; as in the catalog's references, an id goes first."""
    personas = catalog.personas
    by_alias = {alias: one.title for one in personas for alias in one.aliases}
    return by_alias | {one.title: one.title for one in personas} | {one.id: one.title for one in personas}


def _row(line: str) -> tuple[dict[str, Any], str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}, NO_JSON
    return (row, "") if isinstance(row, dict) else ({}, "it is no mapping")


def _problem(row: dict[str, Any], seen: Collection[str], titles: Mapping[str, str]) -> str:
    """What is wrong with a row, or ""."""
    expected = row.get("expected")
    if not isinstance(row.get("id"), str | int) or not isinstance(row.get("query"), str):
        return "it needs an id and a query"
    if not row["query"].strip():
        return "its query is empty"
    if not isinstance(row.get("kind", ""), str):
        return "its kind is no text"
    if not isinstance(expected, list) or not all(isinstance(name, str) for name in expected):
        return "it needs a list of expected titles or ids"
    if unknown := [name for name in expected if name not in titles]:
        return f"the catalog has no {unknown[0]!r}"
    return f"the id {row['id']} is there twice" if str(row["id"]) in seen else ""
