"""The terminal: `persona run` and, beside it, what needs no Slack."""

import argparse
import asyncio
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from bot import evaluation, terminal
from bot.answers import answer as answer_question
from bot.catalog import Catalog
from bot.catalog_file import Limits, load, read, read_overlay, write_overlay
from bot.errors import BotError, CatalogErrors, SettingsError
from bot.matching import Index
from bot.overlay import Overlay, apply
from bot.persona_bot import PersonaBot
from bot.question import read_question
from bot.settings import Mode, catalog_path, kept_in, read_settings
from bot.start import INTERRUPTED

FINE, INPUT_WRONG, USAGE, WORLD_FAILED = 0, 1, 2, 3
EXIT_CODES = "Exit codes: 0 fine, 1 the input is wrong, 2 usage, 3 the outside world failed."
ASK_EXAMPLES = f"""examples:
  persona ask list                             all roles of the catalog
  persona ask who owns the backups             who does a task, and why this answer
  persona ask --json who owns the backups      the same as data
  persona ask --batch < questions.jsonl        many: each line {{"id": "1", "query": "who owns the backups?"}}
  persona ask --catalog team.yaml help         what one can ask of another catalog

{EXIT_CODES} With --batch, 1 says that some lines held no question."""
CHECK_EXAMPLES = f"""examples:
  persona check                                the catalog in force
  persona check team.yaml                      another one, say before it is committed
  persona check - < team.yaml                  what comes on stdin

{EXIT_CODES}"""

