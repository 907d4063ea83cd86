"""Reads a catalog in a process of its own, so that neither the parser's time nor a crash of it reaches the bot.

Run as a module this is that process: the YAML comes on stdin; JSON lines go to stdout, `["catalog", …]` and then one
`["persona", …]` for each, or `["error", where, problem, remedy]` for each, and at the very end `["end"]`.
"""

import asyncio
import gc
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple
from io import BytesIO
from typing import Any

from bot.catalog import Catalog, Persona
from bot.catalog_file.form import PERSONA
from bot.catalog_file.reading import assemble, check, collector_paused
from bot.catalog_file.tree import Limits
from bot.errors import CatalogError, CatalogErrors

if sys.platform != "win32":
    import resource

MEMORY = 2_000_000_000  # bytes of address space; a catalog at the limits uses a third
PROCESSOR_SECONDS = 90
PATIENCE = 120.0  # seconds; a catalog at the limits takes ten, and on a busy machine thirty
END = b'["end"]\n'


async def read_apart(text: bytes, name: str, version: str, limits: Limits, patience: float = PATIENCE) -> Catalog:
    """The catalog in `text`. Raises `CatalogErrors`, also when reading takes too much, and OSError for no process."""
    told = b""
    with suppress(TimeoutError):
        told = await _ask_child(text, name, limits, patience)
    if not told.endswith(END):
        problem = "reading it takes too much time or memory, or breaks the parser"
        raise CatalogErrors([CatalogError(name, problem, "Find what is unusual in it: its size, or its nesting.")])
    return await _build(told, version)


async def _ask_child(text: bytes, name: str, limits: Limits, patience: float) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.catalog_file.apart", name, *map(str, astuple(limits))),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_bare_environment(),
    )
    try:
        async with asyncio.timeout(patience):
            told, _ = await child.communicate(text)
            return told
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _bare_environment() -> dict[str, str]:
    """What Python needs to start and to find this module: the bot's tokens stay out of the parser's reach."""
    kept = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    return {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1", **kept}


async def _build(told: bytes, version: str) -> Catalog:
    """The catalog that the child told of, one persona at a time: other answers go on in between."""
    plain: dict[str, Any] = {}
    personas: list[Persona] = []
    errors: list[CatalogError] = []
    with collector_paused():
        for line in BytesIO(told.removesuffix(END)):
            kind, *values = json.loads(line)
            if kind == "persona":
                personas.append(PERSONA.build(*values))
            elif kind == "error":
                errors.append(CatalogError(*values))
            else:
                (plain,) = values
            await asyncio.sleep(0)
        gc.freeze()  # walking 10,000 personas to find no garbage would stall answers for a tenth of a second
    if errors:
        raise CatalogErrors(errors)
    return assemble(plain, personas, version)


def tell(text: bytes, name: str, limits: Limits) -> Iterator[bytes]:
    """The lines in which the child tells what `text` holds."""
    for line in _lines(text, name, limits):
        yield json.dumps(line).encode() + b"\n"
    yield END


def _lines(text: bytes, name: str, limits: Limits) -> Iterator[list[Any]]:
    try:
        plain = check(text, name, limits)
    except CatalogErrors as errors:
        yield from (["error", error.where, error.problem, error.remedy] for error in errors.errors)
    else:
        personas = plain.pop("personas")
        yield ["catalog", plain]
        yield from (["persona", persona] for persona in personas)


def confine() -> None:
    """Let the system end this process when it takes too much, where the system can."""
    if sys.platform != "win32":
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.writelines(tell(sys.stdin.buffer.read(), sys.argv[1], Limits(*map(int, sys.argv[2:]))))
