"""What is said, before how it is drawn: lines of spans, for Slack's rich text and for the terminal alike."""

import re
from dataclasses import dataclass, replace
from enum import Enum

from bot.cards.words import cut, isolate


class Target(Enum):
    """What a span points to, besides what it reads."""

    USER = "user"
    USERGROUP = "usergroup"
    CHANNEL = "channel"
    LINK = "link"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text. `target` and `to` make it a mention, a channel or a link; `text` is then what it reads.

    `to` of a moment is seconds since 1970; whoever looks sees it by their own clock.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    target: Target | None = None
    to: str = ""


Line = tuple[Span, ...]

_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)


def said(text: str, most: int = 200, *, bold: bool = False, italic: bool = False, code: bool = False) -> Span:
    """Text of the catalog or of a person as a span: cleaned, cut, isolated where it runs right to left."""
    return Span(isolate(cut(text, most)), bold=bold, italic=italic, code=code)


def quoted(text: str, most: int = 200, *, bold: bool = False) -> Line:
    return Span("“"), said(text, most, bold=bold), Span("”")


def channel(id_: str, name: str = "") -> Span:
    """A channel by its id, and by its name if that is known; what is no id is shown as plain text."""
    if _CHANNEL_ID.fullmatch(id_) and len(id_) <= 40:
        return Span(name or id_, target=Target.CHANNEL, to=id_)
    return said(id_, 80)


def is_web_address(url: str) -> bool:
    """Whether Slack would take `url` for a button or a link, and a browser would open a page and run no script."""
    return len(url) <= 3000 and _WEB_ADDRESS.fullmatch(url) is not None


def read(line: Line) -> str:
    """The line as plain text."""
    return "".join(span.text for span in line)


def joined(lines: list[Line], between: str = ", ") -> Line:
    """Several lines in one."""
    result: Line = ()
    for line in lines:
        result += ((Span(between),) if result else ()) + line
    return result


def without_links(line: Line) -> Line:
    """The line with what its links read, in as few spans as that takes."""
    result: list[Span] = []
    for span in line:
        plain = replace(span, target=None, to="") if span.target is Target.LINK else span
        last = result[-1] if result else None
        if last and not plain.target and replace(last, text=plain.text) == plain:
            result[-1] = replace(last, text=last.text + plain.text)
        else:
            result.append(plain)
    return tuple(result)
