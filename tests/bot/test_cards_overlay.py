"""The cards of a workspace's own words: within Slack's limits, whatever they hold, and nothing in them is markup."""

from datetime import UTC, datetime

import pytest

from bot.cards import PRIVATE, Press, Reply
from bot.cards.overlay import MOST_LINES, Words, ask_a_maintainer, changed, proposed, refused, words
from bot.catalog import Catalog, Contact, Holder, Persona, Responsibility
from bot.errors import CatalogError
from bot.overlay import NOTHING, Misfit, Overlay, Revision, difference
from bot.workspace.blocks import block_problems
from tests.bot.drawn import buttons, shown
from tests.bot.theatre import THEATRE

HOSTILE = "<!channel> *bold* <@U0VICTIM01> &amp; \u202egnp " + "x" * 280
MANY = Overlay(
    tuple(
        Persona(
            f"role-{number}",
            f"Role {number} {HOSTILE}"[:100],
            HOSTILE * 3,
            responsibilities=tuple(Responsibility(f"{each} {HOSTILE}") for each in range(20)),
            contact=Contact("C0123456789"),
            holders=(Holder(user="U0123456789"), Holder(usergroup="S0123456789"), Holder(name="night")),
        )
        for number in range(20)
    )
)
MISFITS = tuple(Misfit("rigger", f"the name {HOSTILE}", f"{HOSTILE} goes by it already") for _ in range(100))
LARGE = Catalog(tuple(Persona(f"id-{number}", f"Title {number} " + "x" * 80, "x") for number in range(99)))
LATEST = Revision("T1", 3, datetime(2026, 11, 23, tzinfo=UTC), "U0123456789", "", HOSTILE)


@pytest.mark.parametrize(
    "reply",
    [
        words(Words(MANY, MISFITS, LATEST, may_change=True), LARGE, PRIVATE),
        words(Words(MANY, MISFITS, LATEST, whom=("U0123456789", "U0123456780")), LARGE, PRIVATE),
        proposed(Press(("0" * 32, "0" * 16)), difference(NOTHING, MANY), MISFITS, LARGE, PRIVATE),
        changed(difference(MANY, NOTHING), MISFITS, 4, LARGE, PRIVATE),
        refused(HOSTILE, [CatalogError(HOSTILE, HOSTILE, HOSTILE)] * 30),
        ask_a_maintainer((), PRIVATE),
        words(Words(), THEATRE, PRIVATE),
    ],
    ids=["all", "to others", "proposed", "changed", "refused", "ask", "none"],
)
def test_slack_takes_the_card(reply: Reply) -> None:
    """However much there is to say; what does not fit is counted. Nothing that somebody wrote is a live mention."""
    assert block_problems(reply.blocks) == []
    assert "<!channel>" not in reply.text
    assert len(reply.text) < 4000


def test_what_does_not_fit_is_counted() -> None:
    text = shown(proposed(Press(("1",)), difference(NOTHING, MANY), (), THEATRE, PRIVATE).blocks)
    assert "more; Export has them all" in text
    assert len(difference(NOTHING, MANY)) > MOST_LINES


def test_only_who_may_change_gets_buttons() -> None:
    """An overlay that never was cannot be undone or exported."""
    assert buttons(words(Words(MANY, latest=LATEST), THEATRE, PRIVATE).blocks) == {}
    first = words(Words(may_change=True), THEATRE, PRIVATE).blocks
    assert len(buttons(first)) == 1
    assert "Export" not in shown(first)
    assert len(buttons(words(Words(latest=LATEST, may_change=True), THEATRE, PRIVATE).blocks)) == 3
