"""The one loopback server: the page, the page's API, the Web API, response_urls, uploads and Socket Mode."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.workspace.hub import Hub
from bot.workspace.page_api import Deeds, Pages
from bot.workspace.refusals import Refused
from bot.workspace.web_api import answer_call

LOOPBACK = ("127.0.0.1", "localhost")
_PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".woff2": "font/woff2",
}
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
_TOKEN = re.compile(r'(<meta name="workspace-token" content=")[^"]*(")')
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves one workspace on a loopback port."""

    def __init__(self, hub: Hub, pages: Pages, deeds: Deeds) -> None:
        self._hub = hub
        self._pages = pages
        self._deeds = deeds
        self._runner: web.AppRunner | None = None
        self._open: set[web.WebSocketResponse] = set()
        self._hosts: tuple[str, ...] = ()

    async def start(self, host: str, port: int) -> int:
        """Listen, and say on which port; any host but a loopback one is refused."""
        if host not in LOOPBACK:
            raise ValueError(f"the workspace listens on this machine only, not on {host}")
        app = web.Application(middlewares=[self._guard], client_max_size=self._hub.limits.upload_bytes)
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        bound = int(self._runner.addresses[0][1])
        self._hosts = tuple(f"{name}:{bound}" for name in LOOPBACK)
        return bound

    async def stop(self) -> None:
        """Close every stream and stop listening."""
        for socket in tuple(self._open):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get(r"/page/{path:[\w./-]+}", self._asset),
            web.get("/files/{id}", self._file),
            web.get("/files-pri/{id}", self._private_file),
            web.get("/archives/{channel}/{ts}", self._permalink),
            web.get("/workspace/stream", self._stream),
            web.post("/workspace/do", self._do),
            web.post("/api/{method}", self._api),
            web.get("/api/{method}", self._api),
            web.post("/upload/{id}", self._upload),
            web.post("/response/{token}", self._response),
            web.get("/link/", self._link),
        ]

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Refuse another Host (DNS rebinding) and another Origin; nothing is cached or embedded."""
        origin = request.headers.get("Origin")
        allowed_origins = [f"http://{host}" for host in self._hosts]
        if request.headers.get("Host") not in self._hosts or (origin is not None and origin not in allowed_origins):
            return web.Response(status=403, text="This workspace answers its own page only.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(self._headers())
        return response

    def _headers(self) -> dict[str, str]:
        streams = " ".join(f"ws://{host}" for host in self._hosts)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self' {streams}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return {
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    # -- the page --

    async def _index(self, request: web.Request) -> web.Response:
        page = (_PAGE / "index.html").read_text(encoding="utf-8")
        with_token = _TOKEN.sub(rf"\g<1>{self._hub.keys.page_token}\g<2>", page)
        return web.Response(text=with_token, content_type="text/html", charset="utf-8")

    async def _asset(self, request: web.Request) -> web.Response:
        path = (_PAGE / request.match_info["path"]).resolve()
        if not path.is_relative_to(_PAGE) or path.suffix not in _TYPES or not path.is_file():
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset=_charset(path.suffix))

    async def _file(self, request: web.Request) -> web.Response:
        file = self._hub.world.files.get(request.match_info["id"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        shown = file.mimetype in _SHOWN
        response = web.Response(body=file.content, content_type=file.mimetype if shown else "application/octet-stream")
        response.headers["Content-Disposition"] = "inline" if shown else "attachment"
        return response

    async def _permalink(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/#/{request.match_info['channel']}/{request.match_info['ts']}")

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        self._check_page(request.query.get("token", ""))
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        return await self._while_open(socket, self._pages.serve)

    async def _do(self, request: web.Request) -> web.Response:
        self._check_page(request.headers.get("X-Workspace-Token", ""))
        given = _json_object(await request.read())
        if given is None:
            return web.json_response({"ok": False, "error": "That was not JSON."}, status=400)
        return web.json_response(await self._deeds.do(given))

    def _check_page(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), self._hub.keys.page_token.encode()):
            raise web.HTTPForbidden(text="The page is not from this run of the workspace: load it again.\n")

    # -- Slack --

    async def _private_file(self, request: web.Request) -> web.Response:
        """A file for the app. Whoever has not the right to it gets a page to sign in, as in Slack."""
        file = self._hub.world.files.get(request.match_info["id"])
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        known = kind == "Bearer" and hmac.compare_digest(token.encode(), self._hub.keys.bot_token.encode())
        if not known or "files:read" not in self._hub.app.scopes:
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        if file is None or file.content is None or not file.complete:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _api(self, request: web.Request) -> web.Response:
        return await answer_call(self._hub, request)

    async def _response(self, request: web.Request) -> web.Response:
        body = _json_object(await request.read())
        refused: list[str] = []
        answer: dict[str, Any] = {"ok": True}
        status = 200
        try:
            self._hub.responses.use(request.match_info["token"], body)
        except Refused as no:
            status = 404 if no.code.endswith("_url") else 400
            answer, refused = {"ok": False, "error": no.code}, [f"response_url: {no}"]
        self._hub.traffic.record(
            "to_slack", "response_url", "response_url", body, status=status, seconds=0.0, answer=answer, refused=refused
        )
        return web.json_response(answer, status=status)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._hub.world.files.get(request.match_info["id"])
        if file is None or file.complete:
            raise web.HTTPNotFound
        content = await _uploaded(request)
        if len(content) != file.size:
            return web.Response(status=400, text="the length is not the one announced\n")
        file.content = content
        return web.Response(text=f"OK - {file.size}")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if not self._hub.sockets.admits(request.query.get("ticket", "")):
            raise web.HTTPForbidden(text="The ticket is unknown, used or too old, or there are too many connections.\n")
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        return await self._while_open(socket, self._hub.sockets.serve)

    async def _while_open(
        self, socket: web.WebSocketResponse, serve: Callable[[web.WebSocketResponse], Awaitable[None]]
    ) -> web.WebSocketResponse:
        self._open.add(socket)
        try:
            await serve(socket)
        finally:
            self._open.discard(socket)
        return socket


def _charset(suffix: str) -> str | None:
    return "utf-8" if suffix in (".html", ".js", ".css", ".json") else None


def _json_object(raw: bytes) -> dict[str, Any] | None:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
