"""Whom the bot token speaks for, asked of Slack once: an ack waits for nobody."""

import asyncio
import logging

from aiohttp import ClientError
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefused
from handlers.failures import slack_code

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two tries
REFUSED = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}

log = logging.getLogger("persona.token")


class Token(AsyncAuthorize):
    """The bot token of a single workspace."""

    def __init__(self, token: str, client: AsyncWebClient) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # slack_bolt leaves it unannotated
        self._token = token
        self._client = client
        self._result: AuthorizeResult | None = None

    @property
    def known_good(self) -> bool:
        """True once Slack has said whose token it is."""
        return self._result is not None

    def client_of(self, workspace: str) -> AsyncWebClient | None:
        """A client for what the app does in a workspace of its own accord; None where the token is not good.

        It does not wait where Slack asks for a pause: whoever calls has time, and others to think of.
        """
        if self._result is None or self._result.team_id != workspace:
            return None
        return AsyncWebClient(
            self._token,
            self._client.base_url,
            self._client.timeout,
            proxy=self._client.proxy,
            retry_handlers=[AsyncConnectionErrorRetryHandler()],
        )

    async def __call__(self, **_: object) -> AuthorizeResult:
        """What Bolt needs for each request; before Slack has answered, without the bot's own ids."""
        return self._result or AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._token)

    async def check(self) -> None:
        """Ask Slack whose token it is. Raises SlackRefused if Slack says that it is none."""
        try:
            answer = await self._client.auth_test(token=self._token)
        except SlackApiError as error:
            if (code := slack_code(error)) in REFUSED:
                raise SlackRefused(code, "Slack does not accept SLACK_BOT_TOKEN. Copy it again.") from None
            raise
        self._result = AuthorizeResult.from_auth_test_response(auth_test_response=answer, bot_token=self._token)

    async def check_until_known(self) -> None:
        """Ask until Slack answers. Raises SlackRefused."""
        wait = FIRST_WAIT
        while not self.known_good:
            try:
                await self.check()
            except (SlackApiError, ClientError, TimeoutError, OSError) as error:
                log.warning("Slack does not answer yet (%s); asking again in %.0f s", type(error).__name__, wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
