"""The Web API over HTTP: reads a call, judges token, scope and arguments, runs the method, records the traffic."""

import asyncio
import hmac
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.workspace.faults import Fault
from bot.workspace.hub import Hub
from bot.workspace.methods import METHODS, Method
from bot.workspace.methods.registry import Answer, Args, Call
from bot.workspace.refusals import Refused


async def answer_call(hub: Hub, request: web.Request) -> web.Response:
    """Answer one call of a method."""
    name = request.match_info["method"]
    started = time.perf_counter()
    fault = hub.faults.take(name) or hub.faults.count(name, hub.limits, time.monotonic()) or Fault()
    await asyncio.sleep(fault.seconds)
    given: dict[str, Any] = {}
    try:
        given = await _given(request)
        answer = _failed(fault) or _answered(hub, request, name, given)
    except Refused as refused:
        answer = refused.answer()
    hub.traffic.record(
        "to_slack",
        "api",
        name,
        given,
        status=fault.status,
        seconds=time.perf_counter() - started,
        answer=answer,
        refused=_said(name, answer),
    )
    headers = {"X-OAuth-Scopes": ",".join(sorted(hub.app.scopes))}
    if fault.retry_after:
        headers["Retry-After"] = str(fault.retry_after)
    return web.json_response(answer, status=fault.status, headers=headers)


def _failed(fault: Fault) -> Answer | None:
    if fault.error or fault.status != 200:
        return Refused(fault.error or "internal_error").answer()
    return None


def _said(name: str, answer: Answer) -> list[str]:
    """What the traffic says was refused."""
    if answer["ok"]:
        return []
    return [f"{name}: {answer['error']}", *answer.get("response_metadata", {}).get("messages", [])]


def _answered(hub: Hub, request: web.Request, name: str, given: dict[str, Any]) -> Answer:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name[:100])
    _check_token(hub, method, _token(request, given))
    _check_scope(hub, method)
    missing = [each for each in method.needs if given.get(each) in (None, "")]
    if missing:
        raise Refused("invalid_arguments", [f"[ERROR] missing required field: {each}" for each in missing])
    return {"ok": True, **method.run(Call(hub, Args(given)))}


def _token(request: web.Request, given: dict[str, Any]) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    in_json = request.content_type == "application/json"
    return "" if in_json else str(given.get("token", ""))


def _check_token(hub: Hub, method: Method, token: str) -> None:
    if method.token == "none":  # noqa: S105 -- a kind of token, not one
        return
    if not token:
        raise Refused("not_authed")
    wanted = hub.keys.app_token if method.token == "app" else hub.keys.bot_token  # noqa: S105 -- a kind of token
    if hmac.compare_digest(token.encode(), wanted.encode()):
        return
    other = token in (hub.keys.app_token, hub.keys.bot_token)
    raise Refused("not_allowed_token_type" if other else "invalid_auth")


def _check_scope(hub: Hub, method: Method) -> None:
    if method.scopes and not hub.app.scopes.intersection(method.scopes):
        provided = ",".join(sorted(hub.app.scopes))
        raise Refused("missing_scope", needed=",".join(method.scopes), provided=provided)


async def _given(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.method == "GET":
        return given
    if request.content_type.startswith("multipart/"):
        return given | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    raw = await request.read()
    return given | _body(raw, request.content_type)


def _body(raw: bytes, content_type: str) -> dict[str, Any]:
    if not raw:
        return {}
    if content_type != "application/json":
        try:
            return dict(parse_qsl(raw.decode(), keep_blank_values=True))
        except ValueError:
            raise Refused("invalid_form_data") from None
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body
