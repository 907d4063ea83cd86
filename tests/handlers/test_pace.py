"""How fast the app goes of its own accord, and how it rests."""

from handlers.pace import Pace, Rate, Rests


def paced(clock: list[float]) -> Pace:
    return Pace({"chat.update": Rate(2, 60), "pins.list": Rate(1, 6)}, lambda: clock[0])


def test_some_calls_are_free_at_once_and_then_as_many_as_a_minute_takes() -> None:
    clock = [0.0]
    pace = paced(clock)
    assert [pace.take("chat.update") for _ in range(3)] == [True, True, False]
    clock[0] += 1
    assert [pace.take("chat.update") for _ in range(2)] == [True, False]
    clock[0] += 600
    assert [pace.take("chat.update") for _ in range(3)] == [True, True, False]


def test_several_calls_are_taken_together_or_not_at_all() -> None:
    pace = paced([0.0])
    assert not pace.take("chat.update", 3)
    assert pace.take("chat.update", 2)
    assert not pace.take("chat.update")


def test_each_method_has_its_own_pace() -> None:
    pace = paced([0.0])
    assert pace.take("pins.list")
    assert not pace.take("pins.list")
    assert pace.take("chat.update")
    assert pace.counts("chat.update")
    assert not pace.counts("chat.delete")


def test_a_pause_is_kept_and_one_call_follows_it() -> None:
    clock = [0.0]
    pace = paced(clock)
    pace.pause("chat.update", 30)
    pace.pause("chat.update", 5)
    clock[0] += 29
    assert not pace.take("chat.update")
    clock[0] += 1
    assert [pace.take("chat.update") for _ in range(2)] == [True, False]


def test_what_goes_wrong_again_rests_twice_as_long_up_to_a_limit() -> None:
    clock = [0.0]
    rests = Rests(lambda: clock[0])
    assert rests.over("a")
    assert [rests.failed("a") for _ in range(9)][:3] == [5, 10, 20]
    assert rests.failed("a") == 600
    assert not rests.over("a")
    assert rests.over("b")
    clock[0] += 600
    assert rests.over("a")
    rests.succeeded("a")
    assert rests.failed("a", least=60) == 60
