"""The JSON Schema that editors read: it and the checks come from one table and agree."""

import json
import re
import runpy
from dataclasses import fields
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from bot.catalog_file import load, read, read_overlay, schema
from bot.errors import CatalogErrors

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "bot" / "personas.schema.json"
VALIDATOR = Draft7Validator(schema(), format_checker=FormatChecker())

PERSONA = {"title": "Nurse", "description": "Cares."}


def one(**more: Any) -> dict[str, Any]:
    return {"personas": [PERSONA | more]}


CASES: dict[str, Any] = {
    "the least": one(),
    "a bare list": [PERSONA],
    "an empty list": [],
    "no personas": {"personas": []},
    "an empty mapping": {},
    "nothing": None,
    "a text": "hello",
    "version 1": one() | {"version": 1},
    "version 2": one() | {"version": 2},
    "version in quotes": one() | {"version": "1"},
    "an unknown key above": one() | {"roles": []},
    "an unknown key": one(handofs=[]),
    "an unknown key below": one(responsibilities=[{"text": "x", "parts": "informed"}]),
    "a number for a title": [{"title": 42, "description": True}],
    "no title": [{"description": "x"}],
    "an empty title": [{"title": "", "description": "x"}],
    "a blank title": [{"title": "  ", "description": "x"}],
    "null for a title": [{"title": None, "description": "x"}],
    "a list for a title": [{"title": ["x"], "description": "x"}],
    "a long title": [{"title": "x" * 101, "description": "x"}],
    "a long description": [{"title": "x", "description": "x" * 2001}],
    "a description of two lines": [{"title": "x", "description": "x\ny"}],
    "a persona that is a text": ["x"],
    "null for a list": one(aliases=None, handoffs=None, holders=None),
    "null for a mapping": one(contact=None, stages=None) | {"fallback": None, "stages": None},
    "null for a text": one(source=None, id=None) | {"title": None},
    "null for a part": one(responsibilities=[{"text": "x", "part": None}]),
    "null in a list": one(aliases=[None]),
    "a text for a list": one(aliases="RN"),
    "aliases": one(aliases=["RN", 42]),
    "plain responsibilities": one(responsibilities=["gives medication", 7], not_responsible=["surgery"]),
    "responsibilities with more": one(
        responsibilities=[{"text": "x", "part": "accountable", "also": ["y"], "source": "z"}]
    ),
    "a responsibility without a text": one(responsibilities=[{"part": "informed"}]),
    "a blank responsibility": one(responsibilities=[" "]),
    "a long responsibility": one(responsibilities=["x" * 301]),
    "an unknown part": one(responsibilities=[{"text": "x", "part": "Accountable"}]),
    "stages": one(stages={"ward": "informed"}),
    "an unknown part of a stage": one(stages={"ward": "owner"}),
    "no part of a stage": one(stages={"ward": None}),
    "a blank stage": one(stages={" ": "informed"}),
    "a list of stages": one(stages=["ward"]),
    "a handoff without what": one(handoffs=[{"to": "x"}]),
    "a look-alike without a difference": one(mistaken_for=[{"persona": "x"}]),
    "a channel": one(contact={"channel": "C0123456789", "url": "http://example.org"}),
    "a channel by name": one(contact={"channel": "#ward"}),
    "a channel in small letters": one(contact={"channel": "c0123456789"}),
    "a channel that is a number": one(contact={"channel": 5}),
    "a user's channel": one(contact={"channel": "U0123456789"}),
    "a script for a url": one(contact={"url": "javascript:alert(1)"}),
    "a url without a host": one(contact={"url": "https://"}),
    "a fallback": one() | {"fallback": {"text": "Ask the desk", "channel": "G0123456789"}},
    "days until a confirmation is old": one() | {"confirm_after": 30},
    "no days": one() | {"confirm_after": 0},
    "less than no days": one() | {"confirm_after": -1},
    "too many days": one() | {"confirm_after": 3651},
    "half a day": one() | {"confirm_after": 0.5},
    "days in quotes": one() | {"confirm_after": "30"},
    "days in words": one() | {"confirm_after": "a month"},
    "a list of days": one() | {"confirm_after": [30]},
    "null for days": one() | {"confirm_after": None},
    "a user": one(holders=[{"user": "W0123456789", "since": "2026-01-10"}]),
    "a user group for a user": one(holders=[{"user": "S0123456789"}]),
    "a user group": one(holders=[{"usergroup": "S0123456789"}]),
    "an e-mail address": one(holders=[{"email": "a@b.c"}]),
    "no e-mail address": one(holders=[{"email": "a"}]),
    "two of a holder": one(holders=[{"email": "a@b.c", "name": "A"}]),
    "one of a holder and a null": one(holders=[{"email": None, "name": "A"}]),
    "none of a holder": one(holders=[{"since": "2026-01-10"}]),
    "only a null of a holder": one(holders=[{"name": None}]),
    "a holder that is a text": one(holders=["U0123456789"]),
    "no day": one(holders=[{"name": "A", "since": "2026-02-30"}]),
    "a day in words": one(holders=[{"name": "A", "since": "January"}]),
    "a year": one(holders=[{"name": "A", "since": 2026}]),
}


