"""The workspace's own words: what they change, who may change them, and that none is lost."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import Press
from bot.cards.overlay import (
    APPLY_WORDS,
    BRING_BACK_WORDS,
    CANCEL_WORDS,
    EDIT_WORDS,
    EXPORT_WORDS,
    NEW_ROLE,
    UNDO_WORDS,
)
from bot.catalog import Catalog, Persona
from bot.errors import StoreError
from bot.overlay import NOTHING, Overlay
from bot.persona_bot import PersonaBot
from bot.workspace.files import file_object
from bot.workspace.state import Message, View
from tests.bot.drawn import of_type, shown
from tests.end_to_end.conftest import BAKERY, MAINTAINER, ML_HELP, NEWCOMER, TEAM_LEAD, Town, connect
from tests.end_to_end.test_buttons import actions_of

Values = dict[str, Any]
FILE = b"""version: 1
personas:
- id: baker
  aliases: [bread maker]
  responsibilities: [waters the sourdough]
  contact: {channel: C0GENERAL1}
- title: Delivery Rider
  description: Brings bread to people.
elsewhere:
- {text: repairs the oven, goes_to: the stove fitter}
"""


async def ask(town: Town, text: str, user: str = NEWCOMER) -> str:
    """What the card of `/persona` shows."""
    delivery = await town.workspace.command(user, ML_HELP, f"/persona {text}")
    assert delivery.acked
    assert not delivery.refused
    return shown(delivery.body["blocks"])


async def words(town: Town, user: str = MAINTAINER) -> Message:
    """The card of `/persona words`."""
    before = len(town.workspace.ephemerals(user, ML_HELP))
    assert (await town.workspace.command(user, ML_HELP, "/persona words")).acked
    return (await town.until(lambda: town.workspace.ephemerals(user, ML_HELP)[before:]))[-1]


async def opened(town: Town, action: str, **how: Any) -> View:
    """The modal that opens from the card of the words."""
    card = await words(town)
    assert (await town.workspace.press(MAINTAINER, card, action, channel=ML_HELP, **how)).acked
    return (await town.until(lambda: town.workspace.views(MAINTAINER)))[-1]


def filled(**fields: str) -> Values:
    """The values of the modal: each keyword is the end of a field's id."""
    return {f"overlay_{name}": {f"overlay_{name}": {"value": value}} for name, value in fields.items()}


async def send(town: Town, content: bytes, user: str = MAINTAINER, name: str = "words.yaml") -> Message:
    """The answer to a file in the direct message."""
    dm = town.workspace.dm(user)
    before = len(town.workspace.messages(dm))
    await town.workspace.send_file(user, dm, name, content)
    return (await town.until(lambda: town.workspace.messages(dm)[before + 1 :]))[-1]


async def press(town: Town, message: Message, action: str, user: str = MAINTAINER) -> None:
    delivery = await town.workspace.press(user, message, action, channel=town.workspace.dm(user))
    assert delivery.acked
    await town.workspace.settled()


async def deliver_press(town: Town, by: str, action: str, *carried: str, channel: str = ML_HELP) -> None:
    """A button of a message that is not there any more, or was never shown to them."""
    await town.forge(by, action, Press(carried).encode(), channel={"id": channel}, container={"type": "message"})
    await town.app.desk.finish(5)


async def kept(town: Town) -> list[str]:
    """What was done, the latest first."""
    return [one.note for one in await town.app.store.overlay_revisions(town.workspace.team_id, 50)]


async def in_dm(town: Town, text: str, user: str = MAINTAINER) -> Message:
    """The message of the direct message that shows a text, once it is there."""
    dm = town.workspace.dm(user)

    def look() -> list[Message]:
        found = town.workspace.messages(dm)
        return [one for one in found if text in one["text"] or text in shown(one.get("blocks") or [])]

    return (await town.until(look))[-1]


async def applied(town: Town, content: bytes = FILE) -> Message:
    """Put a file in force; the message that says so."""
    await press(town, await send(town, content), APPLY_WORDS)
    return await in_dm(town, "Done")


