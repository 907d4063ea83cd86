"""The environment -> frozen Settings, read once. Everything missing or malformed is named at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SettingsError

_USER_ID = re.compile("[UW][A-Z0-9]{2,30}")
SLACK_API = "https://slack.com/api/"
LOOPBACK = "127.0.0.1"
DATABASE = "sqlite:///persona.db"
GAP_DAYS, MOST_GAP_DAYS = 90, 9999  # that a question asked in vain is kept
EVERYWHERE = "0.0.0.0"  # noqa: S104 Slack calls the app from outside, so HTTP mode listens outside unless told otherwise


class Mode(StrEnum):
    """How Persona reaches Slack; `local` is a Slack of its own, on this machine."""

    LOCAL = "local"
    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. `port` is None where nothing shall listen, 0 for any free one.

    `database_url` is "" where nothing shall outlive the run; `maintainers` are the ids of the users who may put anybody
    in any role. A question that found no answer is kept for `gap_days`, 0 for not at all.
    """

    mode: Mode
    catalog: Path
    host: str = LOOPBACK
    port: int | None = 3000
    api_url: str = SLACK_API
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    maintainers: frozenset[str] = frozenset()
    gap_days: int = GAP_DAYS

    @property
    def on_this_machine(self) -> bool:
        """True if the Slack that answers runs on this machine, where a proxy only stands in the way."""
        return self.mode is Mode.LOCAL or is_loopback(urlsplit(self.api_url).hostname or "")


def read_settings(environment: Mapping[str, str], mode: Mode | None = None, catalog: Path | None = None) -> Settings:
    """The settings in `environment`; `mode` and `catalog` override what it says. Raises SettingsError."""
    said = {name: value.strip() for name, value in environment.items() if value.strip()}
    chosen = mode or _mode(said)
    problems = [*_token_problems(said, chosen), *_address_problems(said, chosen), *_memory_problems(said)]
    if problems:
        raise SettingsError(problems)
    return Settings(
        mode=chosen,
        catalog=catalog or catalog_path(said),
        host=said.get("HOST", EVERYWHERE if chosen is Mode.HTTP else LOOPBACK),
        port=_port(said, chosen),
        database_url=said.get("DATABASE_URL", "" if chosen is Mode.LOCAL else DATABASE),
        maintainers=frozenset(_listed(said.get("PERSONA_MAINTAINERS", ""))),
        gap_days=int(said.get("PERSONA_GAP_DAYS", GAP_DAYS)),
        **({} if chosen is Mode.LOCAL else _slack(said)),
    )


def kept_in(environment: Mapping[str, str]) -> str:
    """The URL of the database alone: DATABASE_URL, or the file here. Raises SettingsError."""
    said = {"DATABASE_URL": url} if (url := environment.get("DATABASE_URL", "").strip()) else {}
    if problems := _memory_problems(said):
        raise SettingsError(problems)
    return said.get("DATABASE_URL", DATABASE)


def catalog_path(environment: Mapping[str, str]) -> Path:
    """The catalog's file: PERSONA_CATALOG, or personas.yaml here, or the one that comes with Persona."""
    if named := environment.get("PERSONA_CATALOG", "").strip():
        return Path(named)
    here = Path("personas.yaml")
    return here if here.exists() else Path(__file__).parent.parent / here


