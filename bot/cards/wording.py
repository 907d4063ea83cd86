"""The sentences of a card: why this answer, who hands what to whom, who holds a role. The terminal says the same."""

import re
from datetime import datetime

from bot.cards.spans import Line, Span, Target, channel, is_web_address, joined, quoted, said
from bot.cards.view import View
from bot.cards.words import cut
from bot.catalog import Catalog, Handoff, Holder, Lookalike, NotResponsible, Part, Persona, Responsibility
from bot.freshness import age
from bot.matching.match import Field, Match, Reason
from bot.overlay import Misfit
from bot.people import Holding, stand_in

_USER_ID = re.compile(r"[UW][A-Z0-9]{2,40}")
_USERGROUP_ID = re.compile(r"S[A-Z0-9]{2,40}")
_PART_OF_TASK = {
    Part.ACCOUNTABLE: "Accountable for",
    Part.RESPONSIBLE: "Responsible for",
    Part.CONSULTED: "Consulted on",
    Part.INFORMED: "Informed of",
}
_BEFORE = {
    Field.TITLE: "",
    Field.ALIAS: "",
    Field.RESPONSIBILITY: "Responsible for",
    Field.KEYWORD: "",
    Field.OWNS: "Owns",
    Field.HANDOFF: "Hand-off:",
    Field.STAGE: "Involved in the stage",
    Field.DESCRIPTION: "Its description says",
    Field.NOT_RESPONSIBLE: "Not responsible for",
}
_AFTER = {
    Field.TITLE: " is the role’s name",
    Field.ALIAS: " is another name of this role",
    Field.KEYWORD: " is among this role’s keywords",
}


def why(match: Match, catalog: Catalog) -> Line:
    """The catalog's phrase that matched and where it stands, who published it, and any word read otherwise."""
    reason = match.reason
    line = _found(match, catalog)
    if reason.also and reason.also != reason.phrase:
        line += (Span(", also put as "), *quoted(reason.also))
    if reason.source:
        line += (Span(" ("), said(reason.source, 120), Span(")"))
    return (*line, Span("."), *_read_as(reason))


def _found(match: Match, catalog: Catalog) -> Line:
    """The matched phrase, and what the persona has to do with it."""
    reason = match.reason
    handoff = _found_handoff(match, catalog) if reason.field is Field.HANDOFF else ()
    before = _BEFORE[reason.field]
    if reason.field is Field.RESPONSIBILITY:
        before = _PART_OF_TASK[reason.part or Part.RESPONSIBLE]
    elif reason.field is Field.STAGE and reason.part:
        before = f"{reason.part.capitalize()} in the stage"
    lead: Line = (Span(f"{before} "),) if before else ()
    return handoff or (*lead, *quoted(reason.phrase, 240, bold=True), Span(_AFTER.get(reason.field, "")))


def _found_handoff(match: Match, catalog: Catalog) -> Line:
    """The hand-off that the reason quotes: one the persona gives, else one it receives."""
    persona, phrase = match.persona, match.reason.phrase
    for handoff in persona.handoffs:
        if phrase in (handoff.what, handoff.when):
            return (
                Span("Hands "),
                *quoted(handoff.what, 240, bold=True),
                Span(" to "),
                title(handoff.to, catalog),
                *_when(handoff),
            )
    for giver, handoff in catalog.handoffs_to.get(persona.id, ()):
        if phrase in (handoff.what, handoff.when):
            return (
                Span("Takes "),
                *quoted(handoff.what, 240, bold=True),
                Span(" from "),
                said(giver.title, 100),
                *_when(handoff),
            )
    return ()


def _read_as(reason: Reason) -> Line:
    """Which words of the question were taken for other ones."""
    taken = [word for word in reason.words if word.how in ("typo", "synonym") and word.asked != word.found][:3]
    lines: list[Line] = [(*quoted(word.asked, 40), Span(" as "), *quoted(word.found, 40)) for word in taken]
    return (Span(" Read "), *joined(lines), Span(".")) if lines else ()


def title(id_: str, catalog: Catalog, *, bold: bool = False) -> Span:
    """A persona's title by its id; the id itself where the catalog no longer has it."""
    persona = catalog.by_id.get(id_)
    return said(persona.title if persona else id_, 100, bold=bold)


def misfit(one: Misfit, catalog: Catalog) -> Line:
    """What of a workspace's own words is not in force, and why."""
    return (title(one.persona, catalog, bold=True), said(f": {one.what}, because {one.why}", 400))


def does(responsibility: Responsibility, *, bold: bool = False) -> Line:
    """A responsibility, and the persona's part in it where that is less than doing it."""
    text = said(responsibility.text, 200, bold=bold)
    return (text,) if responsibility.part is Part.RESPONSIBLE else (text, Span(f" ({responsibility.part})"))


def hands_to(handoff: Handoff, catalog: Catalog) -> Line:
    return (title(handoff.to, catalog, bold=True), Span(": "), said(handoff.what), *_when(handoff))


def takes_from(giver: Persona, handoff: Handoff) -> Line:
    return (said(giver.title, 100, bold=True), Span(": "), said(handoff.what), *_when(handoff))


