"""The overviews kept in channels, and what to do so that each is pinned once and shows what is true. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.errors import SlackRefused
from bot.people import Place

MOST_PINS = 100  # in a channel, by Slack's rule
ABANDONED = timedelta(seconds=20)  # after so long nobody is at work any more on a pin that was begun
LOOK_EVERY = timedelta(minutes=10)  # an unpinned overview is told by an event; a look finds what no event told
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Overview:
    """An overview kept in a channel: its message, and what that shows, as digests.

    `ts` is "" from the moment somebody asked for it until it is posted, `pinned` False until it is pinned. `names`
    is "" where not every name was known. `picture` has the ids of the uploaded files with the picture `drawn`, a
    file for each sheet and spaces between, and `shows` says whether the message shows them; `replaced` has those
    before them, until they are deleted. `content` is "" from an upload until the message is changed. `begun` is
    when it was asked for, `looked` when its pin was last seen, or the channel last found `archived`.
    """

    place: Place
    by: str = ""
    ts: str = ""
    pinned: bool = False
    content: str = ""
    names: str = ""
    picture: str = ""
    replaced: str = ""
    drawn: str = ""
    shows: bool = False
    archived: bool = False
    begun: datetime = LONG_AGO
    looked: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an overview should show, as digests; `names` is "" where not every name is known."""

    content: str
    names: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin of a channel: its message's ts ("" for a file), and whether it is an overview of ours."""

    ts: str
    overview: bool


@dataclass(frozen=True, slots=True)
class Post:
    """Post the overview and pin it."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin the overview, which is posted already."""

    ts: str


@dataclass(frozen=True, slots=True)
class Update:
    """Bring the pinned overview up to date."""

    ts: str


@dataclass(frozen=True, slots=True)
class Unpin:
    """Take down an overview that is one too many."""

    ts: str


Step = Post | Pin | Update | Unpin


def decide(pins: Sequence[Pinned], kept: Overview | None = None) -> tuple[Step, ...]:
    """What to do so that exactly one overview, up to date, is pinned: the one that is kept, else the newest.

    Raises SlackRefused before anything is posted where there is no room for one more pin.
    """
    ours = sorted((pin.ts for pin in pins if pin.overview), reverse=True)
    if ours:
        stays = kept.ts if kept and kept.ts in ours else ours[0]
        return (Update(stays), *(Unpin(ts) for ts in ours if ts != stays))
    if len(pins) >= MOST_PINS:
        raise SlackRefused(
            "too_many_pins",
            f"This channel has as many pins as Slack allows ({MOST_PINS}). Remove one, then type /persona pin again.",
        )
    return (Pin(kept.ts),) if kept and kept.ts and not kept.pinned else (Post(),)


def abandoned(kept: Overview, now: datetime) -> bool:
    """True if somebody asked for the overview, and whoever was to pin it did not come to the end of it."""
    return not kept.pinned and now - kept.begun > ABANDONED


def differs(kept: Overview, wanted: Wanted) -> bool:
    """True if the message should be changed. A name that cannot be looked up just now is no reason."""
    if not kept.pinned:
        return False
    renamed = wanted.names not in {"", kept.names}
    return kept.content != wanted.content or renamed or (bool(kept.picture) and not kept.shows)


def lacks_picture(kept: Overview, wanted: Wanted) -> bool:
    """True if another picture should be uploaded for it: one at a time, so that no file is forgotten."""
    return kept.pinned and kept.drawn != wanted.drawn and not kept.replaced


def leaves_picture(kept: Overview) -> bool:
    """True if files are left over that the message shows no longer."""
    return bool(kept.replaced) and bool(kept.content)


def unseen(kept: Overview, now: datetime) -> bool:
    """True if it is time to see whether it is still pinned."""
    return kept.pinned and now - kept.looked > LOOK_EVERY


def asleep(kept: Overview, now: datetime) -> bool:
    """True if its channel was archived a moment ago: nothing can be changed there until somebody brings it back."""
    return kept.archived and now - kept.looked <= LOOK_EVERY


class OverviewStore(Protocol):
    """The overviews kept. Every method may raise StoreError when the memory cannot answer in time."""

    async def overviews(self, workspace: str = "") -> tuple[Overview, ...]:
        """All overviews of a workspace, or of all; those first that were changed the longest time ago."""
        ...

    async def begin_overview(self, place: Place, by: str, after: Overview | None) -> Overview | None:
        """Note that an overview is about to be posted, in place of the one kept so far; None if somebody was faster."""
        ...

    async def change_overview(self, old: Overview, new: Overview) -> bool:
        """Note what became of an overview; False if it is no longer kept as it was."""
        ...

    async def drop_overview(self, place: Place, ts: str) -> bool:
        """Keep the overview with this ts no longer; False if it was not kept."""
        ...

    async def names(self, workspace: str) -> Mapping[str, str]:
        """The names last kept of people and groups, by their Slack ids."""
        ...

    async def keep_names(self, workspace: str, by_id: Mapping[str, str]) -> None:
        """Keep these names, and no others."""
        ...

    async def picture(self, workspace: str) -> tuple[str, str]:
        """The files with the picture for Home tabs and the digest of what it shows; both "" if there is none."""
        ...

    async def keep_picture(self, workspace: str, files: str, drawn: str) -> str:
        """Keep another picture for Home tabs; the files that it replaces, or ""."""
        ...

    async def lease(self, work: str, holder: str, seconds: float) -> bool:
        """True if the work is the holder's for so many seconds, and nobody else's in whichever process."""
        ...