async def test_a_workspace_without_words_says_so(town: Town) -> None:
    card = shown((await words(town))["blocks"])
    assert "adds nothing to the catalog yet" in card
    assert "Add a role of our own" in card
    assert "Undo" not in card


async def test_the_modal_adds_words_to_a_role_at_once(town: Town) -> None:
    """The next question finds them; the modal shows them again, and the card who added them."""
    assert "No role here owns this" in await ask(town, "who waters the sourdough?")
    view = await opened(town, EDIT_WORDS, option="baker")
    values = filled(phrases="waters the sourdough\n\nfeeds  the starter", aliases="bread maker", owns="the stone oven")
    values["overlay_channel"] = {"overlay_channel": {"selected_conversation": ML_HELP}}
    delivery = await town.workspace.submit(MAINTAINER, values)
    assert delivery.body["response_action"] == "update", delivery.body
    assert "feeds the starter" in shown(delivery.body["view"]["blocks"])
    assert view["private_metadata"]
    assert "Baker" in await ask(town, "who waters the sourdough?")
    assert "Baker" in await ask(town, "bread maker")
    await town.workspace.close_view(MAINTAINER)
    again = await opened(town, EDIT_WORDS, option="baker")
    initial = {
        block["block_id"]: block["element"].get("initial_value") for block in again["blocks"] if "element" in block
    }
    assert initial["overlay_phrases"] == "waters the sourdough\nfeeds the starter"
    card = shown((await words(town, NEWCOMER))["blocks"])
    assert "looks after the stone oven" in card
    assert "(the words of Baker)" in card


async def test_a_role_of_the_workspaces_own_comes_and_goes(town: Town) -> None:
    await opened(town, NEW_ROLE)
    for title, told in (
        ("\x07", "Write a title."),
        ("miller", "The role miller does not fit: Miller goes by that name already."),
    ):
        refused = await town.workspace.submit(MAINTAINER, filled(title=title, description="x"))
        assert told in refused.body["errors"]["overlay_title"]
    done = await town.workspace.submit(MAINTAINER, filled(title="Rider", description="Brings bread.", phrases="rides"))
    assert done.body["response_action"] == "update", done.body
    await town.workspace.close_view(MAINTAINER)
    assert "Brings bread." in await ask(town, "rider")
    await opened(town, EDIT_WORDS, option="rider")
    assert (await town.workspace.submit(MAINTAINER, filled(title=""))).body["response_action"] == "update"
    assert "Brings bread." not in await ask(town, "rider")


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"aliases": "bread seller"}, "overlay_aliases", "Bread Seller goes by it already"),
        ({"phrases": "x" * 301}, "overlay_phrases", "301 characters"),
        ({"keywords": "x" * 101}, "overlay_keywords", "Shorten it to 100"),
    ],
)
async def test_the_modal_says_what_is_wrong(town: Town, fields: dict[str, str], field: str, told: str) -> None:
    """At the field, and nothing is saved."""
    await opened(town, EDIT_WORDS, option="baker")
    errors = (await town.workspace.submit(MAINTAINER, filled(**fields))).body["errors"]
    assert told in errors[field]
    assert await kept(town) == []


