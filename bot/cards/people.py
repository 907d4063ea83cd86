"""Cards about people in roles: somebody's roles, what was changed, and what the people concerned are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.cards import wording
from bot.cards.blocks import actions, button, context, header, paragraph, rich, spoken
from bot.cards.spans import Line, Span, joined, said
from bot.cards.view import CHANGE, CONFIRM, END, NEWER, OLDER, PEOPLE, REQUEST, UNDO, Block, Press, Reply, View
from bot.cards.words import counted, cut, escape
from bot.catalog import Catalog, Holder, Persona
from bot.people import Assignment, Change, Deed, Holding, Page, Rights

MOST_ROLES = 20
MOST_CHANGES = 10  # on a page
MOST_ASKED = 3  # named as those whom to ask
_ASSIGN = "/persona assign puts somebody in a role."
_OF_ONESELF = {
    Deed.ASSIGNED: " took on the role ",
    Deed.CONFIRMED: " confirmed that they hold the role ",
    Deed.ENDED: " gave up the role ",
}
_ANY = "a role may change who holds it"
_AFTER = "The people concerned are told by a direct message, and /persona history can undo it."


def roles_of(them: Rights, rights: Rights, catalog: Catalog, view: View) -> Reply:
    """The roles that `them` hold, each with what whoever has the `rights` may do about it.

    `them` are a person, or a group if they are no user.
    """
    itself = "" if them.user else next(iter(them.groups), "")
    held, listed = them.held(view.today), them.listed(catalog.personas, view.today)
    begins: list[tuple[str, date | str | None]] = [(one.persona, one.since) for one in held]
    begins += [(role.id, one.since) for role, one in listed]
    to_come = len({role for role, day in begins if day and view.to_come(day)})
    now = len({role for role, day in begins if not (day and view.to_come(day))})  # one may be held in several ways
    number = f" holds {counted(now, 'role') if now else 'no role'} here{f', and {to_come} to come' if to_come else ''}."
    lead: Line = (*wording.who(Holder(user=them.user, usergroup=itself), view), Span(number))
    blocks = [rich(paragraph(*lead))]
    for one in held[:MOST_ROLES]:
        blocks += role_held(one, rights, catalog, view, itself=bool(itself))
    blocks += roles_listed(listed[:MOST_ROLES], view)
    blocks.append(context(_ASSIGN))
    return Reply(escape(spoken(lead)), blocks)


def roles_listed(listed: Sequence[tuple[Persona, Holder]], view: View) -> list[Block]:
    """Roles that somebody holds by the catalog, and on what terms; whoever keeps the catalog changes that."""
    return [rich(paragraph(said(role.title, 100, bold=True), *_how(one, view))) for role, one in listed]


def role_held(one: Assignment, rights: Rights, catalog: Catalog, view: View, *, itself: bool = False) -> list[Block]:
    """A role somebody holds and on what terms, with what whoever has the `rights` may do about it.

    `itself` tells that a group is shown as such, and not a member of it.
    """
    gone: Line = () if one.persona in catalog.by_id else (Span(" (no longer in the catalog)"),)
    title = wording.title(one.persona, catalog, bold=True)
    how = wording.terms(one, view) if itself else _how(one, view)
    line: Line = (title, *gone, *how, *wording.freshness(one, view))
    return [rich(paragraph(*line)), *_assignment_buttons(one, rights, catalog, view)]


def _how(one: Holding, view: View) -> Line:
    """On what terms somebody holds a role, and by which group: what is changed or ended then is the group's."""
    member: Line = (Span(", as a member of "), wording.assignee(one, view)) if one.usergroup else ()
    return (*member, *wording.terms(one, view))


def _assignment_buttons(one: Assignment, rights: Rights, catalog: Catalog, view: View) -> list[Block]:
    persona = catalog.by_id.get(one.persona)
    row = [confirm_button(one, catalog, view)] if persona and rights.holds(one) else []
    if persona and rights.may_change(one.persona, persona, one.place, view.today):
        row += [change_button(one, catalog, view)]
    if rights.may_end(one, persona, view.today):
        row += [end_button(one, catalog, view)]
    return actions(row)


def people_button(role: str, title: str, channel: str = "") -> Block:
    """Opens the modal that puts people in a role: where it is pressed, or in the channel."""
    return button("People", PEOPLE, Press((role, channel) if channel else (role,)), reads=f"People in the role {title}")


def confirm_button(one: Assignment, catalog: Catalog, view: View) -> Block:
    return button("Confirm", CONFIRM, _about(one), reads=f"Confirm {_holding(one, catalog, view)}")


