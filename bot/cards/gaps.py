"""Questions that found no answer, each with the three buttons that close it."""

from collections.abc import Sequence
from datetime import date

from bot.answers import Answer
from bot.cards import wording
from bot.cards.blocks import actions, button, context, header, paragraph, rich
from bot.cards.spans import Line, Span, joined, quoted, read, said
from bot.cards.view import (
    GAP_ELSEWHERE,
    GAP_IGNORE,
    GAP_IGNORED,
    GAP_RESTORE,
    GAP_TO_ROLE,
    Block,
    Press,
    Reply,
)
from bot.cards.words import counted, cut, escape
from bot.catalog import Persona
from bot.gaps import GapGroup, Missed

MOST = 20  # on a card of their own
_OUTCOME = {Missed.NONE: "nobody was found", Missed.CHOICE: "no choice was taken", Missed.NOT_RIGHT: "not right"}
ALONE = (
    "To have one of them alone, say of the others under not_responsible that they do not do it: in the catalog, or in "
    "a file of your own words (/persona words says how)."
)
NOTHING = "No question is open: each found its answer, or was settled."
NOTHING_IGNORED = "No question is ignored."


def gaps_card(groups: Sequence[GapGroup], today: date, ignored: int = 0) -> Reply:
    """All of it on a card, with a button that shows those that are ignored; `ignored` is how many groups those are."""
    hidden = show_ignored(ignored)
    if not groups:
        return Reply(NOTHING, [context(NOTHING), *hidden])
    blocks = [header("Questions without an answer")]
    for group in groups[:MOST]:
        blocks += gap(group, today)
    blocks += left_out(len(groups) - MOST, "settled")
    return Reply(f"{counted(len(groups), 'question')} without an answer", [*blocks, *hidden])


def left_out(more: int, done: str) -> list[Block]:
    """How many more there are than are shown, if any, and what is to be done with these until they are."""
    return (
        [context(f"{more} more; {'it shows' if more == 1 else 'they show'} once these are {done}.")] if more > 0 else []
    )


def show_ignored(count: int) -> list[Block]:
    """The button that shows the groups of questions that somebody ignored; nothing if there are none."""
    return actions([button(f"Show ignored questions ({count})", GAP_IGNORED, Press())]) if count else []


def ignored_card(groups: Sequence[GapGroup], today: date) -> Reply:
    """The questions that somebody ignored, each with the button that takes that back."""
    if not groups:
        return Reply(NOTHING_IGNORED, [context(NOTHING_IGNORED)])
    blocks: list[Block] = [header("Ignored questions")]
    for group in groups[:MOST]:
        reads = f"Restore: {cut(group.question, 50)}"
        row = [button("Restore", GAP_RESTORE, Press((group.gaps[0].id,)), reads=reads)]
        blocks += [_told(group, today), *actions(row)]
    blocks += left_out(len(groups) - MOST, "restored")
    return Reply(counted(len(groups), "ignored question"), blocks)


def gap_settled(group: GapGroup, answer: Answer) -> Reply:
    """That something was put in for a question, and what the next who asks it gets; other words may be nearer to it."""
    titles: list[Line] = [(said(match.persona.title, 100, bold=True),) for match in answer.shown]
    if answer.goes_to:
        gets: Line = (Span(" is sent to "), said(answer.goes_to, 200, bold=True))
    elif titles:
        gets = (Span(" is offered " if len(titles) > 1 else " gets "), *joined(titles, " or "))
    else:
        gets = (Span(" still finds nobody; words nearer to the question would change that"),)
    saved: Line = (Span("Saved. The next who asks "), *quoted(group.question), *gets, Span("."))
    apart = [context(ALONE)] if len(titles) > 1 and not answer.goes_to else []
    blocks = [rich(paragraph(*saved)), *apart, context("/persona words shows and undoes it.")]
    return Reply(escape(read(saved)), blocks)


def known_already(personas: Sequence[Persona], phrase: str, answer: Answer) -> str:
    """That these roles have a phrase in the catalog, and what helps where its `answer` offers several; else ""."""
    if not personas:
        return ""
    having, offered = _titles(personas, " and "), _titles([match.persona for match in answer.shown], " or ")
    has = "has" if len(personas) == 1 else "have"
    told = f"{having} {has} “{cut(phrase, 100)}” in the catalog already, so adding it there changes nothing."
    return f"{told} Who asks is offered {offered}. {ALONE}" if len(answer.shown) > 1 else told


def _titles(personas: Sequence[Persona], between: str) -> str:
    return between.join(cut(persona.title, 60) for persona in personas)


def gap(group: GapGroup, today: date) -> list[Block]:
    """Questions that ask for much the same, with the three buttons that close them."""
    press, shown = Press((group.gaps[0].id,)), cut(group.question, 50)
    row = [
        button("Add to a role", GAP_TO_ROLE, press, reads=f"Add to a role: {shown}"),
        button("Not ours: goes to…", GAP_ELSEWHERE, press, reads=f"Say where it goes: {shown}"),
        button("Ignore", GAP_IGNORE, press, reads=f"Ignore: {shown}"),
    ]
    return [_told(group, today), *actions(row)]


def _told(group: GapGroup, today: date) -> Block:
    """The questions of a group, how many asked and when last, and what came of it."""
    times = "once" if group.asked == 1 else f"{group.asked} times"
    when = wording.ago((today - group.last.date()).days)
    line: Line = (
        said(group.question, 200, bold=True),
        Span(f"  asked {times}, last {when}; {_OUTCOME[group.outcome]}"),
    )
    others = group.questions[1:4]
    also: Line = (Span(f". Also: {cut('; '.join(others), 200)}"),) if others else ()
    return rich(paragraph(*line, *also))
