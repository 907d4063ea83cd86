"""The start of the command `persona`, before the terminal is loaded."""

import sys
from types import ModuleType

import pytest

from bot import start
from bot.__main__ import USAGE
from bot.start import INTERRUPTED


class Interrupted(ModuleType):
    """A module on which somebody presses Ctrl-C before it is loaded."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def test_ctrl_c_while_the_program_is_being_loaded_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.__main__", Interrupted("bot.__main__"))
    assert start.main() == INTERRUPTED


def test_once_loaded_the_terminal_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["persona"])
    with pytest.raises(SystemExit, match=str(USAGE)):
        start.main()
