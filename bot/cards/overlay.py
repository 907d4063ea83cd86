"""Cards about a workspace's own words: what they are, what a file would change, and what is wrong in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.cards import wording
from bot.cards.blocks import actions, bullets, button, context, fitting, header, paragraph, rich, role_select, spoken
from bot.cards.spans import Line, Span, channel, joined, said
from bot.cards.view import Block, Press, Reply, View
from bot.cards.words import counted, cut, escape
from bot.catalog import Catalog, Holder
from bot.errors import CatalogError
from bot.overlay import NOTHING, Edit, Misfit, Overlay, Revision, Statement, Steps, difference

EDIT_WORDS = "overlay_role"
NEW_ROLE = "overlay_new_role"
EXPORT_WORDS = "overlay_export"
UNDO_WORDS = "overlay_undo"
BRING_BACK_WORDS = "overlay_bring_back"
APPLY_WORDS = "overlay_apply"
CANCEL_WORDS = "overlay_cancel"
_FIRST_FILE = "To add many at once, send me a .yaml file in a direct message, written like the catalog."
_NEXT_FILE = (
    "To change many at once, or what goes elsewhere: Export, edit the file, and send it to me in a direct message."
)
_ROOM = 3500  # for a list, of the 13,000 characters that all blocks of a message may have; a select takes up to 5,000
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Words:
    """A workspace's own words as a card shows them: the overlay in force, what does not fit, the steps from there.

    `may_change` is whether whoever looks may; `whom` are the user ids of whom to ask else.
    """

    overlay: Overlay = NOTHING
    misfits: tuple[Misfit, ...] = ()
    steps: Steps | None = None
    may_change: bool = False
    whom: tuple[str, ...] = ()


def words(shown: Words, catalog: Catalog, view: View) -> Reply:
    """All that the workspace says in its own words, and the ways to change it."""
    edits = difference(NOTHING, shown.overlay)
    lead = f"This workspace adds to the catalog{_not_all(shown.misfits)}:"
    said_ = lead if edits else "This workspace adds nothing to the catalog yet."
    blocks = [header("Our own words"), rich(paragraph(Span(said_)))]
    blocks += _listed([_edit(edit, catalog, view, sign=False) for edit in edits])
    blocks += _misfitting(shown.misfits, catalog)
    if shown.steps:
        blocks.append(_last_changed(shown.steps.latest, view))
    blocks += _ways(shown, catalog, view) if shown.may_change else [_ask("them", shown.whom, view)]
    return Reply(escape(f"Our own words: {len(edits)} over the catalog, {len(shown.misfits)} not in force."), blocks)


def _last_changed(latest: Revision, view: View) -> Block:
    by = wording.holder_name(Holder(user=latest.by), view)
    said_ = _undoing(latest) if latest.undid else cut(latest.note, 200)
    note = (Span(f" ({said_})", italic=True),) if said_ else ()
    when = (Span("Last changed ", italic=True), wording.moment(latest.at), Span(" by ", italic=True))
    return rich(paragraph(*when, by, *note))


def _undoing(latest: Revision) -> str:
    """What an undoing did, without the number by which its note knows the change."""
    return "brought back what was undone" if latest.note.startswith("brought back") else "took back a change"


def _ways(shown: Words, catalog: Catalog, view: View) -> list[Block]:
    own = [one for one in shown.overlay.personas if one.title and one.id not in catalog.by_id]
    row = [button("Add a role of our own", NEW_ROLE, Press())]
    if shown.steps:
        row += [button("Export", EXPORT_WORDS, Press((str(shown.steps.latest.number),)))]
        row += _step_buttons(shown.steps, "Undo the last change", view)
    idle = [replace(one, title=f"{cut(one.title, 55)} (not in force)") for one in own]
    choice = role_select([*catalog.personas, *idle], EDIT_WORDS)
    for select in choice:
        select["placeholder"]["text"] = "Edit the words of a role"
    return [*actions(choice), *actions(row), context(_NEXT_FILE if shown.steps else _FIRST_FILE)]


def _step_buttons(steps: Steps, reads: str, view: View) -> list[Block]:
    """The ways back and forth; each says which change it is about, unless that is the latest, which `reads` tells."""
    number, row = Press((str(steps.latest.number),)), list[Block]()
    if steps.undo == steps.latest:
        row.append(button("Undo", UNDO_WORDS, number, reads=reads))
    elif steps.undo:
        before = steps.bring_back and steps.latest.undid == steps.bring_back.number
        label = "Undo the change before" if before else "Undo the change"
        row.append(button(_about(label, steps.undo, view), UNDO_WORDS, number))
    if steps.bring_back:
        row.append(button(_about("Bring back the change", steps.bring_back, view), BRING_BACK_WORDS, number))
    return row


def _about(label: str, change: Revision, view: View) -> str:
    """A label with whose change it is about, where the name is known, and what was done."""
    name = view.names.get(change.by, "")
    whose = f"{label}, by {said(name, 20).text}" if name else label
    return f"{whose}: {change.note}" if change.note else whose


def _ask(what: str, whom: Sequence[str], view: View) -> Block:
    only = f"Only a workspace admin or a maintainer may change {what}. Please ask "
    return rich(paragraph(Span(only), *_names(whom, view), Span(".")))


def ask_a_maintainer(whom: Sequence[str], view: View) -> Reply:
    """That somebody may not change the words, and whom to ask: `whom` are user ids."""
    block = _ask("the words of this workspace", whom, view)
    return Reply("Only a workspace admin or a maintainer may change the words of this workspace.", [block])


def _names(whom: Sequence[str], view: View) -> Line:
    names: list[Line] = [(wording.holder_name(Holder(user=one), view),) for one in whom[:3]]
    return joined(names, " or ") if names else (Span("a workspace admin"),)


def proposed(press: Press, edits: Sequence[Edit], misfits: Sequence[Misfit], catalog: Catalog, view: View) -> Reply:
    """What a file would change, with the buttons that do it or not; `press` is what they carry."""
    blocks = [
        header("Change our own words?"),
        rich(paragraph(Span("The file takes the place of all that was added before. It would change:"))),
        *_listed([_edit(edit, catalog, view, sign=True) for edit in edits]),
        *_misfitting(misfits, catalog),
        *actions([button("Apply", APPLY_WORDS, press), button("Cancel", CANCEL_WORDS, press)]),
    ]
    return Reply(escape(f"The file would make {counted(len(edits), 'change')}. Apply or cancel."), blocks)


def refused(name: str, errors: Sequence[CatalogError]) -> Reply:
    """What is wrong in a file, each error with its place and remedy."""
    lines: list[Line] = [
        (said(one.where, 200, bold=True), Span(": "), said(one.problem, 300), Span(". "), said(one.remedy, 300))
        for one in errors[:MOST_LINES]
    ]
    lead: Line = (
        said(name, 100, bold=True),
        Span(f" has {counted(len(errors), 'error')}, so nothing was changed. Mend it and send it again."),
    )
    return Reply(escape(spoken(lead)), [rich(paragraph(*lead)), *_listed(lines, len(errors), "mend these first")])


def changed(edits: Sequence[Edit], misfits: Sequence[Misfit], steps: Steps, catalog: Catalog, view: View) -> Reply:
    """What was changed just now, with the ways back and forth; it is in force but for the `misfits`."""
    lines = [_edit(edit, catalog, view, sign=True) for edit in edits]
    done = rich(paragraph(Span(f"Done, and in force from now on{_not_all(misfits)}:")))
    ways = actions(_step_buttons(steps, "Undo this change", view))
    blocks = [done, *_listed(lines), *_misfitting(misfits, catalog), *ways]
    return Reply(escape(f"Done: {'; '.join(spoken(line) for line in lines[:5])}."), blocks)


def _edit(edit: Edit, catalog: Catalog, view: View, *, sign: bool) -> Line:
    mark = ("+ " if edit.new else "− ") if sign else ""
    if not edit.persona:
        return _statement(mark, edit.said, view)
    own = edit.title and edit.persona not in catalog.by_id
    whose = said(edit.title, 100, bold=True) if own else wording.title(edit.persona, catalog, bold=True)
    return (*((Span(mark),) if mark else ()), whose, *_statement(" ", edit.said, view))


def _statement(before: str, one: Statement, view: View) -> Line:
    text = f"{before}{cut(one.text, 400)}"
    if not one.to:
        return (Span(text),)
    if one.to[0] in "CG":
        return (Span(f"{text} "), channel(one.to))
    holder = Holder(usergroup=one.to) if one.to[0] == "S" else Holder(user=one.to)
    return (Span(f"{text} "), wording.holder_name(holder, view))


def _not_all(misfits: Sequence[Misfit]) -> str:
    return " (not all of it: see the end of the list)" if misfits else ""


def _misfitting(misfits: Sequence[Misfit], catalog: Catalog) -> list[Block]:
    if not misfits:
        return []
    lines = [wording.misfit(one, catalog) for one in misfits]
    lead = Span("Kept, but not in force, because it does not fit the catalog:")
    return [rich(paragraph(lead)), *_listed(lines)]


def _listed(lines: Iterable[Line], count: int = 0, elsewhere: str = "Export has them all") -> list[Block]:
    """As many lines as there is room for, of `count` if that is more; `elsewhere` says how to see the rest."""
    lines = list(lines)
    shown = fitting(lines, most=MOST_LINES, room=_ROOM)
    left = max(count, len(lines)) - len(shown)
    more = [context(f"and {left} more; {elsewhere}")] if left else []
    return [rich(bullets(shown)), *more] if shown else []
