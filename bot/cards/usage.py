"""How to ask, taught with examples from the catalog in force."""

from collections.abc import Iterator

from bot.cards.blocks import actions, bullets, button, header, paragraph, rich
from bot.cards.spans import Span, said
from bot.cards.view import ALL_ROLES, Press, Reply
from bot.cards.words import cut, escape
from bot.catalog import Catalog, Persona

COMMAND = "/persona"
_WORDS = (
    ("me", "the roles you hold; with @somebody, theirs"),
    ("assign", "put somebody in a role; “assign ROLE @somebody” fills that in"),
    ("history", "who was put in which role, or in the one you name; and undo it"),
    ("words", "what this workspace adds to the catalog in its own words"),
    ("gaps", "the questions that found no answer; for maintainers"),
    ("pin", "pin the overview of all roles in this channel; I keep it up to date. To take it down: unpin"),
)
COMMANDS = frozenset((*(word for word, _ in _WORDS), "unpin", "unassign"))  # what one does in Slack; a question is none


def usage(catalog: Catalog) -> Reply:
    """What one can ask, each with an example that has an answer."""
    lines = [
        (said(f"{COMMAND} {asked}", 160, code=True), Span(f"  {told}")) for asked, told in (*examples(catalog), *_WORDS)
    ]
    lead = "Ask who does what: name a role or a task, in your own words. Only you see the answer until you share it."
    elsewhere = "Mention me in a channel and I answer in the thread, or choose “Who owns this?” in a message’s menu. "
    elsewhere += "Ask on a role’s card sends your question to its channel or to who holds it."
    blocks = [
        header("Who does what here?"),
        rich(paragraph(Span(lead))),
        rich(paragraph(Span("Try", bold=True)), bullets(lines)),
        rich(paragraph(Span(elsewhere))),
        *actions([button("See all roles", ALL_ROLES, Press())]),
    ]
    first = next(examples(catalog))[0]
    return Reply(escape(f"Ask who does what, for example: {COMMAND} {first}"), blocks)


def examples(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Questions that this catalog can answer, and what each gives."""
    personas = catalog.personas
    for persona in personas[:1]:
        yield _lower(persona.title), "what this role does, and who holds it"
    for persona, text in _first((p, r.text) for p in personas for r in p.responsibilities):
        yield _lower(text), f"who does this: {cut(persona.title, 60)}"
    for _, text in _first((p, thing) for p in personas for thing in p.owns):
        yield f"who owns {_short(text)}", "who owns something of yours"
    for giver, receiver, what in _handoffs(catalog):
        yield f"who hands {_short(what)} to {_lower(receiver)}", f"hand-offs: {cut(giver, 60)}"
    for persona, _ in _first((p, task.text) for p in personas for task in p.not_responsible):
        yield f"what is {_lower(persona.title)} not responsible for", "and who is instead"
    for stage in catalog.stages[:1]:
        yield f"who is involved in {_short(stage)}", "everybody with a part in a stage"
    if len(personas) > 1:
        yield f"compare {_lower(personas[0].title)} with {_lower(personas[1].title)}", "roles side by side"
    yield "list", "all roles"


def _first(found: Iterator[tuple[Persona, str]]) -> list[tuple[Persona, str]]:
    """The first example that is short enough to type; none if there is none."""
    return [pair for pair in (next((pair for pair in found if len(pair[1]) <= 60), None),) if pair]


def _handoffs(catalog: Catalog) -> list[tuple[str, str, str]]:
    found = (
        (persona.title, catalog.by_id[handoff.to].title, handoff.what)
        for persona in catalog.personas
        for handoff in persona.handoffs
        if handoff.to in catalog.by_id and len(handoff.what) <= 60
    )
    return [each for each in (next(found, None),) if each]


def _short(text: str) -> str:
    return cut(text, 60)


def _lower(text: str) -> str:
    """A title as one types it: words of capitals, such as ML, stay."""
    return " ".join(word if word.isupper() else word.lower() for word in _short(text).split())
