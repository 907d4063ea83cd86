"""Questions as JSON lines in, answers as JSON lines out."""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from bot.answers import Answer
from bot.catalog import Catalog
from bot.errors import BotError
from bot.terminal.rows import answer_row

LONGEST_LINE = 1_000_000  # bytes


class BadLine(BotError):
    """A line that holds no question: what is wrong with it, and its id if it has one."""

    def __init__(self, problem: str, id_: str | int | None = None) -> None:
        self.problem = problem
        self.id = id_
        super().__init__(problem)


def answer_stream(lines: BinaryIO, ask: Callable[[str], Answer], catalog: Catalog, write: Callable[[str], None]) -> int:
    """Answer each line `{"id", "query"}` with a line, as they come; a bad one with its error. How many were bad."""
    bad = 0
    number = 0
    while raw := lines.readline(LONGEST_LINE + 1):
        number += 1
        _skip_rest(lines, raw)
        if not raw.strip():
            continue
        try:
            id_, query = read_line(raw)
            row = answer_row(id_, ask(query), catalog)
        except BadLine as error:
            bad += 1
            row = {"id": error.id, "line": number, "error": error.problem}
        write(json.dumps(row))
    return bad


def _skip_rest(lines: BinaryIO, raw: bytes) -> None:
    """Go to the end of a line that is too long to be held."""
    while len(raw) > LONGEST_LINE and not raw.endswith(b"\n") and raw:
        raw = lines.readline(LONGEST_LINE + 1)


def read_line(raw: bytes) -> tuple[str | int, str]:
    """The id and the question of one line. Raises BadLine."""
    if len(raw) > LONGEST_LINE:
        raise BadLine(f"the line is longer than {LONGEST_LINE} bytes")
    data = _json(raw)
    if not isinstance(data, dict):
        raise BadLine('the line must be an object such as {"id": "1", "query": "who owns the data?"}')
    id_ = data.get("id")
    if not isinstance(id_, str | int) or isinstance(id_, bool):
        raise BadLine("id must be a string or a whole number")
    query = data.get("query")
    if not isinstance(query, str):
        raise BadLine("query must be a string", id_)
    return id_, query


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("the line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("the line is not JSON") from None
