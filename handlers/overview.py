"""The overviews of channels: `/persona pin` and `unpin`, and keeping each of them true of its own accord.

Observe, let `bot.pins` decide, do. Each step is noted before the next, so that the process may end between any two.
"""

import asyncio
import hashlib
import json
import logging
import secrets
import time
from asyncio import Lock
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import cards
from bot.cards import OVERVIEW_MARK, Reply, View
from bot.cards.picture import digest_of
from bot.catalog import Catalog
from bot.errors import SlackRefused, StoreError
from bot.people import Assignment, Place
from bot.pins import (
    Overview,
    Pin,
    Pinned,
    Post,
    Step,
    Unpin,
    Update,
    Wanted,
    asleep,
    decide,
    differs,
    lacks_picture,
    leaves_picture,
    unseen,
)
from bot.pins import abandoned as is_abandoned
from handlers import replies
from handlers.commands import COMMAND, acknowledge, asks_to
from handlers.desk import Desk, Held, held_at, place_of, today
from handlers.failures import safely, slack_code
from handlers.logs import describe
from handlers.names import MOST_AT_ONCE, ids_of
from handlers.pace import Pace, Rests
from handlers.pictures import MOST_DRAWN, NO_PICTURES, delete, draw, upload

EVERY = 3.0  # seconds between two looks at what the overviews should show
LEASE = 10.0  # seconds after which another process takes the work over from one that ended
WORK = "overviews"
MOST_NAMED = 200  # people and groups: an overview of more has no room for their names, and does not wait for them
LONG_ENOUGH = 60.0  # seconds of rest after which a picture that Slack does not have ready is given up

UNCHANGEABLE = {"message_not_found", "cant_update_message", "edit_window_closed"}
LOST = UNCHANGEABLE | {"channel_not_found", "not_in_channel", "too_many_pins", "restricted_action"}
PASSING = {"message_not_found", "is_archived", "ratelimited", "internal_error", "fatal_error", "service_unavailable"}
OF_THE_WORLD = (StoreError, SlackClientError, ClientError, TimeoutError, OSError)
FORGETFUL = "I cannot remember an overview just now, so I could not keep it up to date. Try again in a minute."
NO_CHANNEL = "An overview is for all in a channel. Type /persona pin in the channel that should have one."
BUSY = "The overview is being pinned here at this very moment."

log = logging.getLogger("persona.overviews")


@dataclass(frozen=True)
class People:
    """Who holds which role in a workspace, and who has left it."""

    assignments: tuple[Assignment, ...]
    departed: frozenset[str]


@dataclass(frozen=True)
class Shared:
    """What all channels of a workspace without holders of their own have in common, and what that was made of."""

    made_of: tuple[Catalog, People, date]
    held: Held
    ids: tuple[str, ...]  # of all who are named
    content: str
    drawn: str


@dataclass(frozen=True)
class Drawing:
    """An overview as it should stand in a channel, without its picture.

    It is `nameless` where Slack was not asked yet for the name of somebody: that is better waited for.
    """

    catalog: Catalog
    view: View
    wanted: Wanted
    nameless: bool

    def reply(self, picture: str) -> Reply:
        """The message; with the file of the picture, if there is one."""
        return cards.overview(self.catalog, self.view, picture, pinned=True)


