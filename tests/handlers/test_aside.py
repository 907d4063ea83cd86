import asyncio
import sys
import threading
import time
from collections.abc import Callable

import pytest

from handlers.aside import SWITCH, aside
from tests.waiting import PATIENCE

MUCH = 3_000_000


def counted(most: int) -> int:
    """Pure Python, which holds its lock all the time."""
    total = 0
    while total < most:
        total += 1
    return total


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


async def test_long_work_gets_on_beside_a_loop_that_never_waits() -> None:
    alone = min(seconds(lambda: counted(MUCH)) for _ in range(3))

    async def never_wait() -> None:
        while True:
            counted(10_000)
            await asyncio.sleep(0)

    busy = asyncio.create_task(never_wait())
    begun = time.process_time()
    assert await aside(counted, MUCH) == MUCH
    busy.cancel()
    assert time.process_time() - begun < 20 * alone


async def test_the_loop_goes_on_meanwhile() -> None:
    ticked = threading.Event()

    async def tick() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        ticked.set()

    ticking = asyncio.create_task(tick())
    assert await aside(ticked.wait, PATIENCE)
    await ticking


async def test_threads_take_turns_often() -> None:
    await aside(divmod, 1, 1)
    assert sys.getswitchinterval() == pytest.approx(SWITCH)


async def test_what_goes_wrong_is_raised_where_it_was_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 1, 0)
