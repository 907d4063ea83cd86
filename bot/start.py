"""What the command `persona` runs: Ctrl-C while the program is still being loaded ends it quietly, too."""

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


def main() -> int:
    """Load the terminal and run it; its exit code."""
    try:
        from bot.__main__ import main as run  # noqa: PLC0415 that is what takes its time
    except KeyboardInterrupt:
        return INTERRUPTED
    return run()
