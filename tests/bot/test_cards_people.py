"""Cards about people in roles: within Slack's limits, and with no button for whoever may not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import cards
from bot.cards import View, freshness
from bot.cards.people import MOST_CHANGES
from bot.catalog import Contact, Holder, Part
from bot.freshness import Stale, Vacancy
from bot.people import Assignment, Change, Deed, Page, Place, Rights
from bot.workspace.blocks import block_problems
from tests.bot.clinic import CLINIC, NURSE, PHYSICIAN
from tests.bot.drawn import buttons, of_type, shown

TODAY = date(2026, 5, 5)
ANN = Assignment(Place("T1", "C0WARD"), "ward-nurse", user="U0ANN", id="a" * 32, revision=1)
BOSSY = replace(ANN, user="U0BOSS")
SEEN = View(team="T1", today=TODAY)
BOSS = Rights("U0BOSS", everything=True)


def change(deed: Deed, before: Assignment | None, after: Assignment | None, id_: int = 1, *, undid: int = 0) -> Change:
    at = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
    return Change(id_, at, "U0BOSS", deed, before, after, undid=undid, open=True)


@pytest.mark.parametrize(
    ("days", "says"), [(0, "confirmed today"), (1, "confirmed 1 day ago"), (12, "confirmed 12 days ago")]
)
def test_an_assignment_shows_how_long_ago_it_was_confirmed(days: int, says: str) -> None:
    one = replace(ANN, confirmed=datetime.fromordinal(TODAY.toordinal() - days).replace(tzinfo=UTC))
    reply = cards.role(NURSE, CLINIC, replace(SEEN, held={"ward-nurse": (one,)}))
    assert f"<U0ANN>, responsible, in this channel, {says}" in shown(reply.blocks)


def test_a_role_held_through_a_group_says_through_which() -> None:
    """Whoever ends it there ends it for the whole group."""
    group = replace(ANN, user="", usergroup="S0NIGHT")
    them = Rights("U0ANN", groups=frozenset({"S0NIGHT"}), assignments=(group,))
    catalog = replace(CLINIC, personas=(replace(PHYSICIAN, holders=(Holder(usergroup="S0NIGHT"),)), NURSE))
    text = shown(cards.roles_of(them, BOSS, catalog, SEEN).blocks)
    assert "Ward Nurse, as a member of <S0NIGHT>, responsible, in <C0WARD>" in text
    assert "Physician, as a member of <S0NIGHT>, responsible, by the catalog" in text


def test_the_overview_names_who_is_assigned_instead_of_whom_the_catalog_lists() -> None:
    view = replace(SEEN, public=True, names={"U0ANN": "Ann"}, held={"ward-nurse": (ANN,)})
    text = shown(cards.overview(CLINIC, view).blocks)
    assert "Held by Ann." in text
    assert "night desk" not in text


def test_a_role_that_nobody_holds_says_so_once_somebody_is_assigned_to_another() -> None:
    bare = replace(CLINIC, personas=tuple(replace(one, holders=()) for one in CLINIC.personas))
    nobody = "Nobody is listed as holding this role."
    nurse, physician, _ = bare.personas
    assert nobody not in shown(cards.role(physician, bare, SEEN).blocks)
    assert nobody in shown(cards.role(physician, bare, replace(SEEN, held={nurse.id: (ANN,)})).blocks)
    assert nobody not in shown(cards.role(nurse, bare, replace(SEEN, held={nurse.id: (ANN,)})).blocks)


@pytest.mark.parametrize(
    ("deed", "before", "after", "says"),
    [
        (Deed.ASSIGNED, None, ANN, "<U0BOSS> put <U0ANN> in the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.CHANGED, ANN, ANN, "<U0BOSS> changed how <U0ANN> holds the role Ward Nurse, responsible, in <C0WARD>."),
        (
            Deed.CHANGED,
            replace(ANN, user="U0BEN"),
            ANN,
            "<U0BOSS> put <U0ANN> in the role Ward Nurse in the place of <U0BEN>, responsible, in <C0WARD>.",
        ),
        (
            Deed.CHANGED,
            replace(ANN, part=Part.ACCOUNTABLE, backup="U0BEN"),
            ANN,
            "<U0BOSS> changed how <U0ANN> holds the role Ward Nurse, responsible, in <C0WARD>; "
            "before that, accountable, in <C0WARD>, backup <U0BEN>.",
        ),
        (Deed.ASSIGNED, None, BOSSY, "<U0BOSS> took on the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.CONFIRMED, BOSSY, BOSSY, "<U0BOSS> confirmed that they hold the role Ward Nurse, responsible"),
        (Deed.ENDED, BOSSY, None, "<U0BOSS> gave up the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.CHANGED, BOSSY, BOSSY, "<U0BOSS> changed how <U0BOSS> holds the role Ward Nurse, responsible"),
        (Deed.CONFIRMED, ANN, ANN, "<U0BOSS> confirmed that <U0ANN> holds the role Ward Nurse, responsible"),
        (Deed.ENDED, ANN, None, "<U0BOSS> took <U0ANN> out of the role Ward Nurse, responsible, in <C0WARD>."),
        (Deed.TAKEN_BACK, ANN, None, "<U0BOSS> took back that <U0ANN> was put in the role Ward Nurse, responsible"),
        (Deed.TAKEN_BACK, None, ANN, "<U0BOSS> took back that <U0ANN> was taken out of the role Ward Nurse, resp"),
        (
            Deed.TAKEN_BACK,
            replace(ANN, note="nights"),
            replace(ANN, note="days"),
            "<U0BOSS> took back a change of how <U0ANN> holds the role Ward Nurse, responsible, in <C0WARD>, “days”; "
            "before that, responsible, in <C0WARD>, “nights”.",
        ),
        (
            Deed.TAKEN_BACK,
            replace(ANN, user="U0BEN"),
            ANN,
            "<U0BOSS> took back that <U0BEN> was put in the role Ward Nurse in the place of <U0ANN>, responsible",
        ),
        (Deed.BROUGHT_BACK, None, ANN, "<U0BOSS> brought back that <U0ANN> was put in the role Ward Nurse, respons"),
        (Deed.BROUGHT_BACK, ANN, None, "<U0BOSS> brought back that <U0ANN> was taken out of the role Ward Nurse"),
    ],
)
def test_a_change_is_a_sentence(deed: Deed, before: Assignment | None, after: Assignment | None, says: str) -> None:
    reply = cards.told(change(deed, before, after), "U0ANN", CLINIC, SEEN)
    assert says in shown(reply.blocks)
    theirs = after and after.user == "U0ANN"
    assert list(buttons(reply.blocks)) == ([cards.CONFIRM, cards.END] if theirs else [])


def test_only_what_still_stands_can_be_undone_and_only_by_whoever_may() -> None:
    """The buttons carry how the assignment stands now, so that one drawn before another change is refused."""
    now, ended = replace(ANN, revision=3), replace(ANN, id="e", user="U0BEN")
    changes = [
        replace(change(Deed.ENDED, replace(ANN, id="u"), None, 6), undone=True, open=False),
        change(Deed.ENDED, ended, None, 5),
        change(Deed.CHANGED, replace(ANN, revision=2), now, 4),
        replace(change(Deed.CHANGED, ANN, replace(ANN, revision=2), 3), open=False),
        replace(change(Deed.ASSIGNED, None, ended, 2), open=False),
        replace(change(Deed.ASSIGNED, None, ANN, 1), open=False),
    ]
    drawn = cards.history(Page(tuple(changes)), replace(BOSS, assignments=(now,)), CLINIC, SEEN).blocks
    assert [cards.Press.decode(one["value"]).personas for one in of_type(drawn, "button")] == [("5", "0"), ("4", "3")]
    drawn = cards.history(Page(tuple(changes)), Rights("U0X", assignments=(now,)), CLINIC, SEEN).blocks
    assert not of_type(drawn, "button")


def test_before_anybody_is_taken_out_or_a_change_is_undone_it_is_said_what_that_is() -> None:
    view = replace(SEEN, names={"U0ANN": "Ann", "U0BOSS": "Boss <!here>"})
    rights = replace(BOSS, assignments=(ANN,))
    end = buttons(cards.role_held(ANN, rights, CLINIC, view))[cards.END]
    assert end["confirm"]["text"]["text"].startswith("This ends the role Ward Nurse of Ann. The people concerned are")
    assert end["accessibility_label"] == "End: the role Ward Nurse of Ann"
    undo = buttons(cards.history(Page((change(Deed.ASSIGNED, None, ANN),)), rights, CLINIC, view).blocks)[cards.UNDO]
    says = undo["confirm"]["text"]
    assert says["text"].startswith("Boss <!here> put Ann in the role Ward Nurse, responsible, in")
    assert "goes back to how it was before" in says["text"]
    assert says["type"] == "plain_text"
    taken = change(Deed.TAKEN_BACK, ANN, None, 2, undid=1)
    back = buttons(cards.history(Page((taken,)), replace(rights, assignments=()), CLINIC, view).blocks)[cards.UNDO]
    assert back["text"]["text"] == "Bring back"
    assert "took back that Ann was put in the role Ward Nurse" in back["confirm"]["text"]["text"]
    assert "This brings that back. The people concerned" in back["confirm"]["text"]["text"]
    assert cards.history(Page((taken,)), rights, CLINIC, view).text == "Who was put in which role: 1 change."
    assert cards.history(Page((taken,) * 2), rights, CLINIC, view).text.endswith(": 2 changes.")
    unnamed = buttons(cards.role_held(ANN, rights, CLINIC, SEEN))[cards.END]
    assert "This ends the role Ward Nurse. The" in unnamed["confirm"]["text"]["text"]


def test_a_screen_reader_says_of_each_button_which_role_it_is_about() -> None:
    view = replace(SEEN, names={"U0ANN": "Ann"}, held={"ward-nurse": (ANN,)})
    rights = replace(BOSS, user="U0ANN", assignments=(ANN,))
    for reply in (
        cards.role(NURSE, CLINIC, view, question="who?"),
        cards.roles_of(rights, rights, CLINIC, view),
        cards.history(Page((change(Deed.ASSIGNED, None, ANN),)), rights, CLINIC, view),
        cards.told(change(Deed.ASSIGNED, None, ANN), "U0ANN", CLINIC, view),
        cards.ask_them(NURSE.id, "C0WARD", ["U0ANN"], CLINIC, view),
        cards.request(NURSE.id, "C0WARD", "U0BEN", CLINIC, view),
        freshness.still(ANN, CLINIC, view),
    ):
        for one in of_type(reply.blocks, "button"):
            label, read = one["text"]["text"], one.get("accessibility_label", "")
            if label not in {"Compare with Physician", "Open its page"}:  # they say it themselves, or lead elsewhere
                assert "Ward Nurse" in read, label
                assert read.startswith(label), label


def test_the_longest_cards_are_within_slacks_limits() -> None:
    long = replace(ANN, note="n" * 200, backup="U" + "0" * 30, part=Part.ACCOUNTABLE, since=TODAY, until=TODAY)
    held = [replace(long, id=f"{n:032}", confirmed=datetime(2026, 1, 1, tzinfo=UTC)) for n in range(200)]
    changes = [change(Deed.CHANGED, replace(one, note="m" * 200), one, n) for n, one in enumerate(held[:MOST_CHANGES])]
    boss, named = replace(BOSS, assignments=tuple(held)), replace(SEEN, names={"U0ANN": "a" * 80, "U0BOSS": "b" * 80})
    for reply in (
        cards.roles_of(replace(boss, user="U0ANN"), boss, CLINIC, named),
        cards.history(Page(tuple(changes), "x" * 75, older=True, newer=True), boss, CLINIC, named),
        cards.role(NURSE, CLINIC, replace(SEEN, held={"ward-nurse": tuple(held)}), full=True),
        cards.ask_them("gone", "C0WARD", [f"U0{n}" for n in range(200)], CLINIC, SEEN),
        cards.done(changes[0], CLINIC, SEEN),
        cards.history(Page((), "ward-nurse"), BOSS, CLINIC, SEEN),
    ):
        assert not list(block_problems(reply.blocks))
        assert reply.text


# -- by the catalog --


def listed(*holders: Holder, day: date = TODAY, departed: frozenset[str] = frozenset()) -> str:
    """The nurse's card where the catalog lists these."""
    nurse = replace(NURSE, holders=holders, contact=Contact())
    catalog = replace(CLINIC, personas=(nurse, *CLINIC.personas[1:]))
    return shown(cards.role(nurse, catalog, replace(SEEN, today=day, departed=departed), full=True).blocks)