def _when(handoff: Handoff) -> Line:
    when: Line = (Span(", when "), said(handoff.when)) if handoff.when else ()
    return (*when, Span(" in "), channel(handoff.channel)) if handoff.channel else when


def not_responsible(task: NotResponsible, catalog: Catalog) -> Line:
    if not task.goes_to:
        return (said(task.text),)
    return (said(task.text), Span(": ask "), title(task.goes_to, catalog, bold=True))


def mistaken_for(lookalike: Lookalike, catalog: Catalog) -> Line:
    return (title(lookalike.persona, catalog, bold=True), Span(": "), said(lookalike.difference, 300))


def holder_name(someone: Holder, view: View) -> Span:
    """A holder by the name, or by the id that Slack shows as one."""
    if _USER_ID.fullmatch(someone.user):
        return _person(someone.user, view)
    if _USERGROUP_ID.fullmatch(someone.usergroup):
        name = view.names.get(someone.usergroup, "")
        if view.public:
            return said(name or "a group", 60)
        return Span(name or someone.usergroup, target=Target.USERGROUP, to=someone.usergroup)
    return said(someone.name or someone.email or someone.user or someone.usergroup, 80)


def assigned(one: Holding, view: View, *, here: bool = True) -> Line:
    """Who holds a role, and all that is known of it; `here` if the channel need not be named.

    In private a person is a mention (nobody is pinged by it), in public a name.
    """
    return (*who(one, view), *terms(one, view, here=here), *freshness(one, view))


def who(one: Holding, view: View) -> Line:
    """The person or group that holds a role; if they have left, that they have, and who stands in for them."""
    name = assignee(one, view)
    if not has_left(one, view):
        return (name,)
    instead = stand_in(one, view.departed)
    backup: Line = (Span("; backup: "), holder_name(Holder(user=instead), view)) if instead else ()
    return (name, Span(" (no longer active here"), *backup, Span(")"))


def has_left(one: Holding, view: View) -> bool:
    """True if whoever holds the role is no longer in the workspace."""
    return bool(view.departed & {one.user, one.usergroup})


def assignee(one: Holding, view: View) -> Span:
    """The person or group that holds a role."""
    return holder_name(one if isinstance(one, Holder) else Holder(user=one.user, usergroup=one.usergroup), view)


def terms(one: Holding, view: View, *, here: bool = False) -> Line:
    """On what terms: the part, the place, the time, the backup (unless they stand in already) and the note."""
    line: Line = (Span(f", {one.part}"), *_where(one, view, here=here))
    if one.since:
        line += (Span(", from " if view.to_come(one.since) else ", since "), said(str(one.since), 20))
    if one.until:
        line += (Span(", until "), said(str(one.until), 20))
    if one.backup and not has_left(one, view):
        line += (Span(", backup "), *who(Holder(user=one.backup), view))
    return (*line, Span(", "), *quoted(one.note)) if one.note else line


def _where(one: Holding, view: View, *, here: bool) -> Line:
    if isinstance(one, Holder):
        return (Span(", by the catalog"),)
    if not one.place.channel:
        return (Span(", in the whole workspace"),)
    id_ = one.place.channel
    return (Span(", in this channel"),) if here else (Span(", in "), channel(id_, view.names.get(id_, "")))


def freshness(one: Holding, view: View) -> Line:
    """How long ago it was confirmed, or for how long it has not been; nothing of who has left, or is listed."""
    if isinstance(one, Holder) or has_left(one, view) or not (one.confirmed or one.made):
        return ()
    word = "confirmed" if one.confirmed else "not confirmed, put in the role"
    return (Span(f", {word} {ago(age(one, view.today))}"),)


def moment(at: datetime) -> Span:
    """A moment, by the clock of whoever looks."""
    return Span(f"{at:%Y-%m-%d %H:%M} UTC", target=Target.MOMENT, to=str(int(at.timestamp())))


def ago(days: int) -> str:
    """So many days before today, in words."""
    return "today" if days <= 0 else "1 day ago" if days == 1 else f"{days:,} days ago"


def _person(user: str, view: View) -> Span:
    if not view.public:
        return Span(view.names.get(user) or user, target=Target.USER, to=user)
    name = said(view.names.get(user) or "a member", 60).text
    link = f"slack://user?team={view.team}&id={user}"
    return Span(name, target=Target.LINK, to=link) if view.team.isalnum() else Span(name)


def where_to_ask(persona: Persona) -> Line:
    """The channel and the page of a persona's contact."""
    places: list[Line] = [(channel(persona.contact.channel),)] if persona.contact.channel else []
    if is_web_address(persona.contact.url):
        places.append((Span(cut(persona.contact.url, 100), target=Target.LINK, to=persona.contact.url),))
    return joined(places)


def part(match: Match, stage: str) -> Part | None:
    """A persona's part in a stage."""
    return match.persona.stages.get(stage) or match.reason.part


def involved(match: Match, stage: str) -> Line:
    """A persona and its part in a stage."""
    its_part = part(match, stage)
    return (said(match.persona.title, 100, bold=True), *((Span(f": {its_part}"),) if its_part else ()))
