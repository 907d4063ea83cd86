import asyncio
import time
from collections.abc import Callable

import pytest

from handlers.aside import aside

MUCH = 3_000_000


def counted(most: int) -> int:
    """Pure Python, which holds its lock all the time."""
    total = 0
    while total < most:
        total += 1
    return total


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


async def test_long_work_gets_on_beside_a_loop_that_never_waits() -> None:
    alone = min(seconds(lambda: counted(MUCH)) for _ in range(3))

    async def never_wait() -> None:
        while True:
            counted(10_000)
            await asyncio.sleep(0)

    busy = asyncio.create_task(never_wait())
    begun = time.perf_counter()
    assert await aside(counted, MUCH) == MUCH
    busy.cancel()
    assert time.perf_counter() - begun < 20 * alone


async def test_the_loop_goes_on_meanwhile() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await aside(time.sleep, 0.2)
    ticking.cancel()
    assert ticks > 20


async def test_what_goes_wrong_is_raised_where_it_was_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 1, 0)
