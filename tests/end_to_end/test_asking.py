"""Asking: the slash command, mentions, direct messages."""

from tests.end_to_end.conftest import ML_HELP, NEWCOMER, Town


async def test_a_question_is_answered_in_the_ack_and_only_for_the_asker(town: Town) -> None:
    delivery = await town.workspace.command(NEWCOMER, ML_HELP, "/persona baker")
    assert delivery.acked
    assert not delivery.refused
    (card,) = town.workspace.ephemerals(NEWCOMER, ML_HELP)
    assert "Baker" in card["text"]
    assert not town.workspace.messages(ML_HELP)
