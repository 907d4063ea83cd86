"""Where a question is asked. Who holds a role there is told by the catalog's `holders`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A Slack workspace (its team id) and a channel's id; "" where there is none, as on the Home tab."""

    workspace: str = ""
    channel: str = ""