FULL = Holder(
    "U0ANN", part=Part.ACCOUNTABLE, since="2026-05-01", until="2026-05-31", backup="U0BEN", note="nights only"
)


def test_whom_the_catalog_lists_is_shown_as_fully_as_who_was_put_in_and_the_accountable_first() -> None:
    says = "accountable, by the catalog, since 2026-05-01, until 2026-05-31, backup <U0BEN>, “nights only”"
    assert f"Who holds it\n<U0ANN>, {says}\n<U0CAT>, responsible, by the catalog" in listed(Holder("U0CAT"), FULL)
    left = listed(FULL, departed=frozenset({"U0ANN"}))
    assert "<U0ANN> (no longer active here; backup: <U0BEN>), accountable, by the catalog, since" in left


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-04-30", False), ("2026-05-01", True), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_whom_the_catalog_lists_is_shown_from_the_first_day_to_the_last(day: str, holds: bool) -> None:
    on = date.fromisoformat(day)
    assert ("<U0ANN>" in listed(FULL, day=on)) == holds
    assert ("\nAsk\n" in listed(FULL, day=on)) == holds


def test_somebodys_roles_by_the_catalog_are_also_those_of_their_groups_and_those_to_come() -> None:
    def roles(today: str, them: Rights, holder: Holder) -> str:
        catalog = replace(CLINIC, personas=(replace(NURSE, holders=(holder,)),))
        return shown(cards.roles_of(them, BOSS, catalog, replace(SEEN, today=date.fromisoformat(today))).blocks)

    ann, member = Rights("U0ANN"), Rights("U0CAT", groups=frozenset({"S0NURSES"}))
    assert "Ward Nurse, accountable, by the catalog, since 2026-05-01, until 2026-05-31" in roles(
        "2026-05-31", ann, FULL
    )
    assert "Ward Nurse, accountable, by the catalog, from 2026-05-01" in roles("2026-04-30", ann, FULL)
    assert "holds no role" in roles("2026-06-01", ann, FULL)
    assert "holds 1 role here.\nWard Nurse, as a member of <S0NURSES>, responsible" in roles(
        "2026-05-05", member, Holder(usergroup="S0NURSES")
    )


