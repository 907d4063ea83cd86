"""Text made fit to be drawn: cleaned, cut to Slack's limits, and never live markup."""

import re
import unicodedata
from bisect import bisect_left, bisect_right

ELLIPSIS = "…"
_FSI, _PDI, _WORD_JOINER = "\u2068", "\u2069", "\u2060"
# Control characters, lone surrogates (they cannot be encoded) and explicit bidi controls (they reorder what follows).
_DROPPED = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFEFF]
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!\bvs\.)(?:\s|(?<=[。！？]))")
_SHORTCODE = re.compile(r":(?=[\w+'-]+:)")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})


def length(text: str) -> int:
    """How long Slack may count a text at most: in UTF-16 units, with `&`, `<` and `>` as entities."""
    return len(text.encode("utf-16-le")) // 2 + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def clean(text: str) -> str:
    """One line without control characters; what is left is shown as it stands."""
    return " ".join(text.split()).translate(_DROPPED).strip()


def cut(text: str, most: int) -> str:
    """The cleaned text in at most `most` characters as Slack counts them, cut between words, else between graphemes."""
    text = clean(text[: most * 4])
    if length(text) <= most:
        return text
    end = _fitting(text, most - len(ELLIPSIS))
    space = text.rfind(" ", 0, end + 1)
    if space > end // 2:
        end = space
    while end and not _is_boundary(text, end):
        end -= 1
    return text[:end].rstrip(" ,;:") + ELLIPSIS


def capitalised(text: str) -> str:
    """The text with its first letter in capitals; the others stay."""
    return text[:1].upper() + text[1:]


def counted(count: int, thing: str) -> str:
    """How many things there are: "1 role", "2 roles"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def squeezed(text: str, most: int) -> str:
    """The cleaned text in at most `most` characters, cut in its middle: titles often differ at their ends alone."""
    text = clean(text)
    if length(text) <= most:
        return text
    start = 1 + bisect_left(range(1, len(text)), -(most // 2), key=lambda at: -length(text[at:]))
    start = text.find(" ", start) + 1 or start
    while start < len(text) and not _is_boundary(text, start):
        start += 1
    return f"{cut(text, most - length(text[start:]))}{text[start:]}"


def _fitting(text: str, most: int) -> int:
    """How many characters of `text` fit into `most` as Slack counts them."""
    return bisect_right(range(1, len(text) + 1), most, key=lambda end: length(text[:end]))


def _is_boundary(text: str, at: int) -> bool:
    """Whether a grapheme begins at `at`: no accent, joiner, skin tone, flag half or syllable part follows there."""
    before, after = text[at - 1], text[at]
    if _extends(after) or before == "\u200d" or _is_one_syllable(before, after):
        return False
    flags = len(text[:at]) - len(text[:at].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
    return not ("\U0001f1e6" <= after <= "\U0001f1ff" and flags % 2)


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character).startswith("M")
        or code in {0x200C, 0x200D}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_one_syllable(before: str, after: str) -> bool:
    """Whether two Hangul letters belong to one syllable: only a leading consonant begins another."""
    leading = "\u1100" <= after <= "\u115f"
    return "\u1100" <= before <= ("\u115f" if leading else "\u11ff") and "\u1100" <= after <= "\u11ff"


def isolate(text: str) -> str:
    """Right-to-left text, kept from reordering the line it stands in."""
    return f"{_FSI}{text}{_PDI}" if _RIGHT_TO_LEFT.search(text) else text


def first_sentence(text: str, most: int = 280) -> str:
    """The first sentence of a description, in at most `most` characters."""
    return cut(_SENTENCE_END.split(clean(text[: most * 4]), maxsplit=1)[0], most)


def escape(text: str) -> str:
    """Text for a field that Slack reads as mrkdwn: no mention, format, quote or emoji in it comes to life.

    Format characters become look-alikes, since mrkdwn knows no escape for them.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").translate(_LOOKALIKES)
    text = _EDGE_UNDERSCORE.sub("\u02cd", text)
    text = _SHORTCODE.sub(f":{_WORD_JOINER}", text)
    return _WORD_JOINER + text if text.startswith("&gt;") else text
