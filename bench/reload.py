"""How long a large catalog takes to be in force again after a change, and whether others wait meanwhile.

A bot answers from 100,000 entries of invented words; a thousandth of them changes; the new catalog is indexed as in the
running bot, off the event loop, while questions go on being asked on it. Beside it: the longest wait of the same
questions with nothing else going on.
"""

import asyncio
import random
import time
from dataclasses import replace

from bench.scale import SEED, asked, entries
from bot.catalog import Catalog, Persona
from bot.persona_bot import PersonaBot, renewed, settling
from handlers.aside import aside

SIZE = 100_000
CHANGED = SIZE // 1000
QUIET = 3.0  # seconds


def catalogs(held: list[list[str]]) -> tuple[Catalog, Catalog]:
    """The entries as a catalog, and the same with some changed."""
    personas = [Persona(str(number), " ".join(words[:2]), " ".join(words[2:])) for number, words in enumerate(held)]
    before, chance = tuple(personas), random.Random(SEED)
    for number in chance.sample(range(len(held)), CHANGED):
        personas[number] = replace(personas[number], description="something quite else")
    return Catalog(before), Catalog(tuple(personas))


async def longest_wait(bot: PersonaBot, questions: list[str], until: asyncio.Event) -> tuple[float, int]:
    """The longest time in seconds between two questions answered one after the other, and how many there were."""
    longest, count, last = 0.0, 0, time.perf_counter()
    while not until.is_set():
        bot.answer(f"{questions[count % len(questions)]} {count}", "T1")
        await asyncio.sleep(0)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        count += 1
    return longest, count


async def reload(bot: PersonaBot, catalog: Catalog, done: asyncio.Event) -> float:
    """Put a catalog in force as the running bot does; the seconds it took."""
    begun = time.perf_counter()
    with settling():
        former = bot.replace(await aside(renewed, catalog, bot.in_force))
        await aside(former.let_go)
    done.set()
    return time.perf_counter() - begun


def measure() -> str:
    """What was measured, as a list of sentences."""
    return asyncio.run(_measured())


async def _measured() -> str:
    held = entries(SIZE)
    questions = [question for _, question in asked(held, 400, slips=False)]
    with settling():
        before, after = catalogs(held)
        bot = PersonaBot(before)
    quiet = asyncio.Event()
    asyncio.get_running_loop().call_later(QUIET, quiet.set)
    alone, count = await longest_wait(bot, questions, quiet)
    lines = [f"nothing else going on: {count} questions in {QUIET:.0f} s, the longest wait {alone * 1000:.0f} ms"]
    seconds = await reload(bot, after, asyncio.Event())
    lines.append(f"a reload of {SIZE:,} entries, {CHANGED} changed, with nothing else going on: {seconds:.1f} s")
    done = asyncio.Event()
    (during, count), seconds = await asyncio.gather(longest_wait(bot, questions, done), reload(bot, before, done))
    told = f"{count} questions, the longest wait {during * 1000:.0f} ms"
    lines.append(f"a reload with {CHANGED} changed while questions are asked without a pause: {seconds:.1f} s, {told}")
    return "".join(f"- {line}\n" for line in lines)


if __name__ == "__main__":
    print(measure())