class Overviews:
    """Keeps one overview in each channel that asked for it."""

    def __init__(self, desk: Desk, pace: Pace | None = None, rests: Rests | None = None) -> None:
        self._desk = desk
        self._pace = pace or Pace()
        self._rests = rests or Rests()
        self._holder = secrets.token_hex(8)
        self._locks: WeakValueDictionary[Place, Lock] = WeakValueDictionary()
        self._shared: dict[tuple[str, str], Shared] = {}
        self._named: dict[str, Mapping[str, str]] = {}  # the names that are kept, by workspace
        self._sheets: tuple[str, list[bytes]] = ("", [])  # the latest picture drawn, by its digest
        self._held_until = 0.0
        self._silent = False

    # -- what is asked for --

    async def pin(self, args: AsyncArgs) -> None:
        """`/persona pin`: have the overview pinned where the asker is, or brought up to date; say which."""
        place, by = place_of(args), args.context.user_id or ""
        if place.channel.startswith("D"):
            raise SlackRefused("no_channel", NO_CHANNEL)
        async with self._lock(place):
            before = await self._kept(place)
            wish = await self._begin(place, by, before)
            try:
                told = await self._put(wish, args.client)
            except (SlackClientError, SlackRefused):  # they are told, and may ask again
                await self._take_back(wish, before)
                raise
        await replies.privately(args, cards.notice(" ".join(told)))

    async def unpin(self, args: AsyncArgs) -> None:
        """`/persona unpin`: take the overview down and keep it no longer; the message stays in the channel."""
        place = place_of(args)
        async with self._lock(place):
            ours = [pin.ts for pin in await _observe(args.client, place.channel) if pin.overview]
            kept = await self._kept(place)
            if kept:
                await self._desk.store.drop_overview(place, kept.ts)
            for ts in ours:
                await _unpin(args.client, place.channel, ts)
        said = "The overview is no longer pinned here, and I keep it up to date no more." if ours or kept else ""
        await replies.privately(args, cards.notice(said or "No overview of mine is pinned in this channel."))

    async def removed(self, args: AsyncArgs) -> None:
        """A pin was removed: an overview that is taken down is not forced back."""
        event = args.event or {}
        item = event.get("item")
        message = item.get("message") if isinstance(item, dict) else None
        channel, ts = event.get("channel_id"), message.get("ts") if isinstance(message, dict) else None
        if isinstance(channel, str) and isinstance(ts, str):
            place = Place(place_of(args).workspace, channel)
            with self._desk.at_work():
                try:
                    if await self._desk.store.drop_overview(place, ts):
                        log.info("an overview was unpinned and is kept no longer")
                except StoreError as error:
                    log.warning("that an overview was unpinned could not be noted: %s", error)

    async def _kept(self, place: Place) -> Overview | None:
        """The overview kept there. Raises SlackRefused where the memory cannot say, for then none can be kept."""
        try:
            return await self._stored(place)
        except StoreError as error:
            log.warning("no overview was pinned: %s", error)
            raise SlackRefused("no_memory", FORGETFUL) from None

    async def _stored(self, place: Place) -> Overview | None:
        return next((one for one in await self._desk.store.overviews(place.workspace) if one.place == place), None)

    # -- of its own accord --

    async def keep(self, every: float = EVERY) -> None:
        """Keep every overview true, for as long as the app runs."""
        while True:
            await self.look_after_all()
            await asyncio.sleep(every)

    async def look_after_all(self) -> None:
        """Look after every overview once, unless another process does."""
        store = self._desk.store
        try:
            if await self._mine():
                kept = await store.overviews()
                for workspace in dict.fromkeys(one.place.workspace for one in kept):
                    await self._look_after(workspace, [one for one in kept if one.place.workspace == workspace])
                self._forget_all_but({one.place for one in kept})
            self._silent = False
        except OF_THE_WORLD as error:
            if not self._silent:
                log.warning("the overviews could not be looked after: %s", describe(error))
            self._silent = True

    def _forget_all_but(self, places: set[Place]) -> None:
        """Let go of what was drawn for channels that have no overview any more."""
        of_use = {(one.workspace, channel) for one in places for channel in ("", one.channel)}
        self._shared = {key: shared for key, shared in self._shared.items() if key in of_use}

    async def _mine(self) -> bool:
        """True if the work is this process's; the lease is renewed in good time."""
        at = time.monotonic()
        if at > self._held_until - LEASE / 2:
            held = await self._desk.store.lease(WORK, self._holder, LEASE)
            self._held_until = at + LEASE if held else 0.0
        return self._held_until > at

    async def _look_after(self, workspace: str, overviews: list[Overview]) -> None:
        store, client = self._desk.store, self._desk.client_of(workspace)
        if client is None:
            return
        await self._desk.overlays.look(workspace)
        people = People(await store.assignments(workspace), await store.departed(workspace))
        await self._recall_names(workspace)
        for one in overviews:
            if not self._rests.over(one.place) or self._lock(one.place).locked():
                continue
            if not await self._mine():
                return
            try:
                async with self._lock(one.place):
                    await self._keep(one, people, client)
            except Exception as error:  # noqa: BLE001 what is wrong with one overview stops neither the others nor the app
                await self._trouble(one, error)
            await asyncio.sleep(0)  # requests come first
        await self._keep_names(workspace, people)

    async def _recall_names(self, workspace: str) -> None:
        """Know the names that were known before a restart."""
        if workspace not in self._named:
            self._named[workspace] = await self._desk.store.names(workspace)
            self._desk.names.learn(self._named[workspace])

    async def _keep_names(self, workspace: str, people: People) -> None:
        """Keep the names of all who hold a role in the workspace, and of nobody else."""
        names = self._desk.names.known(self._desk.bot.catalog_of(workspace).personas, people.assignments)
        if names != self._named[workspace]:
            await self._desk.store.keep_names(workspace, names)
            self._named[workspace] = names

    async def _keep(self, kept: Overview, people: People, client: AsyncWebClient) -> None:
        """Do what comes first for one overview, and what follows from it."""
        now = datetime.now(UTC)
        if asleep(kept, now):
            return
        if is_abandoned(kept, now):
            if self._pace.take("pins.list"):
                await self._put(await self._begin(kept.place, kept.by, kept), client)
            return
        drawing = await self._drawing(kept.place, people, client, unhurried=True)
        if drawing.nameless:
            return
        if len(drawing.catalog.personas) > MOST_DRAWN:
            kept = await self._without_old_picture(kept)
        elif self._may_draw(kept) and lacks_picture(kept, drawing.wanted):
            kept = await self._upload(kept, drawing, client)
        seen = kept if self._may_show(kept) else replace(kept, shows=True)
        if differs(seen, drawing.wanted) and self._pace.take("chat.update"):
            kept = await self._update(kept, drawing, client)
        if leaves_picture(kept) and self._pace.take("files.delete", len(kept.replaced.split())):
            kept = await self._delete_replaced(kept, client)
        if unseen(kept, now) and self._pace.take("pins.list"):
            await self._look(kept, client)

    async def _look(self, kept: Overview, client: AsyncWebClient) -> None:
        """See whether it is still pinned: no event tells of it while the app is away."""
        if kept.ts in {pin.ts for pin in await _observe(client, kept.place.channel)}:
            await self._note(kept, replace(kept, archived=False, looked=datetime.now(UTC)))
        elif await self._desk.store.drop_overview(kept.place, kept.ts):
            log.info("an overview is no longer pinned and is kept no longer")

    async def _trouble(self, kept: Overview, error: Exception) -> None:
        """Pause where Slack asks for it, let go of what is lost, and try anything else again later."""
        code = slack_code(error) if isinstance(error, SlackApiError) else ""
        if code == "ratelimited" and isinstance(error, SlackApiError):
            self._pace.pause(_method(error), _pause(error))
            if not self._pace.counts(_method(error)):
                self._rests.failed(kept.place, _pause(error))
            return
        if isinstance(error, SlackRefused) and error.code == "busy":  # somebody pins it at this moment
            return
        if code == "is_archived":
            if now := await self._stored(kept.place):
                await self._note(now, replace(now, archived=True, looked=datetime.now(UTC)))
            log.info("the channel of an overview is archived; it is kept up to date again when somebody brings it back")
            return
        if code in LOST or isinstance(error, SlackRefused):
            await self._desk.store.drop_overview(kept.place, kept.ts)
            log.warning("an overview can no longer be kept (%s)", code or describe(error))
            return
        seconds = self._rests.failed(kept.place)
        log.warning("an overview waits %.0f s for its next try: %s %s", seconds, code, describe(error))

    # -- the steps --

    async def _begin(self, place: Place, by: str, kept: Overview | None) -> Overview:
        """Note that an overview is wanted there, before Slack is asked for anything.

        Raises SlackRefused if somebody else has just done so.
        """
        if kept and kept.pinned:
            return kept
        now = datetime.now(UTC)
        if kept and not is_abandoned(kept, now):
            raise SlackRefused("busy", BUSY)
        if kept and kept.ts:
            wish = replace(kept, by=by, begun=now)
            if await self._desk.store.change_overview(kept, wish):
                return wish
        return await self._begin_anew(place, by, kept)

    async def _begin_anew(self, place: Place, by: str, kept: Overview | None) -> Overview:
        begin = self._desk.store.begin_overview
        wish = await begin(place, by, kept) or await begin(place, by, None)  # it may have been unpinned a moment ago
        if wish is None:
            raise SlackRefused("busy", BUSY)
        return wish

    async def _take_back(self, wish: Overview, before: Overview | None) -> None:
        """Forget a wish of which nothing came."""
        if wish.ts and before:
            await self._desk.store.change_overview(wish, before)
        elif not wish.ts:
            await self._desk.store.drop_overview(wish.place, "")

    async def _put(self, wish: Overview, client: AsyncWebClient) -> list[str]:
        """Have exactly one overview pinned there, up to date; what was done, in sentences for whoever asked."""
        place, store = wish.place, self._desk.store
        steps = decide(await _observe(client, place.channel), wish)
        people = People(await store.assignments(place.workspace), await store.departed(place.workspace))
        await self._recall_names(place.workspace)
        drawing = await self._drawing(place, people, client)
        for _ in range(MOST_NAMED // MOST_AT_ONCE):  # each time Slack is asked for others
            if drawing.nameless:
                drawing = await self._drawing(place, people, client)
        return [await self._do(step, wish, drawing, client) for step in steps]

    async def _do(self, step: Step, wish: Overview, drawing: Drawing, client: AsyncWebClient) -> str:
        match step:
            case Post():
                return await self._post(wish, drawing, client)
            case Pin():
                return await self._pin_posted(wish, drawing, client)
            case Update(ts):
                return await self._bring_up_to_date(wish, ts, drawing, client)
            case Unpin(ts):
                await _unpin(client, wish.place.channel, ts)
                return "Took down an overview that was one too many."

    async def _post(self, wish: Overview, drawing: Drawing, client: AsyncWebClient) -> str:
        """Post it and pin it: another message, where there was one that is gone."""
        if wish.ts:
            wish = await self._begin_anew(wish.place, wish.by, wish)
        message, wanted, channel = drawing.reply(""), drawing.wanted, wish.place.channel
        answer = await client.chat_postMessage(
            channel=channel, text=message.text, blocks=message.blocks, unfurl_links=False, unfurl_media=False
        )
        posted = replace(wish, ts=str(answer["ts"]), content=wanted.content, names=wanted.names)
        try:
            await self._note(wish, posted)
        except StoreError:
            await client.chat_delete(channel=channel, ts=posted.ts)  # nobody would know of it
            raise
        return await self._pin(posted, client)

    async def _pin_posted(self, wish: Overview, drawing: Drawing, client: AsyncWebClient) -> str:
        """Pin what was posted earlier; if somebody has deleted it since, another one."""
        try:
            return await self._pin(wish, client)
        except SlackApiError as error:
            if slack_code(error) != "message_not_found":
                raise
            return await self._post(wish, drawing, client)

    async def _pin(self, posted: Overview, client: AsyncWebClient) -> str:
        """Pin what is posted. What cannot be pinned is taken back: an overview nobody finds again helps nobody."""
        channel, ts = posted.place.channel, posted.ts
        told = "The overview of all roles is now pinned in this channel, and I keep it up to date."
        try:
            await client.pins_add(channel=channel, timestamp=ts)
        except SlackApiError as error:
            if slack_code(error) in PASSING:
                raise
            if slack_code(error) != "already_pinned":
                await self._desk.store.drop_overview(posted.place, ts)
                await client.chat_delete(channel=channel, ts=ts)
                raise
            told = "The overview of all roles is pinned here already."
        await self._note(posted, replace(posted, pinned=True, looked=datetime.now(UTC)))
        return told

    async def _bring_up_to_date(self, wish: Overview, ts: str, drawing: Drawing, client: AsyncWebClient) -> str:
        """Update a pinned overview, and note it if it was not kept so far; post another where it cannot be changed."""
        kept = wish if wish.ts == ts else Overview(wish.place, wish.by, ts, begun=wish.begun)
        pinned = replace(kept, pinned=True, looked=datetime.now(UTC))
        await self._note(wish, pinned)
        try:
            await self._update(pinned, drawing, client)
        except SlackApiError as error:
            if slack_code(error) not in UNCHANGEABLE:
                raise
            return await self._post(pinned, drawing, client)
        return "The pinned overview is up to date."

    async def _update(self, kept: Overview, drawing: Drawing, client: AsyncWebClient) -> Overview:
        """Have the message show what it should; without the picture where Slack does not have that ready yet."""
        picture = kept.picture if self._may_show(kept) else ""
        try:
            await _change(kept, drawing.reply(picture), client)
        except SlackApiError as error:
            if not picture or slack_code(error) != "invalid_blocks":
                raise
            kept = await self._without_picture(kept)
            await _change(kept, drawing.reply(picture := ""), client)
        wanted = drawing.wanted
        now = replace(kept, content=wanted.content, names=wanted.names, shows=bool(picture), archived=False)
        await self._note(kept, now)
        self._rests.succeeded(kept.place)
        return now

    async def _without_old_picture(self, kept: Overview) -> Overview:
        """Let go of the picture of what was a smaller catalog."""
        if not kept.picture or kept.replaced:
            return kept
        bare = replace(kept, picture="", replaced=kept.picture, drawn="", content="")
        await self._note(kept, bare)
        return bare

    async def _without_picture(self, kept: Overview) -> Overview:
        """Try the picture again a little later; after some time upload another one, much later."""
        if self._rests.failed((kept.place, kept.picture)) < LONG_ENOUGH or kept.replaced:
            return kept
        self._rests.failed(("pictures", kept.place.workspace), NO_PICTURES)
        another = replace(kept, picture="", replaced=kept.picture, drawn="")
        await self._note(kept, another)
        return another

    async def _note(self, old: Overview, new: Overview) -> None:
        """Keep what became of an overview. Where somebody else changed it meanwhile, nobody knows what it shows."""
        store = self._desk.store
        if await store.change_overview(old, new):
            return
        if (one := await self._stored(new.place)) and one.ts == new.ts:
            await store.change_overview(one, replace(one, content="", names=""))

    # -- what it shows --

    async def _drawing(
        self, place: Place, people: People, client: AsyncWebClient, *, unhurried: bool = False
    ) -> Drawing:
        """The overview as it should be there now; `unhurried` asks for unknown names when it is their turn."""
        catalog = self._desk.bot.catalog_of(place.workspace)
        shared = self._shared_by(place, catalog, people)
        names = self._desk.names
        lookups = min(len(names.lacking(shared.ids)), MOST_AT_ONCE)
        asked = client if not unhurried or self._pace.take("users.info", lookups) else None
        view = await self._desk.public_view(place, catalog.personas, asked, shared.held, people.departed)
        known = all(id_ in view.names for id_ in shared.ids)
        shown = _digest(sorted(view.names.items())) if known else ""
        nameless = len(shared.ids) <= MOST_NAMED and any(not names.name(id_) for id_ in names.lacking(shared.ids))
        return Drawing(catalog, view, Wanted(shared.content, shown, shared.drawn), nameless)

    def _shared_by(self, place: Place, catalog: Catalog, people: People) -> Shared:
        """What is to be shown there but for the names; made anew only when something has changed."""
        own = any(one.place.channel == place.channel for one in people.assignments)
        day = today()
        key, made_of = (place.workspace, place.channel if own else ""), (catalog, people, day)
        shared = self._shared.get(key)
        if shared is None or shared.made_of != made_of:
            held = held_at(place, catalog.personas, people.assignments, day, people.departed)
            ids = tuple(ids_of(catalog.personas, [one for ones in held.values() for one in ones]))
            # With ids in the place of names, a name that cannot be looked up changes nothing.
            view = View(
                True, place.workspace, {id_: id_ for id_ in ids}, held=held, today=day, departed=people.departed
            )
            message = cards.overview(catalog, view, "any", pinned=True)  # a picture's words are shown, too
            content = _digest([message.text, message.blocks])
            shared = self._shared[key] = Shared(made_of, held, ids, content, digest_of(catalog))
        return shared

    # -- the picture --

    def _may_draw(self, kept: Overview) -> bool:
        """True unless Slack has lately refused a picture."""
        return self._rests.over(("pictures", kept.place.workspace))

    def _may_show(self, kept: Overview) -> bool:
        """True unless Slack did not have the picture ready a moment ago."""
        return self._rests.over((kept.place, kept.picture))

    async def _upload(self, kept: Overview, drawing: Drawing, client: AsyncWebClient) -> Overview:
        """Upload the picture into the overview's thread: a file that is shared nowhere is seen by nobody else.

        It is drawn once for all channels that show the same.
        """
        if self._sheets[0] != drawing.wanted.drawn:
            self._sheets = drawing.wanted.drawn, await draw(drawing.catalog)
        sheets = self._sheets[1]
        if not self._pace.take("files.getUploadURLExternal", len(sheets)):
            return kept
        try:
            files = await upload(sheets, drawing.catalog, client, kept.place.channel, kept.ts)
        except SlackClientError as error:
            if isinstance(error, SlackApiError) and slack_code(error) in LOST | {"is_archived", "ratelimited"}:
                raise
            self._rests.failed(("pictures", kept.place.workspace), NO_PICTURES)
            log.warning("Slack does not take the picture, so the overviews go without it: %s", describe(error))
            return kept
        before, drawn = kept.picture, drawing.wanted.drawn
        uploaded = replace(kept, picture=files, replaced=before, drawn=drawn, shows=False, content="")
        await self._note(kept, uploaded)
        return uploaded

    async def _delete_replaced(self, kept: Overview, client: AsyncWebClient) -> Overview:
        """Delete the files that the message shows no longer."""
        await delete(kept.replaced, client)
        cleared = replace(kept, replaced="")
        await self._note(kept, cleared)
        return cleared

    def _lock(self, place: Place) -> Lock:
        return self._locks.setdefault(place, Lock())


async def _observe(client: AsyncWebClient, channel: str) -> list[Pinned]:
    answer = await client.pins_list(channel=channel)
    items: list[dict[str, Any]] = answer.get("items") or []
    return [_pinned(item.get("message") or {}) for item in items]


def _pinned(message: Mapping[str, Any]) -> Pinned:
    """A pin as `decide` needs it. Only an app can give a block the id by which an overview is known again."""
    marked = any(str(block.get("block_id", "")).startswith(OVERVIEW_MARK) for block in message.get("blocks") or ())
    return Pinned(str(message.get("ts", "")), overview=marked)


async def _unpin(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Unpin a message; if somebody was faster, that is as well."""
    try:
        await client.pins_remove(channel=channel, timestamp=ts)
    except SlackApiError as error:
        if slack_code(error) != "no_pin":
            raise


async def _change(kept: Overview, message: Reply, client: AsyncWebClient) -> None:
    await client.chat_update(channel=kept.place.channel, ts=kept.ts, text=message.text, blocks=message.blocks)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _method(error: SlackApiError) -> str:
    """The Web API method that failed."""
    return str(getattr(error.response, "api_url", "")).rpartition("/")[2] or "chat.update"


def _pause(error: SlackApiError) -> float:
    """The seconds that Slack asks to wait."""
    headers = getattr(error.response, "headers", None) or {}
    asked = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(asked[:5]) if asked.isdigit() else 60.0


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what is asked of overviews and to pins that are removed, and keep the overviews."""
    overviews = Overviews(desk)
    for word, listener in (("pin", overviews.pin), ("unpin", overviews.unpin)):
        app.command(COMMAND, matchers=[asks_to(word)])(ack=acknowledge, lazy=[safely(listener, desk)])
    app.event("pin_removed")(ack=acknowledge, lazy=[overviews.removed])
    desk.keepers.append(overviews.keep)
