"""The environment -> Settings."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Mode, Settings, catalog_path, is_loopback, read_settings

BOT = {"SLACK_BOT_TOKEN": "xoxb-1"}
SOCKET = {**BOT, "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {**BOT, "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5"}


def problems(environment: dict[str, str], mode: Mode | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        read_settings(environment, mode)
    return raised.value.problems


@pytest.mark.parametrize(
    ("environment", "mode"),
    [({}, Mode.LOCAL), (SOCKET, Mode.SOCKET), (HTTP, Mode.HTTP), ({**SOCKET, **HTTP}, Mode.SOCKET)],
)
def test_the_tokens_there_are_decide_the_mode(environment: dict[str, str], mode: Mode) -> None:
    assert read_settings(environment).mode is mode


def test_a_mode_can_be_forced_against_the_tokens() -> None:
    assert read_settings({**SOCKET, **HTTP}, Mode.HTTP).mode is Mode.HTTP
    local = read_settings(SOCKET, Mode.LOCAL)
    assert (local.mode, local.bot_token, local.app_token) == (Mode.LOCAL, "", "")


def test_a_bot_token_alone_is_named_and_not_taken_for_the_local_workspace() -> None:
    (problem,) = problems(BOT)
    assert "SLACK_APP_TOKEN" in problem
    assert "SLACK_SIGNING_SECRET" in problem
    assert "--local" in problem


def test_everything_missing_or_malformed_is_named_at_once() -> None:
    environment = {"SLACK_APP_TOKEN": "xoxp-9", "PORT": "http", "SLACK_API_URL": "ftp://slack.com"}
    found = "\n".join(problems(environment, Mode.SOCKET))
    assert found.count("\n") == 3
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "SLACK_API_URL"):
        assert name in found


@pytest.mark.parametrize("secret", ["xoxb-1 2", "xoxb-1\u00e9", "xoxb-1\x07"])
def test_a_token_with_a_character_no_token_has_is_named_without_being_quoted(secret: str) -> None:
    (problem,) = problems({**SOCKET, "SLACK_BOT_TOKEN": secret})
    assert "SLACK_BOT_TOKEN" in problem
    assert secret not in problem


@pytest.mark.parametrize("port", ["-1", "65536", "3000x", "٣", "1" * 5000])
def test_a_port_that_is_none_is_named_with_what_it_is(port: str) -> None:
    assert problems({"PORT": port}) == (f"PORT is {port[:20]!r}, not a number from 0 to 65535.",)


@pytest.mark.parametrize("days", ["-1", "10000", "ten", "1" * 5000])
def test_the_most_days_a_question_is_kept_are_named(days: str) -> None:
    assert read_settings({"PERSONA_GAP_DAYS": "9999"}).gap_days == 9999
    said = "PERSONA_GAP_DAYS is not a number of days from 0 to 9999; 0 keeps no question."
    assert problems({"PERSONA_GAP_DAYS": days}) == (said,)


def test_blank_variables_count_as_unset() -> None:
    assert read_settings({"SLACK_APP_TOKEN": "  ", "PORT": ""}) == read_settings({})


def test_secrets_never_show() -> None:
    shown = repr(read_settings({**SOCKET, **HTTP}))
    for secret in {**SOCKET, **HTTP}.values():
        assert secret not in shown


def test_the_local_workspace_listens_on_this_machine_only() -> None:
    assert read_settings({}).host == "127.0.0.1"
    assert read_settings({"HOST": "localhost"}).host == "localhost"


@pytest.mark.parametrize("host", ["0.0.0.0", "::1", "127.8.8.8", "example.org"])
def test_the_local_workspace_refuses_an_address_it_would_not_listen_on(host: str) -> None:
    assert problems({"HOST": host}) == (
        "HOST is not 127.0.0.1, the one address the local workspace listens on. Leave HOST out.",
    )
    assert read_settings({**HTTP, "HOST": host}).host == host


def test_http_mode_listens_to_the_outside_unless_told_otherwise() -> None:
    assert read_settings(HTTP).host == "0.0.0.0"
    assert read_settings({**HTTP, "HOST": "10.0.0.7", "PORT": "8080"}).port == 8080


def test_socket_mode_listens_only_where_a_port_says_so() -> None:
    assert read_settings(SOCKET).port is None
    assert read_settings({**SOCKET, "PORT": "0"}).port == 0


def test_another_web_api_must_be_encrypted_or_on_this_machine() -> None:
    assert read_settings({**HTTP, "SLACK_API_URL": "http://127.0.0.1:9/api"}).api_url == "http://127.0.0.1:9/api/"
    assert (
        read_settings({**HTTP, "SLACK_API_URL": "https://slack-gov.com/api/"}).api_url == "https://slack-gov.com/api/"
    )
    assert "unencrypted" in problems({**HTTP, "SLACK_API_URL": "http://example.com/api/"})[0]
    assert "SLACK_API_URL" in problems({**HTTP, "SLACK_API_URL": "http://[::1/"})[0]


def test_a_proxy_stands_in_the_way_of_a_slack_on_this_machine_only() -> None:
    assert read_settings({}).on_this_machine
    assert read_settings({**HTTP, "SLACK_API_URL": "http://localhost:9/"}).on_this_machine
    assert not read_settings(HTTP).on_this_machine


@pytest.mark.parametrize(("host", "here"), [("::1", True), ("127.8.8.8", True), ("localhost", True), ("a.b", False)])
def test_loopback_is_known_by_name_and_address(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_the_catalog_is_named_or_found_here_or_the_one_that_comes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert catalog_path({"PERSONA_CATALOG": " roles.yaml "}) == Path("roles.yaml")
    assert catalog_path({}) == Path(__file__).parent.parent.parent / "personas.yaml"
    (tmp_path / "personas.yaml").touch()
    assert catalog_path({}) == Path("personas.yaml")
    assert read_settings({}, catalog=Path("other.yaml")).catalog == Path("other.yaml")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        setattr(Settings(Mode.LOCAL, Path()), "port", 1)  # noqa: B010 the type checker would refuse the plain form


def test_the_memory_is_a_file_here_and_in_the_local_workspace_for_the_run_only() -> None:
    assert read_settings(SOCKET).database_url == "sqlite:///persona.db"
    assert read_settings({}).database_url == ""
    assert read_settings({"DATABASE_URL": "sqlite:///kept.db"}).database_url == "sqlite:///kept.db"


@pytest.mark.parametrize(
    "url", ["postgres://u:p@h/d", "postgresql://h/d", "postgresql+asyncpg://h/d", "sqlite:////a/b"]
)
def test_a_database_is_sqlite_or_postgresql(url: str) -> None:
    settings = read_settings({**SOCKET, "DATABASE_URL": url})
    assert settings.database_url == url
    assert url not in repr(settings)


@pytest.mark.parametrize("url", ["mysql://h/d", "persona.db", "sqlite://", "postgres:/h/d", "sqlite:///"])
def test_any_other_database_is_named_without_being_quoted(url: str) -> None:
    (problem,) = problems({**SOCKET, "DATABASE_URL": url})
    assert problem == "DATABASE_URL is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/DATABASE."


@pytest.mark.parametrize("end", ["h:port/d", "h:99999/d", "h:0/d", "[::1]:x/d", "h/d?port=x", "h/d?port=1&port=99999"])
def test_a_port_of_the_database_that_is_none_is_named_without_the_url(end: str) -> None:
    (problem,) = problems({**SOCKET, "DATABASE_URL": f"postgresql://persona:secret@{end}"})
    assert problem == "The port in DATABASE_URL is not a number from 1 to 65535."


def test_a_password_that_ends_too_early_is_named_without_being_quoted() -> None:
    (problem,) = problems({**SOCKET, "DATABASE_URL": "postgresql://persona:se@cret@h/d"})
    assert problem == "The host in DATABASE_URL holds a character that no host has; in a password write @ as %40."


@pytest.mark.parametrize("end", ["h:5432/d", "[::1]:5432/d", "/d?host=/var/run&port=5433", "my-db.example.org/d", "/d"])
def test_a_database_is_named_by_its_host_and_port(end: str) -> None:
    url = f"postgresql://persona:p%40ss@{end}"
    assert read_settings({**SOCKET, "DATABASE_URL": url}).database_url == url


def test_maintainers_are_ids_of_users() -> None:
    assert read_settings({"PERSONA_MAINTAINERS": "U0ABC, W0DEF,U0GHI"}).maintainers == {"U0ABC", "W0DEF", "U0GHI"}
    assert read_settings({}).maintainers == frozenset()
    (problem,) = problems({"PERSONA_MAINTAINERS": "U0ABC,@anna"})
    assert "not @anna" in problem