async def test_the_modal_speaks_of_what_it_has_and_not_of_a_file(town: Town) -> None:
    """A new role has no field for its id, so that it is given one that is free, whatever words there are already."""
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    await overlays.change(team, "U0OTHER", "", lambda overlay: overlay.with_phrase("miller", "hums"))
    await opened(town, NEW_ROLE)
    taken = await town.workspace.submit(MAINTAINER, filled(title="Miller", description="x"))
    assert taken.body["errors"] == {"overlay_title": "The role Miller does not fit: Miller goes by that name already."}
    bare = await town.workspace.submit(MAINTAINER, filled(title="Usher", description=" "))
    assert bare.body["errors"] == {"overlay_description": "Write what the role is."}
    long = await town.workspace.submit(MAINTAINER, filled(title="x" * 101, description="x"))
    assert long.body["errors"] == {"overlay_title": "The text has 101 characters. Shorten it to 100."}
    done = await town.workspace.submit(MAINTAINER, filled(title="Miller!", description="Mills by hand."))
    assert done.body["response_action"] == "update", done.body
    assert [one.id for one in (await overlays.newest(team))[1].personas] == ["miller", "miller-2"]
    await town.workspace.close_view(MAINTAINER)
    await opened(town, EDIT_WORDS, option="miller-2")
    assert (await town.workspace.submit(MAINTAINER, filled(aliases="grinder"))).body["response_action"] == "update"
    await town.workspace.close_view(MAINTAINER)
    await opened(town, EDIT_WORDS, option="miller")
    same = await town.workspace.submit(MAINTAINER, filled(aliases="Grinder"))
    assert same.body["errors"] == {"overlay_aliases": "The name Grinder does not fit: Miller! goes by it already."}
    await town.workspace.close_view(MAINTAINER)
    await overlays.change(team, "U0OTHER", "", lambda o: o.with_persona(replace(o.of("miller"), aliases=("crusher",))))
    await opened(town, EDIT_WORDS, option="miller-2")
    theirs = await town.workspace.submit(MAINTAINER, filled(aliases="crusher"))
    assert theirs.body["errors"] == {
        "overlay_aliases": "Miller: The name crusher does not fit: Miller! goes by it already."
    }


async def test_two_who_edit_different_roles_lose_nothing(town: Town) -> None:
    """A change of the same role in between is told instead, and what was typed stays in the modal."""
    await opened(town, EDIT_WORDS, option="baker")
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    await overlays.change(team, "U0OTHER", "", lambda overlay: overlay.with_phrase("seller", "smiles"))
    delivery = await town.workspace.submit(MAINTAINER, filled(phrases="waters the sourdough"))
    assert delivery.body["response_action"] == "update"
    await town.workspace.close_view(MAINTAINER)
    assert [one.id for one in (await overlays.newest(team))[1].personas] == ["seller", "baker"]
    await opened(town, EDIT_WORDS, option="baker")
    await overlays.change(team, "U0OTHER", "", lambda overlay: overlay.with_phrase("baker", "sings"))
    late = await town.workspace.submit(MAINTAINER, filled(phrases="sleeps"))
    assert "Somebody changed this" in late.body["errors"]["overlay_phrases"]
    assert len(await kept(town)) == 3


async def test_a_file_is_shown_as_a_difference_and_applied_on_confirm(town: Town) -> None:
    """Until then nothing changes; afterwards everything in it is in force, and can be undone."""
    asked = await send(town, FILE)
    text = shown(asked["blocks"])
    for line in (
        "+ Baker is also called bread maker",
        "waters the sourdough",
        "Delivery Rider is a role of our own, called Delivery Rider: Brings bread",
        "stove fitter",
    ):
        assert line in text
    assert "Brings bread" not in await ask(town, "delivery rider")
    await press(town, asked, APPLY_WORDS)
    done = await in_dm(town, "Done, and in force")
    assert "Brings bread" in await ask(town, "delivery rider")
    card = await ask(town, "who repairs the oven?")
    assert "goes to the stove fitter" in card
    await press(town, done, UNDO_WORDS)
    await in_dm(town, "− Baker is also called bread maker")
    assert "Brings bread" not in await ask(town, "delivery rider")
    assert await kept(town) == ["undid change 1", "by a file"]


