"""The cards of a workspace's own words: within Slack's limits, whatever they hold, and nothing in them is markup."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cards import PRIVATE, Press, Reply
from bot.cards.overlay import MOST_LINES, Words, ask_a_maintainer, changed, proposed, refused, words
from bot.catalog import Catalog, Contact, Holder, Persona, Responsibility
from bot.errors import CatalogError
from bot.overlay import NOTHING, Misfit, Overlay, Revision, Steps, apply, difference
from bot.workspace.blocks import block_problems
from tests.bot.drawn import buttons, of_type, shown
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
STEPS = Steps(LATEST, LATEST)
UNDONE = Steps(replace(LATEST, number=4, note="undid change 3"), replace(LATEST, number=2), LATEST)


@pytest.mark.parametrize(
    "reply",
    [
        words(Words(MANY, MISFITS, STEPS, may_change=True), LARGE, PRIVATE),
        words(Words(MANY, MISFITS, STEPS, whom=("U0123456789", "U0123456780")), LARGE, PRIVATE),
        proposed(Press(("0" * 32, "0" * 16)), difference(NOTHING, MANY), MISFITS, LARGE, PRIVATE),
        changed(difference(MANY, NOTHING), MISFITS, UNDONE, LARGE, PRIVATE),
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
    assert buttons(words(Words(MANY, steps=STEPS), THEATRE, PRIVATE).blocks) == {}
    first = words(Words(may_change=True), THEATRE, PRIVATE).blocks
    assert len(buttons(first)) == 1
    assert "Export" not in shown(first)
    assert len(buttons(words(Words(steps=STEPS, may_change=True), THEATRE, PRIVATE).blocks)) == 3


def test_after_an_undo_each_button_says_which_change_it_is_about() -> None:
    """By whom it was, where the name is known, and what was done; what cannot be done has no button."""
    first, second = replace(LATEST, number=1, note="by a file"), replace(LATEST, number=2, by="U2", note="by hand")
    undone = replace(LATEST, number=3, note="undid change 2")
    brought = replace(LATEST, number=4, note="brought back what change 3 undid")
    view = replace(PRIVATE, names={"U0123456789": "Ann"})

    def labels(steps: Steps) -> list[str]:
        blocks = changed((), (), steps, THEATRE, view).blocks
        return [one["text"]["text"] for one in buttons(blocks).values()]

    assert labels(Steps(second, second)) == ["Undo"]
    both = ["Undo the change before, by Ann: by a file", "Bring back the change: by hand"]
    assert labels(Steps(undone, first, second)) == both
    assert labels(Steps(undone, None, first)) == ["Bring back the change, by Ann: by a file"]
    assert labels(Steps(brought, second)) == ["Undo the change: by hand"]


def test_what_is_not_in_force_is_not_said_to_be() -> None:
    """Where all of it is, nothing else is said."""
    overlay = Overlay((Persona("flyman", "", "", keywords=("truss",)),))
    catalog, misfits = apply(THEATRE, overlay)
    edits = difference(NOTHING, overlay)
    for some, but in ((misfits, " (not all of it: see the end of the list):"), ((), ":")):
        done = changed(edits, some, Steps(LATEST, LATEST), catalog, PRIVATE)
        assert f"in force from now on{but}" in shown(done.blocks)
        assert f"adds to the catalog{but}" in shown(words(Words(overlay, some), catalog, PRIVATE).blocks)


def test_a_role_of_our_own_that_is_gone_or_does_not_fit_goes_by_its_title() -> None:
    usher = Overlay((Persona("front-1", "Usher", "Shows people in.", keywords=("aisle",)),))
    gone = shown(changed(difference(usher, NOTHING), (), Steps(LATEST, LATEST), THEATRE, PRIVATE).blocks)
    assert "− Usher is found by the word aisle" in gone
    assert "front-1" not in gone


def test_roles_of_the_same_title_are_told_apart_in_the_select() -> None:
    """One of our own that came first is not in force once the catalog has one of its name."""
    own = Overlay((Persona("our-rigger", "Rigger", "Rigs."),))
    catalog, misfits = apply(THEATRE, own)
    (select,) = of_type(words(Words(own, misfits, may_change=True), catalog, PRIVATE).blocks, "static_select")
    titles = {option["value"]: option["text"]["text"] for option in select["options"]}
    assert (titles["rigger"], titles["our-rigger"]) == ("Rigger", "Rigger (not in force)")