def test_a_role_that_somebody_holds_in_several_ways_is_one_role() -> None:
    """For the workspace and for a channel, it is the same role."""
    both = (ANN, replace(ANN, id="b" * 32, place=Place("T1")))
    ann = Rights("U0ANN", assignments=both)
    assert "holds 1 role here." in shown(cards.roles_of(ann, BOSS, CLINIC, SEEN).blocks)


# -- freshness --

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
OLD = replace(ANN, made=NOON - timedelta(days=92), backup="U0BEN")


def drawn(one: Assignment, view: View = SEEN) -> str:
    """Who holds the nurse's role, as its card says."""
    return shown(cards.role(NURSE, CLINIC, replace(view, held={"ward-nurse": (one,)})).blocks)


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "put in the role today"), (1, "put in the role 1 day ago"), (1200, "put in the role 1,200 days ago")],
)
def test_what_was_never_confirmed_says_so_and_since_when(days: int, says: str) -> None:
    assert f"in this channel, not confirmed, {says}" in drawn(replace(ANN, made=NOON - timedelta(days=days)))


def test_of_who_has_left_the_card_says_so_and_names_who_stands_in() -> None:
    left = replace(SEEN, departed=frozenset({"U0ANN"}))
    assert "<U0ANN> (no longer active here; backup: <U0BEN>), responsible, in this channel\n" in drawn(OLD, left) + "\n"
    both = replace(SEEN, departed=frozenset({"U0ANN", "U0BEN"}))
    assert "<U0ANN> (no longer active here), responsible, in this channel" in drawn(OLD, both)
    backup = replace(SEEN, departed=frozenset({"U0BEN"}))
    assert "backup <U0BEN> (no longer active here), not confirmed" in drawn(OLD, backup)
    listed = replace(SEEN, departed=frozenset({"U0NURSE1", "S0NURSES"}))
    text = shown(cards.role(NURSE, CLINIC, listed).blocks)
    assert "<U0NURSE1> (no longer active here), responsible, by the catalog, since 2026-01-10" in text
    assert "<S0NURSES> (no longer active here)" in text
    assert "Held by <U0ANN> (no longer active here; backup: <U0BEN>)." in shown(
        cards.overview(CLINIC, replace(left, held={"ward-nurse": (OLD,)})).blocks
    )