def change_button(one: Assignment, catalog: Catalog, view: View) -> Block:
    return button("Change", CHANGE, _about(one), reads=f"Change {_holding(one, catalog, view)}")


def end_button(one: Assignment, catalog: Catalog, view: View, label: str = "End") -> Block:
    """Takes them out of the role, once whoever presses it is sure."""
    sure = f"This ends {_holding(one, catalog, view)}. {_AFTER}"
    return button(label, END, _about(one), reads=f"{label}: {_holding(one, catalog, view)}", sure=sure)


def _about(one: Assignment) -> Press:
    return Press((one.id, str(one.revision)))


def _holding(one: Assignment, catalog: Catalog, view: View) -> str:
    """The role and, where the name is known, whose it is: plain text shows no ids as people."""
    role, name = wording.title(one.persona, catalog).text, view.names.get(one.user or one.usergroup, "")
    return f"the role {cut(role, 30)}" + (f" of {said(name, 20).text}" if name else "")


def history(page: Page, rights: Rights, catalog: Catalog, view: View) -> Reply:
    """Some of what was changed, latest first; what can be undone has a button for whoever may."""
    role = wording.title(page.role, catalog).text
    if not page.changes:
        nobody = f"Nobody was put in {f'the role {role}' if page.role else 'a role'} yet. {_ASSIGN}"
        return Reply(escape(nobody), [context(nobody)])
    title = f"Who was put in the role {role}" if page.role else "Who was put in which role"
    blocks = [header(title)]
    for change in page.changes:
        when: Line = (wording.moment(change.at), Span(": "))
        undone: Line = (Span(" (undone)", italic=True),) if change.undone else ()
        blocks.append(rich(paragraph(*when, *sentence(change, catalog, view), *undone)))
        if change.open and _may_undo(change, rights, catalog, view, page.seen):
            blocks += actions([_undo_button(change, rights, catalog, view)])
    return Reply(escape(f"{title}: {counted(len(page.changes), 'change')}."), blocks + actions(_turn(page)))


def _turn(page: Page) -> list[Block]:
    """The buttons that lead to what was changed before and after."""
    ways = (
        (page.newer, "Newer", NEWER, page.changes[0]),
        (page.older, "Older", OLDER, page.changes[-1]),
    )
    return [
        button(label, action, Press((page.role, str(edge.id))), reads=f"{label} changes")
        for there, label, action, edge in ways
        if there
    ]


def _undo_button(change: Change, rights: Rights, catalog: Catalog, view: View) -> Block:
    """Undoes a change, as long as the assignment stays as it is now; of a taking back, brings back what it took."""
    now = next((one.revision for one in rights.assignments if one.id == change.assignment.id), 0)
    what = spoken(sentence(change, catalog, replace(view, public=True)))
    label, does = ("Bring back", "brings that back") if change.undid else ("Undo", "goes back to how it was before")
    sure = f"{cut(what, 180)}. This {does}. {_AFTER}"
    reads = f"{label} change {change.id}: {_holding(change.assignment, catalog, view)}"
    return button(label, UNDO, Press((str(change.id), str(now))), reads=reads, sure=sure)


def _may_undo(change: Change, rights: Rights, catalog: Catalog, view: View, now: datetime) -> bool:
    """True if they may bring back how it stood before, and nobody would hold a role twice by it."""
    if change.before and rights.twin(change.before, view.today):
        return False
    if rights.may_take_back(change, now):
        return True
    sides = ((one, catalog.by_id.get(one.persona)) for one in change.sides)
    return all(rights.may_change(one.persona, persona, one.place, view.today) for one, persona in sides)


def sentence(change: Change, catalog: Catalog, view: View) -> Line:
    """Who did what to whom."""
    one = change.assignment
    by = wording.holder_name(Holder(user=change.by), view)
    who, role = wording.assignee(one, view), wording.title(one.persona, catalog, bold=True)
    terms = wording.terms(one, view)
    if change.by == one.user and change.deed in _OF_ONESELF:
        return (by, Span(_OF_ONESELF[change.deed]), role, *terms)
    match change.deed:
        case Deed.ASSIGNED:
            return (by, Span(" put "), who, Span(" in the role "), role, *terms)
        case Deed.CHANGED:
            return (by, *_changed(change, role, view))
        case Deed.CONFIRMED:
            return (by, Span(" confirmed that "), who, Span(" holds the role "), role, *terms)
        case Deed.ENDED:
            return (by, Span(" took "), who, Span(" out of the role "), role, *terms)
        case Deed.TAKEN_BACK | Deed.BROUGHT_BACK:
            return (by, *_back(change, role, view), *_terms(change, view))


