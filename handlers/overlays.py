"""The workspaces' overlays as the listeners use them: kept in the store, in force in the bot, the same everywhere.

Another process may have changed one, so the store is asked before a request is answered, briefly and now and then.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.catalog import Catalog
from bot.errors import CatalogErrors, SlackRefused, StaleOverlay, StoreError
from bot.memory import Store
from bot.overlay import NOTHING, Overlay, OverlayFile, Proposal, Revision
from bot.persona_bot import PersonaBot, laid, renewed, settling
from handlers.aside import aside
from handlers.latest import Latest

EVERY = 2.0  # seconds between two looks at what is kept of a workspace
PATIENCE = 0.3  # seconds a request waits for a look
MOST_WORKSPACES = 10_000  # of which the time of the last look is remembered
TRIES = 5  # to change what others change at the same moment
KEPT = "overlay.yaml"  # what errors call an overlay that is no file

log = logging.getLogger("persona.overlay")

Edit = Callable[[Overlay], Overlay]


class Overlays:
    """What is kept and what is in force, of every workspace."""

    def __init__(
        self,
        bot: PersonaBot,
        store: Store,
        file: OverlayFile,
        *,
        clock: Callable[[], float] = time.monotonic,
        patience: float | None = None,
    ) -> None:
        self.file = file
        self._bot = bot
        self._store = store
        self._clock = clock
        self._patience = PATIENCE if patience is None else patience
        self._next = Latest[str, float](MOST_WORKSPACES)
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._laying = asyncio.Lock()
        self._silent = False

    # -- keeping up --

    async def keep_up(self, context: AsyncBoltContext, next: Callable[[], Awaitable[Any]]) -> None:  # noqa: A002 Bolt's
        """Bolt middleware: have the workspace's own words in force before anybody answers."""
        if context.team_id:
            await self.look(context.team_id)
        await next()

    async def look(self, workspace: str) -> None:
        """Put in force what is kept, if that has changed; wait no longer than the patience lasts."""
        if self._clock() < self._next.get(workspace, 0.0):
            return
        task = self._looking.get(workspace)
        if task is None:
            task = self._looking[workspace] = asyncio.create_task(self._catch_up(workspace))
            task.add_done_callback(lambda _: self._looking.pop(workspace, None))
        await asyncio.wait({task}, timeout=self._patience)

    async def _catch_up(self, workspace: str) -> None:
        try:
            held = self._bot.overlaid(workspace)
            if await self._store.overlay_number(workspace) != (held.number if held else 0):
                async with self._laying:  # read inside, so that no older revision follows a newer one
                    await self._put(workspace, *await self.newest(workspace))
            self._silent = False
        except StoreError as error:
            if not self._silent:
                log.warning("the overlays of workspaces could not be looked up: %s", error)
            self._silent = True
        finally:
            self._note(workspace)

    def _note(self, workspace: str) -> None:
        self._next.note(workspace, self._clock() + EVERY)

    async def _put(self, workspace: str, number: int, overlay: Overlay) -> None:
        """Put a revision in force; 0 for none. Whoever calls it holds the lock."""
        ready = await aside(laid, self._bot.in_force.file, overlay, number) if number else None
        self._bot.put(workspace, ready)

    async def renew(self, catalog: Catalog) -> None:
        """Answer from a new catalog of the file from now on, with every overlay laid over it."""
        async with self._laying:
            with settling():
                former = self._bot.replace(await aside(renewed, catalog, self._bot.in_force))
                await aside(former.let_go)

    # -- changing --

    async def newest(self, workspace: str) -> tuple[int, Overlay]:
        """What is kept: the number of the latest revision, 0 for none, and the overlay. Raises StoreError."""
        latest = next(iter(await self._store.overlay_revisions(workspace)), None)
        if latest is None:
            return 0, NOTHING
        held = self._bot.overlaid(workspace)
        if held and held.number == latest.number:
            return held.number, held.overlay
        return latest.number, await self.read(latest)

    async def read(self, kept: Revision | Proposal) -> Overlay:
        """The overlay of a revision or a proposal. Raises StoreError where it cannot be read any more."""
        try:
            return await aside(self.file.read_kept_overlay, kept.text.encode(), KEPT)
        except CatalogErrors as error:
            raise StoreError("the words kept of a workspace cannot be read") from error

    async def save(self, workspace: str, overlay: Overlay, by: str, note: str, after: int) -> Revision:
        """Put an overlay in force. Raises CatalogErrors for one that no file can hold, StaleOverlay and StoreError."""
        readable = await self.checked(overlay)
        text = await aside(self.file.write_overlay, readable)
        revision = await self._store.save_overlay(workspace, text, by, note, after)
        async with self._laying:
            held = self._bot.overlaid(workspace)
            if held is None or held.number < revision.number:  # nobody was faster with a newer one
                await self._put(workspace, revision.number, readable)
        self._note(workspace)
        return revision

    async def checked(self, overlay: Overlay) -> Overlay:
        """The overlay as a file gives it back: every text tidied, every role with an id. Raises CatalogErrors."""
        text = await aside(self.file.write_overlay, overlay)
        return await aside(self.file.read_overlay, text.encode(), KEPT)

    async def change(self, workspace: str, by: str, note: str, edit: Edit) -> None:
        """Put what `edit` makes of the latest overlay in force, even if others change it at the same moment."""
        for _ in range(TRIES):
            number, overlay = await self.newest(workspace)
            try:
                if (new := edit(overlay)) != overlay:
                    await self.save(workspace, new, by, note, number)
            except StaleOverlay:
                continue
            else:
                return
        raise StaleOverlay

    async def add_phrase(self, args: AsyncArgs, persona_id: str, phrase: str) -> None:
        """Say of a persona, in the workspace of `args`, that it does this too; in force at once.

        The caller has checked that whoever asks may. Raises SlackRefused for a phrase that cannot be kept, StoreError.
        """
        await self._add(args, "added a phrase", lambda overlay: overlay.with_phrase(persona_id, phrase))

    async def add_elsewhere(self, args: AsyncArgs, phrase: str, goes_to: str) -> None:
        """Say that this is done by no persona, and in words where it goes; in force at once. As `add_phrase`."""
        await self._add(args, "added what goes elsewhere", lambda overlay: overlay.with_elsewhere(phrase, goes_to))

    async def _add(self, args: AsyncArgs, note: str, edit: Edit) -> None:
        try:
            await self.change(args.context.team_id or "", args.context.user_id or "", note, edit)
        except CatalogErrors as error:
            first = error.errors[0]
            raise SlackRefused("cannot_be_kept", f"This cannot be kept: {first.problem}. {first.remedy}") from None
