"""Questions asked in vain: kept, shown to maintainers, closed by three buttons; over both transports."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cards import GAP_ELSEWHERE, GAP_IGNORE, GAP_IGNORED, GAP_RESTORE, GAP_TO_ROLE, NOT_RIGHT, Press
from bot.catalog import Catalog, Elsewhere, NotResponsible, Responsibility
from bot.errors import StoreError
from bot.gaps import Gap, GapGroup, Missed
from bot.overlay import NOTHING
from bot.store.gaps import gaps
from bot.workspace.state import View
from handlers.gaps import Gaps
from tests.bot.drawn import buttons, shown
from tests.end_to_end.conftest import BAKERY, ENGINEER, MAINTAINER, ML_HELP, NEWCOMER, Town
from tests.end_to_end.test_home import block_with, home_of, open_home
from tests.end_to_end.test_people import option
from tests.waiting import PATIENCE, soon

pytestmark = pytest.mark.both_databases

VAIN = "who waters the tomatoes?"
TOMATOES = {"value": "waters the tomatoes"}


async def ask(town: Town, question: str = VAIN, by: str = NEWCOMER) -> str:
    """The answer to a question, as text."""
    answered = await town.workspace.command(by, ML_HELP, f"/persona {question}")
    return shown(answered.body["blocks"])


async def kept(town: Town) -> tuple[Gap, ...]:
    """The gaps of the workspace, once all that was under way is done."""
    await town.all_done()
    return await town.app.store.gaps(town.workspace.team_id)


async def card(town: Town, by: str = MAINTAINER) -> Any:
    """What `/persona gaps` shows."""
    before = len(town.workspace.ephemerals(by, ML_HELP))
    assert (await town.workspace.command(by, ML_HELP, "/persona gaps")).acked
    return (await town.until(lambda: town.workspace.ephemerals(by, ML_HELP)[before:]))[-1]


async def modal(town: Town, action: str) -> View:
    """The modal that a button of the first gap opens."""
    await town.workspace.press(MAINTAINER, await card(town), action)
    return (await town.until(lambda: town.workspace.views(MAINTAINER)))[-1]


async def deliver_press(town: Town, by: str, action: str, gap: str) -> None:
    """A button as somebody may forge it who was never shown it."""
    await town.forge(by, action, Press((gap,)).encode())
    await town.app.desk.finish(PATIENCE)


async def saved(town: Town, **fields: Any) -> str:
    """What the modal says once these fields are saved."""
    answered = await town.workspace.submit(MAINTAINER, typed(**fields))
    assert answered.body["response_action"] == "update"
    return shown(answered.body["view"]["blocks"])


def typed(**fields: Any) -> dict[str, Any]:
    return {f"gap_{name}": {f"gap_{name}": value} for name, value in fields.items()}


async def test_a_question_in_vain_is_kept_with_how_often_but_not_who_asked(town: Town) -> None:
    for by in (NEWCOMER, MAINTAINER):
        assert "No role here owns this" in await ask(town, by=by)
    (gap,) = await kept(town)
    assert (gap.question, gap.outcome, gap.asked) == (VAIN, Missed.NONE, 2)
    text = shown((await card(town))["blocks"])
    assert "tomatoes" in text
    assert "2 times" in text
    assert NEWCOMER not in text


async def test_a_group_says_how_many_asked_each_person_once_for_a_question(town: Town) -> None:
    for by, question in (
        (NEWCOMER, VAIN),
        (NEWCOMER, "Who waters  the tomatoes?"),
        (MAINTAINER, VAIN),
        (ENGINEER, VAIN),
        (ENGINEER, "who is watering our tomatoes?"),
        (NEWCOMER, "who watered those tomatoes?"),
    ):
        await ask(town, question, by)
    assert sorted(gap.asked for gap in await kept(town)) == [1, 1, 3]
    text = shown((await card(town))["blocks"])
    assert text.count("tomatoes") >= 3
    assert "asked 5 times" in text


class TestChoice:
    """A task that two roles do."""

    @pytest.fixture
    def catalog(self) -> Catalog:
        sweeps = Responsibility("sweeps the yard")
        both = (replace(one, responsibilities=(*one.responsibilities, sweeps)) for one in BAKERY.personas[:2])
        return replace(BAKERY, personas=(*both, *BAKERY.personas[2:]))

    async def test_who_takes_a_choice_takes_back_only_their_own_count(self, town: Town) -> None:
        messages = []
        for by in (MAINTAINER, NEWCOMER, NEWCOMER):
            before = len(town.workspace.ephemerals(by, ML_HELP))
            assert "Did you mean" in await ask(town, "who sweeps the yard?", by)
            messages.append(town.workspace.ephemerals(by, ML_HELP)[before])
        assert [(gap.outcome, gap.asked) for gap in await kept(town)] == [(Missed.CHOICE, 2)]
        for message in messages[1:]:
            await town.workspace.press(NEWCOMER, message, "choose:0")
        assert [gap.asked for gap in await kept(town)] == [1]

    async def test_who_takes_none_of_a_choice_has_asked_once(self, town: Town) -> None:
        await ask(town, "who sweeps the yard?")
        (message,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
        await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
        assert len(await kept(town)) == 2
        text = shown((await card(town))["blocks"])
        assert "asked once" in text
        assert "not right" in text
        assert text.count("yard") == 1

    async def test_what_the_catalog_says_of_the_role_already_is_not_stored_again_and_the_modal_tells_what_helps(
        self, town: Town
    ) -> None:
        """Before and after Save, and the question stays open; what it tells to do has one role alone answer."""
        await ask(town, "who sweeps the yard?")
        await kept(town)
        view = await modal(town, GAP_TO_ROLE)
        assert "Baker and Bread Seller have “sweeps the yard” in the catalog already" in shown(view["blocks"])
        values = typed(role=option("baker"), phrase={"value": "Sweeps  the yard"})
        told = (await town.workspace.submit(MAINTAINER, values)).body["errors"]["gap_phrase"]
        assert "Baker has “Sweeps the yard” in the catalog already" in told
        assert "not_responsible" in told
        assert await town.app.store.overlay_number(town.workspace.team_id) == 0
        assert len(await kept(town)) == 1
        denied = replace(NOTHING.of("seller"), not_responsible=(NotResponsible("sweeps the yard", "baker"),))
        await town.app.desk.overlays.change(
            town.workspace.team_id, MAINTAINER, "", lambda overlay: overlay.with_persona(denied)
        )
        answer = await ask(town, "who sweeps the yard?")
        assert "Did you mean" not in answer
        assert answer.startswith("Baker")

    async def test_who_puts_in_words_that_leave_a_choice_is_told_what_would_settle_it(self, town: Town) -> None:
        await ask(town, "who sweeps the yard?")
        await kept(town)
        await modal(town, GAP_TO_ROLE)
        told = await saved(town, role=option("miller"), phrase={"value": "polishes the brass"})
        assert "is offered Baker or Bread Seller." in told
        assert "not_responsible" in told


@pytest.mark.parametrize("action", [GAP_TO_ROLE, GAP_ELSEWHERE])
async def test_the_modal_is_filled_with_what_was_asked_for(town: Town, action: str) -> None:
    await ask(town, f"Hi team <@{MAINTAINER}>, who waters the tomatoes pls? https://example.com/tomatoes")
    await kept(town)
    view = await modal(town, action)
    (known,) = (one["element"]["initial_value"] for one in view["blocks"] if one.get("block_id") == "gap_phrase")
    assert known == "waters the tomatoes"


async def test_the_modal_does_not_suggest_the_role_that_was_not_right(town: Town) -> None:
    await ask(town, "who sells bread?")
    message = (await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)))[-1]
    await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
    await kept(town)
    view = await modal(town, GAP_TO_ROLE)
    assert "Bread Seller" not in str(
        [one["element"].get("initial_option") for one in view["blocks"] if "element" in one]
    )


async def open_gaps(town: Town) -> tuple[GapGroup, ...]:
    """What a maintainer is shown."""
    workspace = town.workspace.team_id
    return await town.app.desk.still_open(workspace, await town.app.store.gaps(workspace))


async def test_added_to_a_role_the_question_is_answered_from_then_on(town: Town) -> None:
    await ask(town)
    await kept(town)
    await modal(town, GAP_TO_ROLE)
    assert f"The next who asks “{VAIN}” gets Miller." in await saved(town, role=option("miller"), phrase=TOMATOES)
    assert "Miller" in await ask(town)
    assert await open_gaps(town) == ()


async def test_what_is_undone_makes_the_question_a_gap_again_and_what_is_brought_back_closes_it(town: Town) -> None:
    """Nothing is lost of how many asked; and nobody has to settle what is answered by now."""
    await ask(town)
    await kept(town)
    await modal(town, GAP_TO_ROLE)
    await saved(town, role=option("miller"), phrase=TOMATOES)
    workspace = town.workspace.team_id
    for is_gap in (True, False):
        revisions = await town.app.store.overlay_revisions(workspace, 2)
        before = await town.app.desk.overlays.read(revisions[1]) if len(revisions) > 1 else NOTHING
        await town.app.desk.overlays.save(workspace, before, MAINTAINER, "undid it", revisions[0].number)
        assert [group.asked for group in await open_gaps(town)] == [1] * is_gap


async def test_what_goes_elsewhere_is_said_from_then_on(town: Town) -> None:
    await ask(town)
    await kept(town)
    await modal(town, GAP_ELSEWHERE)
    told = await saved(town, phrase=TOMATOES, goes_to={"value": "the garden club"})
    assert f"The next who asks “{VAIN}” is sent to the garden club." in told
    assert "the garden club" in await ask(town)
    assert await open_gaps(town) == ()


@pytest.mark.parametrize(
    ("question", "gets"), [(VAIN, "still finds nobody"), ("who sells bread?", "gets Bread Seller.")]
)
async def test_who_puts_in_words_that_do_not_answer_the_question_is_told(town: Town, question: str, gets: str) -> None:
    """They may be too far from the question, or those of another role nearer to it."""
    await ask(town, question)
    message = (await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)))[-1]
    if question != VAIN:
        await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
    await kept(town)
    await modal(town, GAP_TO_ROLE)
    told = await saved(town, role=option("miller"), phrase={"value": "polishes the brass"})
    assert f"The next who asks “{question}” {gets}" in told


async def test_what_somebody_else_has_settled_meanwhile_is_not_settled_twice(town: Town) -> None:
    await ask(town)
    (gap,) = await kept(town)
    await modal(town, GAP_TO_ROLE)
    await town.app.store.close_gaps(town.workspace.team_id, [gap.id])
    refused = await town.workspace.submit(MAINTAINER, typed(role=option("miller"), phrase=TOMATOES))
    assert "settled" in refused.body["errors"]["gap_phrase"]
    assert "Miller" not in await ask(town)


async def test_an_empty_field_is_told_and_nothing_is_lost(town: Town) -> None:
    await ask(town)
    await kept(town)
    await modal(town, GAP_ELSEWHERE)
    refused = await town.workspace.submit(MAINTAINER, typed(phrase={"value": " "}, goes_to={"value": " "}))
    assert set(refused.body["errors"]) == {"gap_phrase", "gap_goes_to"}
    assert len(await town.app.store.gaps(town.workspace.team_id)) == 1


async def test_an_ignored_question_does_not_come_back(town: Town) -> None:
    await ask(town)
    await kept(town)
    await town.workspace.press(MAINTAINER, await card(town), GAP_IGNORE)
    assert await kept(town) == ()
    await ask(town)
    assert "No question is open" in shown((await card(town))["blocks"])


async def latest(town: Town, before: int = 0) -> Any:
    """What the maintainer sees last, once there are more messages than before or a change in place is done."""
    await kept(town)
    return (await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP)[before:]))[-1]


async def test_an_ignored_question_is_shown_on_demand_and_restored(town: Town) -> None:
    assert "ignored" not in shown((await card(town))["blocks"])
    await ask(town)
    await kept(town)
    await town.workspace.press(MAINTAINER, await card(town), GAP_IGNORE)
    assert "Show ignored questions (1)" in shown((await latest(town))["blocks"])
    await town.workspace.press(MAINTAINER, await latest(town), GAP_IGNORED)
    ignored = await latest(town)
    assert "tomatoes" in shown(ignored["blocks"])
    await town.workspace.press(MAINTAINER, ignored, GAP_RESTORE)
    again = shown((await latest(town))["blocks"])
    assert "tomatoes" in again
    assert "Add to a role" in again
    assert [gap.question for gap in await kept(town)] == [VAIN]


async def test_what_is_restored_already_says_so(town: Town) -> None:
    await ask(town)
    (gap,) = await kept(town)
    await town.workspace.press(MAINTAINER, await card(town), GAP_IGNORE)
    await town.workspace.press(MAINTAINER, await latest(town), GAP_IGNORED)
    old = await latest(town)
    await town.app.store.restore_gaps(town.workspace.team_id, [gap.id])
    before = len(town.workspace.ephemerals(MAINTAINER, ML_HELP))
    await town.workspace.press(MAINTAINER, old, GAP_RESTORE)
    assert "Somebody has restored this question" in (await latest(town, before))["text"]


async def test_a_maintainer_closes_one_from_the_home_tab(town: Town) -> None:
    await ask(town)
    await kept(town)
    home = await open_home(town, MAINTAINER, "Questions without an answer", "tomatoes")
    assert GAP_IGNORED not in buttons(home["blocks"])
    await town.workspace.press(MAINTAINER, home, GAP_IGNORE, block_id=block_with(home, GAP_IGNORE))
    assert await kept(town) == ()


async def test_a_maintainer_restores_one_from_the_home_tab(town: Town) -> None:
    """It stands there again at once."""
    await ask(town)
    (gap,) = await kept(town)
    await town.app.store.close_gaps(town.workspace.team_id, [gap.id], ignored=True)
    home = await open_home(town, MAINTAINER, "Show ignored questions (1)")
    await town.workspace.press(MAINTAINER, home, GAP_IGNORED, block_id=block_with(home, GAP_IGNORED))
    (modal_,) = await town.until(lambda: town.workspace.views(MAINTAINER))
    await town.workspace.press(MAINTAINER, modal_, GAP_RESTORE)
    assert await kept(town) == (gap,)
    home = await home_of(town, MAINTAINER, "Questions without an answer", "tomatoes")
    assert GAP_IGNORED not in buttons(home["blocks"])


async def test_an_answer_that_is_not_right_is_kept(town: Town) -> None:
    answered = await town.workspace.command(NEWCOMER, ML_HELP, "/persona who sells bread?")
    assert "Bread Seller" in shown(answered.body["blocks"])
    message = (await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)))[-1]
    await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
    (gap,) = await kept(town)
    assert gap.outcome is Missed.NOT_RIGHT


class TestElsewhere:
    """The catalog knows where a task of no role goes."""

    @pytest.fixture
    def catalog(self) -> Catalog:
        return replace(BAKERY, elsewhere=(Elsewhere("waters the tomatoes", "the garden club"),))

    async def test_it_is_a_gap_once_somebody_says_that_it_is_not_right(self, town: Town) -> None:
        assert "the garden club" in await ask(town)
        assert await kept(town) == ()
        message = (await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)))[-1]
        await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
        (gap,) = await kept(town)
        assert (gap.question, gap.outcome) == (VAIN, Missed.NOT_RIGHT)
        (now,) = await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP))
        assert "the garden club" not in shown(now["blocks"])


@pytest.mark.parametrize("action", [GAP_TO_ROLE, GAP_ELSEWHERE, GAP_IGNORE, GAP_IGNORED])
async def test_who_is_no_maintainer_sees_and_changes_nothing(town: Town, action: str) -> None:
    await ask(town)
    (gap,) = await kept(town)
    assert "tomatoes" not in shown((await card(town, NEWCOMER))["blocks"])
    await deliver_press(town, NEWCOMER, action, gap.id)
    assert await town.app.store.gaps(town.workspace.team_id) == (gap,)
    assert town.workspace.views(NEWCOMER) == []


async def test_who_is_no_maintainer_restores_nothing(town: Town) -> None:
    await ask(town)
    (gap,) = await kept(town)
    await town.app.store.close_gaps(town.workspace.team_id, [gap.id], ignored=True)
    await deliver_press(town, NEWCOMER, GAP_RESTORE, gap.id)
    assert await town.app.store.gaps(town.workspace.team_id, ignored=True) == (gap,)


async def test_a_forged_form_of_a_stranger_changes_nothing(town: Town) -> None:
    await ask(town)
    (gap,) = await kept(town)
    values = typed(role=option("miller"), phrase={"value": "tends the beehives"})
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": "gap_to_role_form",
        "private_metadata": gap.id,
        "state": {"values": values},
    }
    forged = {
        "type": "view_submission",
        "user": {"id": NEWCOMER},
        "team": {"id": town.workspace.team_id},
        "view": view,
    }
    answered = await town.deliver("interaction", forged)
    assert "gap_phrase" in answered.body["errors"]
    assert "Miller" not in await ask(town, "who tends the beehives?")


@pytest.mark.parametrize("transport", ["http"])
class TestOff:
    """The operator wants no question kept."""

    @pytest.fixture
    def memory(self) -> dict[str, Any]:
        return {"gap_days": 0}

    async def test_no_question_is_kept(self, town: Town) -> None:
        await ask(town)
        await ask(town, "who sells bread?")
        message = (await town.until(lambda: town.workspace.ephemerals(NEWCOMER, ML_HELP)))[-1]
        await town.workspace.press(NEWCOMER, message, NOT_RIGHT)
        assert await kept(town) == ()
        everything = json.dumps(await town.app.store.export(town.workspace.team_id))
        assert "tomatoes" not in everything
        assert "bread" not in everything

    async def test_what_was_kept_before_it_was_turned_off_is_forgotten(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await town.app.store.keep_gap(town.workspace.team_id, VAIN, Missed.NONE)
        assert await purged(town, monkeypatch) == 1
        assert await kept(town) == ()


async def purged(town: Town, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many questions the app forgets of its own accord when it starts."""
    counts = asyncio.Queue[int]()
    purge = town.app.store.purge_gaps

    async def counted(before: datetime) -> int:
        counts.put_nowait(count := await purge(before))
        return count

    monkeypatch.setattr(town.app.store, "purge_gaps", counted)
    keeper = next(one for one in town.app.desk.keepers if isinstance(getattr(one, "__self__", None), Gaps))
    keeping = asyncio.create_task(keeper())
    count = await soon(counts.get())
    keeping.cancel()
    return count


