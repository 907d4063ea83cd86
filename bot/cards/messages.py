"""Cards without a role of their own: nobody found, another try, a notice, a failure."""

import re

from bot.answers import Answer
from bot.cards.blocks import actions, button, context, header, paragraph, rich, section, spoken
from bot.cards.several import candidates, show_button
from bot.cards.spans import Line, Span, channel, quoted, said
from bot.cards.view import ALL_ROLES, NOT_RIGHT, Block, Press, Reply, View
from bot.cards.words import cut, escape
from bot.catalog import Catalog, Persona

_CHANNEL_NAME = re.compile(r"#[\w-]+")
_WORTH_A_HINT = 0.1  # below this score a role shares no more than a word with the question


def none(answer: Answer, catalog: Catalog, view: View) -> Reply:
    """Nobody: where it goes or where to ask instead, and a way on."""
    asked = answer.question.text
    told = nobody(answer, catalog)
    blocks = [header("No role here owns this"), *(rich(paragraph(*line)) for line in told)]
    if near := nearest(answer):
        blocks.append(context(near))
    if not view.public:
        shows = [show_button(persona, index, asked) for index, persona in enumerate(_near(answer))]
        doubt = [button("Not right?", NOT_RIGHT, Press((), asked))] if answer.goes_to else []
        blocks += actions([*shows, *doubt, _all_roles()])
    return Reply(escape(spoken("No role here owns this.", *told)), blocks)


def nearest(answer: Answer) -> str:
    """The roles that are nearest to what was asked; empty where none is worth a hint."""
    names = ", ".join(cut(persona.title, 60) for persona in _near(answer))
    return f"The nearest, but not near enough: {names}" if names else ""


def strangers(answer: Answer) -> str:
    """That nobody has the names of some who were to be compared; empty where all were found."""
    names = " or ".join(f"“{cut(name, 60)}”" for name in answer.unknown)
    return f"No role here is called {names}." if names else ""


def _near(answer: Answer) -> list[Persona]:
    return [match.persona for match in answer.matches[:3] if match.score >= _WORTH_A_HINT]


def nobody(answer: Answer, catalog: Catalog) -> list[Line]:
    """That no role does it, in one or two lines: where it goes if that is known, else where to ask."""
    asked = quoted(answer.question.text, 200) if answer.question.text else ()
    if answer.goes_to:
        return [(*asked, Span(" goes to "), said(answer.goes_to, 300, bold=True), Span("."))]
    matches = (Span(" matches "), *asked) if asked else (Span(" matches"),)
    nothing: Line = (Span("Nothing in "), said(catalog.title, 100, bold=True), *matches, Span("."))
    return [line for line in (nothing, ask_instead(catalog)) if line]


def not_right(answer: Answer, catalog: Catalog, rejected: tuple[str, ...]) -> Reply:
    """What comes next after the personas with the `rejected` ids, none of which is where a task of no role goes."""
    left = [match for match in answer.matches if match.persona.id not in rejected]
    others = [match for match in left if rejected or match.score >= _WORTH_A_HINT][:3]
    lead = "Not that role, then" if rejected else "Not there, then"
    if not others:
        nothing: Line = (Span("Nothing else here comes near to "), *quoted(answer.question.text, 200), Span("."))
        told = [line for line in (nothing, ask_instead(catalog)) if line]
        blocks = [header(lead), *(rich(paragraph(*line)) for line in told), *actions([_all_roles()])]
        return Reply(escape(spoken(f"{lead}.", *told)), blocks)
    blocks = [header(lead), section("These come next:")]
    blocks += candidates(others, catalog, answer.question.text)
    if instead := ask_instead(catalog):
        blocks.append(rich(paragraph(Span("None of these? "), *instead)))
    blocks += actions([_all_roles()])
    titles = ", ".join(cut(match.persona.title, 100) for match in others)
    return Reply(escape(f"{lead}. These come next: {titles}."), blocks)


def ask_instead(catalog: Catalog) -> Line:
    """Where to ask when no persona fits. A channel that the text names becomes the way there."""
    text, place = cut(catalog.fallback.text, 500), catalog.fallback.channel
    if not place:
        return (said(text, 500),) if text else ()
    if not (named := _CHANNEL_NAME.search(text)):
        return (Span(f"{text}: " if text else "Ask in "), channel(place))
    line = (Span(text[: named.start()]), channel(place, named.group()), Span(text[named.end() :]))
    return tuple(span for span in line if span.text.strip())


def _all_roles() -> Block:
    return button("See all roles", ALL_ROLES, Press())


def notice(text: str) -> Reply:
    """One plain sentence."""
    return Reply(escape(cut(text, 2000)) or "–", [section(text, 2000)])


def failure(reference: str) -> Reply:
    """That something broke, with the reference under which the log has it."""
    return notice(f"Something went wrong on my side. Please try again; if it stays, tell the maintainer {reference}.")
