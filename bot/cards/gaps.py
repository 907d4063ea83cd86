"""Questions that found no answer, each with the three buttons that close it."""

from collections.abc import Sequence
from datetime import date

from bot.cards import wording
from bot.cards.blocks import actions, button, context, header, paragraph, rich
from bot.cards.spans import Line, Span, said
from bot.cards.view import GAP_ELSEWHERE, GAP_IGNORE, GAP_TO_ROLE, Block, Press, Reply
from bot.cards.words import cut
from bot.gaps import GapGroup, Missed

MOST = 20  # on a card of their own
_OUTCOME = {Missed.NONE: "nobody was found", Missed.CHOICE: "no choice was taken", Missed.NOT_RIGHT: "not right"}
NOTHING = "No question is open: each found its answer, or was settled."


def gaps_section(groups: Sequence[GapGroup], today: date, most: int) -> list[Block]:
    """The most asked questions without an answer, with their buttons; nothing if there are none."""
    if not groups:
        return []
    blocks = [rich(paragraph(Span("Questions without an answer", bold=True)))]
    for group in groups[:most]:
        blocks += _group(group, today)
    return blocks


def gaps_card(groups: Sequence[GapGroup], today: date) -> Reply:
    """All of it on a card."""
    if not groups:
        return Reply(NOTHING, [context(NOTHING)])
    blocks = [header("Questions without an answer"), *gaps_section(groups, today, MOST)[1:]]
    more = len(groups) - MOST
    blocks += [context(f"{more} more; they show once these are settled.")] if more > 0 else []
    return Reply(f"{len(groups)} questions without an answer", blocks)


def _group(group: GapGroup, today: date) -> list[Block]:
    first = group.gaps[0]
    times = "once" if group.asked == 1 else f"{group.asked} times"
    when = wording.ago((today - group.last.date()).days)
    line: Line = (
        said(group.question, 200, bold=True),
        Span(f"  asked {times}, last {when}; {_OUTCOME[first.outcome]}"),
    )
    also: Line = (Span(f". Also: {cut('; '.join(gap.question for gap in group.gaps[1:4]), 200)}"),)
    press, shown = Press((first.id,)), cut(group.question, 50)
    row = [
        button("Add to a role", GAP_TO_ROLE, press, reads=f"Add to a role: {shown}"),
        button("Not ours: goes to…", GAP_ELSEWHERE, press, reads=f"Say where it goes: {shown}"),
        button("Ignore", GAP_IGNORE, press, reads=f"Ignore: {shown}"),
    ]
    return [rich(paragraph(*line, *(also if len(group.gaps) > 1 else ()))), *actions(row)]
