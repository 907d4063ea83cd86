"""Text is cut, isolated and escaped so that Slack takes it and nothing in it comes to life."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.view import Press
from bot.cards.words import clean, cut, escape, first_sentence, isolate, length, squeezed

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(list(" \n&<>*_~`:@#|\\\"'\u202e\u2066\u0301\u200d\ufe0f👩🏽🇩🇪👨ש\u1100\u1161\ud800")),
    ),
    max_size=400,
)


@given(HOSTILE, st.integers(1, 200))
def test_cut_text_fits_however_slack_counts(text: str, most: int) -> None:
    """Counted in characters, in UTF-16 units or with entities, it is never longer; and it can be sent as UTF-8."""
    short = cut(text, most)
    assert length(short) <= most
    assert len(short.encode()) >= len(short)


@given(HOSTILE, st.integers(5, 50))
def test_cut_text_is_whole_or_ends_with_an_ellipsis(text: str, most: int) -> None:
    """Nothing gets lost without a sign of it."""
    short = cut(text, most)
    assert short == clean(text) or short.endswith("…")


@given(HOSTILE, st.integers(2, 50))
def test_a_cut_never_falls_before_an_accent(text: str, most: int) -> None:
    """What follows the cut begins a grapheme of its own."""
    short = cut(text, most)
    if short.endswith("…") and short != clean(text):
        following = clean(text)[len(short) - 1 :][:1]
        assert len(short) == 1 or not unicodedata.category(following).startswith("M")


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("short", 10, "short"),
        ("a sentence of some words", 15, "a sentence of…"),
        ("a list, of things", 8, "a list…"),
        ("unbreakable" * 3, 12, "unbreakable…"),
        ("e\u0301" * 4, 4, "e\u0301…"),
        ("ab👩‍🔬cd", 7, "ab…"),
        ("ab👍🏽cd", 5, "ab…"),
        ("a🇩🇪🇫🇷z", 8, "a🇩🇪…"),
        ("\u1112\u1161\u11ab" * 3, 8, "\u1112\u1161\u11ab" * 2 + "…"),
        ("R&D & R&D", 9, "R&D…"),
        ("👍👍👍", 5, "👍👍…"),
    ],
)
def test_a_cut_falls_between_words_else_between_graphemes(text: str, most: int, short: str) -> None:
    """Between words where there are any, never within what a reader sees as one letter."""
    assert cut(text, most) == short


@given(st.text(max_size=300), st.integers(2, 60))
def test_a_squeezed_text_fits_and_ends_as_it_did(text: str, most: int) -> None:
    short = squeezed(text, most)
    assert length(short) <= most
    assert short == clean(text) or clean(text).endswith(short.rpartition("…")[2])


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Regulatory Affairs Europe", 25, "Regulatory Affairs Europe"),
        ("Coordinator for Regulatory Affairs Europe", 25, "Coordinator for…Europe"),
        ("Donaudampfschifffahrtskapitän", 12, "Donau…apitän"),
    ],
)
def test_a_squeezed_text_has_its_beginning_and_its_end(text: str, most: int, short: str) -> None:
    assert squeezed(text, most) == short


def test_cleaning_drops_what_a_terminal_or_a_line_would_obey() -> None:
    """Control characters, lone surrogates and overrides of the reading direction."""
    assert clean(" a\x1b[31m\n\tb\u202e\u2066\ud800\x9b c\u2028d ") == "a[31m b c d"


def test_right_to_left_text_is_isolated() -> None:
    """It must not reorder the line it stands in; other text stays as it is."""
    assert isolate("אחות") == "\u2068אחות\u2069"
    assert isolate("nurse") == "nurse"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("Who? Me.", "Who?"),
        ("Works, e.g. at night. Sleeps.", "Works, e.g. at night."),
        ("Version 2.5 of it. More.", "Version 2.5 of it."),
        ("看病。开药。", "看病。"),
        ("No end", "No end"),
        ("One\nline. Two", "One line."),
    ],
)
def test_the_first_sentence_ends_where_a_reader_ends_it(text: str, sentence: str) -> None:
    """Not at an abbreviation, not within a number, and without a blank after it in Chinese."""
    assert first_sentence(text) == sentence


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("R&D", "R&amp;D"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("*bold* ~gone~ `code`", "\u2217bold\u2217 \u223cgone\u223c \u02cbcode\u02cb"),
        ("_slanted_ and snake_case", "\u02cdslanted\u02cd and snake_case"),
        (":fire: at 10:30", ":\u2060fire: at 10:30"),
        ("> quoted", "\u2060&gt; quoted"),
    ],
)
def test_escaped_text_stays_what_was_written(text: str, escaped: str) -> None:
    """No mention, format, quote or emoji comes to life where Slack reads mrkdwn."""
    assert escape(text) == escaped


@given(HOSTILE)
def test_escaped_text_holds_no_live_character(text: str) -> None:
    """Whatever was written: no bracket, no format character, and no ampersand but an entity's."""
    escaped = escape(text)
    assert not set(escaped) & set("<>*~`")
    assert all(part.startswith(("amp;", "lt;", "gt;")) for part in escaped.split("&")[1:])


@given(st.lists(HOSTILE, max_size=5), HOSTILE)
def test_a_press_fits_a_button(personas: list[str], question: str) -> None:
    """Whatever the ids and the question are, the value has at most 2000 characters and can be read again."""
    value = Press(tuple(personas), question).encode()
    assert len(value) <= 2000
    assert len(Press.decode(value).personas) in (0, len(personas))


def test_a_press_is_read_again_as_it_was() -> None:
    """The personas and the question, with quotes and letters of any script."""
    press = Press(("a", "ב"), 'who "does" this?')
    assert Press.decode(press.encode()) == press


def test_a_press_with_a_long_question_keeps_the_personas() -> None:
    """The question is shortened first."""
    press = Press.decode(Press(("a", "b"), '"\\' * 2000).encode())
    assert press.personas == ("a", "b")
    assert press.question.endswith("…")


def test_a_press_with_ids_that_cannot_fit_keeps_the_question() -> None:
    """Slack takes 2000 characters, whatever the catalog holds."""
    assert Press.decode(Press(("x" * 3000,), "who?").encode()) == Press((), "who?")


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "x",
        "[]",
        "null",
        "[" * 2000,
        "1" * 1999,
        '{"personas": "abc", "question": 3}',
        "x" * 2001,
        '{"personas": [1, null]}',
    ],
)
def test_anything_else_is_read_as_an_empty_press(value: object) -> None:
    """A button's value comes from outside: it is never trusted and never an error."""
    assert Press.decode(value) == Press()
