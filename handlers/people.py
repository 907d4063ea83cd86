"""People in roles: `/persona assign`, `me`, `@someone` and `history`, the modal, and the buttons of these cards.

What somebody may do is asked anew for every change, whatever the button or the modal says.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import assign_form, cards
from bot.assign_form import ASSIGN_FORM, BACKUP, GROUP, UNTIL, USER, Errand, Errors
from bot.cards import View
from bot.cards.people import MOST_ASKED, MOST_CHANGES
from bot.cards.words import cut
from bot.catalog import Holder, Persona
from bot.errors import SlackRefused, StaleAssignment, StoreError
from bot.people import Assignment, Change, Deed, Page, Place, Rights
from bot.question import read_question
from handlers import home, replies
from handlers.actions import pressed
from handlers.commands import COMMAND, MENTION, acknowledge
from handlers.desk import Desk, place_of
from handlers.failures import FORGETFUL, SILENT, STALE, Listener, safely, slack_code, soon
from handlers.logs import describe
from handlers.modals import Note, around, in_time, values_of
from handlers.rights import groups_of, may_change, rights_of, user_groups, whom_to_ask
from handlers.telling import MOST_LOOKED_AT, audience, tell

SLOW = "That took too long. Look at /persona history before you try again."
TRIES = 5  # to confirm what others change at the same moment
MOST_PAGES = 20  # of a thousand people each
MOST_OPTIONS = 100
NOBODY = Holder()
MYSELF = {"me", "my roles", "who am i"}
GROUP_MENTION = re.compile(r"<!subteam\^(S[A-Z0-9]{2,30})(?:\|[^>]*)?>")
CALLED = re.compile(r"(?<!\S)@[\w.-]*\w")  # where Slack sends names as they were typed
LEADING_TO_ROLE = frozenset("as to for is the a".split())
HOLDING = frozenset("hold holds holding held".split())
MOST_MEANT = 5  # named as those that a name may mean
CHANGE_ID = re.compile("[0-9]{1,9}")

log = logging.getLogger("persona.people")


class People:
    """One method for each thing one can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- what is typed --

    async def assign(self, args: AsyncArgs) -> None:
        """`/persona assign`, with a role, whom to put in it, both, or neither."""
        role, who, called = _apart(_after_word(args))
        persona, place = self._called(args, role, "lets you choose one"), place_of(args)
        if await self._may_open(args, persona, place):
            who = await soon(_holder(who, called, args.client), NOBODY, shown="a form")
            await self._show_form(args, persona, place, who)

    async def unassign(self, args: AsyncArgs) -> None:
        """`/persona unassign`: the roles of whoever is named, each with its End; else how to come to that."""
        _, who, called = _apart(_after_word(args))
        if who == NOBODY and called is None:
            raise SlackRefused(
                "whom", "To take somebody out of a role, type /persona @ and the name, and press End there."
            )
        await self._roles_of(args, await _holder(who, called, args.client))

    async def mine(self, args: AsyncArgs) -> None:
        """`/persona me`."""
        await self._roles_of(args, Holder(user=args.context.user_id or ""))

    async def theirs(self, args: AsyncArgs) -> None:
        """`/persona @someone`, and what somebody does who is mentioned."""
        text = _text(args)
        within = None if text.startswith("@") else CALLED.search(text)
        _, who, called = _apart(within[0] if within else text, whole=True)
        await self._roles_of(args, await _holder(who, called, args.client))

    async def history(self, args: AsyncArgs) -> None:
        """`/persona history`, of all roles or of the one that is named."""
        named = self._called(args, _after_word(args), "shows every change")
        role = named.id if named else ""
        changes = await self._changes(args, role)
        await self._show_history(args, Page(changes[:MOST_CHANGES], role, older=len(changes) > MOST_CHANGES))

    async def older(self, args: AsyncArgs) -> None:
        """Older: what was changed before that."""
        role, id_ = _pressed_change(args)
        changes = await self._changes(args, role, before=id_)
        page = Page(changes[:MOST_CHANGES], role, older=len(changes) > MOST_CHANGES, newer=True)
        await self._show_history(args, page, in_place=True)

    async def newer(self, args: AsyncArgs) -> None:
        """Newer: what was changed after that."""
        role, id_ = _pressed_change(args)
        changes = await self._changes(args, role, after=id_)
        page = Page(changes[-MOST_CHANGES:], role, older=True, newer=len(changes) > MOST_CHANGES)
        await self._show_history(args, page, in_place=True)

    def _called(self, args: AsyncArgs, typed: str, alone: str) -> Persona | None:
        """The role that was named, if any; `alone` is what the word of the command does without one.

        Raises SlackRefused for a name that is no role's, or several roles'.
        """
        word = _text(args).split(" ")[0]
        if not typed:
            return None
        found = self._desk.bot.called(typed, place_of(args).workspace)
        if len(found) == 1:
            return found[0]
        name, way = (
            cut(typed, 80),
            f"/persona list shows them all, and /persona {word.casefold()} alone {alone}.",
        )
        if found:
            some = ", ".join(cut(one.title, 80) for one in found[:MOST_MEANT])
            raise SlackRefused("several_roles", f"Several roles may be called {name}: {some}. Write one in full. {way}")
        raise SlackRefused("no_such_role", f"I find no role called {name}. {way}")

    async def _changes(self, args: AsyncArgs, role: str, **where: int) -> tuple[Change, ...]:
        """A page of changes, and one more if there is one."""
        return await self._desk.store.history(place_of(args).workspace, MOST_CHANGES + 1, persona=role, **where)

    async def _show_history(self, args: AsyncArgs, page: Page, *, in_place: bool = False) -> None:
        rights = await rights_of(self._desk, args)
        by = [replace(change.assignment, user=change.by) for change in page.changes]
        view = await self._named(args, [*by, *(side for change in page.changes for side in change.sides)])
        reply = cards.history(replace(page, seen=datetime.now(UTC)), rights, self._desk.catalog(args), view)
        await replies.privately(args, reply, in_place=in_place)

    async def _roles_of(self, args: AsyncArgs, who: Holder) -> None:
        rights, catalog = await rights_of(self._desk, args), self._desk.catalog(args)
        if who.usergroup:
            groups = frozenset({who.usergroup})
        elif who.user == rights.user:
            groups = rights.groups
        else:
            groups = await groups_of(who.user, rights.assignments, args.client, catalog.personas)
        them = Rights(who.user, groups=groups, assignments=rights.assignments)
        themselves = Assignment(place_of(args), "", user=who.user, usergroup=who.usergroup)
        view = await self._named(args, [*them.held(self._desk.today(args)), themselves])
        await replies.privately(args, cards.roles_of(them, rights, catalog, view))

    # -- the modal --

    async def open(self, args: AsyncArgs) -> None:
        """People: the modal with the role of the card, for the channel of the button if that names one."""
        role, place = _pressed_role(args)
        persona = self._desk.catalog(args).by_id.get(role)
        if await self._may_open(args, persona, place):
            await self._show_form(args, persona, place)

    async def change(self, args: AsyncArgs) -> None:
        """Change: the modal with everything as it stands."""
        rights = await rights_of(self._desk, args)
        old = _found(rights, *_pressed_assignment(args))
        if await self._allowed(args, rights, old.persona, old.place):
            channel = old.place.channel or place_of(args).channel
            modal = assign_form.assign(self._desk.catalog(args), channel, await self._named(args, [old]), old)
            await replies.open_modal(args, modal)

    async def _show_form(self, args: AsyncArgs, persona: Persona | None, place: Place, who: Holder = NOBODY) -> None:
        view = await self._desk.view(args, [persona] if persona else [], place=place)
        start = Assignment(Place(), persona.id if persona else "", user=who.user, usergroup=who.usergroup)
        if who.usergroup:
            view = replace(view, names={**view.names, **await self._desk.names.of((), args.client, [start])})
        modal = assign_form.assign(self._desk.catalog(args), place.channel, view, start)
        await replies.open_modal(args, modal)

    async def _may_open(self, args: AsyncArgs, persona: Persona | None, place: Place) -> bool:
        """True if they may change who holds the role there, or some role; else they are told whom to ask.

        Where no role is named and the memory does not answer, too: then Save says so.
        """
        if persona is None and await self._desk.memory.assignments(place.workspace) is None:
            return True
        rights, personas = await rights_of(self._desk, args), self._desk.catalog(args).personas
        if persona is None and rights.may_change_some(personas, place, self._desk.today(args)):
            return True
        return await self._allowed(args, rights, persona.id if persona else "", place)

    async def save(self, args: AsyncArgs) -> None:
        """Save: put somebody in the role, or say in the modal what is wrong."""
        try:
            async with in_time():
                saved = await self._saved(args)
        except StaleAssignment:
            saved = {USER: STALE}
        except StoreError as error:
            log.warning("nothing was saved: %s", error)
            saved = {USER: FORGETFUL}
        except (SlackApiError, ClientError) as error:
            log.warning("nothing was saved: %s", describe(error))
            saved = {USER: SILENT}
        except TimeoutError:
            saved = {USER: SLOW}
        if not isinstance(saved, Change):
            await args.ack(response_action="errors", errors=saved)
            return
        view, heard = await self._desk.view(args, ()), await audience(self._desk, args, saved)
        done = around(cards.done(saved, self._desk.catalog(args), view, heard.untold), Note())
        await args.ack(response_action="update", view=done)
        self._desk.later(home.publish_again(self._desk, args))
        self._desk.later(tell(self._desk, args, saved, heard.users))

    async def _saved(self, args: AsyncArgs) -> Change | Errors:
        submitted = args.view or {}
        errand = Errand.decode(submitted.get("private_metadata"))
        rights = await rights_of(self._desk, args)
        start = Assignment(Place(place_of(args).workspace), "")
        if errand.assignment:
            start = _found(rights, errand.assignment)
            if start.revision != errand.revision and not await self._only_confirmed(start, errand.revision):
                raise StaleAssignment
        new, errors = assign_form.read(values_of(submitted), errand, self._desk.catalog(args), start)
        errors = errors or await self._problems(args, rights, start, new)
        if errors:
            return errors
        if new.user == rights.user:
            new = replace(new, confirmed=datetime.now(UTC))
        elif (new.user, new.usergroup) != (start.user, start.usergroup):
            new = replace(new, confirmed=None)
        save = self._desk.store.revise if errand.assignment else self._desk.store.assign
        return await save(new, rights.user)

    async def _only_confirmed(self, one: Assignment, since: int) -> bool:
        """True if all that happened to it since a revision is that somebody confirmed it: nobody loses by a change."""
        recent = await self._desk.store.history(one.place.workspace, MOST_LOOKED_AT, persona=one.persona)
        lasting = [(each.deed, each.after) for each in recent if each.after and each.after.id == one.id]
        later = [deed for deed, after in lasting if after.revision > since]
        return later == [Deed.CONFIRMED] * (one.revision - since)

    async def _problems(self, args: AsyncArgs, rights: Rights, start: Assignment, new: Assignment) -> Errors:
        """Why this cannot be saved, by the field that says it."""
        places = {new.place, start.place} if start.id else {new.place}
        if not all(may_change(self._desk, rights, new.persona, place) for place in places):
            return {USER: "You may not change who holds this role there. The People button of its card says who may."}
        if rights.twin(new, self._desk.today(args)):
            return {
                USER if new.user else GROUP: "They hold this role there already. /persona @name shows and changes it."
            }
        if new.until != start.until and new.over(self._desk.today(args)):
            return {UNTIL: "This day is over, so nobody would hold the role."}
        return await _nobody(new, args.client)

    # -- the buttons --

    async def confirm(self, args: AsyncArgs) -> None:
        """Confirm: it still holds. A holder's word counts even if somebody changes something at the same moment."""
        id_, revision = _pressed_assignment(args)
        for _ in range(TRIES):
            rights = await rights_of(self._desk, args)
            one = _found(rights, id_)
            if not (one.user and rights.holds(one)):  # others confirm what they were shown
                one = _found(rights, id_, revision)
            if not (rights.holds(one) or await self._allowed(args, rights, one.persona, one.place)):
                return
            try:
                change = await self._desk.store.confirm(one, rights.user)
            except StaleAssignment:
                continue
            await self._done(args, change)
            return
        raise StaleAssignment

    async def end(self, args: AsyncArgs) -> None:
        """End, Not me: take somebody out of a role."""
        rights = await rights_of(self._desk, args)
        one = _found(rights, *_pressed_assignment(args))
        persona = self._desk.catalog(args).by_id.get(one.persona)
        may = rights.may_end(one, persona, self._desk.today(args))
        if may or await self._allowed(args, rights, one.persona, one.place):
            await self._done(args, await self._desk.store.end(one, rights.user))

    async def request(self, args: AsyncArgs) -> None:
        """Ask for me: one of those who may change it is told, at most once an hour, that somebody asks for it."""
        rights, (role, place) = await rights_of(self._desk, args), _pressed_role(args)
        whom = await whom_to_ask(self._desk, args, rights, role, place)
        if (role and role not in self._desk.catalog(args).by_id) or not whom:
            raise SlackRefused("nobody_to_ask", "I know nobody to ask. Please ask a workspace admin.")
        wish = _wish(place, rights.user, role, whom[0])
        view = await self._named(args, [Assignment(place, role, user=one) for one in (rights.user, whom[0])])
        anew = await self._desk.store.claim(wish)
        if anew:
            asked = cards.request(role, place.channel, rights.user, self._desk.catalog(args), view)
            try:
                await replies.post(args, asked, whom[0])
            except (SlackApiError, ClientError, TimeoutError):
                await self._desk.store.unclaim(wish)
                raise
        await replies.privately(args, cards.requested(whom[0], view, again=not anew))

    async def undo(self, args: AsyncArgs) -> None:
        """Undo: bring back how it was before a change, if nothing was changed since the button was drawn."""
        rights = await rights_of(self._desk, args)
        workspace = place_of(args).workspace
        number, revision = (_number(part) for part in (*pressed(args).personas, "", "")[:2])
        change = next(iter(await self._desk.store.history(workspace, 1, before=number + 1)), None)
        if change is None or change.id != number:
            raise StaleAssignment
        for side in () if rights.may_take_back(change, datetime.now(UTC)) else change.sides:
            if not await self._allowed(args, rights, side.persona, side.place):
                return
        await self._done(args, await self._desk.store.undo(workspace, number, rights.user, revision))

    async def _done(self, args: AsyncArgs, change: Change) -> None:
        """Tell the people concerned, and whoever pressed: what is changed is changed, whatever can still be shown."""
        by = replace(change.assignment, user=change.by)
        view, heard = await self._named(args, [*change.sides, by]), await audience(self._desk, args, change)
        self._desk.later(tell(self._desk, args, change, heard.users))
        reply = cards.done(change, self._desk.catalog(args), view, heard.untold)
        if home.on_home(args):
            if not await home.publish_again(self._desk, args, reply):
                await replies.by_message(args, reply)
            return
        await replies.somewhere(args, reply, in_place=True)
        await home.publish_again(self._desk, args)

    async def _named(self, args: AsyncArgs, assignments: Sequence[Assignment]) -> View:
        """How a card is seen on which plain text names these people."""
        view = await self._desk.view(args, ())
        return replace(view, names=await self._desk.names.of((), args.client, assignments))

    # -- who may --

    async def _allowed(self, args: AsyncArgs, rights: Rights, role: str, place: Place) -> bool:
        """True if they may change who holds the role ("" for any) at the place; else they are told whom to ask."""
        if may_change(self._desk, rights, role, place):
            return True
        whom = await whom_to_ask(self._desk, args, rights, role, place)
        view = await self._named(args, [Assignment(place, role, user=one) for one in whom[:MOST_ASKED]])
        await replies.privately(args, cards.ask_them(role, place.channel, whom, self._desk.catalog(args), view))
        return False


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the words of `/persona` that are about people, the modal and the buttons."""
    people = People(desk)
    words: list[tuple[Callable[[str], bool], Listener]] = [
        (lambda text: text.casefold().split(" ")[0] == "assign", people.assign),
        (lambda text: text.casefold().split(" ")[0] == "unassign", people.unassign),
        (lambda text: text.casefold().rstrip("?") in MYSELF, people.mine),
        (lambda text: text.casefold().split(" ")[0] == "history", people.history),
        (_asks_about_somebody, people.theirs),
    ]
    for fits, listener in words:
        app.command(COMMAND, matchers=[_typed(fits)])(ack=acknowledge, lazy=[safely(listener, desk)])
    buttons: dict[str, Listener] = {
        cards.PEOPLE: people.open,
        cards.CHANGE: people.change,
        cards.CONFIRM: people.confirm,
        cards.END: people.end,
        cards.UNDO: people.undo,
        cards.OLDER: people.older,
        cards.NEWER: people.newer,
        cards.REQUEST: people.request,
    }
    for action_id, listener in buttons.items():
        app.action(action_id)(ack=acknowledge, lazy=[safely(listener, desk)])

    async def suggest_groups(args: AsyncArgs) -> None:
        typed = str(args.body.get("value") or "").casefold().removeprefix("@")
        found = [group for group in await user_groups(args.client) if typed in _name(group).casefold()]
        await args.ack(options=[_option(group) for group in found[:MOST_OPTIONS]])

    app.options(GROUP)(safely(suggest_groups, desk))
    app.view_submission(ASSIGN_FORM)(safely(people.save, desk))


def _wish(place: Place, user: str, role: str, whom: str) -> str:
    """The same for the same wish of the same person, asked of the same."""
    return sha256(f"request\n{place.workspace}\n{place.channel}\n{user}\n{role}\n{whom}".encode()).hexdigest()


def _typed(fits: Callable[[str], bool]) -> Callable[[dict[str, Any]], Awaitable[bool]]:
    async def matches(body: dict[str, Any]) -> bool:
        return fits(str(body.get("text") or "").strip())

    return matches


def _text(args: AsyncArgs) -> str:
    return str(args.body.get("text") or "").strip()


def _after_word(args: AsyncArgs) -> str:
    return _text(args).partition(" ")[2].strip()


def _asks_about_somebody(text: str) -> bool:
    """True for somebody's name behind an @, and for a question about one who is mentioned: what does @anna do?"""
    mentioned = MENTION.search(text) or GROUP_MENTION.search(text) or CALLED.search(text)
    return text.startswith("@") or bool(mentioned and HOLDING.issuperset(read_question(text).words))