async def test_changes_are_undone_step_by_step_and_each_answer_is_the_old_one_at_once(town: Town) -> None:
    """A change after an undo is a step of its own, and what was undone before it does not come back."""

    async def undo() -> str:
        """What is told when the last change is undone from the card of the words."""
        card, before = await words(town), len(town.workspace.ephemerals(MAINTAINER, ML_HELP))
        await town.workspace.press(MAINTAINER, card, UNDO_WORDS, channel=ML_HELP)
        await town.workspace.settled()
        await town.app.desk.finish(5)
        return shown(town.workspace.ephemerals(MAINTAINER, ML_HELP)[before - 1 :][-1]["blocks"])

    async def answered() -> list[str]:
        """Which of the phrases a question finds."""
        cards = {one: await ask(town, f"who {one}?") for one in ("juggles torches", "paints murals", "tames foxes")}
        return [one.split()[0] for one, card in cards.items() if "No role here owns this" not in card]

    overlays, team = town.app.desk.overlays, town.workspace.team_id
    for phrase in ("juggles torches", "paints murals"):
        await overlays.change(team, MAINTAINER, "", lambda o, said=phrase: o.with_phrase("baker", said))  # type: ignore[misc]
    assert await answered() == ["juggles", "paints"]
    assert "− Baker does “paints murals”" in await undo()
    assert await answered() == ["juggles"]
    await overlays.change(team, MAINTAINER, "", lambda overlay: overlay.with_phrase("miller", "tames foxes"))
    assert await answered() == ["juggles", "tames"]
    assert "− Miller does “tames foxes”" in await undo()
    assert await answered() == ["juggles"]
    assert "− Baker does “juggles torches”" in await undo()
    assert await answered() == []
    (latest, *_) = await town.app.store.overlay_revisions(team)
    assert UNDO_WORDS not in actions_of(await words(town))
    await deliver_press(town, MAINTAINER, UNDO_WORDS, str(latest.number))
    assert "Every change of these words is undone already" in town.workspace.ephemerals(MAINTAINER, ML_HELP)[-1]["text"]
    assert await kept(town) == ["undid change 1", "undid change 4", "", "undid change 2", "", ""]


async def test_what_was_undone_is_brought_back_step_by_step(town: Town) -> None:
    """Each button says which change it is about; one that was drawn before another change is refused."""
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    await overlays.change(team, TEAM_LEAD, "by a file", lambda overlay: overlay.with_phrase("miller", "tames foxes"))
    await overlays.change(team, MAINTAINER, "by hand", lambda overlay: overlay.with_phrase("baker", "paints murals"))

    async def offered() -> list[str]:
        """What the buttons of the card say that take a step."""
        card = await words(town)
        steps = [one for block in card["blocks"] if block["type"] == "actions" for one in block["elements"]]
        return [one["text"]["text"] for one in steps if one["action_id"] in (UNDO_WORDS, BRING_BACK_WORDS)]

    async def step(action: str) -> str:
        """What is told when a button of the card is pressed."""
        await town.workspace.press(MAINTAINER, await words(town), action, channel=ML_HELP)
        await town.all_done()
        return shown(town.workspace.ephemerals(MAINTAINER, ML_HELP)[-1]["blocks"])

    assert await offered() == ["Undo"]
    undone = await step(UNDO_WORDS)
    assert "− Baker does “paints murals”" in undone
    both = ["Undo the change before, by Team lead: by a file", "Bring back the change, by Maintainer: by hand"]
    assert all(label in undone for label in both)
    assert await offered() == both
    assert "− Miller does “tames foxes”" in await step(UNDO_WORDS)
    assert await offered() == ["Bring back the change, by Team lead: by a file"]
    assert "+ Miller does “tames foxes”" in await step(BRING_BACK_WORDS)
    assert "+ Baker does “paints murals”" in await step(BRING_BACK_WORDS)
    assert await offered() == ["Undo the change, by Maintainer: by hand"]
    await deliver_press(town, MAINTAINER, BRING_BACK_WORDS, "3")
    assert "Somebody changed this" in town.workspace.ephemerals(MAINTAINER, ML_HELP)[-1]["text"]
    await deliver_press(town, MAINTAINER, BRING_BACK_WORDS, "6")
    assert "nothing to bring back" in town.workspace.ephemerals(MAINTAINER, ML_HELP)[-1]["text"]
    assert "− Baker does “paints murals”" in await step(UNDO_WORDS)
    await overlays.change(team, MAINTAINER, "by hand", lambda overlay: overlay.with_phrase("baker", "sings"))
    assert await offered() == ["Undo"]
    assert "− Baker does “sings”" in await step(UNDO_WORDS)
    assert "− Miller does “tames foxes”" in await step(UNDO_WORDS)


