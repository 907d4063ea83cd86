"""The overlay: what a workspace says in its own words, laid over the catalog of the file. Pure values.

It never loses anything: what does not fit the file, or no longer, is kept and named, only not in force.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Protocol

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
    folded,
)

NOBODY_TO_ASK = Fallback()
UNDID = re.compile("undid change ([1-9][0-9]{0,8})|brought back what change ([1-9][0-9]{0,8}) undid")


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a workspace adds to the catalog.

    `personas` without a title add to the persona of the file with the same id; those with one are the workspace's own.
    Only what they hold is said: an empty field leaves the file's.
    """

    personas: tuple[Persona, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    fallback: Fallback = NOBODY_TO_ASK

    def of(self, id_: str) -> Persona:
        """What it says of a persona, or of one that it does not know yet: nothing but the id."""
        return next((one for one in self.personas if one.id == id_), Persona(id_, "", ""))

    def with_persona(self, persona: Persona) -> "Overlay":
        """With this in the place of what it says of the persona; what says nothing is left out."""
        kept = tuple(persona if one.id == persona.id else one for one in self.personas)
        if persona not in kept:
            kept += (persona,)
        return replace(self, personas=tuple(one for one in kept if one != Persona(one.id, "", "")))

    def with_phrase(self, id_: str, phrase: str) -> "Overlay":
        """With one more phrase for what a persona does."""
        said = self.of(id_)
        if said.does(phrase):
            return self
        return self.with_persona(replace(said, responsibilities=(*said.responsibilities, Responsibility(phrase))))

    def with_elsewhere(self, phrase: str, goes_to: str) -> "Overlay":
        """With one more phrase that no persona does; where it went before, if it was there already, is replaced."""
        others = (one for one in self.elsewhere if folded(one.text) != folded(phrase))
        return replace(self, elsewhere=(*others, Elsewhere(phrase, goes_to)))


NOTHING = Overlay()


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something of the overlay that does not fit the file: whose (a persona's id), what, and why in a sentence."""

    persona: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Revision:
    """The overlay of a workspace as somebody saved it. Revisions count from 1; the last one is in force.

    `text` is the overlay as YAML, `note` what was done in a few words.
    """

    workspace: str
    number: int
    at: datetime
    by: str
    text: str
    note: str = ""

    @property
    def undid(self) -> int:
        """The number of the revision that it took back, so that it says what the one before that said; 0 for none."""
        found = UNDID.fullmatch(self.note)
        return int(found[1] or found[2]) if found else 0


def note_of_undoing(one: Revision) -> str:
    """The note of a revision that takes back another; by it `Revision.undid` knows it again."""
    return f"brought back what change {one.number} undid" if one.undid else f"undid change {one.number}"


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one can go from the latest revision: the change that is undone next, and the one that is brought back next.

    None where there is none.
    """

    latest: Revision
    undo: Revision | None = None
    bring_back: Revision | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An overlay that somebody sent and has not applied yet, with the revision it was compared with."""

    id: str
    workspace: str
    by: str
    text: str
    over: int


class OverlayStore(Protocol):
    """The revisions of the workspaces' overlays. Every method may raise StoreError."""

    async def overlay_number(self, workspace: str) -> int:
        """The number of the revision in force; 0 where there is none."""
        ...

    async def overlay_revisions(self, workspace: str, most: int = 1) -> tuple[Revision, ...]:
        """The latest revisions, the one in force first."""
        ...

    async def overlay_revision(self, workspace: str, number: int) -> Revision | None:
        """One revision; None if there is none with the number."""
        ...

    async def save_overlay(self, workspace: str, text: str, by: str, note: str, after: int) -> Revision:
        """Put a new revision in force; StaleOverlay unless `after` is the number of the one in force."""
        ...

    async def propose_overlay(self, workspace: str, text: str, by: str, over: int) -> Proposal:
        """Keep what somebody sent until they apply it, for a day; their former proposal is dropped."""
        ...

    async def proposed_overlay(self, workspace: str, id_: str) -> Proposal | None:
        """What somebody sent; None if it was dropped, or is too old."""
        ...

    async def drop_proposal(self, workspace: str, id_: str) -> None:
        """Forget a proposal."""
        ...


class OverlayFile(Protocol):
    """An overlay as a file that people read and write."""

    def read_overlay(self, text: bytes, name: str) -> Overlay:
        """The overlay in the YAML `text`; `name` stands for the file in errors. Raises CatalogErrors with all."""
        ...

    def read_kept_overlay(self, text: bytes, name: str) -> Overlay:
        """The overlay in the YAML that `write_overlay` wrote, however long. Raises CatalogErrors."""
        ...

    def write_overlay(self, overlay: Overlay) -> str:
        """The overlay as YAML, which reads as the same overlay."""
        ...


def apply(catalog: Catalog, overlay: Overlay) -> tuple[Catalog, tuple[Misfit, ...]]:
    """The catalog with the overlay in force, and what of the overlay is not."""
    return _Laying(catalog, overlay).result()


@dataclass(slots=True)
class _Laying:
    """Lays an overlay over a catalog, step by step: who there is, what each is called, and then what each does."""

    catalog: Catalog
    overlay: Overlay
    misfits: list[Misfit] = field(default_factory=list)
    personas: dict[str, Persona] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # a title or an alias, folded -> whose

    def result(self) -> tuple[Catalog, tuple[Misfit, ...]]:
        if self.overlay == NOTHING:
            return self.catalog, ()
        for persona in self.catalog.personas:
            self._take(persona)
        own = [one for one in self.overlay.personas if one.title and self._has_room_for(one)]
        added = [one for one in self.overlay.personas if not one.title and self._is_known(one)]
        for one in own:
            self.personas[one.id] = replace(one, **self._named(one, ()))
        for one in added:
            self.personas[one.id] = self._merged(self.personas[one.id], one)
        for one in (*own, *added):
            self.personas[one.id] = self._linked(self.personas[one.id], one)
        return self._catalog(), tuple(self.misfits)

    def _take(self, persona: Persona) -> None:
        self.personas[persona.id] = persona
        self.names |= {folded(name): persona.id for name in (*persona.aliases, persona.title)}

    def _has_room_for(self, own: Persona) -> bool:
        """True if neither the id nor the title of an own persona is taken; it takes them."""
        if own.id in self.personas:
            self._misfit(own, f"the role {own.title}", f"there is a role with the id {own.id} already")
        elif taken := self.names.get(folded(own.title)):
            self._misfit(own, f"the role {own.title}", f"{self._title(taken)} goes by that name already")
        else:
            self.personas[own.id] = own
            self.names[folded(own.title)] = own.id
            return True
        return False

    def _is_known(self, added: Persona) -> bool:
        if known := added.id in self.personas:
            return known
        self._misfit(added, "everything added to it", f"there is no role with the id {added.id}")
        return False

    def _named(self, said: Persona, before: tuple[str, ...]) -> dict[str, Any]:
        """The aliases of a persona with those that are still free."""
        free: list[str] = []
        called = set(map(folded, (self.personas[said.id].title, *before)))
        for alias in said.aliases:
            whose = self.names.setdefault(folded(alias), said.id)
            if whose != said.id:
                self._misfit(said, f"the name {alias}", f"{self._title(whose)} goes by it already")
            elif folded(alias) not in called:
                free.append(alias)
                called.add(folded(alias))
        return {"aliases": (*before, *free)}

    def _merged(self, below: Persona, said: Persona) -> Persona:
        """A persona of the file with what is added to it."""
        contact = Contact(said.contact.channel or below.contact.channel, said.contact.url or below.contact.url)
        return replace(
            below,
            **self._named(said, below.aliases),
            responsibilities=_duties(below.responsibilities, said.responsibilities),
            keywords=_distinct(below.keywords, said.keywords),
            owns=_distinct(below.owns, said.owns),
            not_responsible=_distinct(below.not_responsible, said.not_responsible),
            mistaken_for=_distinct(below.mistaken_for, said.mistaken_for),
            handoffs=_distinct(below.handoffs, said.handoffs),
            stages=MappingProxyType({**below.stages, **said.stages}),
            contact=contact,
            holders=_distinct(below.holders, said.holders),
        )

    def _linked(self, persona: Persona, said: Persona) -> Persona:
        """The persona with every reference the overlay makes leading to a persona; what leads nowhere is left out."""
        return replace(
            persona,
            handoffs=tuple(dict.fromkeys(self._handoffs(persona, said))),
            mistaken_for=tuple(dict.fromkeys(self._lookalikes(persona, said))),
            not_responsible=tuple(dict.fromkeys(self._denials(persona, said))),
        )

    def _handoffs(self, persona: Persona, said: Persona) -> Iterator[Handoff]:
        own = set(said.handoffs)
        for one in persona.handoffs:
            if one not in own:
                yield one
            elif to := self._found(said, one.to, f"the hand-off of {one.what}"):
                yield replace(one, to=to)

    def _lookalikes(self, persona: Persona, said: Persona) -> Iterator[Lookalike]:
        own = set(said.mistaken_for)
        for one in persona.mistaken_for:
            if one not in own:
                yield one
            elif found := self._found(said, one.persona, f"the difference from {one.persona}"):
                yield replace(one, persona=found)

    def _denials(self, persona: Persona, said: Persona) -> Iterator[NotResponsible]:
        own = set(said.not_responsible)
        for one in persona.not_responsible:
            if one in own and one.goes_to:
                yield replace(one, goes_to=self._found(said, one.goes_to, f"where {one.text} goes to"))
            else:
                yield one

    def _found(self, said: Persona, name: str, what: str) -> str:
        """The id of the persona that is meant by an id, a title or an alias; "" if there is none, which is told."""
        found = name if name in self.personas else self.names.get(folded(name), "")
        if not found:
            self._misfit(said, what, f"there is no role {name}")
        elif found == said.id:
            self._misfit(said, what, "it leads back to the role itself")
            return ""
        return found

    def _title(self, id_: str) -> str:
        return self.personas[id_].title

    def _misfit(self, said: Persona, what: str, why: str) -> None:
        self.misfits.append(Misfit(said.id, what, why))

    def _catalog(self) -> Catalog:
        personas = tuple(self.personas.values())
        stages = (stage for persona in personas for stage in persona.stages)
        fallback = self.overlay.fallback
        elsewhere = {folded(one.text): one for one in (*self.catalog.elsewhere, *self.overlay.elsewhere)}
        return replace(
            self.catalog,
            personas=personas,
            stages=tuple(dict.fromkeys((*self.catalog.stages, *stages))),
            fallback=fallback if fallback != NOBODY_TO_ASK else self.catalog.fallback,
            elsewhere=tuple(elsewhere.values()),
            version=sha256(f"{self.catalog.version} {self.overlay!r}".encode(errors="replace")).hexdigest()[:16],
        )


def _distinct(before: tuple[Any, ...], added: tuple[Any, ...]) -> tuple[Any, ...]:
    """Both, each once, in their order."""
    return tuple(dict.fromkeys((*before, *added)))


def _duties(before: tuple[Responsibility, ...], added: tuple[Responsibility, ...]) -> tuple[Responsibility, ...]:
    """What is added to a list of tasks; of a task that is there already, only the other ways to say it."""
    duties = {folded(one.text): one for one in before}
    for one in added:
        there = duties.get(folded(one.text))
        duties[folded(one.text)] = replace(there, also=_distinct(there.also, one.also)) if there else one
    return tuple(duties.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an overlay says, as the end of a sentence about a role; `to` is the Slack id it ends with, or ""."""

    text: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an overlay says and another does not: of which persona (its id, "" for none), and whether it is new.

    `title` is that of a role of the workspace's own, which need not be in the catalog: it may not fit, or be gone.
    """

    persona: str
    said: Statement
    new: bool
    title: str = ""


def difference(before: Overlay, after: Overlay) -> tuple[Edit, ...]:
    """What `after` says that `before` does not, and the reverse; empty if both say the same in another order."""
    old, new = _said(before), _said(after)
    titles = {one.id: one.title for one in (*before.personas, *after.personas) if one.title}
    edits = []
    for whose in dict.fromkeys((*old, *new)):
        was, is_now = dict.fromkeys(old.get(whose, ())), dict.fromkeys(new.get(whose, ()))
        title = titles.get(whose, "")
        edits += [Edit(whose, one, new=False, title=title) for one in was if one not in is_now]
        edits += [Edit(whose, one, new=True, title=title) for one in is_now if one not in was]
    return tuple(edits)


def _said(overlay: Overlay) -> dict[str, tuple[Statement, ...]]:
    """All that an overlay says, by the persona it says it of; "" for what is about none."""
    said = {one.id: tuple(statements(one)) for one in overlay.personas}
    return said | {"": tuple(of_nobody(overlay))}


def of_nobody(overlay: Overlay) -> Iterator[Statement]:
    """What an overlay says that is about no persona."""
    if overlay.fallback != NOBODY_TO_ASK:
        yield Statement(f"whoever finds nobody is told: {overlay.fallback.text}".rstrip(" :"), overlay.fallback.channel)
    for one in overlay.elsewhere:
        yield Statement(f"“{one.text}” is not done by a role here; it goes to {one.goes_to}")


def statements(said: Persona) -> Iterator[Statement]:
    """What an overlay says of a persona, a statement for each thing one could take back."""
    if said.title:
        yield Statement(f"is a role of our own, called {said.title}: {said.description}")
    yield from (Statement(f"is also called {alias}") for alias in said.aliases)
    yield from (_does(duty) for duty in said.responsibilities)
    yield from (Statement(f"is found by the word {keyword}") for keyword in said.keywords)
    yield from (Statement(f"looks after {thing}") for thing in said.owns)
    for one in said.not_responsible:
        yield Statement(f"does not do “{one.text}”{f'; it goes to {one.goes_to}' if one.goes_to else ''}")
    for passed in said.handoffs:
        when = f" when {passed.when}" if passed.when else ""
        yield Statement(f"hands “{passed.what}” to {passed.to}{when}{', in' if passed.channel else ''}", passed.channel)
    yield from (Statement(f"is not {other.persona}: {other.difference}") for other in said.mistaken_for)
    yield from (Statement(f"has a part in {stage}: {part}") for stage, part in said.stages.items())
    if said.contact.channel:
        yield Statement("is asked in", said.contact.channel)
    if said.contact.url:
        yield Statement(f"is explained at {said.contact.url}")
    for holder in said.holders:
        yield Statement(
            f"is held{_terms(holder)} by {holder.email or holder.name}".rstrip(), holder.user or holder.usergroup
        )


def _terms(holder: Holder) -> str:
    part = holder.part if holder.part is not Part.RESPONSIBLE else ""
    words = (
        ("since", holder.since),
        ("until", holder.until),
        ("with the backup", holder.backup),
        ("note:", holder.note),
    )
    said = ", ".join(filter(None, (part, *(f"{word} {value}" for word, value in words if value))))
    return f" ({said})" if said else ""


def _does(duty: Responsibility) -> Statement:
    also = "".join(f", also said “{other}”" for other in duty.also)
    part = f" ({duty.part})" if duty.part is not Part.RESPONSIBLE else ""
    return Statement(f"does “{duty.text}”{also}{part}")
