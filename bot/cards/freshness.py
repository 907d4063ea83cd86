"""Cards about freshness: the question to a holder, and what maintainers see of it on the Home tab."""

from collections.abc import Sequence

from bot.cards import wording
from bot.cards.blocks import actions, context, paragraph, rich, spoken
from bot.cards.people import change_button, confirm_button, end_button
from bot.cards.spans import Line, Span
from bot.cards.view import Block, Reply, View
from bot.cards.words import escape
from bot.catalog import Catalog, Holder
from bot.freshness import Stale, Vacancy, age
from bot.people import Assignment

MOST = 5  # of each on the Home tab


def still(one: Assignment, catalog: Catalog, view: View) -> Reply:
    """The question to whoever holds a role: whether that still holds."""
    title = wording.title(one.persona, catalog, bold=True)
    lead: Line = (Span("Do you still hold the role "), title, *wording.terms(one, view), Span("? "))
    said = "You confirmed it" if one.confirmed else "You were put in it"
    line: Line = (*lead, Span(f"{said} {wording.ago(age(one, view.today))}."))
    row = [confirm_button(one, catalog, view), end_button(one, catalog, view, "No longer me")]
    once = context("I ask this once. If you do not answer, the maintainers of the roles see it.")
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *actions(row), once])


def stale_section(found: Sequence[Stale], catalog: Catalog, view: View, most: int = MOST) -> list[Block]:
    """What nobody has confirmed for too long, the oldest first, with a way to mend each; nothing if all is fresh."""
    if not found:
        return []
    blocks = [rich(paragraph(Span("Not confirmed for long", bold=True)))]
    for each in found[:most]:
        one = each.assignment
        asked = f"asked {wording.ago((view.today - each.asked.date()).days)}" if each.asked else "a group is not asked"
        line: Line = (
            wording.title(one.persona, catalog, bold=True),
            Span(": "),
            *wording.assigned(one, view, here=False),
        )
        blocks += [rich(paragraph(*line, Span(f" ({asked})"))), *_mend(one, catalog, view, confirm=True)]
    return blocks + _more(len(found) - most)


def vacant_section(found: Sequence[Vacancy], catalog: Catalog, view: View, most: int = MOST) -> list[Block]:
    """The roles held by people who have left, with who stands in for them; nothing if there are none."""
    if not found:
        return []
    blocks = [rich(paragraph(Span("Held by somebody who has left", bold=True)))]
    for each in found[:most]:
        line: Line = (wording.title(each.persona, catalog, bold=True), Span(": "))
        if one := each.assignment:
            line += wording.assigned(one, view, here=False)
            blocks += [rich(paragraph(*line)), *_mend(one, catalog, view)]
        else:
            user, group = ("", each.user) if each.user.startswith("S") else (each.user, "")
            someone = Holder(user, group, backup=each.backup)
            blocks.append(rich(paragraph(*line, *wording.who(someone, view), Span(", listed in the catalog"))))
    return blocks + _more(len(found) - most)


def orphaned_section(found: Sequence[Assignment], catalog: Catalog, view: View, most: int = MOST) -> list[Block]:
    """Who holds a role that the catalog no longer has; nothing if there is nobody."""
    if not found:
        return []
    blocks = [rich(paragraph(Span("Held, but no longer in the catalog", bold=True)))]
    for one in found[:most]:
        line: Line = (wording.title(one.persona, catalog, bold=True), Span(": "))
        blocks += [rich(paragraph(*line, *wording.assigned(one, view, here=False))), *_mend(one, catalog, view)]
    return blocks + _more(len(found) - most)


def _mend(one: Assignment, catalog: Catalog, view: View, *, confirm: bool = False) -> list[Block]:
    """The buttons that put it right."""
    row = [end_button(one, catalog, view)]
    if one.persona in catalog.by_id:
        row.insert(0, change_button(one, catalog, view))
        row[:0] = [confirm_button(one, catalog, view)] if confirm else []
    return actions(row)


def _more(left: int) -> list[Block]:
    return [context(f"and {left} more")] if left > 0 else []