def is_loopback(host: str) -> bool:
    """True for a name or address that never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _mode(said: Mapping[str, str]) -> Mode:
    if "SLACK_APP_TOKEN" in said:
        return Mode.SOCKET
    if "SLACK_SIGNING_SECRET" in said:
        return Mode.HTTP
    if "SLACK_BOT_TOKEN" in said:
        raise SettingsError(
            [
                "SLACK_BOT_TOKEN is set, but it takes SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) "
                "beside it. For the local workspace, which needs no token, say --local."
            ]
        )
    return Mode.LOCAL


def _token_problems(said: Mapping[str, str], mode: Mode) -> list[str]:
    if mode is Mode.LOCAL:
        return []
    needed = {"SLACK_BOT_TOKEN": ("xoxb-", "OAuth & Permissions")}
    if mode is Mode.SOCKET:
        needed["SLACK_APP_TOKEN"] = ("xapp-", "Basic Information, App-Level Tokens, with the scope connections:write")
    else:
        needed["SLACK_SIGNING_SECRET"] = ("", "Basic Information")
    return [problem for name, (start, page) in needed.items() if (problem := _secret_problem(said, name, start, page))]


def _secret_problem(said: Mapping[str, str], name: str, start: str, page: str) -> str:
    value = said.get(name, "")
    if not value:
        return f"{name} is missing. Copy it from your app's page on api.slack.com/apps: {page}."
    if not value.startswith(start):
        return f"{name} does not begin with {start}. Copy it again from {page}."
    if not value.isascii() or not value.isprintable() or " " in value:
        return f"{name} holds a character that no such secret has. Copy it again from {page}."
    return ""


def _address_problems(said: Mapping[str, str], mode: Mode) -> list[str]:
    problems = []
    port = said.get("PORT", "0")
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        problems.append(f"PORT is {port[:20]!r}, not a number from 0 to 65535.")
    if mode is Mode.LOCAL and said.get("HOST", LOOPBACK) not in {LOOPBACK, "localhost"}:
        problems.append(f"HOST is not {LOOPBACK}, the one address the local workspace listens on. Leave HOST out.")
    if mode is not Mode.LOCAL and (problem := _api_problem(said.get("SLACK_API_URL", SLACK_API))):
        problems.append(problem)
    return problems


def _memory_problems(said: Mapping[str, str]) -> list[str]:
    problems = []
    if "DATABASE_URL" in said and (problem := _database_problem(said["DATABASE_URL"])):
        problems.append(problem)
    if wrong := [id_ for id_ in _listed(said.get("PERSONA_MAINTAINERS", "")) if not _USER_ID.fullmatch(id_)]:
        problems.append(
            f"PERSONA_MAINTAINERS takes ids of users, like U0123456789, with commas between; not {wrong[0]}."
        )
    days = said.get("PERSONA_GAP_DAYS", "0")
    if not re.fullmatch("[0-9]{1,5}", days) or int(days) > MOST_GAP_DAYS:
        problems.append(f"PERSONA_GAP_DAYS is not a number of days from 0 to {MOST_GAP_DAYS}; 0 keeps no question.")
    return problems


def _database_problem(url: str) -> str:
    # Imported here, for what needs no database need not wait for its libraries.
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    neither = "DATABASE_URL is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/DATABASE."
    no_port = "The port in DATABASE_URL is not a number from 1 to 65535."
    if not re.match(r"(sqlite(\+\w+)?:///|postgres(ql)?(\+\w+)?://).", url):
        return neither
    try:
        parsed = make_url(url)
    except ArgumentError:
        return neither
    except ValueError:
        return no_port
    if re.search(r"[^\w.,:%-]", parsed.host or ""):
        return "The host in DATABASE_URL holds a character that no host has; in a password write @ as %40."
    said = (str(5432 if parsed.port is None else parsed.port), *parsed.normalized_query.get("port", ()))
    ports = ",".join(said).split(",")
    return "" if all(re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536 for port in ports) else no_port


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _api_problem(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"}:
        return "SLACK_API_URL is not a web address. Leave it out to reach Slack."
    if parts.scheme == "http" and not is_loopback(host):
        return "SLACK_API_URL would send the tokens unencrypted. Begin it with https://."
    return ""


def _port(said: Mapping[str, str], mode: Mode) -> int | None:
    """The port; Socket Mode needs none, and listens (for /healthz and /metrics) only where PORT says so."""
    if "PORT" in said:
        return int(said["PORT"])
    return None if mode is Mode.SOCKET else 3000


def _slack(said: Mapping[str, str]) -> dict[str, str]:
    url = said.get("SLACK_API_URL", SLACK_API)
    return {
        "api_url": url if url.endswith("/") else url + "/",
        "bot_token": said["SLACK_BOT_TOKEN"],
        "app_token": said.get("SLACK_APP_TOKEN", ""),
        "signing_secret": said.get("SLACK_SIGNING_SECRET", ""),
    }
