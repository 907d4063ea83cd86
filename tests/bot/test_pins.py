"""The pinned overview against the wanted one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import SlackRefused
from bot.people import Place
from bot.pins import (
    Overview,
    Pin,
    Pinned,
    Post,
    Unpin,
    Update,
    Wanted,
    abandoned,
    asleep,
    decide,
    differs,
    lacks_picture,
    leaves_picture,
    unseen,
)

OTHER = Pinned("1.0", overview=False)


def test_without_an_overview_one_is_posted() -> None:
    assert decide([]) == (Post(),)
    assert decide([OTHER, Pinned("", overview=False)]) == (Post(),)


def test_a_pinned_overview_is_updated_and_not_posted_again() -> None:
    assert decide([OTHER, Pinned("2.0", overview=True)]) == (Update("2.0"),)


def test_of_several_overviews_the_newest_stays() -> None:
    pins = [Pinned("2.0", overview=True), Pinned("4.0", overview=True), OTHER, Pinned("3.0", overview=True)]
    assert decide(pins) == (Update("4.0"), Unpin("3.0"), Unpin("2.0"))


def test_where_there_is_no_room_nothing_is_posted_and_the_asker_is_told_what_to_do() -> None:
    with pytest.raises(SlackRefused, match="Remove one") as raised:
        decide([OTHER] * 100)
    assert raised.value.code == "too_many_pins"


def test_a_full_channel_still_gets_its_overview_updated() -> None:
    assert decide([OTHER] * 99 + [Pinned("2.0", overview=True)]) == (Update("2.0"),)


KEPT = Overview(Place("T1", "C1"), ts="2.0", pinned=True, content="c", names="n", picture="F1", drawn="d", shows=True)
WANTED = Wanted("c", "n", "d")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_overview_that_is_kept_stays_even_if_another_is_newer() -> None:
    pins = [Pinned("2.0", overview=True), Pinned("4.0", overview=True)]
    assert decide(pins, KEPT) == (Update("2.0"), Unpin("4.0"))


def test_what_is_posted_but_not_pinned_is_pinned() -> None:
    assert decide([OTHER], replace(KEPT, pinned=False)) == (Pin("2.0"),)
    assert decide([OTHER], replace(KEPT, ts="", pinned=False)) == (Post(),)


def test_what_was_unpinned_is_posted_anew_when_it_is_asked_for() -> None:
    assert decide([OTHER], KEPT) == (Post(),)


@pytest.mark.parametrize(
    ("kept", "wanted", "changes"),
    [
        (KEPT, WANTED, False),
        (KEPT, replace(WANTED, content="other"), True),
        (KEPT, replace(WANTED, names="other"), True),
        (KEPT, replace(WANTED, names=""), False),
        (replace(KEPT, names=""), WANTED, True),
        (replace(KEPT, names=""), replace(WANTED, names=""), False),
        (replace(KEPT, shows=False), WANTED, True),
        (replace(KEPT, shows=False, picture=""), WANTED, False),
        (replace(KEPT, pinned=False), replace(WANTED, content="other"), False),
    ],
)
def test_a_message_is_changed_when_it_shows_something_else(kept: Overview, wanted: Wanted, changes: bool) -> None:
    assert differs(kept, wanted) is changes


def test_a_picture_is_uploaded_when_another_one_is_drawn() -> None:
    assert not lacks_picture(KEPT, WANTED)
    assert lacks_picture(KEPT, replace(WANTED, drawn="other"))
    assert not lacks_picture(replace(KEPT, pinned=False), replace(WANTED, drawn="other"))
    assert not lacks_picture(replace(KEPT, replaced="F0"), replace(WANTED, drawn="other"))


def test_a_replaced_picture_is_left_over_once_the_message_shows_it_no_longer() -> None:
    assert not leaves_picture(KEPT)
    assert not leaves_picture(replace(KEPT, replaced="F0", content=""))
    assert leaves_picture(replace(KEPT, replaced="F0"))


def test_a_pin_that_was_begun_is_abandoned_after_some_seconds() -> None:
    begun = replace(KEPT, pinned=False, begun=NOW)
    assert not abandoned(begun, NOW + timedelta(seconds=19))
    assert abandoned(begun, NOW + timedelta(seconds=21))
    assert not abandoned(replace(begun, pinned=True), NOW + timedelta(days=1))


def test_an_overview_in_an_archived_channel_rests_until_the_next_look() -> None:
    archived = replace(KEPT, archived=True, looked=NOW)
    assert asleep(archived, NOW + timedelta(minutes=9))
    assert not asleep(archived, NOW + timedelta(minutes=11))
    assert not asleep(replace(archived, archived=False), NOW)


def test_a_pin_is_looked_at_every_ten_minutes() -> None:
    assert unseen(KEPT, NOW)
    assert not unseen(replace(KEPT, looked=NOW), NOW + timedelta(minutes=9))
    assert not unseen(replace(KEPT, pinned=False), NOW)
