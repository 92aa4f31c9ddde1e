"""The ASGI app of the REST face: finds who answers and makes every answer look alike."""

import logging
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from voipbin.core.contract.operations import operations
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.gateway.account_pages import add_account_pages
from voipbin.gateway.client_address import client_address
from voipbin.gateway.cors import ANY_ORIGIN, is_preflight, preflight_headers
from voipbin.gateway.email_hooks import EmailHooks, add_email_hooks
from voipbin.gateway.errors import (
    HttpError,
    internal,
    method_not_allowed,
    no_route,
    rate_limited,
    too_large,
)
from voipbin.gateway.files import FileSource, file_response
from voipbin.gateway.handshake import as_get, refuse
from voipbin.gateway.hooks import HookSource, hook_response
from voipbin.gateway.mount import Mounted
from voipbin.gateway.operations import PREFIX, add_operations, add_sockets
from voipbin.gateway.pages import add_pages
from voipbin.gateway.request import Request
from voipbin.gateway.request_id import request_id_of
from voipbin.gateway.response import (
    JSON_TYPE,
    NO_STORE,
    Response,
    send_response,
)
from voipbin.gateway.routes import Endpoint, Routes
from voipbin.gateway.settings import GatewaySettings
from voipbin.gateway.types import ASGIApp, Headers, Receive, Scope, Send
from voipbin.v1 import annotations_pb2 as options

