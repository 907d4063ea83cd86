"""Long work beside the event loop, which goes on meanwhile."""

import asyncio
import sys
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
EVERY = 0.02  # seconds from one turn of the long work to the next, if the loop leaves it none
TURN = 0.005  # seconds
SWITCH = 0.0005  # seconds after which one thread lets another go on; Python's own 0.005 add up


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns, done in a thread that gets on however busy the event loop is.

    A loop that never waits holds Python's lock nearly always: it lets go of it for some microseconds at a time, too
    short for a thread to wake up, and what takes two seconds would take minutes. So the loop stands still for a moment
    now and then, shorter than anybody notices. Where the loop does let go, as while NumPy sorts, the thread may keep
    the lock for as long as one may: that is made short for the whole process, once and for all, for it adds up.
    """
    sys.setswitchinterval(SWITCH)
    working = asyncio.create_task(asyncio.to_thread(work, *args, **kwargs))
    try:
        while not (await asyncio.wait({working}, timeout=EVERY))[0]:
            time.sleep(TURN)  # noqa: ASYNC251 the loop is what is to stand still
    finally:
        working.cancel()
    return working.result()
