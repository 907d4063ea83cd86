"""Cards without a role of their own: nobody found, another try, a notice, a failure."""

from bot.answers import Answer
from bot.cards.blocks import actions, button, context, header, paragraph, rich, section
from bot.cards.several import candidates
from bot.cards.spans import Line, Span, channel, quoted, read, said
from bot.cards.view import ALL_ROLES, Block, Press, Reply, View
from bot.cards.words import clean, cut, escape
from bot.catalog import Catalog

_WORTH_A_HINT = 0.1  # below this score a role shares no more than a word with the question


def none(answer: Answer, catalog: Catalog, view: View) -> Reply:
    """Nobody: where to ask instead, and a way on."""
    asked = answer.question.text
    lead: Line = (Span("Nothing in "), said(catalog.title, 100, bold=True), Span(" matches "), *quoted(asked, 200))
    if not asked:
        lead = (Span("Nothing in "), said(catalog.title, 100, bold=True), Span(" matches"))
    blocks = [header("No role here owns this"), rich(paragraph(*lead, Span(".")))]
    blocks += fallback(catalog)
    near = [cut(match.persona.title, 60) for match in answer.matches[:3] if match.score >= _WORTH_A_HINT]
    if near:
        blocks.append(context("The nearest, but not near enough: " + ", ".join(near)))
    blocks += [] if view.public else _all_roles()
    asked_instead = f" {read(_ask_instead(catalog))}" if _ask_instead(catalog) else ""
    return Reply(escape(f"No role here owns this: {cut(asked, 200)}.{asked_instead}"), blocks)


def not_right(answer: Answer, catalog: Catalog, view: View, rejected: tuple[str, ...]) -> Reply:
    """What comes next after the personas with the `rejected` ids, or nobody."""
    others = [match for match in answer.matches if match.persona.id not in rejected][:3]
    if not others:
        return none(Answer(answer.outcome, answer.question), catalog, view)
    blocks = [header("Not that role, then"), section("These come next:")]
    blocks += candidates(others, catalog, answer.question.text)
    blocks += fallback(catalog)
    blocks += _all_roles()
    titles = ", ".join(cut(match.persona.title, 100) for match in others)
    return Reply(escape(f"Not that role, then. These come next: {titles}."), blocks)


def fallback(catalog: Catalog) -> list[Block]:
    """The catalog's contact for what nobody owns."""
    line = _ask_instead(catalog)
    return [rich(paragraph(*line))] if line else []


def _ask_instead(catalog: Catalog) -> Line:
    text, place = catalog.fallback.text, catalog.fallback.channel
    told: Line = (said(text, 500),) if clean(text) else ()
    if not place:
        return told
    return (*told, Span(" → "), channel(place)) if told else (Span("Ask in "), channel(place))


def _all_roles() -> list[Block]:
    return actions([button("See all roles", ALL_ROLES, Press())])


def notice(text: str) -> Reply:
    """One plain sentence."""
    return Reply(escape(cut(text, 2000)) or "–", [section(text, 2000)])


def failure(reference: str) -> Reply:
    """That something broke, with the reference under which the log has it."""
    return notice(f"Something went wrong on my side. Please try again; if it stays, tell the maintainer {reference}.")