Handler = Callable[[Request, list[str]], Awaitable[Response]]
SocketHandler = Callable[[Request, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)
_AUTH_PREFIXES = ("/auth/", f"{PREFIX}/auth/")


def create_app(
    channel: Any,
    settings: GatewaySettings | None = None,
    *,
    graphql: ASGIApp | None = None,
    files: FileSource | None = None,
    email_hooks: EmailHooks | None = None,
    hooks: HookSource | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> "Gateway":
    """Build the REST face of a core.

    Args:
        channel: a grpc.aio.Channel to the core, or the one inside the process.
        settings: what the operator decided.
        graphql: the app answering /graphql, WebSockets included.
        files: who finds what signed links under /files/ lead to.
        email_hooks: who hears what providers tell of emails.
        hooks: who takes in what providers POST.
        clock: seconds that only grow, for the rate limit.
    """
    settings = settings or GatewaySettings()
    routes: Routes[Handler] = Routes()
    sockets: Routes[SocketHandler] = Routes()
    add_operations(routes, operations().values(), channel, settings)
    add_sockets(routes, sockets, operations().values(), channel, settings)
    add_pages(routes)
    add_account_pages(routes, ("", PREFIX))
    if email_hooks is not None:
        add_email_hooks(routes, PREFIX, email_hooks)
    return Gateway(routes, sockets, settings, graphql, files, hooks, clock)


class Gateway:
    """An ASGI app without a framework: a GET passes through a few dictionary look-ups."""

    def __init__(
        self,
        routes: Routes[Handler],
        sockets: Routes[SocketHandler],
        settings: GatewaySettings,
        graphql: ASGIApp | None,
        files: FileSource | None,
        hooks: HookSource | None,
        clock: Callable[[], float],
    ) -> None:
        limits = settings.limits
        self._routes = routes
        self._sockets = sockets
        self._settings = settings
        self._graphql = Mounted(graphql, limits) if graphql is not None else None
        self._files = files
        self._hooks = hooks
        self._clock = clock
        self._auth_rate = RateLimit(limits.auth_rate, limits.auth_burst, limits.auth_addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of the server."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._request(scope, receive)
        preflight = is_preflight(request.method, request.headers)
        if self._graphql is not None and _is_graphql(request.path) and not preflight:
            try:
                await self._to_graphql(self._graphql, request, receive, send)
            except Exception as error:
                await send_response(send, _failed(error, request), head=request.method == "HEAD")
            return
        response = await self._response(request)
        await send_response(send, response, head=request.method == "HEAD")

    def _request(self, scope: Scope, receive: Receive) -> Request:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        settings = self._settings
        request = Request(scope, receive, headers, request_id_of(headers), settings.limits)
        request.address = client_address(scope, headers, settings.proxies)
        return request

    async def _response(self, request: Request) -> Response:
        """Answer, whatever happens."""
        try:
            response = await self._answer(request)
        except Exception as error:
            return _failed(error, request)
        response.headers += _common_headers(request)
        return response

    async def _answer(self, request: Request) -> Response:
        path = request.path
        if self._graphql is not None and _is_graphql(path):
            # Only preflights come here; the app knows nothing of them.
            return Response(204, headers=preflight_headers("GET, OPTIONS, POST"))
        if path.startswith("/files/") and self._files is not None:
            return await self._file(self._files, request)
        hook = path.removeprefix(PREFIX)
        if request.method == "POST" and self._hooks is not None and self._hooks.knows(hook):
            return await hook_response(self._hooks, hook, request)
        found = self._routes.find(path)
        if found is None:
            raise no_route(path)
        endpoint, values = found
        handler = endpoint.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            return _without_handler(endpoint, request)
        if path.startswith(_AUTH_PREFIXES) and path not in _paths_of_known_callers():
            self._limit_rate(request)
        return await handler(request, values)

    def _limit_rate(self, request: Request) -> None:
        delay_s = self._auth_rate.delay(request.address, self._clock())
        if delay_s > 0:
            raise rate_limited(delay_s)

    async def _file(self, files: FileSource, request: Request) -> Response:
        if is_preflight(request.method, request.headers):
            return Response(204, headers=preflight_headers("GET, HEAD, OPTIONS"))
        if request.method not in ("GET", "HEAD"):
            raise method_not_allowed(request.method, "GET, HEAD, OPTIONS")
        return await file_response(files, request)

    async def _to_graphql(
        self, graphql: Mounted, request: Request, receive: Receive, send: Send
    ) -> None:
        announced = request.headers.get(b"content-length", b"0")
        limit = self._settings.limits.body_bytes
        if not announced.isdigit() or int(announced) > limit:
            raise too_large(limit)
        scope = _with_address(request.scope, request.address)
        await graphql.serve(scope, receive, send, request.id, _common_headers(request))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._graphql is not None and _is_graphql(scope["path"]):
            address = client_address(scope, dict(scope["headers"]), self._settings.proxies)
            await self._graphql.serve_websocket(_with_address(scope, address), receive, send)
            return
        request = self._request(*as_get(scope))
        found = self._sockets.find(request.path)
        if found is None:
            await refuse(scope, receive, send, await self._response(request))
            return
        try:
            await found[0].handlers["GET"](request, receive, send)
        except HttpError as error:
            await refuse(scope, receive, send, _failed(error, request))


@cache
def _paths_of_known_callers() -> frozenset[str]:
    """What stands beside the public paths but asks for credentials."""
    return frozenset(
        f"{prefix}{spec.http_path}"
        for spec in operations().values()
        if spec.rest.at_root and spec.access != options.ACCESS_PUBLIC
        for prefix in ("", PREFIX)
    )


def _with_address(scope: Scope, address: str) -> Scope:
    """Tell a mounted app who the client is, proxies seen through."""
    return {**scope, "state": {**scope.get("state", {}), "client_address": address}}


def _without_handler(endpoint: Endpoint[Handler], request: Request) -> Response:
    if is_preflight(request.method, request.headers):
        return Response(204, headers=preflight_headers(endpoint.allowed))
    if request.method == "OPTIONS":
        return Response(204, headers=[(b"allow", endpoint.allowed.encode())])
    raise method_not_allowed(request.method, endpoint.allowed)


def _common_headers(request: Request) -> Headers:
    headers = [(b"x-request-id", request.id.encode())]
    if b"origin" in request.headers and not is_preflight(request.method, request.headers):
        headers += ANY_ORIGIN
    return headers


def _failed(error: Exception, request: Request) -> Response:
    if not isinstance(error, HttpError):
        _log.error(
            "%s %s failed", request.method, request.path, extra=_tags(request), exc_info=error
        )
        error = internal()
    headers = [JSON_TYPE, NO_STORE, *error.all_headers(), *_common_headers(request)]
    return Response(error.http_status, error.body(request.id), headers)


def _is_graphql(path: str) -> bool:
    return path == "/graphql" or path.startswith("/graphql/")


def _tags(request: Request) -> dict[str, str]:
    return {"request_id": request.id}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