async def test_cancelling_changes_nothing(town: Town) -> None:
    """The proposal is gone, so that an old button cannot bring it back."""
    asked = await send(town, FILE)
    await press(town, asked, CANCEL_WORDS)
    await in_dm(town, "Nothing was changed")
    assert await kept(town) == []


async def test_what_was_not_shown_is_not_applied(town: Town) -> None:
    """Words that changed since are compared anew, and only then applied."""
    asked = await send(town, FILE)
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    await overlays.change(team, "U0OTHER", "", lambda overlay: overlay.with_phrase("miller", "hums"))
    await press(town, asked, APPLY_WORDS)
    again = await in_dm(town, "− Miller does “hums”")
    assert await kept(town) == [""]
    await press(town, again, APPLY_WORDS)
    await in_dm(town, "Done, and in force")
    assert await kept(town) == ["by a file", ""]


async def test_a_file_under_the_preview_that_changed_is_compared_anew(town: Town) -> None:
    """What does not fit the catalog any more is shown before it is applied; what fits as before is applied at once."""
    asked, overlays = await send(town, FILE), town.app.desk.overlays
    await overlays.renew(Catalog(BAKERY.personas[1:2], version="2"))
    await press(town, asked, APPLY_WORDS)
    await in_dm(town, "The catalog's file was changed since")
    again = await in_dm(town, "Kept, but not in force")
    assert await kept(town) == []
    await overlays.renew(Catalog(BAKERY.personas[1:2], version="3"))
    await press(town, again, APPLY_WORDS)
    await in_dm(town, "Done, and in force")
    assert await kept(town) == ["by a file"]


@pytest.mark.parametrize("first", [APPLY_WORDS, CANCEL_WORDS])
@pytest.mark.parametrize("second", [APPLY_WORDS, CANCEL_WORDS])
async def test_a_second_press_says_that_it_is_done_and_changes_nothing(town: Town, first: str, second: str) -> None:
    asked, dm = await send(town, FILE), town.workspace.dm(MAINTAINER)
    (carried,) = {one["value"] for block in asked["blocks"] if block["type"] == "actions" for one in block["elements"]}
    await press(town, asked, first)
    done = await in_dm(town, "Done, and in force" if first == APPLY_WORDS else "Nothing was changed.")
    before = await kept(town)
    await deliver_press(town, MAINTAINER, second, *Press.decode(carried).personas, channel=dm)
    await in_dm(town, "applied or cancelled already")
    assert await kept(town) == before
    assert done in town.workspace.messages(dm)


async def test_a_preview_is_cancelled_by_who_sent_it_or_a_maintainer_and_nobody_else(town: Town) -> None:
    """Whoever sent it may even when they are no maintainer any more."""
    store, team = town.app.store, town.workspace.team_id
    for by in (NEWCOMER, TEAM_LEAD):
        sent = await store.propose_overlay(team, FILE.decode(), TEAM_LEAD, 0)
        await deliver_press(town, by, CANCEL_WORDS, sent.id)
        assert (await store.proposed_overlay(team, sent.id) is None) == (by == TEAM_LEAD)
    sent = await store.propose_overlay(team, FILE.decode(), TEAM_LEAD, 0)
    await deliver_press(town, MAINTAINER, APPLY_WORDS, sent.id)
    assert await kept(town) == []
    await deliver_press(town, MAINTAINER, CANCEL_WORDS, sent.id)
    assert await store.proposed_overlay(team, sent.id) is None


async def test_errors_of_a_file_are_named_by_line(town: Town) -> None:
    """All at once, and nothing changes."""
    asked = await send(town, b"personas:\n- {id: baker, aliases: RN}\n- {title: Rider}\n")
    text = shown(asked["blocks"])
    assert "words.yaml has 2 errors" in text
    assert "words.yaml:2: personas[0].aliases" in text
    assert "words.yaml:3: personas[1]" in text
    assert await kept(town) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"x" * 200_001, "more than 200,000 bytes"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"version: 1\n", "nothing to change"),
        (b"[" * 1000, "levels are nested"),
    ],
)
async def test_a_file_that_is_none_is_refused(town: Town, content: bytes, told: str) -> None:
    asked = await send(town, content)
    assert told in shown(asked["blocks"])


