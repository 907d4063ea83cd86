"""The log: one line for each problem, and never a token, a secret, what somebody wrote, or a response_url."""

import logging
import re
import traceback

SECRETS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?:https?|wss?)://\S+", re.ASCII)  # a web address may hold a key
# Where these begin to quote what went wrong, with the host's address or what somebody wrote.
QUOTED = {"slack_bolt": re.compile(r"[:(\n]"), "slack_sdk": re.compile(r"[:(\n]"), "asyncio": re.compile(r"\n")}
# At INFO and DEBUG these write down whole requests and responses, tokens and messages with them; matplotlib its fonts.
TALKATIVE = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "asyncio",
    "uvicorn",
    "alembic",
    "sqlalchemy",
    "aiosqlite",
    "matplotlib",
)


class OneLine(logging.Formatter):
    """A record as one line; of an error only its type and where it was raised."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.name}: {_told(record)}"
        if record.exc_info and record.exc_info[1]:
            line += f" ({describe(record.exc_info[1])})"
        return SECRETS.sub("(hidden)", line).translate({10: " ", 13: " ", 0x2028: " ", 0x2029: " "})


def _told(record: logging.LogRecord) -> str:
    """What a record says, without what a library quotes: an error's own words, or in further lines what failed."""
    message = record.getMessage()
    quoted = QUOTED.get(record.name.partition(".")[0])
    return quoted.split(message, maxsplit=1)[0].rstrip() if quoted else message


def describe(error: BaseException) -> str:
    """The error's type and the last place of ours it came through; its text might quote what somebody wrote."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    cause = f" by {type(error.__cause__).__name__}" if error.__cause__ else ""
    return f"{type(error).__name__}{cause}{where}"


def set_up(level: int = logging.INFO) -> None:
    """Send the log to stderr, a line a record, with the libraries held to their warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet()


def quiet() -> None:
    """Hold the libraries' loggers to ERROR, whatever the level of all others; those made later inherit it."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(tuple(f"{library}." for library in TALKATIVE)):
            logging.getLogger(name).setLevel(logging.ERROR)
