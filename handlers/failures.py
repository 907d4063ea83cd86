"""Every error ends here: the log gets a reference, the asker one private sentence with the same reference."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot import cards
from bot.cards import Reply
from bot.errors import SlackRefused, StaleAssignment, StaleOverlay, StoreError
from handlers import replies
from handlers.desk import Desk
from handlers.logs import describe
from handlers.metrics import Metrics

T = TypeVar("T")
Listener = Callable[[AsyncArgs], Awaitable[None]]
PATIENCE = 1.0  # seconds that what is shown waits for what Slack knows

# What the asker can do about what Slack refused; anything else is for the log.
REMEDIES = {
    "not_in_channel": "I am not in this channel. Invite me with /invite @persona, then try again.",
    "channel_not_found": "I cannot see this conversation. Invite me with /invite @persona, then try again.",
    "is_archived": "This channel is archived. Unarchive it, or try in another channel.",
    "too_many_pins": "This channel has as many pins as Slack allows (100). Remove one, then try again.",
    "message_not_found": "The message is gone. Try again, and I will post a new one.",
    "restricted_action": "The settings of this workspace do not let me do that here. Ask a workspace admin.",
    "ratelimited": "Slack asks me to slow down. Try again in a minute.",
    "expired_trigger_id": "Slack waited too long for me and gave up. Try again.",
}
# What only whoever installed the app can mend; said to the asker so that they know whom to ask.
FOR_THE_MAINTAINER = {
    "missing_scope": "The app lacks a permission for this. Ask whoever installed it to renew it from manifest.json.",
    "invalid_auth": "Slack no longer accepts the app's token. Ask whoever installed it to renew it.",
    "token_revoked": "Slack no longer accepts the app's token. Ask whoever installed it to renew it.",
    "account_inactive": "The app was removed from this workspace. Ask whoever installed it to install it again.",
}

STALE = "Somebody changed this in the meantime. Look again, and repeat it if it is still right."
SILENT = "Slack does not answer me just now, so nothing was saved. Try again in a minute."
FORGETFUL = "My memory does not answer just now. Try again in a minute."

log = logging.getLogger("persona")


def safely(listener: Listener, desk: Desk) -> Listener:
    """The listener, but no error escapes it, so that no ack is lost; while it runs, the desk knows."""

    async def safe(args: AsyncArgs) -> None:
        with desk.at_work():
            try:
                await listener(args)
            except Exception as error:  # noqa: BLE001 this is the one place where all errors of listeners end
                await _tell(args, error, desk.metrics)

    safe.__name__ = listener.__name__  # Bolt names listeners by it
    return safe


def dispatch_failed(metrics: Metrics) -> Callable[..., Awaitable[BoltResponse]]:
    """What Bolt calls for an error outside of our listeners: it could not make sense of a payload."""

    async def failed(error: Exception) -> BoltResponse:
        metrics.errors[type(error).__name__] += 1
        log.warning("a payload made no sense (%s)", describe(error))
        return BoltResponse(status=400, body="not understood")

    return failed


async def _tell(args: AsyncArgs, error: Exception, metrics: Metrics) -> None:
    reference = secrets.token_hex(4)
    metrics.errors[type(error).__name__] += 1
    reply = _words(error, reference)
    try:
        if args.ack.response is None:
            await _ack(args, reply)
        else:
            await replies.somewhere(args, reply)
    except Exception as second:  # noqa: BLE001 nothing is left to try but the log
        log.error("%s: the asker could not be told either (%s)", reference, describe(second))  # noqa: TRY400 one line


def _words(error: Exception, reference: str) -> Reply:
    """What the asker reads. What they can mend themselves is not logged."""
    code = slack_code(error) if isinstance(error, SlackApiError) else ""
    if isinstance(error, SlackRefused):
        return cards.notice(error.remedy)
    if isinstance(error, StaleAssignment | StaleOverlay):
        return cards.notice(STALE)
    if code in REMEDIES:
        return cards.notice(REMEDIES[code])
    log.error("%s: %s (%s)", reference, code or "failed", describe(error))
    if isinstance(error, StoreError):
        return cards.notice(f"{FORGETFUL} Reference: {reference}")
    if code in FOR_THE_MAINTAINER:
        return cards.notice(f"{FOR_THE_MAINTAINER[code]} Reference: {reference}")
    return cards.failure(reference)


async def soon(asking: Awaitable[T], otherwise: T, *, shown: str) -> T:
    """What Slack says; `otherwise` if it does not, or takes too long for what is `shown`."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except (SlackApiError, ClientError, TimeoutError) as error:
        log.warning("%s is shown without what Slack knows: %s", shown, describe(error))
        return otherwise


def slack_code(error: SlackApiError) -> str:
    """Slack's word for why it refused a call; `unreachable` where the answer was not Slack's."""
    # With a body that is no JSON, slack_sdk hands over aiohttp's response instead of its own.
    if getattr(error.response, "status_code", 0) == 429:
        return "ratelimited"
    answer = getattr(error.response, "data", None)
    return str(answer.get("error", ""))[:80] if isinstance(answer, dict) else "unreachable"


async def _ack(args: AsyncArgs, reply: Reply) -> None:
    """Acknowledge with the sentence where Slack would show it, otherwise acknowledge and then tell."""
    if args.command is not None:
        await replies.ack_with(args, reply)
    elif args.options is not None:
        await args.ack(options=[])
    else:
        await args.ack()
        await replies.privately(args, reply)