async def test_a_role_that_the_catalog_does_not_have_is_kept_and_said(town: Town) -> None:
    """When the file underneath loses a role, the words for it stay, and are in force when it is back."""
    await applied(town)
    await town.app.desk.overlays.renew(Catalog(BAKERY.personas[1:2], version="2"))
    assert "Kept, but not in force" in shown((await words(town))["blocks"])
    await town.app.desk.overlays.renew(BAKERY)
    assert "Kept, but not in force" not in shown((await words(town))["blocks"])
    assert "Baker" in await ask(town, "bread maker")


async def test_what_was_applied_but_does_not_fit_is_not_said_to_be_in_force(town: Town) -> None:
    """Nor is it said again of a change of other words."""
    asked = await send(town, b"personas: [{id: ferryman, aliases: [boatman]}, {id: baker, aliases: [bread maker]}]")
    await press(town, asked, APPLY_WORDS)
    done = shown((await in_dm(town, "Done, and in force"))["blocks"])
    assert done.index("Kept, but not in force") < done.index("there is no role with the id ferryman")
    await opened(town, EDIT_WORDS, option="baker")
    saved = await town.workspace.submit(MAINTAINER, filled(phrases="waters the sourdough"))
    assert "Kept, but" not in shown(saved.body["view"]["blocks"])


async def test_when_the_words_were_changed_is_told_by_the_clock_of_whoever_looks(town: Town) -> None:
    await applied(town)
    (moment,) = of_type((await words(town))["blocks"], "date")
    (latest, *_) = await town.app.store.overlay_revisions(town.workspace.team_id)
    assert moment["timestamp"] == int(latest.at.timestamp())


async def test_the_words_come_as_a_file_that_can_be_sent_back(town: Town) -> None:
    """In the direct message; sent back as it is, it changes nothing."""
    await applied(town)
    card = await words(town)
    await town.workspace.press(MAINTAINER, card, EXPORT_WORDS, channel=ML_HELP)
    dm = town.workspace.dm(MAINTAINER)
    message = (
        await town.until(
            lambda: [one for one in town.workspace.messages(dm) if one.get("files") and one["user"] != MAINTAINER]
        )
    )[-1]
    file = town.world.files[message["files"][0]["id"]]
    assert (file.name, file.user) == ("our-words.yaml", town.workspace.bot_user_id)
    assert file.content
    assert "bread maker" in file.content.decode()
    assert "nothing to change" in shown((await send(town, file.content))["blocks"])


# -- rights --


async def test_who_may_not_is_told_whom_to_ask(town: Town) -> None:
    """They see the words without a button; a file of theirs is not even fetched."""
    await applied(town)
    text = shown((await words(town, NEWCOMER))["blocks"])
    assert "bread maker" in text
    assert "Please ask" in text
    assert "Undo" not in text
    calls = len(town.calls("files.info"))
    refused = shown((await send(town, FILE, NEWCOMER))["blocks"])
    assert "may change the words of this workspace. Please ask a workspace admin." in refused
    assert len(town.calls("files.info")) == calls