def _apart(text: str, *, whole: bool = False) -> tuple[str, Holder, str | None]:
    """The role that is named, the person or group that is mentioned, and who is called behind an @, if anybody is.

    Where the @ comes first, one word behind it is the name, unless the `whole` text is.
    """
    if mentioned := MENTION.search(text):
        return _without_link(text.replace(mentioned[0], " ")), Holder(user=mentioned[1]), None
    if mentioned := GROUP_MENTION.search(text):
        return _without_link(text.replace(mentioned[0], " ")), Holder(usergroup=mentioned[1]), None
    role, at, name = text.partition("@")
    if at and not role.strip() and not whole:
        name, _, role = name.partition(" ")
    return (_without_link(role) if at else role.strip()), NOBODY, name if at else None


def _without_link(role: str) -> str:
    """The role without the small words that lead to or from it: baker to @name, @name as the baker."""
    words = role.split()
    while words and words[0].casefold() in LEADING_TO_ROLE:
        del words[0]
    while words and words[-1].casefold() in LEADING_TO_ROLE:
        del words[-1]
    return " ".join(words)


async def _holder(mentioned: Holder, called: str | None, client: AsyncWebClient) -> Holder:
    """Who is mentioned, or called behind an @; nobody if neither. Raises SlackRefused."""
    return mentioned if called is None else await _holder_called(called, client)


