"""The form of a catalog file: every key, its shape and its limits, and the words an editor shows for it. The one table
from which both the checks and `personas.schema.json` come.
"""

from typing import Any

from bot.catalog import (
    Catalog,
    Contact,
    Elsewhere,
    Fallback,
    Handoff,
    Holder,
    Lookalike,
    NotResponsible,
    Part,
    Persona,
    Responsibility,
)
from bot.catalog_file.shapes import Date, ListOf, Only, Record, Schema, Table, Text, Whole, Word

SLACK_ID = "[A-Z0-9]{2,20}"
STAGE = Text("A stage of the work.", most=75)


def _channel(about: str) -> Text:
    return Text(about, pattern=f"[CG]{SLACK_ID}", wanted="a Slack channel's id", example="C0123456789")


def _member(about: str, instead: str = "") -> Text:
    return Text(about, pattern=f"[UW]{SLACK_ID}", wanted="a Slack member's id", example="U0123456789", instead=instead)


def _reference(about: str) -> Text:
    return Text(f"{about}: a persona's id, or its title or an alias.", most=100)


SOURCE = Text("Who says so: a book, a paper, a page.")
ALSO = ListOf("Other ways to say it.", Text("Another way to say it."))
PART = Word("The part taken in it.", tuple(Part), Part)
HELD_AS = (Part.RESPONSIBLE, Part.ACCOUNTABLE)

RESPONSIBILITY = Record(
    "Something this persona does: a phrase, or a mapping with more.",
    Responsibility,
    {
        "text": Text("What is done, as a phrase that begins with a verb."),
        "part": PART,
        "also": ALSO,
        "source": SOURCE,
    },
    required=("text",),
    short="text",
)
NOT_RESPONSIBLE = Record(
    "Something this persona is taken for but does not do: a phrase, or a mapping with more.",
    NotResponsible,
    {
        "text": Text("What is not done."),
        "goes_to": _reference("Who does it instead"),
        "source": SOURCE,
    },
    required=("text",),
    short="text",
)
LOOKALIKE = Record(
    "A persona this one is mistaken for.",
    Lookalike,
    {
        "persona": _reference("Which one"),
        "difference": Text("The difference in one sentence.", most=500),
        "source": SOURCE,
    },
    required=("persona", "difference"),
)
HANDOFF = Record(
    "What this persona passes on, and to whom.",
    Handoff,
    {
        "to": _reference("Who receives it"),
        "what": Text("What is handed over."),
        "also": ALSO,
        "when": Text("The event or condition upon which it happens."),
        "channel": _channel("The Slack channel where it happens."),
        "source": SOURCE,
    },
    required=("to", "what"),
)
CONTACT = Record(
    "Where to ask.",
    Contact,
    {
        "channel": _channel("The Slack channel to ask in."),
        "url": Text(
            "A web page to go to.",
            most=2000,
            pattern=r"https?://[^\s/<>|?#]+[^\s<>|]*",
            wanted="a web address",
            example="https://example.org/page",
        ),
    },
)
HOLDER = Record(
    "Who holds the role: exactly one of user, usergroup, email and name.",
    Holder,
    {
        "user": _member("A Slack member's id.", instead=", or say who it is by 'name' or 'email'"),
        "usergroup": Text(
            "A Slack user group's id.", pattern=f"S{SLACK_ID}", wanted="a Slack user group's id", example="S0123456789"
        ),
        "email": Text(
            "An e-mail address.",
            pattern=r"[^@\s<>|]+@[^@\s<>|]+",
            wanted="an e-mail address",
            example="name@example.org",
        ),
        "name": Text("A name, for who has no Slack account.", most=100),
        "part": Word("Who does it is responsible, who answers for it accountable.", HELD_AS, Part),
        "since": Date("The first day in the role."),
        "until": Date("The last day in the role."),
        "backup": _member("Who stands in for them: a Slack member's id."),
        "note": Text("What else is to be known, as: French orders only.", most=200),
    },
    one_of=("user", "usergroup", "email", "name"),
)
PERSONA = Record(
    "A role: what it is, what it does, what it passes on, and who holds it.",
    Persona,
    {
        "id": Text(
            "A short name that never changes, such as ward-nurse; the title's slug by default. Unique.", most=75
        ),
        "title": Text("What the role is called. Unique.", most=100),
        "description": Text("What the role is, in a few sentences.", most=2000, lines=True),
        "source": SOURCE,
        "aliases": ListOf("Other names of the role; nobody else may have them.", Text("Another name.", most=100)),
        "responsibilities": ListOf("What the role does.", RESPONSIBILITY),
        "keywords": ListOf("Tools and topics that point to the role.", Text("A tool or a topic.", most=100)),
        "owns": ListOf("Things of your own that the role looks after, by name.", Text("A thing's name.", most=100)),
        "not_responsible": ListOf("What the role is taken for but does not do.", NOT_RESPONSIBLE),
        "mistaken_for": ListOf("Personas the role is mistaken for.", LOOKALIKE),
        "handoffs": ListOf("What the role passes on, and to whom.", HANDOFF),
        "stages": Table("The stages of the work in which the role has a part.", PART, STAGE),
        "contact": CONTACT,
        "holders": ListOf("Who holds the role.", HOLDER),
    },
    required=("title", "description"),
)


ELSEWHERE = Record(
    "Something that no role does, and where it goes instead.",
    Elsewhere,
    {
        "text": Text("What is not done here, as a phrase that begins with a verb."),
        "also": ALSO,
        "goes_to": Text("Where it goes instead, in words, such as: the IT help desk."),
    },
    required=("text", "goes_to"),
)


def _catalog(*, version: int = 1, **values: Any) -> Catalog:
    """A catalog without the format's version, which is no part of it."""
    return Catalog(**values)


VERSION = Only("The version of this format.", 1)
FALLBACK = Record(
    "Where to ask when no persona fits.",
    Fallback,
    {"text": Text("What to tell who asks.", most=500), "channel": _channel("The Slack channel to ask in.")},
)
ALL_ELSEWHERE = ListOf("What no role does, and where it goes instead.", ELSEWHERE)

CATALOG = Record(
    "A catalog of roles: who does what, and who hands over to whom.",
    _catalog,
    {
        "version": VERSION,
        "title": Text("What the catalog is called.", most=100),
        "fallback": FALLBACK,
        "elsewhere": ALL_ELSEWHERE,
        "confirm_after": Whole(
            "After how many days whoever was put in a role is asked to confirm it.", 1, 3650, example=90
        ),
        "stages": ListOf("The stages of the work, in order. If listed, personas can name only these.", STAGE),
        "personas": ListOf("The roles.", PERSONA, least=1),
    },
    required=("personas",),
)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of a catalog file, which is the mapping or just its list of personas."""
    catalog = CATALOG.schema()
    personas: Schema = catalog["properties"]["personas"]
    persona, personas["items"] = personas["items"], {"$ref": "#/definitions/persona"}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **catalog,
        "type": ["object", "array"],
        "items": personas["items"],
        "minItems": personas["minItems"],
        "definitions": {"persona": persona},
    }