async def test_a_forged_button_or_view_of_somebody_without_rights_changes_nothing(town: Town) -> None:
    """Whatever a signed payload carries, the right is asked anew."""
    asked = await send(town, FILE)
    value = next(
        e["value"] for b in asked["blocks"] for e in b.get("elements", ()) if e.get("action_id") == APPLY_WORDS
    )
    forged = (UNDO_WORDS, BRING_BACK_WORDS)
    for action, carried in (
        (APPLY_WORDS, value),
        *((one, '{"personas": ["1"]}') for one in forged),
        (EXPORT_WORDS, ""),
    ):
        await town.forge(NEWCOMER, action, carried, channel={"id": ML_HELP}, container={"type": "message"})
    view = await opened(town, EDIT_WORDS, option="baker")
    submitted = {
        "type": "view_submission",
        "user": {"id": NEWCOMER, "team_id": town.workspace.team_id},
        "team": {"id": town.workspace.team_id},
        "view": {**view, "state": {"values": filled(phrases="steals")}},
    }
    delivery = await town.deliver("interaction", submitted)
    assert "Only a workspace admin" in delivery.body["errors"]["overlay_phrases"]
    await town.workspace.settled()
    assert await kept(town) == []


@pytest.mark.parametrize(
    "value", ["", "[]", '{"personas": []}', '{"personas": ["x"]}', '{"personas": ["99999999999"]}']
)
async def test_a_button_that_carries_nonsense_changes_nothing(town: Town, value: str) -> None:
    await applied(town)
    for action in (APPLY_WORDS, UNDO_WORDS, BRING_BACK_WORDS, CANCEL_WORDS):
        await town.forge(MAINTAINER, action, value)
    await town.workspace.settled()
    assert await kept(town) == ["by a file"]


# -- memory --


async def test_another_process_answers_with_the_same_words(town: Town) -> None:
    """What one process saved, another finds in the store when it is asked."""
    await applied(town)
    twin = await connect(
        town.workspace, PersonaBot(BAKERY), town.transport, town.stack, database_url=town.app.store._url
    )
    await twin.app.desk.overlays.look(town.workspace.team_id)
    held = twin.bot.overlaid(town.workspace.team_id)
    assert held
    assert held.overlay == (await town.app.desk.overlays.newest(town.workspace.team_id))[1]
    assert "rider" in " ".join(one.id for one in twin.bot.catalog_of(town.workspace.team_id).personas)
    assert twin.bot.catalog is BAKERY


async def test_words_erased_are_in_force_no_more(town: Town) -> None:
    await applied(town)
    await town.app.store.erase(town.workspace.team_id)
    town.app.desk.overlays._next.clear()
    assert "Brings bread" not in await ask(town, "delivery rider")


async def test_gaps_can_be_closed_with_words(town: Town) -> None:
    """What other listeners use: a phrase for a role, and where something goes."""
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    for number in range(3):
        await overlays.change(team, MAINTAINER, "", lambda o, n=number: o.with_phrase("baker", f"phrase {n}"))  # type: ignore[misc]
    await overlays.change(team, MAINTAINER, "", lambda overlay: overlay)
    _, overlay = await overlays.newest(team)
    assert len(overlay.of("baker").responsibilities) == 3
    assert overlay != NOTHING
    assert overlay == Overlay((Persona("baker", "", "", responsibilities=overlay.of("baker").responsibilities),))
    assert len(await kept(town)) == 3


