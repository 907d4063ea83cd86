"""The pinned overview against the wanted one."""

import pytest

from bot.errors import SlackRefused
from bot.pins import Pinned, Post, Unpin, Update, decide

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
