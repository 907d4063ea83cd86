"""The modal that puts somebody in a role, and what its fields say when it is submitted."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.cards import wording
from bot.cards.blocks import context, paragraph, plain, rich
from bot.cards.fields import entered, field, modal, role_field
from bot.cards.spans import Span, channel, joined
from bot.cards.view import PRIVATE, Block, View, decoded
from bot.cards.words import clean
from bot.catalog import Catalog, Part, Persona
from bot.people import Assignment, Place

ASSIGN_FORM = "assign_form"
# The fields: each is the id of a block and of the one element in it.
ROLE, USER, GROUP, WHERE, PART = "assign_role", "assign_user", "assign_group", "assign_where", "assign_part"
SINCE, UNTIL, BACKUP, NOTE = "assign_since", "assign_until", "assign_backup", "assign_note"
HERE, EVERYWHERE = "channel", "workspace"
NEW = Assignment(Place(), "")
LONGEST_NOTE = 200
_USER_ID = re.compile("[UW][A-Z0-9]{2,30}")
_GROUP_ID = re.compile("S[A-Z0-9]{2,30}")
_CHANNEL_ID = re.compile("[CG][A-Z0-9]{2,30}")

Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Errand:
    """What the modal is for: the channel it was opened in, and the assignment it changes ("" for a new one)."""

    channel: str = ""
    assignment: str = ""
    revision: int = 0

    def encode(self) -> str:
        """The errand as private_metadata."""
        return json.dumps([self.channel, self.assignment, self.revision])

    @classmethod
    def decode(cls, note: object) -> "Errand":
        """The errand that was encoded; an empty one from anything else."""
        match decoded(note, 300):
            case [str(channel), str(assignment), int(revision)]:
                known = channel if _CHANNEL_ID.fullmatch(channel) else ""
                return cls(known, assignment, revision)
        return cls()


def assign(catalog: Catalog, where: str, view: View = PRIVATE, start: Assignment = NEW) -> Block:
    """A modal for a new assignment, with what is known of it filled in, or to change the one at the `start`.

    `where` is the channel it may be for alone.
    """
    where = where if _CHANNEL_ID.fullmatch(where) else ""
    errand = Errand(start.place.channel or where, start.id, start.revision)
    start = start if start.id else replace(start, place=Place(channel=errand.channel))
    blocks = [*_role(catalog, view, start), *_fields(start, errand, view)]
    return modal(ASSIGN_FORM, "People in roles", blocks, note=errand.encode())


def _role(catalog: Catalog, view: View, start: Assignment) -> list[Block]:
    """The role to choose, and who holds the one it was opened for; the role of an assignment stays."""
    if start.id:
        return [rich(paragraph(Span("Role: "), wording.title(start.persona, catalog, bold=True)))]
    persona = catalog.by_id.get(start.persona)
    return role_field(ROLE, catalog.personas, persona) + (_held(persona, catalog, view) if persona else [])


def _held(persona: Persona, catalog: Catalog, view: View) -> list[Block]:
    """Who holds the role now. It is named, for another one may be chosen above."""
    now = [wording.assigned(one, view) for one in view.holders(persona)][:5]
    title = wording.title(persona.id, catalog, bold=True)
    return [rich(paragraph(title, Span(" is held now by "), *joined(now, "; ")))] if now else []


def _fields(start: Assignment, errand: Errand, view: View) -> list[Block]:
    where = [_option("In the whole workspace", EVERYWHERE)]
    if errand.channel:
        where.insert(0, _option("Only in this channel", HERE))
    here = where[0] if start.place.channel else where[-1]
    told = [rich(paragraph(Span("The channel is "), channel(errand.channel), Span(".")))] if errand.channel else []
    parts = [
        _option("Responsible: does it", Part.RESPONSIBLE),
        _option("Accountable: answers for it", Part.ACCOUNTABLE),
    ]
    part = parts[start.part is Part.ACCOUNTABLE]
    note: Block = {"type": "plain_text_input", "max_length": LONGEST_NOTE}
    group: Block = {"type": "external_select", "min_query_length": 0, "placeholder": plain("Choose a user group", 150)}
    if start.usergroup:
        group["initial_option"] = _option(view.names.get(start.usergroup, "The group"), start.usergroup)
    return [
        field(USER, "Person", _picker("users_select", initial_user=start.user), optional=True),
        field(GROUP, "Or a user group", group, optional=True),
        field(WHERE, "Where", {"type": "radio_buttons", "options": where, "initial_option": here}),
        *told,
        field(PART, "Part", {"type": "radio_buttons", "options": parts, "initial_option": part}),
        field(SINCE, "From", _picker("datepicker", initial_date=_iso(start.since)), optional=True),
        field(UNTIL, "Until", _picker("datepicker", initial_date=_iso(start.until)), optional=True),
        field(BACKUP, "Backup", _picker("users_select", initial_user=start.backup), optional=True),
        field(NOTE, "Note", note | ({"initial_value": start.note} if start.note else {}), optional=True),
        context("The person is told by a direct message, and can confirm it there."),
    ]


def _picker(kind: str, **initial: str) -> Block:
    return {"type": kind} | {name: value for name, value in initial.items() if value}


def _option(text: str, value: str) -> Block:
    return {"text": plain(text, 75), "value": str(value)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def read(values: Mapping[str, Any], errand: Errand, catalog: Catalog, start: Assignment) -> tuple[Assignment, Errors]:
    """The assignment that the fields say, on top of `start` (which says the workspace), and what is wrong with them."""
    errors: Errors = {}
    role = start.persona if errand.assignment else entered(values, ROLE, "selected_option")
    if not errand.assignment and role not in catalog.by_id:
        errors[ROLE] = "Choose a role; this one is not in the catalog."
    user, group = entered(values, USER, "selected_user"), entered(values, GROUP, "selected_option")
    errors |= _who_errors(user, group)
    backup = entered(values, BACKUP, "selected_user")
    if backup and (backup == user or not _USER_ID.fullmatch(backup)):
        errors[BACKUP] = "Choose somebody else as the backup."
    since, until = _day(values, SINCE, errors), _day(values, UNTIL, errors)
    if since and until and until < since:
        errors[UNTIL] = "This is before the first day."
    here = errand.channel if entered(values, WHERE, "selected_option") == HERE else ""
    part = Part.ACCOUNTABLE if entered(values, PART, "selected_option") == Part.ACCOUNTABLE else Part.RESPONSIBLE
    read_ = replace(
        start, place=Place(start.place.workspace, here), persona=role, user=user, usergroup=group, part=part
    )
    note = clean(entered(values, NOTE, "value")[:LONGEST_NOTE])
    return replace(read_, since=since, until=until, backup=backup, note=note), errors


def _who_errors(user: str, group: str) -> Errors:
    if bool(user) == bool(group):
        return {USER: "Choose a person or a user group." if not user else "Choose a person or a user group, not both."}
    if user and not _USER_ID.fullmatch(user):
        return {USER: "Choose a person."}
    return {GROUP: "Choose a user group."} if group and not _GROUP_ID.fullmatch(group) else {}


def _day(values: Mapping[str, Any], id_: str, errors: Errors) -> date | None:
    text = entered(values, id_, "selected_date")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors[id_] = "Choose a day."
        return None
