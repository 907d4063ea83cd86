"""The local workspace: a strict fake Slack on loopback and its page."""

from bot.workspace.delivery import Delivery
from bot.workspace.limits import Limits
from bot.workspace.refusals import Refused
from bot.workspace.workspace import Workspace

__all__ = ["Delivery", "Limits", "Refused", "Workspace"]
