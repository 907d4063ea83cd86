"""The Home tab: a search box and its answer, one's own roles, what a maintainer looks after, all roles, the picture."""

from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any
from zlib import crc32

from bot import cards
from bot.answers import Answer, Outcome
from bot.cards import wording
from bot.cards.blocks import actions, context, divider, fitting, header, listed, plain, role_select
from bot.cards.overview import groups, how_many
from bot.cards.picture import picture
from bot.cards.spans import Line, Span, joined, said
from bot.cards.upkeep import Upkeep, upkeep
from bot.cards.view import PRIVATE, SEARCH, SHOW_ROLE, Block, Reply, Surface, View
from bot.cards.words import cut
from bot.catalog import Catalog
from bot.people import Rights

MOST_MINE = 8
MOST_HANDOFFS = 40
MOST_BLOCKS = 100  # by Slack's rule
_ROOM = 12_000  # characters for the list of all roles
_UNKNOWN = "People could not be looked up just now. Open this tab again in a minute."


@dataclass(frozen=True, slots=True)
class Board:
    """What the Home tab shows of people: to everybody the roles they hold, to a maintainer also the upkeep.

    `rights` is None where people could not be looked up. `told` says what was just done from the tab. `picture` has the
    ids of the Slack files with the picture of the roles, or is "".
    """

    rights: Rights | None = None
    upkeep: Upkeep | None = None
    picture: str = ""
    told: Reply | None = None


NO_BOARD = Board(Rights(""))


def home(
    catalog: Catalog, view: View = PRIVATE, query: str = "", answer: Answer | None = None, board: Board = NO_BOARD
) -> dict[str, Any]:
    """The Home tab of one person. `query` stays in the search box, above its `answer`."""
    view = replace(view, public=False, surface=Surface.HOME)
    top = [*_told(board.told), _search_box(query), *_answer(answer, catalog, view), *_mine(board, catalog, view)]
    below = [*_all_roles(catalog, view), *_picture(board.picture, catalog)]
    room = MOST_BLOCKS - len(top) - len(below)
    between = upkeep(board.upkeep, catalog, view, room) if board.upkeep else []
    return {"type": "home", "blocks": _apart([*top, *between, *below])}


def _apart(blocks: list[Block]) -> list[Block]:
    """Without a divider right after another: each part brings its own."""
    pairs = pairwise([{"type": ""}, *blocks])
    return [block for before, block in pairs if not before["type"] == block["type"] == "divider"]


def _told(reply: Reply | None) -> list[Block]:
    return [*reply.blocks, divider()] if reply else []


def _search_box(query: str) -> Block:
    """Its id is by what was searched for: of a box with the same id, Slack keeps what is being typed into it."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "placeholder": plain("A role, a task, a thing that needs an owner", 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if typed := cut(query, 1000):
        element["initial_value"] = typed
    label = plain("Who does what? Type and press Enter", 200)
    block_id = f"search-{crc32(query.encode(errors='replace')):08x}"
    return {"type": "input", "block_id": block_id, "dispatch_action": True, "label": label, "element": element}


def _answer(answer: Answer | None, catalog: Catalog, view: View) -> list[Block]:
    """The answer's card; all roles stand below anyway."""
    if answer is None or answer.outcome is Outcome.OVERVIEW:
        return []
    return [*cards.reply(answer, catalog, view).blocks, divider()]


def _mine(board: Board, catalog: Catalog, view: View) -> list[Block]:
    """The roles of whoever looks, each with its buttons."""
    if board.rights is None:
        return [context(_UNKNOWN)]
    held, by_catalog = board.rights.held(view.today), board.rights.listed(catalog.personas, view.today)
    if not held and not by_catalog:
        return []
    blocks = [header("Your roles")]
    for one in held[:MOST_MINE]:
        blocks += cards.role_held(one, board.rights, catalog, view)
    blocks += _more(len(held) - MOST_MINE, "/persona me shows them all.")
    blocks += cards.roles_listed(by_catalog[:MOST_MINE], view)
    return blocks + _more(len(by_catalog) - MOST_MINE, "/persona me shows them all.")


def _all_roles(catalog: Catalog, view: View) -> list[Block]:
    """Every role, and a select that opens one."""
    lead = [divider(), header(catalog.title), context(how_many(catalog))]
    return [*lead, *actions(role_select(catalog.personas, SHOW_ROLE)), *groups(catalog, view, room=_ROOM)]


def _picture(files: str, catalog: Catalog) -> list[Block]:
    """The picture of stages, roles and hand-offs where it is uploaded, and the hand-offs in words."""
    handoffs: dict[tuple[str, str], list[str]] = {}
    for giver in catalog.personas:
        for one in giver.handoffs:
            handoffs.setdefault((giver.id, one.to), []).append(one.what)
    lines: list[Line] = [
        (
            wording.title(giver, catalog, bold=True),
            Span(" to "),
            wording.title(to, catalog),
            Span(": "),
            *joined([(said(what, 90),) for what in given], "; "),
        )
        for (giver, to), given in islice(handoffs.items(), MOST_HANDOFFS)
    ]
    drawn = picture(files, catalog) if files else []
    if lines:
        shown = fitting(lines, most=MOST_HANDOFFS, room=_ROOM)
        drawn += listed("Who hands what to whom", shown, most=MOST_HANDOFFS, room=_ROOM)
        drawn += _more(len(handoffs) - len(shown), "Each role’s card has its own.")
    return [divider(), *drawn] if drawn else []


def _more(count: int, where: str) -> list[Block]:
    """How many were left out, and where they are."""
    return [context(f"{count} more. {where}")] if count > 0 else []
