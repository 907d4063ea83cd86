"""A question to whoever holds a role, as those who are asked see it, and what the asker is told."""

from bot.cards import wording
from bot.cards.blocks import context, paragraph, quote, rich, spoken
from bot.cards.spans import Line, Span, Target, channel, joined, said
from bot.cards.view import Reply, View
from bot.cards.words import escape
from bot.catalog import Holder, Persona

_SHOWN = 2000  # characters of a line of the question
_MOST_LINES = 50
PASSED_ON = "passed_on"  # the block by which a question is known that I pass on
NOT_PASSED_BACK = (
    "I pass questions on, but no answers. Click the name above to answer by a direct message; "
    "what you wrote here stays between us."
)


def question_in_channel(persona: Persona, question: str, asker: str, view: View) -> Reply:
    """The question in the role's channel: everybody by name, nobody mentioned."""
    held: list[Line] = [wording.who(one, view) for one in view.holders(persona)]
    who: Line = (Span(" (held by "), *joined(held[:3]), Span(")")) if held else ()
    line: Line = (*_asks(asker, view), Span("the "), said(persona.title, 100, bold=True), *who, Span(":"))
    return _drawn(line, question, "Answer in this thread.")


def question_directly(persona: Persona, question: str, asker: str, view: View) -> Reply:
    """The question in a direct message to somebody who holds the role."""
    line: Line = (*_asks(asker, view), Span("you about the role "), said(persona.title, 100, bold=True), Span(":"))
    drawn = _drawn(line, question, "I only pass it on: click the name to answer by a direct message.")
    return Reply(drawn.text, [*drawn.blocks[:-1], {**drawn.blocks[-1], "block_id": PASSED_ON}])


def is_passed_on(blocks: object) -> bool:
    """True for the blocks of a question that was passed on to somebody directly."""
    return isinstance(blocks, list) and any(
        isinstance(one, dict) and one.get("block_id") == PASSED_ON for one in blocks
    )


def sent(place: str, link: str, view: View) -> Reply:
    """That a question is on its way, for the asker: `place` is a channel or a user, `link` leads there or is ""."""
    is_channel = not place.startswith(("U", "W"))
    where: Line = (channel(place),) if is_channel else (wording.holder_name(Holder(user=place), view),)
    after = ". Answers come in its thread." if is_channel else ". The answer comes as a direct message to you."
    line: Line = (Span("Your question is with "), *where, Span(after))
    open_: Line = (Span("Open it", target=Target.LINK, to=link),) if link else ()
    return Reply(escape(spoken(line)), [rich(paragraph(*line)), *([rich(paragraph(*open_))] if open_ else [])])


def _asks(asker: str, view: View) -> Line:
    return (wording.holder_name(Holder(user=asker), view), Span(" asks "))


def _drawn(line: Line, question: str, next_: str) -> Reply:
    lines = [said(text, _SHOWN).text for text in question.splitlines() if text.strip()]
    whole, rest = lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1 :]
    asked = Span("\n".join([*whole, " ".join(rest)] if rest else whole))
    return Reply(escape(spoken(line, asked.text)), [rich(paragraph(*line), quote(asked)), context(next_)])