def test_a_role_that_left_the_catalog_can_only_be_ended() -> None:
    gone = replace(ANN, persona="porter")
    blocks = cards.role_held(gone, Rights("U0ANN", everything=True), CLINIC, SEEN)
    assert "porter (no longer in the catalog), responsible" in shown(blocks)
    assert list(buttons(blocks)) == [cards.END]
    assert "porter (no longer in the catalog)" in shown(
        cards.roles_of(Rights("U0ANN", assignments=(gone,)), BOSS, CLINIC, SEEN).blocks
    )


def test_a_holder_is_asked_with_the_buttons_for_both_answers() -> None:
    reply = freshness.still(OLD, CLINIC, SEEN)
    assert reply.text == (
        "Do you still hold the role Ward Nurse, responsible, in a channel, backup a member? "
        "You were put in it 92 days ago."
    )
    named = replace(SEEN, names={"U0BEN": "Ben", "C0WARD": "#ward"})
    assert "responsible, in #ward, backup Ben? You" in freshness.still(OLD, CLINIC, named).text
    assert {name: cards.Press.decode(one["value"]).personas for name, one in buttons(reply.blocks).items()} == {
        cards.CONFIRM: (OLD.id, "1"),
        cards.END: (OLD.id, "1"),
    }
    confirmed = replace(OLD, confirmed=NOON - timedelta(days=90))
    assert "You confirmed it 90 days ago." in freshness.still(confirmed, CLINIC, SEEN).text


