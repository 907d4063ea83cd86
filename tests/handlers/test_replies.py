"""The ways back to the asker."""

import pytest

from bot.cards import Press
from handlers.modals import Note
from handlers.replies import is_slacks

SLACK, LOCAL = "https://slack.com/api/", "http://127.0.0.1:3000/api/"


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("https://hooks.slack.com/commands/T0/1/x", SLACK, True),
        ("https://hooks.slack-gov.com/commands/1", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:3000/response/x", LOCAL, True),
        ("https://slack.com/anything", SLACK, True),
        ("http://hooks.slack.com/commands/1", SLACK, False),
        ("https://hooks.slack.com.evil.example/x", SLACK, False),
        ("https://hooks.slack.com:8443/x", SLACK, False),
        ("https://hooks.slack.com@evil.example/x", SLACK, False),
        ("https://u:p@slack.com/x", SLACK, False),
        ("http://127.0.0.1:3001/x", LOCAL, False),
        ("https://hooks.slack.com/x", LOCAL, False),
        ("https://[::1/x", SLACK, False),
        ("https://slack.com:port/x", SLACK, False),
        ("", SLACK, False),
    ],
)
def test_a_response_url_leads_to_the_same_slack_or_nowhere(url: str, api: str, ours: bool) -> None:
    assert is_slacks(url, api) is ours


def test_a_modals_note_comes_back_as_it_was() -> None:
    note = Note(Press(("a", "b"), "who does “this”?"), "C1", "1.0")
    assert Note.decode(note.encode()) == note


def test_a_note_stays_within_slacks_limit_whatever_it_holds() -> None:
    long = Note(Press(tuple(f"{number}" * 400 for number in range(3)), "?" * 40_000), "C1", "1.0").encode()
    assert len(long) <= 3000
    assert Note.decode(long).thread == "1.0"


@pytest.mark.parametrize("forged", [None, 7, "", "{", "[]", '["{}", 1, 2]', '{"channel": "C1"}', "[" * 100_000])
def test_a_note_that_is_none_is_empty(forged: object) -> None:
    assert Note.decode(forged) == Note()


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/words.yaml", True),
        ("http://files.slack.com/files-pri/T1-F1/words.yaml", False),
        ("https://hooks.slack.com/files-pri/T1-F1/words.yaml", False),
        ("https://files.slack.com.example.org/x", False),
        ("https://files.slack.com@example.org/x", False),
    ],
)
def test_files_are_fetched_from_slacks_files_only(url: str, ours: bool) -> None:
    """By the same rule as for answers, with another house."""
    assert is_slacks(url, "https://www.slack.com/api/", "files") is ours
    assert is_slacks(url, "https://slack.com/api/", "files") is ours