# -- files that are not what they seem --


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/files-pri/T1-F1/words.yaml",
        "http://127.0.0.1:9/files-pri/F1",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1/x",
        "//evil",
        "[",
        7,
        None,
    ],
)
async def test_the_token_is_never_sent_to_another_house(
    town: Town, url: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever Slack's answer, or one that pretends to be Slack's, says of where the file is."""
    monkeypatch.setattr(
        "bot.workspace.methods.files.file_object", lambda hub, file: {"id": file.id, "size": 1, "url_private": url}
    )
    asked = await send(town, FILE)
    assert "only read files that are kept in Slack" in shown(asked["blocks"])


async def test_a_size_that_is_not_true_does_not_help(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the limit is read, whatever was announced."""
    honest = file_object

    def small(hub: Any, file: Any) -> Values:
        return {**honest(hub, file), "size": 5}

    monkeypatch.setattr("bot.workspace.methods.files.file_object", small)
    assert "more than 200,000 bytes" in shown((await send(town, b"x" * 300_000))["blocks"])


async def test_a_file_that_slack_does_not_hand_out_is_no_file(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page to sign in is not taken for YAML."""
    monkeypatch.setattr(
        "bot.workspace.methods.files.file_object",
        lambda hub, file: {"id": file.id, "url_private": f"{hub.url}/page/index.html"},
    )
    assert "does not let me read this file" in shown((await send(town, FILE))["blocks"])


@pytest.mark.parametrize("name", ["words.txt", "yaml", "picture.png"])
async def test_other_files_are_not_words(town: Town, name: str) -> None:
    """A message with another file is answered for what it says."""
    assert "Change our own words" not in shown((await send(town, FILE, name=name))["blocks"])
    assert town.calls("files.info") == []


async def test_a_role_that_is_gone_cannot_be_edited(town: Town) -> None:
    """A select may be older than the catalog."""
    card = await words(town)
    town.bot.replace(Catalog(BAKERY.personas[1:2], version="2"))
    before = len(town.workspace.ephemerals(MAINTAINER, ML_HELP))
    await town.workspace.press(MAINTAINER, card, EDIT_WORDS, option="baker", channel=ML_HELP)
    told = (await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP)[before:]))[-1]
    assert "no longer in the catalog" in told["text"]
    assert town.workspace.views(MAINTAINER) == []


@pytest.mark.parametrize("failing", ["overlay_revisions", "save_overlay"])
async def test_without_the_database_the_modal_keeps_what_was_typed(
    town: Town, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(town, EDIT_WORDS, option="baker")

    async def broken(*_: object, **__: object) -> None:
        raise StoreError("gone")

    monkeypatch.setattr(town.app.store, failing, broken)
    delivery = await town.workspace.submit(MAINTAINER, filled(phrases="sings"))
    assert "Try again in a minute" in delivery.body["errors"]["overlay_phrases"]


async def test_a_save_that_takes_too_long_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.modals.ACK_ROOM", 0)
    await opened(town, EDIT_WORDS, option="baker")
    delivery = await town.workspace.submit(MAINTAINER, filled(phrases="sings"))
    assert "took too long" in delivery.body["errors"]["overlay_phrases"]


async def test_where_slack_does_not_answer_the_modal_keeps_what_was_typed(town: Town) -> None:
    await opened(town, EDIT_WORDS, option="baker")
    town.workspace.faults.fail("users.info", "fatal_error", times=9)
    delivery = await town.workspace.submit(MAINTAINER, filled(phrases="sings"))
    assert "nothing was saved" in delivery.body["errors"]["overlay_phrases"]


async def test_an_error_is_shown_at_a_field_that_the_modal_has(town: Town) -> None:
    """More phrases than a field holds are only shown; Slack takes no error there."""
    overlays, team = town.app.desk.overlays, town.workspace.team_id
    phrases = [f"sings the song of {'bread ' * 5}number {number}" for number in range(90)]

    def many(overlay: Overlay) -> Overlay:
        for phrase in phrases:
            overlay = overlay.with_phrase("baker", phrase)
        return overlay

    await overlays.change(team, "U0OTHER", "", many)
    await opened(town, EDIT_WORDS, option="baker")
    await overlays.change(team, "U0OTHER", "", lambda overlay: overlay.with_phrase("baker", "hums"))
    delivery = await town.workspace.submit(MAINTAINER, {})
    assert not delivery.refused
    assert "Somebody changed this" in json.dumps(delivery.body["errors"])


async def test_apply_pressed_twice_changes_once(town: Town) -> None:
    asked = await send(town, FILE)
    for _ in range(2):
        await press(town, asked, APPLY_WORDS)
    await in_dm(town, "Done, and in force")
    assert await kept(town) == ["by a file"]


async def test_a_modal_that_changes_nothing_saves_nothing(town: Town) -> None:
    await applied(town)
    await opened(town, EDIT_WORDS, option="baker")
    delivery = await town.workspace.submit(MAINTAINER, {})
    assert delivery.body["response_action"] == "update"
    assert "Nothing was changed." in shown(delivery.body["view"]["blocks"])
    assert UNDO_WORDS not in json.dumps(delivery.body["view"])
    assert await kept(town) == ["by a file"]
