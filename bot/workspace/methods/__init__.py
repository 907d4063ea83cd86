"""The Web API's methods, one module for each family; each registers what it answers."""

from bot.workspace.methods import apps, chat, conversations, files, pins, users, views
from bot.workspace.methods.registry import METHODS, Method

__all__ = ["METHODS", "Method", "apps", "chat", "conversations", "files", "pins", "users", "views"]
