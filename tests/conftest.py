"""What every test may use. A missing system package skips its tests with one line, and fails them in CI."""

import os
import shutil

import pytest


def need(program: str, package: str) -> str:
    """The path of `program`; without it the test is skipped, saying what to install (in CI it fails instead)."""
    found = shutil.which(program)
    if found:
        return found
    message = f"{program} is not installed: apt-get install {package} (or your system's package of it)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