def test_maintainers_see_each_kind_with_the_buttons_that_mend_it() -> None:
    team = replace(OLD, user="", usergroup="S0NURSES", id="t")
    blocks = freshness.stale(Stale(OLD, 92, NOON - timedelta(days=2)), CLINIC, SEEN)
    assert "Ward Nurse: <U0ANN>, responsible, in <C0WARD>, backup <U0BEN>, not confirmed" in shown(blocks)
    assert "(asked 2 days ago)" in shown(blocks)
    assert list(buttons(blocks)) == [cards.CONFIRM, cards.CHANGE, cards.END]
    assert "(a group is not asked)" in shown(freshness.stale(Stale(team, 92), CLINIC, SEEN))
    view = replace(SEEN, departed=frozenset({"U0ANN", "U0NURSE1", "S0NURSES"}))
    for one in ("U0NURSE1", "S0NURSES"):
        blocks = freshness.vacant(Vacancy("ward-nurse", one, Place("T1")), CLINIC, view)
        assert f"Ward Nurse: <{one}> (no longer active here), listed in the catalog" in shown(blocks)
        assert list(buttons(blocks)) == [cards.PEOPLE]
    blocks = freshness.vacant(Vacancy("ward-nurse", "U0ANN", OLD.place, "U0BEN", OLD), CLINIC, view)
    assert "<U0ANN> (no longer active here; backup: <U0BEN>), responsible, in <C0WARD>" in shown(blocks)
    assert list(buttons(blocks)) == [cards.CHANGE, cards.END]
    blocks = freshness.orphaned(replace(OLD, persona="porter"), CLINIC, SEEN)
    assert "porter: <U0ANN>, responsible" in shown(blocks)
    assert list(buttons(blocks)) == [cards.END]


def test_what_is_long_is_within_slacks_limits() -> None:
    long = replace(OLD, note="n" * 200, part=Part.ACCOUNTABLE, since=TODAY, until=TODAY)
    for blocks in (
        freshness.stale(Stale(long, 92, NOON), CLINIC, SEEN),
        freshness.vacant(Vacancy("ward-nurse", "U0ANN", OLD.place, "", long), CLINIC, SEEN),
        freshness.orphaned(long, CLINIC, SEEN),
        freshness.still(long, CLINIC, SEEN).blocks,
    ):
        assert not list(block_problems(blocks))