def accepted_by_reader(case: Any) -> bool:
    """JSON is YAML, and writes down what an editor would make of the file."""
    try:
        read(json.dumps(case).encode(), "roles.yaml")
    except CatalogErrors:
        return False
    return True


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_schema_agrees_with_the_reader(case: Any) -> None:
    """What an editor underlines is what the reader refuses, and nothing else."""
    assert VALIDATOR.is_valid(case) == accepted_by_reader(case)


def test_the_cases_are_of_both_kinds() -> None:
    """Agreement over cases that are all refused would say nothing."""
    accepted = [VALIDATOR.is_valid(case) for case in CASES.values()]
    assert min(accepted.count(True), accepted.count(False)) > 15


def test_the_schema_is_draft_7() -> None:
    """What the YAML language server reads."""
    Draft7Validator.check_schema(schema())
    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"


def described(schema: Any) -> bool:
    """Whether every property below has words to show."""
    if isinstance(schema, list):
        return all(map(described, schema))
    if not isinstance(schema, dict):
        return True
    shown = schema.get("properties", {}).values() if schema.get("additionalProperties") is False else ()
    return all(entry.get("description") for entry in shown) and all(map(described, schema.values()))


def test_every_key_has_words_for_the_editor() -> None:
    """The description of a key is what an editor shows when one points at it."""
    assert described(schema())


def test_the_committed_schema_is_the_one_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m bot.catalog_file > bot/personas.schema.json` renews it."""
    runpy.run_module("bot.catalog_file", run_name="__main__")
    printed = capsys.readouterr().out
    assert COMMITTED.read_text(encoding="utf-8") == printed
    assert json.loads(printed) == schema()


def test_the_shipped_catalog_is_valid() -> None:
    """The catalog that comes with the bot loads, and an editor finds nothing to underline in it."""
    path = ROOT / "personas.yaml"
    load(path)
    VALIDATOR.validate(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader) | {"version": 1})


def test_the_examples_of_the_readme_are_good_and_the_first_has_every_key_of_a_role_but_a_few() -> None:
    """They are what people copy."""
    catalog, overlay = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    plain = json.loads(json.dumps(yaml.safe_load(catalog), default=str))  # an editor reads a day as a text
    assert not list(VALIDATOR.iter_errors(plain))
    nurse = read(catalog.encode(), "README.md").personas[0]
    left_out = {field.name for field in fields(nurse) if not getattr(nurse, field.name)}
    assert left_out == {"source", "keywords", "mistaken_for"}
    assert read_overlay(dedent(overlay).encode(), "README.md").elsewhere
