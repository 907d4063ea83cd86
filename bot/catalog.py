"""The catalog: who does what, as immutable values. No I/O, no Slack; `catalog_file` reads it from YAML."""

import hashlib
import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType

CONFIRM_AFTER = 90  # days
MOST_ID = 75  # characters
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))  # pasted along with a name
NO_STAGES: Mapping[str, "Part"] = MappingProxyType({})


class Part(StrEnum):
    """The part a persona has in a responsibility or a stage: the four letters of a RACI chart."""

    ACCOUNTABLE = "accountable"
    RESPONSIBLE = "responsible"
    CONSULTED = "consulted"
    INFORMED = "informed"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Something a persona does. `also` holds other ways to say it; `source` who says so, or ""."""

    text: str
    part: Part = Part.RESPONSIBLE
    also: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class NotResponsible:
    """Something a persona is taken for but does not do. `goes_to` is the id of the persona that does, or ""."""

    text: str
    goes_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Handoff:
    """What the persona that lists it passes on, to whose id. `also` holds other ways to say what."""

    to: str
    what: str
    when: str = ""
    channel: str = ""
    source: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A persona this one is mistaken for (`persona` is its id), and the difference in one sentence."""

    persona: str
    difference: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to ask: a Slack channel's id, a web address, or neither."""

    channel: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the role: exactly one of `user`, `usergroup` (Slack ids), `email` and `name` is set.

    `since` and `until` are ISO dates, both inclusive, or "". `backup` is a Slack user's id, or "".
    """

    user: str = ""
    usergroup: str = ""
    email: str = ""
    name: str = ""
    part: Part = Part.RESPONSIBLE
    since: str = ""
    until: str = ""
    backup: str = ""
    note: str = ""

    def in_force(self, today: date) -> bool:
        """True from `since` to `until`, both included."""
        return self.since <= today.isoformat() and not self.over(today)

    def over(self, today: date) -> bool:
        """True after the last day."""
        return bool(self.until) and self.until < today.isoformat()


@dataclass(frozen=True, slots=True)
class Persona:
    """A role. Only title and description are always there; `id` is unique in its catalog."""

    id: str
    title: str
    description: str
    source: str = ""
    aliases: tuple[str, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    keywords: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    not_responsible: tuple[NotResponsible, ...] = ()
    mistaken_for: tuple[Lookalike, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    stages: Mapping[str, Part] = field(default_factory=lambda: NO_STAGES)
    contact: Contact = Contact()
    holders: tuple[Holder, ...] = ()

    @property
    def receivers(self) -> tuple[str, ...]:
        """The ids of those it hands work to, each once."""
        return tuple(dict.fromkeys(one.to for one in self.handoffs))

    def does(self, phrase: str) -> bool:
        """True if one of its tasks is said in these words."""
        return any(folded(phrase) == folded(one) for duty in self.responsibilities for one in (duty.text, *duty.also))

    def held_by(self, today: date) -> tuple[Holder, ...]:
        """Who holds it today, the accountable first."""
        held = (one for one in self.holders if one.in_force(today))
        return tuple(sorted(held, key=lambda one: one.part is not Part.ACCOUNTABLE))


@dataclass(frozen=True, slots=True)
class Fallback:
    """Where to ask when no persona fits."""

    text: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something that no persona does, and in words where it goes instead. `also` holds other ways to say it."""

    text: str
    goes_to: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """All personas of one file, in its order. `version` tells two contents apart (a digest of the file).

    `confirm_after` is in days: who has held a role for so long is asked whether that still holds.
    """

    personas: tuple[Persona, ...]
    title: str = "Roles"
    stages: tuple[str, ...] = ()
    fallback: Fallback = Fallback()
    version: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    confirm_after: int = CONFIRM_AFTER

    @cached_property
    def by_id(self) -> Mapping[str, Persona]:
        return MappingProxyType({persona.id: persona for persona in self.personas})

    @cached_property
    def handoffs_to(self) -> Mapping[str, tuple[tuple[Persona, Handoff], ...]]:
        """For the id of each persona that is handed something, who hands it what, everybody's first before any second.

        Pairs of the giving persona and the handoff.
        """
        received: defaultdict[str, list[tuple[int, Persona, Handoff]]] = defaultdict(list)
        for giver in [persona for persona in self.personas if persona.handoffs]:
            before = Counter[str]()
            for handoff in giver.handoffs:
                received[handoff.to].append((before[handoff.to], giver, handoff))
                before[handoff.to] += 1
        for turns in received.values():
            turns.sort(key=itemgetter(0))
        return MappingProxyType({to: tuple((giver, one) for _, giver, one in turns) for to, turns in received.items()})


def folded(name: str) -> str:
    """A title or an alias without what does not tell it apart: names that fold alike are the same name."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name.translate(UNSEEN))
    return " ".join(name.casefold().split())


def slug(title: str) -> str:
    """The id a title gives: its letters and digits, of any script, in lower case and joined by hyphens."""
    text = unicodedata.normalize("NFKC", title).casefold()
    words = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    joined = "-".join(words.split())
    if joined and len(joined) <= MOST_ID:
        return joined
    digest = hashlib.sha256(title.encode(errors="replace")).hexdigest()[:8]
    return f"{joined[: MOST_ID - 9]}-{digest}" if joined else f"persona-{digest}"


def free_id(title: str, taken: Container[str]) -> str:
    """The id a title gives, with a number where a folded id is taken already."""
    first = slug(title)
    others = (f"{first[: MOST_ID - 9]}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([first], others) if one not in taken)