def _pressed_role(args: AsyncArgs) -> tuple[str, Place]:
    """The role a button is about, and where: in the channel that it names, else where it was pressed."""
    role, channel = (*pressed(args).personas, "", "")[:2]
    return role, Place(place_of(args).workspace, channel or place_of(args).channel)


def _pressed_assignment(args: AsyncArgs) -> tuple[str, int]:
    """The assignment a button is about: its id, and its revision when the button was drawn."""
    id_, revision = (*pressed(args).personas, "", "")[:2]
    return id_, _number(revision)


def _pressed_change(args: AsyncArgs) -> tuple[str, int]:
    """The role whose history is shown, or "", and the change that a button is about."""
    role, id_ = (*pressed(args).personas, "", "")[:2]
    return role, _number(id_)


def _number(text: str) -> int:
    return int(text) if CHANGE_ID.fullmatch(text) else 0


def _found(rights: Rights, id_: str, revision: int | None = None) -> Assignment:
    """The assignment with this id; StaleAssignment if it is gone or has another revision than the one given."""
    found = next((one for one in rights.assignments if one.id == id_), None)
    if found is None or revision not in {None, found.revision}:
        raise StaleAssignment
    return found


async def _nobody(one: Assignment, client: AsyncWebClient) -> Errors:
    """Why nobody can be put in a role by the ids of the assignment, by the field that says them."""
    errors: Errors = {}
    if one.usergroup and one.usergroup not in {group["id"] for group in await user_groups(client)}:
        errors[GROUP] = "There is no such user group."
    for field, user in ((USER, one.user), (BACKUP, one.backup)):
        if user and (problem := await _absent(user, client)):
            errors[field] = problem
    return errors