def _changed(change: Change, role: Span, view: View) -> Line:
    """What a change of an assignment made of it, and what of that was otherwise before."""
    one, old = change.assignment, change.before or change.assignment
    who, former = wording.assignee(one, view), wording.assignee(old, view)
    terms = _terms(change, view)
    if former != who:
        return (Span(" put "), who, Span(" in the role "), role, Span(" in the place of "), former, *terms)
    return (Span(" changed how "), who, Span(" holds the role "), role, *terms)


def _terms(change: Change, view: View) -> Line:
    """On what terms a change left an assignment, and before, where that was otherwise."""
    terms, before = (wording.terms(one or change.assignment, view) for one in (change.assignment, change.before))
    return (*terms, Span("; before that"), *before) if before != terms else terms


def _back(change: Change, role: Span, view: View) -> Line:
    """Which deed was taken back, or brought back: what was taken back had led from `after` to `before`."""
    taken = change.deed is Deed.TAKEN_BACK
    lead = " took back " if taken else " brought back "
    sides = (change.after, change.before) if taken else (change.before, change.after)
    old, new = (wording.assignee(one, view) if one else None for one in sides)
    if old and new == old:
        return (Span(f"{lead}a change of how "), old, Span(" holds the role "), role)
    if old and not new:
        return (Span(f"{lead}that "), old, Span(" was taken out of the role "), role)
    former: Line = (Span(" in the place of "), old) if old else ()
    who: Line = (new,) if new else ()
    return (Span(f"{lead}that "), *who, Span(" was put in the role "), role, *former)


def told(change: Change, user: str, catalog: Catalog, view: View) -> Reply:
    """What somebody concerned by a change gets to read; who holds the role now can confirm it, or end it."""
    line: Line = (*sentence(change, catalog, view), Span("."))
    after = change.after
    row = []
    if after and after.user == user:
        row = [confirm_button(after, catalog, view), end_button(after, catalog, view, "Not me")]
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *actions(row)])


def done(change: Change, catalog: Catalog, view: View, untold: str = "") -> Reply:
    """That a change was made, for whoever made it; `untold` says who was not told of it."""
    line: Line = (*sentence(change, catalog, view), Span("."))
    blocks = [rich(paragraph(*line)), *([context(untold)] if untold else [])]
    blocks.append(context("/persona history shows the latest changes and can undo them."))
    return Reply(escape(spoken(line)), blocks)


def ask_them(role: str, channel: str, people: Sequence[str], catalog: Catalog, view: View) -> Reply:
    """That somebody may not change who holds a role ("" for any) in a channel; `people` are user ids of whom to ask."""
    names: list[Line] = [(wording.holder_name(Holder(user=one), view),) for one in people[:MOST_ASKED]]
    line: Line = (
        Span("Only a workspace admin or whoever holds "),
        *((Span("the role may change who holds "), _role(role, catalog)) if role else (Span(_ANY),)),
        Span(". Please ask "),
        *(joined(names, " or ") if names else (Span("a workspace admin"),)),
        Span("."),
    )
    press = Press((role, channel))
    ask = (
        [button("Ask for me", REQUEST, press, reads=f"Ask for me: who holds {_role(role, catalog).text}")]
        if names
        else []
    )
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *actions(ask)])


def request(role: str, channel: str, by: str, catalog: Catalog, view: View) -> Reply:
    """What somebody who may change who holds a role in a channel reads when `by`, a user who may not, asks them to."""
    asker = wording.holder_name(Holder(user=by), view)
    line: Line = (asker, Span(" asks you to look at who holds "), _role(role, catalog), Span("."))
    press = people_button(role, _role(role, catalog).text, channel)
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *actions([press])])


def _role(id_: str, catalog: Catalog) -> Span:
    """The role that somebody wants to have changed, or any."""
    return wording.title(id_, catalog, bold=True) if id_ else Span("a role")


def requested(user: str, view: View, *, again: bool = False) -> Reply:
    """Who was asked, for whoever wanted them to be; `again` if they were within the last hour, so not a second time."""
    name = wording.holder_name(Holder(user=user), view)
    line: Line = (Span("I asked "), name, Span(" in a direct message."))
    if again:
        line = (Span("I asked "), name, Span(" already, less than an hour ago, so I did not ask again."))
    return Reply(escape(spoken(line)), [rich(paragraph(*line))])
