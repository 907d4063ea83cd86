"""Slack slow, failing or down: no ack is lost, and the asker is told."""

import asyncio
import json
import logging
import re
from contextlib import AsyncExitStack

import pytest

from bot.answers import Answer
from bot.app import PersonaApp, open_slack
from bot.cards import Press
from bot.errors import SlackRefused
from bot.persona_bot import PersonaBot
from bot.workspace import Workspace
from tests.end_to_end.conftest import BAKERY, MANIFEST, ML_HELP, NEWCOMER, Town, connect, settings_for
from tests.end_to_end.test_asking import event, pair
from tests.end_to_end.test_buttons import pressed
from tests.waiting import NEVER, UNHURRIED, logged, soon


class BrokenBot(PersonaBot):
    """A bot whose every answer fails, with words in the error that nobody may see."""

    def answer(self, text: str, workspace: str = "") -> Answer:
        raise RuntimeError(f"xoxb-secret {text}\nsecond line")


async def test_a_slash_command_is_acked_at_once_while_the_web_api_hangs(town: Town) -> None:
    town.workspace.faults.delay("users.info", NEVER, times=100)
    town.workspace.faults.delay("chat.postMessage", NEVER, times=100)
    for number in range(50):
        await town.deliver("event", event(town, f"Ev{number}", {"type": "app_mention"}))
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona who kneads the dough?")
    assert delivery.acked
    assert town.workspace.ephemerals(NEWCOMER, ML_HELP)


async def test_names_that_slack_does_not_tell_in_time_cost_the_names_and_not_the_card(town: Town) -> None:
    town.workspace.faults.delay("users.info", NEVER)
    town.app.desk.names._patience = 0.1
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona baker")
    _, answer = await town.until(lambda: pair(town.workspace.messages(ML_HELP, asked["ts"])))
    assert "a member" in json.dumps(answer["blocks"])


async def test_names_that_slack_refuses_cost_the_names_and_not_the_card(town: Town) -> None:
    town.workspace.faults.fail("users.info", "missing_scope")
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona baker")
    _, answer = await town.until(lambda: pair(town.workspace.messages(ML_HELP, asked["ts"])))
    shown = json.dumps(answer["blocks"])
    assert "a member" in shown
    assert "ML platform team" in shown


