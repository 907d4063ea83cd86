"""Gaps: `/persona gaps`, the three buttons that close one, what is ignored, and forgetting what nobody asks any more.

Who may is asked anew for every change, whatever the button or the modal says.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import cards, gap_form
from bot.cards.gaps import gap_settled, gaps_card, ignored_card, known_already
from bot.errors import SlackRefused, StaleOverlay, StoreError
from bot.gap_form import GAP_ELSEWHERE_FORM, GAP_PHRASE, GAP_TO_ROLE_FORM, Errors
from bot.gaps import GapGroup, grouped, is_open
from handlers import replies
from handlers.actions import pressed_one
from handlers.aside import aside
from handlers.commands import COMMAND, acknowledge, asks_to
from handlers.desk import Desk, place_of, today
from handlers.failures import FORGETFUL, STALE, Listener, safely
from handlers.home import on_home, publish_again
from handlers.logs import describe
from handlers.modals import Note, around, in_time, values_of
from handlers.rights import is_maintainer

SLOW = "That took too long. Look at /persona gaps before you try again."
PURGE_EVERY = 3600.0  # seconds
NOT_YOURS = "Admins of the workspace, and whom the operator names, look after these questions. Please ask one of them."

log = logging.getLogger("persona.gaps")

Read = Callable[[Mapping[str, Any]], tuple[str, str, Errors]]


class Gaps:
    """One method for each thing one can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, args: AsyncArgs) -> None:
        """`/persona gaps`."""
        await self._must_maintain(args)
        await replies.privately(args, await self._card(args))

    async def to_role(self, args: AsyncArgs) -> None:
        """Add to a role: the modal, with what was asked for and the role it is nearest to."""
        group = await self._pressed_group(args)
        answer = await self._desk.again(args, group.question)
        await replies.open_modal(args, gap_form.to_role(group, answer, self._desk.catalog(args)))

    async def elsewhere(self, args: AsyncArgs) -> None:
        """Not ours: goes to…: the modal."""
        group = await self._pressed_group(args)
        await replies.open_modal(args, gap_form.elsewhere(group))

    async def ignore(self, args: AsyncArgs) -> None:
        """Ignore: it is not shown again, however often it is asked, until it is restored."""
        group = await self._pressed_group(args)
        await self._desk.store.close_gaps(place_of(args).workspace, group.ids, ignored=True)
        await self._show_again(args, "Ignored: it will not come up here again, unless it is restored.")

    async def ignored(self, args: AsyncArgs) -> None:
        """Show ignored."""
        await self._must_maintain(args)
        await replies.privately(args, ignored_card(await self._groups(args, ignored=True), today()), in_place=True)

    async def restore(self, args: AsyncArgs) -> None:
        """Restore: it is shown among the others again."""
        group = await self._pressed_group(args, ignored=True)
        await self._desk.store.restore_gaps(place_of(args).workspace, group.ids)
        await self._show_again(args, "Restored.")

    async def add(self, args: AsyncArgs) -> None:
        """Save: the role does this too, from now on; what the catalog says of it already is not said again."""

        async def put(role: str, phrase: str) -> None:
            persona = self._desk.catalog(args).by_id[role]
            if persona.does(phrase):
                answer = await self._desk.again(args, phrase)
                raise SlackRefused("known_already", known_already([persona], phrase, answer))
            await self._desk.overlays.add_phrase(args, role, phrase)

        await self._submitted(args, lambda values: gap_form.read_to_role(values, self._desk.catalog(args)), put)

    async def send_elsewhere(self, args: AsyncArgs) -> None:
        """Save: who asks for this is told where it goes, from now on."""

        async def put(phrase: str, goes_to: str) -> None:
            await self._desk.overlays.add_elsewhere(args, phrase, goes_to)

        await self._submitted(args, gap_form.read_elsewhere, put)

    async def _submitted(self, args: AsyncArgs, read: Read, put: Callable[[str, str], Any]) -> None:
        try:
            async with in_time():
                closed = await self._closed(args, read, put)
        except SlackRefused as error:
            closed = {GAP_PHRASE: error.remedy}
        except StaleOverlay:
            closed = {GAP_PHRASE: STALE}
        except StoreError as error:
            log.warning("a gap was not closed: %s", error)
            closed = {GAP_PHRASE: FORGETFUL}
        except (SlackApiError, ClientError, TimeoutError) as error:
            log.warning("a gap was not closed: %s", describe(error))
            closed = {GAP_PHRASE: SLOW}
        if not isinstance(closed, cards.Reply):
            await args.ack(response_action="errors", errors=closed)
            return
        await args.ack(response_action="update", view=around(closed, Note()))
        self._desk.later(publish_again(self._desk, args))

    async def _closed(self, args: AsyncArgs, read: Read, put: Callable[[str, str], Any]) -> cards.Reply | Errors:
        """Put it in force and close the gap; what that changed, or what is wrong with what was typed."""
        submitted: Mapping[str, Any] = args.view or {}
        await self._must_maintain(args)
        one, other, errors = read(values_of(submitted))
        if errors:
            return errors
        group = await self._group(args, str(submitted.get("private_metadata") or ""))
        await put(one, other)
        # What is answered from now on is no gap for as long as it is; undone, it is one again.
        workspace = place_of(args).workspace
        left = [gap.id for gap in group.gaps if is_open(gap, await self._desk.again(args, gap.question))]
        # It is in force now; a gap that stays open for want of a memory is closed another time.
        await self._desk.memory.briefly(self._desk.store.close_gaps(workspace, left), None)
        return gap_settled(group, await self._desk.again(args, group.question))

    async def _pressed_group(self, args: AsyncArgs, *, ignored: bool = False) -> GapGroup:
        await self._must_maintain(args)
        return await self._group(args, pressed_one(args), ignored=ignored)

    async def _group(self, args: AsyncArgs, id_: str, *, ignored: bool = False) -> GapGroup:
        """The group with this gap. Raises SlackRefused if it is settled, or restored, by now."""
        group = next((one for one in await self._groups(args, ignored=ignored) if id_ in one.ids), None)
        if group is None:
            done = "restored this question, or it is forgotten by now" if ignored else "settled this question already"
            raise SlackRefused("gap_gone", f"Somebody has {done}.")
        return group

    async def _groups(self, args: AsyncArgs, *, ignored: bool = False) -> tuple[GapGroup, ...]:
        workspace = place_of(args).workspace
        gaps = await self._desk.store.gaps(workspace, ignored=ignored)
        return await aside(grouped, gaps) if ignored else await self._desk.still_open(workspace, gaps)

    async def _card(self, args: AsyncArgs) -> cards.Reply:
        return gaps_card(await self._groups(args), today(), len(await self._groups(args, ignored=True)))

    async def _must_maintain(self, args: AsyncArgs) -> None:
        if not await is_maintainer(self._desk, args):
            raise SlackRefused("not_a_maintainer", NOT_YOURS)

    async def _show_again(self, args: AsyncArgs, told: str) -> None:
        """The list where the button was pressed, without what was settled."""
        if on_home(args):
            if not await publish_again(self._desk, args, cards.notice(told)):
                await replies.by_message(args, cards.notice(told))
            return
        await replies.privately(args, await self._card(args), in_place=True)
        self._desk.later(publish_again(self._desk, args))

    async def purge(self, every: float = PURGE_EVERY) -> None:
        """Forget what nobody has asked for as many days as the operator says, for as long as the app runs."""
        while True:
            try:
                await self._desk.store.purge_gaps(datetime.now(UTC) - timedelta(days=self._desk.gap_days))
            except StoreError as error:
                log.warning("old questions were not forgotten: %s", error)
            await asyncio.sleep(every)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to `/persona gaps`, the buttons and the modals; forget old gaps of its own accord."""
    gaps = Gaps(desk)
    app.command(COMMAND, matchers=[asks_to("gaps")])(ack=acknowledge, lazy=[safely(gaps.show, desk)])
    buttons: dict[str, Listener] = {
        cards.GAP_TO_ROLE: gaps.to_role,
        cards.GAP_ELSEWHERE: gaps.elsewhere,
        cards.GAP_IGNORE: gaps.ignore,
        cards.GAP_IGNORED: gaps.ignored,
        cards.GAP_RESTORE: gaps.restore,
    }
    for action_id, listener in buttons.items():
        app.action(action_id)(ack=acknowledge, lazy=[safely(listener, desk)])
    app.view_submission(GAP_TO_ROLE_FORM)(safely(gaps.add, desk))
    app.view_submission(GAP_ELSEWHERE_FORM)(safely(gaps.send_elsewhere, desk))
    desk.keepers.append(gaps.purge)
