"""The workspace's own words: `/persona words`, the modal, the buttons, and a YAML file sent in a direct message.

Whether somebody may change them is asked anew for every change, whatever the button or the modal says.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import cards, overlay_form
from bot.cards import Press, View, wording
from bot.cards import overlay as drawing
from bot.cards.overlay import (
    APPLY_WORDS,
    BRING_BACK_WORDS,
    CANCEL_WORDS,
    EDIT_WORDS,
    EXPORT_WORDS,
    NEW_ROLE,
    UNDO_WORDS,
    Words,
)
from bot.cards.words import capitalised, cut
from bot.catalog import Persona, folded, free_id
from bot.errors import CatalogErrors, SlackRefused, StaleOverlay, StoreError
from bot.overlay import NOTHING, Misfit, Overlay, Proposal, Revision, Steps, apply, difference, note_of_undoing
from bot.overlay_form import ALIASES, FIELDS, OVERLAY_FORM, PHRASES, TITLE, Subject, mark_of
from bot.people import Assignment
from handlers import overlay_files, replies
from handlers.actions import chosen, pressed, pressed_one
from handlers.aside import aside
from handlers.commands import COMMAND, acknowledge, asks_to
from handlers.desk import Desk, place_of
from handlers.failures import FORGETFUL, SILENT, STALE, Listener, safely
from handlers.logs import describe
from handlers.modals import Note, around, in_time, values_of
from handlers.rights import is_maintainer

SLOW = "That took too long. Look at /persona words before you try again."
IN_FORCE = "This file says what is in force already, so there is nothing to change."
GONE = (
    "This file was applied or cancelled already, or another one was sent since, or it is more than a day old. "
    "/persona words shows what is in force; to change it, send the file again."
)
NAME = "our-words.yaml"
REVISION = re.compile("[0-9]{1,9}")
KEY = re.compile(r"personas\[\d+\]\.(\w+)")
UNCHANGED = cards.notice("Nothing was changed.")

log = logging.getLogger("persona.overlay")

Errors = dict[str, str]


class OwnWords:
    """One method for each thing one can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._overlays = desk.overlays

    async def show(self, args: AsyncArgs) -> None:
        """`/persona words`: what this workspace says, and what of it is not in force."""
        workspace = place_of(args).workspace
        latest = next(iter(await self._desk.store.overlay_revisions(workspace)), None)
        _, overlay = await self._overlays.newest(workspace)
        _, misfits = await aside(apply, self._desk.bot.catalog, overlay)
        may = await is_maintainer(self._desk, args, lately=True)
        steps = await self._steps(latest) if latest else None
        shown = Words(overlay, misfits, steps, may, self._whom())
        await replies.privately(args, drawing.words(shown, self._desk.catalog(args), await self._view(args, steps)))

    # -- the modal --

    async def edit(self, args: AsyncArgs) -> None:
        """A role was chosen: the modal with what is said of it."""
        if await self._allowed(args):
            await self._open(args, chosen(args))

    async def new_role(self, args: AsyncArgs) -> None:
        """Add a role of our own."""
        if await self._allowed(args):
            await self._open(args, "")

    async def _open(self, args: AsyncArgs, persona: str) -> None:
        catalog = self._desk.catalog(args)
        _, overlay = await self._overlays.newest(place_of(args).workspace)
        said = overlay.of(persona)
        if persona and persona not in catalog.by_id and not said.title:
            raise SlackRefused("role_gone", "This role is no longer in the catalog.")
        await replies.open_modal(args, overlay_form.edit(said, catalog))

    async def save(self, args: AsyncArgs) -> None:
        """Save: put the words of a role in force, or say in the modal what is wrong."""
        try:
            async with in_time():
                saved = await self._saved(args)
        except StaleOverlay:
            saved = STALE
        except StoreError as error:
            log.warning("nothing was saved: %s", error)
            saved = FORGETFUL
        except (SlackApiError, ClientError) as error:
            log.warning("nothing was saved: %s", describe(error))
            saved = SILENT
        except TimeoutError:
            saved = SLOW
        if isinstance(saved, cards.Reply):
            await args.ack(response_action="update", view=around(saved, Note()))
        else:
            errors = {PHRASES: saved} if isinstance(saved, str) else saved
            await args.ack(response_action="errors", errors=_at_inputs(errors, values_of(args.view or {})))

    async def _saved(self, args: AsyncArgs) -> cards.Reply | Errors | str:
        submitted = args.view or {}
        subject = Subject.decode(submitted.get("private_metadata"))
        number, overlay = await self._overlays.newest(place_of(args).workspace)
        if subject is None or mark_of(said := overlay.of(subject.persona)) != subject.mark:
            return STALE
        if not await is_maintainer(self._desk, args):
            return "Only a workspace admin or a maintainer may change these words."
        new = overlay_form.read(values_of(submitted), said)
        if errors := overlay_form.lacking(new):
            return errors
        if not new.id:
            taken = {folded(one.id) for one in (*self._desk.catalog(args).personas, *overlay.personas)}
            new = replace(new, id=free_id(new.title, taken))
        changed = overlay.with_persona(new)
        if errors := await self._clashes(overlay, changed, new.id):
            return errors
        try:
            changed = await self._overlays.checked(changed)
        except CatalogErrors as wrong:
            return {_field(one.where): f"{capitalised(one.problem)}. {one.remedy}" for one in reversed(wrong.errors)}
        note = f"the words of {self._title(args, new, said)}"
        is_new = await aside(difference, overlay, changed)
        return await self._replace(args, changed, overlay, note, number) if is_new else UNCHANGED

    def _title(self, args: AsyncArgs, *said: Persona) -> str:
        """The title of a role by what is said of it, else by the catalog's file."""
        known = self._desk.catalog(args).by_id.get(said[0].id)
        return cut(next((one.title for one in (*said, *filter(None, [known])) if one.title), said[0].id), 60)

    async def _clashes(self, before: Overlay, after: Overlay, edited: str) -> Errors:
        """What would not be in force once a role is edited, by the field that says it; of another role, whose it is."""
        (_, known), (catalog, misfits) = [await aside(apply, self._desk.bot.catalog, one) for one in (before, after)]
        errors = {}
        for one in misfits:
            if one not in known:
                whose = "" if one.persona == edited else f"{wording.title(one.persona, catalog).text}: "
                errors[_clash(one)] = f"{whose}{capitalised(one.what)} does not fit: {one.why}."
        return errors

    # -- a file --

    async def received(self, args: AsyncArgs) -> None:
        """A YAML file in a direct message: checked, and shown as what it would change."""
        if not await self._allowed(args):
            return
        file = overlay_files.yaml_file(args.event) or {}
        name = overlay_files.name_of(file)
        content = await overlay_files.fetch(file, args.client)
        try:
            overlay = await aside(self._overlays.file.read_overlay, content, name)
        except CatalogErrors as error:
            await replies.by_message(args, drawing.refused(name, error.errors))
        else:
            await replies.by_message(args, await self._proposal(args, overlay) or cards.notice(IN_FORCE))

    async def _proposal(self, args: AsyncArgs, overlay: Overlay) -> cards.Reply | None:
        """What the overlay would change, kept until it is applied; None if it changes nothing."""
        workspace, user = place_of(args).workspace, args.context.user_id or ""
        number, before = await self._overlays.newest(workspace)
        edits = await aside(difference, before, overlay)
        if not edits:
            return None
        text = await aside(self._overlays.file.write_overlay, overlay)
        proposal = await self._desk.store.propose_overlay(workspace, text, user, number)
        catalog, misfits = await aside(apply, self._desk.bot.catalog, overlay)
        press = Press((proposal.id, mark_of((edits, misfits))))
        return drawing.proposed(press, edits, misfits, catalog, await self._desk.view(args, ()))

    async def apply(self, args: AsyncArgs) -> None:
        """Apply: put in force what was sent, unless it would not change what was shown; then it is shown anew."""
        if not await self._allowed(args):
            return
        workspace, user = place_of(args).workspace, args.context.user_id or ""
        proposal = await self._sent(args)
        if proposal.by != user:
            raise SlackRefused("proposal_not_theirs", "Somebody else sent this file. To apply it, send it yourself.")
        overlay = await self._overlays.read(proposal)
        number, before = await self._overlays.newest(workspace)
        _, misfits = await aside(apply, self._desk.bot.catalog, overlay)
        if mark_of((await aside(difference, before, overlay), misfits)) != pressed(args).personas[-1]:
            anew = await self._proposal(args, overlay)
            if anew is None:
                await replies.privately(args, cards.notice(IN_FORCE))
                return
            await self._in_place(args, anew)
            who = "Somebody changed the words" if number != proposal.over else "The catalog's file was changed"
            await replies.privately(args, cards.notice(f"{who} since. Look at the changes again."))
            return
        done = await self._replace(args, overlay, before, "by a file", number)
        await self._desk.memory.briefly(self._desk.store.drop_proposal(workspace, proposal.id), None)
        await self._in_place(args, done)

    async def cancel(self, args: AsyncArgs) -> None:
        """Cancel: forget what was sent; for who sent it, and who may change the words."""
        proposal = await self._sent(args)
        if proposal.by == args.context.user_id or await self._allowed(args):
            await self._desk.store.drop_proposal(proposal.workspace, proposal.id)
            await self._in_place(args, UNCHANGED)

    async def _sent(self, args: AsyncArgs) -> Proposal:
        """The proposal that a button is about."""
        proposal = await self._desk.store.proposed_overlay(place_of(args).workspace, pressed_one(args))
        if proposal is None:
            raise SlackRefused("proposal_gone", GONE)
        return proposal

    async def export(self, args: AsyncArgs) -> None:
        """Export: the words as a file, for whoever may change them."""
        if await self._allowed(args):
            _, overlay = await self._overlays.newest(place_of(args).workspace)
            text = await aside(self._overlays.file.write_overlay, overlay)
            await overlay_files.send(args, text, NAME)

    async def undo(self, args: AsyncArgs) -> None:
        """Undo: take back the latest change that is not undone yet, so that one can go back step by step."""
        if await self._allowed(args):
            latest = await self._pressed_latest(args)
            change = await self._standing(latest)
            if change is None:
                raise SlackRefused("nothing_to_undo", "Every change of these words is undone already.")
            await self._take_back(args, change, latest)

    async def bring_back(self, args: AsyncArgs) -> None:
        """Bring back: take back the latest undo that is not taken back yet."""
        if await self._allowed(args):
            latest = await self._pressed_latest(args)
            undo = await self._undo_before(latest)
            if undo is None:
                raise SlackRefused("nothing_to_bring_back", "There is nothing to bring back.")
            await self._take_back(args, undo, latest)

    async def _pressed_latest(self, args: AsyncArgs) -> Revision:
        """The latest revision. Raises StaleOverlay if the button was drawn for another one."""
        latest = next(iter(await self._desk.store.overlay_revisions(place_of(args).workspace)), None)
        number = pressed_one(args)
        if latest is None or not REVISION.fullmatch(number) or latest.number != int(number):
            raise StaleOverlay
        return latest

    async def _take_back(self, args: AsyncArgs, one: Revision, latest: Revision) -> None:
        """Put in force what was before a revision, and show what that changed."""
        former = await self._desk.store.overlay_revision(one.workspace, one.number - 1)
        overlay = await self._overlays.read(former) if former else NOTHING
        now, note = await self._overlays.read(latest), note_of_undoing(one)
        await self._in_place(args, await self._replace(args, overlay, now, note, latest.number))

    async def _standing(self, latest: Revision) -> Revision | None:
        """The change that says what the latest revision says; None if all are undone."""
        change: Revision | None = latest
        while change and change.undid:
            change = await self._desk.store.overlay_revision(latest.workspace, change.undid - 1)
        return change

    async def _undo_before(self, latest: Revision) -> Revision | None:
        """The latest undo that is not taken back itself; None if there is none, or a change came after it."""
        one: Revision | None = latest
        while one and one.undid:
            undone = await self._desk.store.overlay_revision(latest.workspace, one.undid)
            if undone is None or not undone.undid:
                return one
            one = await self._desk.store.overlay_revision(latest.workspace, undone.number - 1)
        return None

    async def _steps(self, latest: Revision) -> Steps:
        undo = await self._undo_before(latest)
        undone = await self._desk.store.overlay_revision(latest.workspace, undo.undid) if undo else None
        return Steps(latest, await self._standing(latest), undone)

    async def _view(self, args: AsyncArgs, steps: Steps | None) -> View:
        """How a card is seen whose buttons name whoever made the changes that they are about."""
        view = await self._desk.view(args, ())
        about = (steps.undo, steps.bring_back) if steps and steps.undo != steps.latest else ()
        named = [Assignment(place_of(args), "", user=one.by) for one in about if one]
        return replace(view, names=await self._desk.names.of((), args.client, named))

    async def _replace(self, args: AsyncArgs, overlay: Overlay, before: Overlay, note: str, after: int) -> cards.Reply:
        """Put an overlay in force; what that changed."""
        saved = await self._overlays.save(place_of(args).workspace, overlay, args.context.user_id or "", note, after)
        edits = await aside(difference, before, overlay)
        catalog, misfits = await aside(apply, self._desk.bot.catalog, overlay)
        changed = {edit.persona for edit in edits}
        idle = [one for one in misfits if one.persona in changed]
        steps = await self._steps(saved)
        return drawing.changed(edits, idle, steps, catalog, await self._view(args, steps))

    async def _in_place(self, args: AsyncArgs, reply: cards.Reply) -> None:
        await replies.privately(args, reply, in_place=True)

    # -- who may --

    def _whom(self) -> tuple[str, ...]:
        return tuple(sorted(self._desk.maintainers))

    async def _allowed(self, args: AsyncArgs) -> bool:
        """True if they may change the words; else they are told whom to ask."""
        if await is_maintainer(self._desk, args):
            return True
        reply = drawing.ask_a_maintainer(self._whom(), await self._desk.view(args, ()))
        await replies.privately(args, reply)
        return False


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to `/persona words`, to files, to the modal and to the buttons."""
    own = OwnWords(desk)
    app.command(COMMAND, matchers=[asks_to("words")])(ack=acknowledge, lazy=[safely(own.show, desk)])
    app.event("message", matchers=[_brings_yaml])(ack=acknowledge, lazy=[safely(own.received, desk)])
    buttons: dict[str, Listener] = {
        EDIT_WORDS: own.edit,
        NEW_ROLE: own.new_role,
        EXPORT_WORDS: own.export,
        UNDO_WORDS: own.undo,
        BRING_BACK_WORDS: own.bring_back,
        APPLY_WORDS: own.apply,
        CANCEL_WORDS: own.cancel,
    }
    for action_id, listener in buttons.items():
        app.action(action_id)(ack=acknowledge, lazy=[safely(listener, desk)])
    app.view_submission(OVERLAY_FORM)(safely(own.save, desk))


async def _brings_yaml(event: dict[str, Any]) -> bool:
    return event.get("channel_type") == "im" and overlay_files.yaml_file(event) is not None


def _field(where: str) -> str:
    """The field that an error of the file is about."""
    found = KEY.search(where)
    return FIELDS.get(found[1], PHRASES) if found else PHRASES


def _at_inputs(errors: Errors, filled_in: Mapping[str, Any]) -> Errors:
    """The errors by fields the modal has: one with too much in it is only shown, and Slack takes no error there."""
    some = next(iter(filled_in), PHRASES)
    return {field if field in filled_in else some: said for field, said in errors.items()}


def _clash(misfit: Misfit) -> str:
    return ALIASES if misfit.what.startswith("the name ") else TITLE if misfit.what.startswith("the role ") else PHRASES
