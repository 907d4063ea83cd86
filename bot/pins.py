"""The pinned overview against the wanted one -> the steps that make them the same. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import SlackRefused

MOST_PINS = 100  # in a channel, by Slack's rule


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin of a channel: its message's ts ("" for a file), and whether it is an overview of ours."""

    ts: str
    overview: bool


@dataclass(frozen=True, slots=True)
class Post:
    """Post the overview and pin it."""


@dataclass(frozen=True, slots=True)
class Update:
    """Bring the pinned overview up to date."""

    ts: str


@dataclass(frozen=True, slots=True)
class Unpin:
    """Take down an overview that is one too many."""

    ts: str


Step = Post | Update | Unpin


def decide(pins: Sequence[Pinned]) -> tuple[Step, ...]:
    """What to do so that exactly one overview, up to date, is pinned; the newest stays.

    Raises SlackRefused before anything is posted where there is no room for one more pin.
    """
    newest, *others = sorted((pin.ts for pin in pins if pin.overview), reverse=True) or [""]
    if newest:
        return (Update(newest), *(Unpin(ts) for ts in others))
    if len(pins) >= MOST_PINS:
        raise SlackRefused(
            "too_many_pins",
            f"This channel has as many pins as Slack allows ({MOST_PINS}). Remove one, then type /persona pin again.",
        )
    return (Post(),)