async def _absent(user: str, client: AsyncWebClient) -> str:
    """Why a user cannot hold a role; "" for an active account of a person."""
    try:
        about: dict[str, Any] = (await client.users_info(user=user))["user"]
    except SlackApiError as error:
        if slack_code(error) != "user_not_found":
            raise
        return "There is no such person here."
    return "Choose a person with an active account." if about.get("deleted") or about.get("is_bot") else ""


def _name(group: Mapping[str, Any]) -> str:
    return f"{group.get('name') or ''} (@{group.get('handle') or ''})"


def _option(group: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": cut(_name(group), 75), "emoji": False}, "value": str(group["id"])}


async def _holder_called(name: str, client: AsyncWebClient) -> Holder:
    """The person or the user group that people call `name`: by the handle, else by the name shown.

    Raises SlackRefused.
    """
    wanted = name.casefold().strip()
    if not wanted:
        raise SlackRefused("user_not_found", "Whose roles? Type /persona @ and a name.")
    handles, shown, gone, cursor = list[str](), list[str](), list[str](), ""
    for _ in range(MOST_PAGES):
        answer = await client.users_list(limit=1000, cursor=cursor)
        members: list[dict[str, Any]] = answer["members"]
        for one in members:
            profile: dict[str, Any] = one.get("profile") or {}
            if str(one.get("name") or "").casefold() == wanted:
                (gone if one.get("deleted") else handles).append(one["id"])
            elif wanted in {str(profile.get(key) or "").casefold() for key in ("display_name", "real_name")}:
                (gone if one.get("deleted") else shown).append(one["id"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    found = handles or shown or gone
    if len(found) == 1:
        return Holder(user=found[0])
    if not found:
        groups = [one["id"] for one in await user_groups(client) if str(one.get("handle")).casefold() == wanted]
        if groups:
            return Holder(usergroup=groups[0])
    if found:
        raise SlackRefused("several_users", f"Several people are called {cut(name, 80)}. Type the name of the account.")
    raise SlackRefused("user_not_found", f"I find nobody called {cut(name, 80)} here.")