async def test_the_app_forgets_of_its_own_accord_what_nobody_asked_for_the_period(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(town)
    await ask(town, "who feeds the sparrows?")
    await kept(town)
    old = sa.update(gaps).where(gaps.c.question == VAIN).values(last=datetime.now(UTC) - timedelta(days=91))
    async with town.app.store.transaction() as connection:
        await connection.execute(old)
    assert await purged(town, monkeypatch) == 1
    text = shown((await card(town))["blocks"])
    assert "sparrows" in text
    assert "tomatoes" not in text


async def test_without_the_memory_the_form_says_so_and_keeps_what_was_typed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(town)
    await kept(town)
    await modal(town, GAP_TO_ROLE)

    async def fails(workspace: str, *, ignored: bool = False) -> tuple[Gap, ...]:
        raise StoreError("gone")

    monkeypatch.setattr(town.app.store, "gaps", fails)
    values = typed(role=option("miller"), phrase=TOMATOES)
    assert "Try again" in (await town.workspace.submit(MAINTAINER, values)).body["errors"]["gap_phrase"]


async def test_a_button_of_a_question_that_somebody_has_settled_says_so(town: Town) -> None:
    await ask(town)
    (gap,) = await kept(town)
    old = await card(town)
    await town.app.store.close_gaps(town.workspace.team_id, [gap.id])
    before = len(town.workspace.ephemerals(MAINTAINER, ML_HELP))
    await town.workspace.press(MAINTAINER, old, GAP_IGNORE)
    told = await town.until(lambda: town.workspace.ephemerals(MAINTAINER, ML_HELP)[before:])
    assert "settled" in told[-1]["text"]