@pytest.mark.parametrize("status", [500, 503])
async def test_a_web_api_that_breaks_is_told_with_a_reference_that_the_log_has(
    town: Town, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    town.workspace.faults.status("chat.postMessage", status, times=2)
    await town.workspace.say(NEWCOMER, ML_HELP, "@persona baker")
    (told,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert one_reference(told["text"], caplog)


async def test_a_bot_that_breaks_answers_in_the_ack_with_a_reference_that_the_log_has(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.bot.answer = BrokenBot(BAKERY).answer  # type: ignore[method-assign]  # the one part that is made to fail
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona who kneads the dough?")
    assert delivery.acked
    (told,) = town.workspace.ephemerals(NEWCOMER, ML_HELP)
    assert one_reference(told["text"], caplog)
    written = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("persona"))
    for private in ("xoxb-secret", "dough", "second line"):
        assert private not in written
        assert private not in told["text"]
    assert town.app.metrics.errors == {"RuntimeError": 1}


async def test_a_bot_that_breaks_tells_the_asker_of_a_mention_alone(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.bot.answer = BrokenBot(BAKERY).answer  # type: ignore[method-assign]  # the one part that is made to fail
    asked = await town.workspace.say(NEWCOMER, ML_HELP, "@persona who kneads the dough?")
    (told,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
    assert one_reference(told["text"], caplog)
    assert len(town.workspace.messages(ML_HELP, asked["ts"])) == 1


async def test_a_suggestion_that_breaks_is_an_empty_list_in_time(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await town.workspace.shortcut(NEWCOMER, "find_persona")
    await town.until(lambda: town.workspace.views(NEWCOMER))
    town.bot.suggest = None  # type: ignore[assignment,method-assign]  # the one part that is made to fail
    assert await town.workspace.options(NEWCOMER, "find_role", "find_role", "b") == {"options": []}
    assert len(references(caplog)) == 1


async def test_a_modal_that_came_too_late_is_told(town: Town) -> None:
    town.workspace.faults.fail("views.open", "expired_trigger_id")
    await town.workspace.shortcut(NEWCOMER, "find_persona")
    (told,) = await town.until(lambda: town.workspace.messages(town.workspace.dm(NEWCOMER)))
    assert "Try again" in told["text"]


async def test_a_home_tab_that_cannot_be_published_is_told_directly(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.workspace.faults.fail("views.publish", "internal_error")
    await town.workspace.open_home(NEWCOMER)
    (told,) = await town.until(lambda: town.workspace.messages(town.workspace.dm(NEWCOMER)))
    assert one_reference(told["text"], caplog)


async def test_when_even_telling_fails_the_log_has_it(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    untold = logged("could not be told")
    for method in ("chat.postMessage", "chat.postEphemeral"):
        town.workspace.faults.fail(method, "internal_error", times=3)
    await town.workspace.say(NEWCOMER, ML_HELP, "@persona baker")
    await soon(untold.wait())
    assert len(set(references(caplog))) == 1


@pytest.mark.parametrize("transport", ["http"])
async def test_when_slack_cannot_be_reached_the_log_has_it(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    untold = logged("could not be told")
    town.app.client.base_url = "http://127.0.0.1:9/"
    payload = pressed(town, {"action_id": "more", "block_id": "b", "value": Press(("baker",)).encode()})
    assert (await town.deliver("interaction", {**payload, "response_url": "http://127.0.0.1:9/response"})).acked
    await soon(untold.wait())
    assert len(set(references(caplog))) == 1


async def test_the_app_starts_while_slack_is_down_and_knows_its_token_once_slack_is_back(transport: str) -> None:
    async with AsyncExitStack() as stack:
        workspace = Workspace(MANIFEST, limits=UNHURRIED)
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        workspace.faults.status("auth.test", 500)
        town = await connect(workspace, PersonaBot(BAKERY), transport, stack, patient=False)
        assert not await town.app.is_ready()
        assert (await workspace.command(NEWCOMER, ML_HELP, "/persona baker")).acked
        await town.app.bot_token.check_until_known()
        assert await town.app.is_ready()


async def test_even_at_debug_the_log_holds_no_secret_no_message_and_no_response_url(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        town.workspace.faults.fail("chat.postMessage", "internal_error")
        await town.workspace.command(NEWCOMER, ML_HELP, "/persona who kneads the dough?")
        (card,) = town.workspace.ephemerals(NEWCOMER, ML_HELP)
        await town.workspace.say(NEWCOMER, ML_HELP, "@persona who kneads the dough?")
        await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)[1:])
        await town.workspace.press(NEWCOMER, card, "share")
        await town.until(lambda: town.workspace.messages(ML_HELP)[1:])
    for private in ("dough", "xoxb-", "xapp-", "/response/", town.workspace.signing_secret):
        assert private not in caplog.text
    assert len(references(caplog)) == 1


@pytest.mark.parametrize("transport", ["http"])
async def test_a_token_that_slack_refuses_is_named(town: Town) -> None:
    town.workspace.faults.fail("auth.test", "token_revoked")
    with pytest.raises(SlackRefused, match="SLACK_BOT_TOKEN") as raised:
        await town.app.bot_token.check()
    assert raised.value.code == "token_revoked"


@pytest.mark.parametrize("transport", ["socket"])
async def test_an_app_token_that_slack_refuses_is_named(town: Town) -> None:
    town.workspace.faults.fail("apps.connections.open", "invalid_auth")
    with pytest.raises(SlackRefused, match="SLACK_APP_TOKEN"):
        await town.app.connect()


@pytest.mark.parametrize("trouble", ["status 500", "unreachable", "stale ticket"])
async def test_a_socket_that_cannot_be_had_at_first_is_asked_for_again(trouble: str) -> None:
    async with AsyncExitStack() as stack:
        workspace = Workspace(MANIFEST, limits=UNHURRIED)
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        app, _ = await open_slack(settings_for(workspace, "socket"), PersonaBot(BAKERY), stack)
        assert app.socket
        app.socket.client.ping_interval = 0.05
        await soon(spoil(trouble, workspace, app))
        assert await app.socket.client.is_connected()


async def spoil(trouble: str, workspace: Workspace, app: PersonaApp) -> None:
    """Connect, with trouble at the first try."""
    if trouble == "status 500":
        workspace.faults.status("apps.connections.open", 500)
    if trouble == "unreachable":
        app.client.base_url = "http://127.0.0.1:9/"
        asyncio.get_running_loop().call_later(1.5, setattr, app.client, "base_url", workspace.api_url)
    await app.connect()
    if trouble == "stale ticket":
        assert app.socket
        await app.socket.client.connect()  # type: ignore[no-untyped-call]  # with the ticket that was just used


@pytest.mark.parametrize("transport", ["socket"])
@pytest.mark.parametrize("way", ["refresh", "close"])
async def test_the_socket_comes_back_when_slack_closes_it(town: Town, way: str) -> None:
    await getattr(town.workspace.socket_mode, way)()
    for _ in ("gone", "back"):
        await town.next_change("connection")
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")
    assert delivery.acked
    assert await town.app.is_ready()


def references(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The references in the log, in order."""
    written = "\n".join(record.getMessage() for record in caplog.records if record.name == "persona")
    return re.findall(r"^([0-9a-f]{8}):", written, re.MULTILINE)


def one_reference(told: str, caplog: pytest.LogCaptureFixture) -> bool:
    """True if the log holds one reference, and the asker was told the same."""
    (reference,) = references(caplog)
    return reference in told
