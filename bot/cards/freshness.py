"""Cards about freshness: the question to a holder, and what maintainers see of it on the Home tab."""

from bot.cards import wording
from bot.cards.blocks import actions, context, paragraph, rich, spoken
from bot.cards.people import change_button, confirm_button, end_button, people_button
from bot.cards.spans import Line, Span
from bot.cards.view import Block, Reply, View
from bot.cards.words import escape
from bot.catalog import Catalog, Holder
from bot.freshness import Stale, Vacancy, age
from bot.people import Assignment


def still(one: Assignment, catalog: Catalog, view: View) -> Reply:
    """The question to whoever holds a role: whether that still holds."""
    title = wording.title(one.persona, catalog, bold=True)
    lead: Line = (Span("Do you still hold the role "), title, *wording.terms(one, view), Span("? "))
    said = "You confirmed it" if one.confirmed else "You were put in it"
    line: Line = (*lead, Span(f"{said} {wording.ago(age(one, view.today))}."))
    row = [confirm_button(one, catalog, view), end_button(one, catalog, view, "No longer me")]
    once = context("I ask this once. If you do not answer, the maintainers of the roles see it.")
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *actions(row), once])


def stale(each: Stale, catalog: Catalog, view: View) -> list[Block]:
    """What nobody has confirmed for too long, with the ways to mend it."""
    asked = f"asked {wording.ago((view.today - each.asked.date()).days)}" if each.asked else "a group is not asked"
    held = _held(each.assignment, catalog, view)
    return [rich(paragraph(*held, Span(f" ({asked})"))), *_mend(each.assignment, catalog, view, confirm=True)]


def vacant(each: Vacancy, catalog: Catalog, view: View) -> list[Block]:
    """A role held by somebody who has left, with who stands in for them and the ways to mend it."""
    if one := each.assignment:
        return [rich(paragraph(*_held(one, catalog, view))), *_mend(one, catalog, view)]
    title = wording.title(each.persona, catalog, bold=True)
    user, group = ("", each.user) if each.user.startswith("S") else (each.user, "")
    who = wording.who(Holder(user, group, backup=each.backup), view)
    line = rich(paragraph(title, Span(": "), *who, Span(", listed in the catalog")))
    return [line, *actions([people_button(each.persona, title.text)])]


def orphaned(one: Assignment, catalog: Catalog, view: View) -> list[Block]:
    """Who holds a role that the catalog no longer has, with the ways to mend it."""
    renamed = f" Was it renamed? Give the role “id: {one.persona}” in the catalog, and they hold it again."
    held = paragraph(*_held(one, catalog, view), Span(renamed, italic=True))
    return [rich(held), *_mend(one, catalog, view)]


def _held(one: Assignment, catalog: Catalog, view: View) -> Line:
    return (wording.title(one.persona, catalog, bold=True), Span(": "), *wording.assigned(one, view, here=False))


def _mend(one: Assignment, catalog: Catalog, view: View, *, confirm: bool = False) -> list[Block]:
    """The buttons that put it right."""
    row = [end_button(one, catalog, view)]
    if one.persona in catalog.by_id:
        row.insert(0, change_button(one, catalog, view))
        row[:0] = [confirm_button(one, catalog, view)] if confirm else []
    return actions(row)
