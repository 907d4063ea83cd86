"""The modal that edits what a workspace says of one role, and what its fields say when it is submitted."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.cards import wording
from bot.cards.blocks import context, paragraph, rich
from bot.cards.fields import entered, field, modal
from bot.cards.view import Block, decoded
from bot.cards.words import clean, cut
from bot.catalog import Catalog, Contact, Persona, Responsibility, folded

OVERLAY_FORM = "overlay_form"
# The fields: each is the id of a block and of the one element in it.
TITLE, DESCRIPTION = "overlay_title", "overlay_description"
PHRASES, ALIASES, KEYWORDS, OWNS = "overlay_phrases", "overlay_aliases", "overlay_keywords", "overlay_owns"
CHANNEL = "overlay_channel"
# Which field a key of the file is edited in.
FIELDS = {
    "id": TITLE,
    "title": TITLE,
    "description": DESCRIPTION,
    "responsibilities": PHRASES,
    "aliases": ALIASES,
    "keywords": KEYWORDS,
    "owns": OWNS,
    "contact": CHANNEL,
}
_MOST = 3000  # characters that Slack takes in one field
_LABELS = {
    PHRASES: "It also does, a phrase on each line",
    ALIASES: "It is also called, a name on each line",
    KEYWORDS: "Tools and topics that point to it, one on each line",
    OWNS: "Things of ours it looks after, one on each line",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the modal is about: a role's id ("" for a new one), and the mark of what was said of it when it opened."""

    persona: str = ""
    mark: str = ""

    def encode(self) -> str:
        """The subject as private_metadata."""
        return json.dumps([self.persona, self.mark], ensure_ascii=False)

    @classmethod
    def decode(cls, note: object) -> "Subject | None":
        """The subject that was encoded; None from anything else."""
        match decoded(note, 999):
            case [str(persona), str(mark)]:
                return cls(persona, mark)
        return None


BULLET = re.compile(r"^\s*[-*•–]\s+")
LONGEST = {PHRASES: 300, ALIASES: 100, KEYWORDS: 100, OWNS: 100}  # characters of a line, by the catalog's schema


def mark_of(said: object) -> str:
    """What tells two ways of speaking of a role, or two differences, apart."""
    return sha256(repr(said).encode(errors="replace")).hexdigest()[:16]


def edit(said: Persona, catalog: Catalog) -> Block:
    """A modal with what is said of a role; for a new one with an empty id and title."""
    own = bool(said.title) or not said.id
    blocks = _own(said) if own else _of_the_file(said, catalog)
    for id_, lines in _lines(said).items():
        blocks.append(_text(id_, _LABELS[id_], "\n".join(lines), lines=True))
    picker: Block = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    chosen = {"initial_conversation": said.contact.channel} if said.contact.channel else {}
    blocks.append(field(CHANNEL, "Ask in", {**picker, **chosen}, optional=True))
    return modal(OVERLAY_FORM, "Our own words", blocks, note=Subject(said.id, mark_of(said)).encode())


def _own(said: Persona) -> list[Block]:
    hint = "Empty the title to take this role away." if said.id else "A role that the catalog does not have."
    return [
        context(hint),
        _text(TITLE, "Title", said.title, most=100) | {"optional": bool(said.id)},
        _text(DESCRIPTION, "What the role is", said.description, lines=True, most=2000) | {"optional": bool(said.id)},
    ]


def _of_the_file(said: Persona, catalog: Catalog) -> list[Block]:
    lead = "These words are added to what the catalog says of it."
    return [rich(paragraph(wording.title(said.id, catalog, bold=True))), context(lead)]


def _lines(said: Persona) -> dict[str, tuple[str, ...]]:
    phrases = tuple(duty.text for duty in said.responsibilities)
    return {PHRASES: phrases, ALIASES: said.aliases, KEYWORDS: said.keywords, OWNS: said.owns}


def _text(id_: str, label: str, text: str, *, lines: bool = False, most: int = _MOST) -> Block:
    if len(text) > most:
        return context(f"{label}: there are too many to edit here. Export the file, edit it, and send it to me.")
    initial = {"initial_value": text} if text else {}
    element = {"type": "plain_text_input", "multiline": lines, "max_length": most, **initial}
    return field(id_, label, element, optional=True)


def read(values: Mapping[str, Any], said: Persona) -> Persona:
    """What is to be said of the role: as the fields have it; what the modal did not show stays as it is.

    An own role whose title was emptied comes back with nothing but its id.
    """
    own = bool(said.title) or not said.id
    title = clean(_value(values, TITLE, said.title)) if own else ""
    description = _value(values, DESCRIPTION, said.description).strip() if own else ""
    if own and not title:
        return Persona(said.id, "", "")
    known = {duty.text: duty for duty in said.responsibilities}
    phrases = _split(values, PHRASES, tuple(known))
    return replace(
        said,
        title=title,
        description=description,
        responsibilities=tuple(known.get(text) or Responsibility(text) for text in phrases),
        aliases=_split(values, ALIASES, said.aliases),
        keywords=_split(values, KEYWORDS, said.keywords),
        owns=_split(values, OWNS, said.owns),
        contact=Contact(_value(values, CHANNEL, said.contact.channel, "selected_conversation"), said.contact.url),
    )


def lacking(new: Persona) -> dict[str, str]:
    """What a role of our own lacks, or what has a line too long, by the field to mend.

    One that has an id and no title is to be taken away.
    """
    if not new.id and not new.title:
        return {TITLE: "Write a title."}
    if new.title and not new.description:
        return {DESCRIPTION: "Write what the role is."}
    return {
        id_: f"“{cut(line, 40)}” is too long: it has {len(line)} characters. Shorten it to {LONGEST[id_]}."
        for id_, lines in _lines(new).items()
        for line in lines
        if len(line) > LONGEST[id_]
    }


def _split(values: Mapping[str, Any], id_: str, before: tuple[str, ...]) -> tuple[str, ...]:
    if id_ not in values:
        return before
    kept: dict[str, str] = {}
    for typed in entered(values, id_, "value").splitlines():
        line = clean(BULLET.sub("", typed))
        kept.setdefault(folded(line), line)
    return tuple(filter(None, kept.values()))


def _value(values: Mapping[str, Any], id_: str, before: str, name: str = "value") -> str:
    """What stands in a field; `before` where the modal did not show it."""
    return entered(values, id_, name) if id_ in values else before
