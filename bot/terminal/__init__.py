"""The terminal: an answer drawn as a card or given as data, a stream of questions, what a catalog holds."""

from bot.cards.usage import COMMANDS
from bot.terminal.card import console, print_answer, print_command
from bot.terminal.explained import print_explained
from bot.terminal.findings import print_catalog
from bot.terminal.gaps import gap_row, print_gaps, still_open, suggested
from bot.terminal.rows import answer_data, answer_row
from bot.terminal.stream import answer_stream

__all__ = [
    "COMMANDS",
    "answer_data",
    "answer_row",
    "answer_stream",
    "console",
    "gap_row",
    "print_answer",
    "print_catalog",
    "print_command",
    "print_explained",
    "print_gaps",
    "still_open",
    "suggested",
]
