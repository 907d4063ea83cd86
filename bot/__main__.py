"""The terminal: `persona run` and, beside it, what needs no Slack."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.errors import BotError, CatalogErrors, SettingsError

FINE, INPUT_WRONG, USAGE, WORLD_FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the terminal; its exit code is 0, 1 (the input is wrong), 2 (usage) or 3 (the world failed)."""
    chosen = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except (CatalogErrors, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return INPUT_WRONG
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return WORLD_FAILED


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; each command names the function that runs it."""
    whole = argparse.ArgumentParser(prog="persona", description="Ask who does what.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    run_parser = commands.add_parser(
        "run",
        help="start the bot",
        description="Start the bot: in Slack if its tokens are in the environment, otherwise in a local workspace.",
    )
    mode = run_parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("local", "a Slack of its own on this machine, with a page in the browser"),
        ("socket", "Slack by Socket Mode: SLACK_BOT_TOKEN and SLACK_APP_TOKEN"),
        ("http", "Slack by HTTP: SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET"),
    ):
        mode.add_argument(f"--{name}", dest="mode", action="store_const", const=name, help=meaning)
    catalog_option(run_parser)
    run_parser.set_defaults(command=run)
    return whole


def catalog_option(command: argparse.ArgumentParser) -> None:
    """Let a command take another catalog than PERSONA_CATALOG or personas.yaml."""
    command.add_argument("--catalog", type=Path, metavar="FILE", help="the catalog (or PERSONA_CATALOG)")


def run(chosen: argparse.Namespace) -> int:
    """`persona run`."""
    # Imported here, for the other commands need not wait for Slack's libraries.
    import asyncio  # noqa: PLC0415

    from bot import app  # noqa: PLC0415
    from bot.settings import Mode, read_settings  # noqa: PLC0415
    from handlers.logs import set_up  # noqa: PLC0415

    settings = read_settings(os.environ, chosen.mode and Mode(chosen.mode), chosen.catalog)
    set_up()
    asyncio.run(app.run(settings, say))
    return FINE


def say(line: str) -> None:
    """A line for whoever started the bot, at once even where the output is a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
