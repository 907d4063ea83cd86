"""The Home tab: a search box and its answer, one's own roles, what a maintainer looks after, all roles, the picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import cards
from bot.answers import Answer, Outcome
from bot.cards import wording
from bot.cards.blocks import actions, button, context, divider, header, paragraph, plain, rich, role_select, section
from bot.cards.overview import groups, how_many
from bot.cards.spans import Line, Span, joined
from bot.cards.view import PEOPLE, PRIVATE, SEARCH, SHOW_ROLE, Block, Press, Reply, Surface, View
from bot.cards.words import cut
from bot.catalog import Catalog, Persona
from bot.people import Assignment, Rights

MOST_MINE = 8
MOST_UNHELD = 5
_ROOM = 12_000  # characters for the list of all roles
_UNKNOWN = "People could not be looked up just now. Open this tab again in a minute."


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What a maintainer is to look after in the workspace; what is empty is not shown."""

    unheld: tuple[Persona, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What the Home tab shows of people: to everybody the roles they hold, to a maintainer also the upkeep.

    `rights` is None where people could not be looked up. `told` says what was just done from the tab.
    """

    rights: Rights | None = None
    upkeep: Upkeep | None = None
    told: Reply | None = None

    def mine(self, view: View) -> list[Assignment]:
        """The assignments of whoever looks, also those to come."""
        if self.rights is None:
            return []
        return [
            one
            for one in self.rights.assignments
            if self.rights.holds(one) and not (one.until and one.until < view.today)
        ]


NO_BOARD = Board(Rights(""))


def home(
    catalog: Catalog, view: View = PRIVATE, query: str = "", answer: Answer | None = None, board: Board = NO_BOARD
) -> dict[str, Any]:
    """The Home tab of one person. `query` stays in the search box, above its `answer`."""
    view = replace(view, public=False, surface=Surface.HOME)
    blocks = [*_told(board.told), _search_box(query), *_answer(answer, catalog, view)]
    blocks += _mine(board, catalog, view)
    blocks += _upkeep(board.upkeep)
    blocks += [header(catalog.title), context(how_many(catalog))]
    blocks += actions(role_select(catalog.personas, SHOW_ROLE))
    blocks += groups(catalog, view, room=_ROOM)
    return {"type": "home", "blocks": blocks}


def _told(reply: Reply | None) -> list[Block]:
    return [*reply.blocks, divider()] if reply else []


def _search_box(query: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "placeholder": plain("A role, a task, a thing that needs an owner", 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if typed := cut(query, 1000):
        element["initial_value"] = typed
    label = plain("Who does what? Type and press Enter", 200)
    return {"type": "input", "dispatch_action": True, "label": label, "element": element}


def _answer(answer: Answer | None, catalog: Catalog, view: View) -> list[Block]:
    """The answer's card; all roles stand below anyway."""
    if answer is None or answer.outcome is Outcome.OVERVIEW:
        return []
    return [*cards.reply(answer, catalog, view).blocks, divider()]


def _mine(board: Board, catalog: Catalog, view: View) -> list[Block]:
    """The roles of whoever looks, each with its buttons."""
    if board.rights is None:
        return [context(_UNKNOWN)]
    held, user = board.mine(view), board.rights.user
    listed_ = [one for one in catalog.personas if user and any(holder.user == user for holder in one.holders)]
    if not held and not listed_:
        return []
    blocks = [header("Your roles")]
    for one in held[:MOST_MINE]:
        blocks += cards.role_held(one, board.rights, catalog, view)
    blocks += _more(len(held) - MOST_MINE, "/persona me shows them all.")
    if listed_:
        names: list[Line] = [(wording.title(one.id, catalog, bold=True),) for one in listed_[:20]]
        blocks.append(rich(paragraph(*joined(names), Span(": by the catalog"))))
    return blocks


def _upkeep(upkeep: Upkeep | None) -> list[Block]:
    """A section for each thing to look after, under one heading; nothing where all is well."""
    if upkeep is None:
        return []
    sections = _unheld(upkeep.unheld)
    return [header("To look after"), *sections] if sections else []


def _unheld(personas: Sequence[Persona]) -> list[Block]:
    """The roles nobody holds, the first of them each with the button that puts somebody in it."""
    if not personas:
        return []
    blocks = [rich(paragraph(Span("Roles nobody holds", bold=True)))]
    for one in personas[:MOST_UNHELD]:
        press = button("People", PEOPLE, Press((one.id,)), reads=f"Put somebody in the role {one.title}")
        blocks.append({**section(one.title), "accessory": press})
    return blocks + _more(len(personas) - MOST_UNHELD, "Their cards say so; /persona list shows all roles.")


def _more(count: int, where: str) -> list[Block]:
    """How many were left out, and where they are."""
    return [context(f"{count} more. {where}")] if count > 0 else []