EVAL_EXAMPLES = f"""examples:
  persona eval tests/golden/personas.jsonl --misses 10
  persona eval questions.jsonl --min 0.85              for CI
  persona eval questions.jsonl --out before.json       then change the catalog, and
  persona eval questions.jsonl --against before.json   see what got better and what got worse

Under "expected" stand the titles, ids or aliases of the roles that may answer; where none may, an empty list.
A right answer is worth 1, a choice that holds it 0.7, none 0, a wrong or needless choice -0.3, a wrong answer -1.
"right" is a share of all; "offered", "missed" and "wrong" of what some role does; "intruded" of what none does.
{EXIT_CODES} With --min, 1 also says that the value is too low."""
DATA_EXAMPLES = f"""examples:
  persona data export --team T0123456789 --out kept.json
  persona data erase --team T0123456789                  asks first; --yes does not

Both need DATABASE_URL as the bot has it; without it, it is the file persona.db here.
{EXIT_CODES}"""
GAPS_EXAMPLES = f"""examples:
  persona gaps --team T0123456789                 what people asked in vain, the most asked first
  persona gaps --team T0123456789 --yaml          as tasks of the role each is nearest to

Paste what is right of the YAML into personas.yaml, under `responsibilities` of the same id, or send it to the bot as
a file.
It needs DATABASE_URL as the bot has it; without it, it is the file persona.db here.
{EXIT_CODES}"""
HELP = "persona help COMMAND tells more of one."
PICTURES = ("png", "svg")
MOST_DRAWN = 300  # roles: 2 seconds as SVG, 5 as PNG; the time grows faster than their number
MOST_ERRORS = 50  # of a catalog: often they are of one kind, and what mends one mends all
STDIN = Path("-")
TEAM_ID = re.compile("[A-Z][A-Z0-9]{2,31}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the terminal; its exit code is 0, 1 (the input is wrong), 2 (usage) or 3 (the world failed)."""
    try:
        chosen = _parsed(arguments)
        command: Callable[[argparse.Namespace], int] = chosen.command
        return command(chosen)
    except (CatalogErrors, SettingsError, evaluation.QuestionErrors) as error:
        tell_wrong(error)
        return INPUT_WRONG
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()  # whoever read the output has gone
        return FINE
    except OSError as error:
        _give_up_stdout()
        why = error.strerror or type(error).__name__
        sys.stderr.write(f"The input could not be read, or the output not be written: {why}.\n")
        return WORLD_FAILED
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return WORLD_FAILED


def tell_wrong(error: BotError, most: int = MOST_ERRORS) -> None:
    """Say what is wrong; of many errors of a catalog the first, and how many more there are."""
    errors = error.errors if isinstance(error, CatalogErrors) else (error,)
    for one in errors[:most]:
        tell(str(one))
    if left := len(errors[most:]):
        tell(f"And {left} more; persona check --all names every one.")


class _Version(argparse.Action):
    """Tells the version and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # Imported here, for the commands need not wait for it.
        from importlib.metadata import version  # noqa: PLC0415

        say(f"persona {version('persona-slack')}")
        parser.exit()


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    whole = parser()
    typed = sys.argv[1:] if arguments is None else list(arguments)
    if typed[:1] == ["help"]:
        typed = [*typed[1:2], "--help"]
    try:
        if near := _near_command(whole, typed):
            whole.error(f"there is no command {typed[0]}; did you mean {near}?")
        chosen = whole.parse_args(typed)
        if "command" not in chosen:
            whole.print_help(sys.stderr)
            whole.exit(USAGE)
        return chosen
    finally:
        sys.stdout.flush()  # the help, which argparse leaves for the interpreter to write at its end


def _near_command(whole: argparse.ArgumentParser, typed: Sequence[str]) -> str:
    """The command that a mistyped one is nearest to, or ""."""
    commands: Sequence[str] = whole.get_default("commands")
    if not typed or typed[0] in commands:
        return ""
    return next(iter(get_close_matches(typed[0].casefold(), commands, n=1)), "")


def _give_up_stdout() -> None:
    """The interpreter must not stumble over what is left to write when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; each command names the function that runs it."""
    whole = argparse.ArgumentParser(prog="persona", description="Ask who does what.", epilog=HELP)
    whole.add_argument("--version", action=_Version, nargs=0, help="tell the version")
    commands = whole.add_subparsers(metavar="COMMAND")
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
    _ask_command(commands)
    _check_command(commands)
    _eval_command(commands)
    _map_command(commands)
    _gaps_command(commands)
    _data_command(commands)
    whole.set_defaults(commands=tuple(commands.choices))
    return whole


def _ask_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "ask",
        help="ask who does what, and see the card here",
        description="Ask who does what. The answer is drawn as a card, with the reason for it.",
        epilog=ASK_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("question", nargs="*", metavar="QUESTION", help="a role, a task, or a question, in your words")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the answer as data, with the whole reason")
    form.add_argument("--explain", action="store_true", help="how the question was read, and the whole ranking")
    form.add_argument("--batch", action="store_true", help='JSON lines {"id", "query"} in, a line with the answer out')
    catalog_option(command)
    command.set_defaults(command=ask, usage_error=command.error)


def _check_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "check",
        help="validate a catalog",
        description="Validate a catalog: every error with its line and what mends it, or else what the catalog holds.",
        epilog=CHECK_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the catalog to validate (- is stdin)")
    command.add_argument("--all", action="store_true", help=f"every error, not the first {MOST_ERRORS}")
    catalog_option(command)
    command.set_defaults(command=check, usage_error=command.error)


def _value(text: str) -> float:
    """What answers are worth on average: from -1 to 1."""
    with suppress(ValueError):
        if -1 <= float(text) <= 1:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text} is no value: it lies between -1 and 1")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number from 0")
    return int(text)


def _eval_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "eval",
        help="ask golden questions, and see how good the answers are",
        description="Ask golden questions of a catalog: what was right, by kind of question, and what it was worth.",
        epilog=EVAL_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help='{"id", "query", "kind", "expected"}')
    command.add_argument("--min", type=_value, metavar="VALUE", help="fail if the value of all is below it")
    command.add_argument("--misses", type=_count, default=0, metavar="N", help="show N that were not answered right")
    command.add_argument("--out", type=Path, metavar="FILE.json", help="write the run, to compare a later one with it")
    command.add_argument("--against", type=Path, metavar="FILE.json", help="tell what changed since that run")
    command.add_argument(
        "--confusion", type=Path, metavar="FILE", help="draw which role was taken for which: .png, .svg"
    )
    command.add_argument("--reliability", type=Path, metavar="FILE", help="draw whether the scores hold: .png or .svg")
    catalog_option(command)
    command.set_defaults(command=evaluate, usage_error=command.error)


def _map_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "map",
        help="draw the stages, roles and hand-offs",
        description="Draw who has which part in which stage, and who hands work to whom, with the same in words. "
        f"A picture holds up to {MOST_DRAWN} roles.",
        epilog=EXIT_CODES,
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="the picture: .png or .svg")
    command.add_argument("--dark", action="store_true", help="for a dark background")
    catalog_option(command)
    command.set_defaults(command=draw_map, usage_error=command.error)


def _data_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "data",
        help="give out or erase everything kept of a workspace",
        description="Give out, as one JSON document, or erase everything that the database keeps of a workspace.",
        epilog=DATA_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    deeds = command.add_subparsers(required=True, metavar="DEED")
    exporting = deeds.add_parser("export", help="write everything kept of a workspace", epilog=EXIT_CODES)
    exporting.add_argument("--out", type=Path, metavar="FILE", help="where to write it (or to stdout)")
    exporting.add_argument("--force", action="store_true", help="write over a file that is there")
    exporting.set_defaults(command=export_data, usage_error=exporting.error)
    erasing = deeds.add_parser("erase", help="erase everything kept of a workspace", epilog=EXIT_CODES)
    erasing.add_argument("--yes", action="store_true", help="do not ask whether you are sure")
    erasing.set_defaults(command=erase_data)
    for deed in (exporting, erasing):
        team_option(deed)


def _gaps_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "gaps",
        help="list the questions that found no answer",
        description="List the questions of a workspace that found no answer, those alike together.",
        epilog=GAPS_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    team_option(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a line of JSON for each group of questions")
    form.add_argument("--yaml", action="store_true", help="as tasks to paste into a catalog")
    catalog_option(command)
    command.set_defaults(command=list_gaps)


def team_id(text: str) -> str:
    """The id of a workspace, as Slack writes them."""
    if not TEAM_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("it is the id of a workspace, like T0123456789")
    return text


def team_option(command: argparse.ArgumentParser) -> None:
    """Have a command say which workspace is meant."""
    where = (
        "the id of the workspace, T0123456789: in the browser, Slack's address is app.slack.com/client/T0123456789/…"
    )
    command.add_argument("--team", type=team_id, required=True, help=where)


def catalog_option(command: argparse.ArgumentParser) -> None:
    """Let a command take another catalog than PERSONA_CATALOG or personas.yaml."""
    command.add_argument("--catalog", type=Path, metavar="FILE", help="the catalog (or PERSONA_CATALOG)")


def run(chosen: argparse.Namespace) -> int:
    """`persona run`."""
    # Imported here, for the other commands need not wait for Slack's libraries.
    from bot import app  # noqa: PLC0415
    from handlers.logs import set_up  # noqa: PLC0415

    settings = read_settings(os.environ, chosen.mode and Mode(chosen.mode), chosen.catalog)
    set_up()
    asyncio.run(app.run(settings, say))
    return FINE


def ask(chosen: argparse.Namespace) -> int:
    """`persona ask`."""
    if bool(chosen.question) == chosen.batch:
        chosen.usage_error("say what to ask, or --batch to read questions from stdin, not both")
    asked = " ".join(chosen.question)
    if asked.casefold() in terminal.COMMANDS and not (chosen.json or chosen.explain):
        terminal.print_command(asked.casefold(), terminal.console(sys.stdout))
        return FINE
    catalog = load(catalog_of(chosen))
    bot = PersonaBot(catalog)
    if chosen.batch:
        return _told_bad(terminal.answer_stream(sys.stdin.buffer, bot.answer, catalog, say))
    answer = bot.answer(asked)
    if chosen.explain:
        terminal.print_explained(answer, Index(catalog), terminal.console(sys.stdout))
    elif chosen.json:
        say(json.dumps(terminal.answer_data(answer, catalog), indent=2))
    else:
        terminal.print_answer(answer, catalog, terminal.console(sys.stdout))
    return FINE


def _told_bad(bad: int) -> int:
    if not bad:
        return FINE
    sys.stderr.write(f"{bad} line{' was' if bad == 1 else 's were'} no question; see the rows with an error.\n")
    return INPUT_WRONG


def check(chosen: argparse.Namespace) -> int:
    """`persona check`."""
    if chosen.file and chosen.catalog:
        chosen.usage_error("name one catalog: FILE or --catalog, not both")
    path = chosen.file or catalog_of(chosen)
    name = "stdin" if path == STDIN else str(path)
    try:
        catalog = read(sys.stdin.buffer.read(Limits().size + 1), name) if path == STDIN else load(path)
    except CatalogErrors as error:
        count = len(error.errors)
        tell_wrong(error, count if chosen.all else MOST_ERRORS)
        tell(f"{name}: {count} error{'' if count == 1 else 's'}.")
        return INPUT_WRONG
    terminal.print_catalog(name, catalog, terminal.console(sys.stdout))
    return FINE


def evaluate(chosen: argparse.Namespace) -> int:
    """`persona eval`."""
    pictures = [path for path in (chosen.confusion, chosen.reliability) if path]
    if any(file_format(path) not in PICTURES for path in pictures):
        chosen.usage_error("--confusion and --reliability name a file that ends in .png or .svg")
    catalog = load(catalog_of(chosen))
    golden = evaluation.read_questions(read_text(chosen.questions), catalog)
    former = evaluation.read_run(read_text(chosen.against)) if chosen.against else None
    index = Index(catalog)
    judged = [evaluation.judge(one, answer_question(read_question(one.query), index)) for one in golden]
    changes = evaluation.compare(former or {}, judged)
    totals = None if former is None else evaluation.totals(former, judged)
    console = terminal.console(sys.stdout)
    evaluation.print_run(judged, console, misses=chosen.misses, changes=changes, totals=totals)
    if chosen.out:
        write(chosen.out, json.dumps(evaluation.run_data(judged), indent=1).encode())
        tell(f"{chosen.out} holds this run of {len(judged)} questions.")
    if pictures:
        _draw_run(chosen, catalog, judged)
    value = evaluation.table(judged)["ALL"].value
    if chosen.min is not None and value < chosen.min:
        sys.stderr.write(f"The value is {value:.3f}, below {chosen.min:g}.\n")
        return INPUT_WRONG
    return FINE


def _draw_run(chosen: argparse.Namespace, catalog: Catalog, judged: Sequence[evaluation.Judged]) -> None:
    # Imported here, for the table need not wait for what draws pictures.
    from bot.evaluation.pictures import draw_confusions, draw_reliability  # noqa: PLC0415

    if path := chosen.confusion:
        titles = [one.title for one in catalog.personas]
        write(path, draw_confusions(evaluation.confusions(judged), titles, file_format(path)))
        tell(f"{path} shows which role was taken for which.")
    if path := chosen.reliability:
        write(path, draw_reliability(evaluation.reliability(judged), file_format(path)))
        tell(f"{path} shows whether the scores hold.")


def draw_map(chosen: argparse.Namespace) -> int:
    """`persona map`."""
    if file_format(chosen.out) not in PICTURES:
        chosen.usage_error("--out names a file that ends in .png or .svg")
    catalog = load(catalog_of(chosen))
    if (count := len(catalog.personas)) > MOST_DRAWN:
        sys.stderr.write(
            f"The catalog has {count:,} roles, and a picture holds up to {MOST_DRAWN}. "
            "Write those that belong together to a file of their own, and name it with --catalog.\n"
        )
        return INPUT_WRONG
    # Imported here, for the other commands need not wait for what draws pictures.
    from bot.role_map import draw  # noqa: PLC0415

    write(chosen.out, draw(catalog, file_format(chosen.out), dark=chosen.dark))
    tell(f"{chosen.out} shows {catalog.title}: {count} role{'' if count == 1 else 's'}.")
    return FINE


def export_data(chosen: argparse.Namespace) -> int:
    """`persona data export`."""
    if chosen.out and chosen.out.is_file() and not chosen.force:
        chosen.usage_error(f"{chosen.out} is there already; name another file, or write over it with --force")
    # Imported here, for the other commands need not wait for the database's libraries.
    from bot import data  # noqa: PLC0415

    kept = asyncio.run(data.export(kept_in(os.environ), chosen.team))
    count = {name: len(rows) for name, rows in kept.items() if isinstance(rows, list)}
    if not _is_anything(count, chosen.team):
        return INPUT_WRONG
    document = json.dumps(kept, indent=2, ensure_ascii=False)
    if not chosen.out:
        say(document)
        return FINE
    write(chosen.out, f"{document}\n".encode(), private=True)
    say(f"{chosen.out} holds everything kept of {chosen.team}: {_counted(count)}.")
    return FINE


def list_gaps(chosen: argparse.Namespace) -> int:
    """`persona gaps`."""
    # Imported here, for the other commands need not wait for the database's libraries.
    from bot import data  # noqa: PLC0415

    catalog = load(catalog_of(chosen))
    gaps, words = asyncio.run(data.gaps_and_words(kept_in(os.environ), chosen.team))
    own_words = read_overlay(words.encode(), f"the own words of {chosen.team}") if words else Overlay()
    groups = terminal.still_open(gaps, apply(catalog, own_words)[0])
    if chosen.json:
        for group in groups:
            say(json.dumps(terminal.gap_row(group), ensure_ascii=False))
    elif chosen.yaml:
        overlay, lines = terminal.suggested(groups, catalog)
        say("# What people asked for in vain, under the role each is nearest to. Check each line, and paste those that")
        say("# are right under `responsibilities` of that role: in your catalog, or in the file of your own words that")
        say("# Export in /persona words gives you. As a file of its own this would take the place of all those words.")
        for line in lines:
            say(f"# {line}")
        say(write_overlay(overlay, by_hand=True).rstrip() if overlay.personas else "personas: []")
    elif groups:
        terminal.print_gaps(groups, terminal.console(sys.stdout))
    else:
        sys.stderr.write(f"No question of {chosen.team} is open.\n")
    return FINE


def erase_data(chosen: argparse.Namespace) -> int:
    """`persona data erase`."""
    # Imported here, for the other commands need not wait for the database's libraries.
    from bot import data  # noqa: PLC0415

    def sure(count: Mapping[str, int]) -> bool:
        return _is_anything(count, chosen.team) and (chosen.yes or _is_sure(count, chosen.team))

    erased = asyncio.run(data.erase(kept_in(os.environ), chosen.team, sure))
    if not erased:
        return INPUT_WRONG
    say(f"Erased everything kept of {chosen.team}: {_counted(erased)}.")
    return FINE


def _is_anything(count: Mapping[str, int], team: str) -> bool:
    """True if a row is kept of the workspace; else that is said."""
    if not any(count.values()):
        sys.stderr.write(f"Nothing is kept of {team}.\n")
    return any(count.values())


def _is_sure(count: Mapping[str, int], team: str) -> bool:
    """True if the operator types the workspace's id; else it is said that all is still there."""
    sys.stderr.write(f"This erases everything kept of {team}: {_counted(count)}.\n")
    sys.stderr.write(f"It cannot be undone. Type {team} to erase it: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() == team:
        return True
    sys.stderr.write("Nothing was erased.\n")
    return False


def _counted(count: Mapping[str, int]) -> str:
    """Rows by table, as a person says it."""
    return ", ".join(f"{number} in {name}" for name, number in count.items() if number)


def file_format(path: Path) -> str:
    """What a file's name ends in, without the dot."""
    return path.suffix.casefold().removeprefix(".")


def read_text(path: Path) -> str:
    """The text of a file that the command line names. Raises BotError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{path} could not be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}") from None


def write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file that the command line names, whole or not at all. Raises BotError.

    `private` is for nobody else to read.
    """
    path = path.resolve()
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe, or /dev/stdout
            return
        part.touch(mode=0o600 if private else 0o666)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise BotError(f"{path} could not be written: {error.strerror}") from None


def tell(line: str) -> None:
    """A line beside the output, for whoever looks on."""
    sys.stderr.write(f"{line}\n")


def catalog_of(chosen: argparse.Namespace) -> Path:
    """The catalog that the command line, else the environment names."""
    named: Path | None = chosen.catalog
    return named or catalog_path(os.environ)


def say(line: str) -> None:
    """A line for whoever started the bot, at once even where the output is a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
