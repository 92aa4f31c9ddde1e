"""/graphql over HTTP and WebSocket: Strawberry's view with our credentials, errors and page."""

import os
import re
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any
from urllib.parse import parse_qs

import orjson
from cross_web import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.websocket_origin import is_same_origin
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from voipbin.core.contract.credentials import credential_of

from .context import Context, Core, Entry
from .errors import refusal
from .explorer import page
from .schema import schema
from .socket import SocketHandler

MAX_BODY_BYTES = 1 << 20
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class Endpoint(GraphQL[Context, None]):
    """Answers queries, mutations and subscriptions.

    Args:
        core: where the services are.
        debug: show what went wrong inside instead of withholding it.
    """

    graphql_transport_ws_handler_class = SocketHandler

    def __init__(self, core: Core, *, debug: bool) -> None:
        super().__init__(
            schema(),
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            # Any origin, as on the REST face; cookies only count on our own, see _headers.
            allowed_origins=("*",),
        )
        self._core = core
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; what is no GraphQL request is refused in JSON, too."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            await _read_body(request)
            response = await self.run(request)
        except HTTPException as error:
            response = _refused(error, request_id_of(request))
        await response(scope, receive, send)

    async def get_context(self, request: HTTPConnection, response: Any) -> Context:
        """Read who calls."""
        context = Context(
            self._core,
            request_id_of(request),
            peer=_peer(request),
            credential=_credential(request),
            idempotency_key=_idempotency_key(request),
        )
        context.debug = self._debug
        return context

    async def render_graphql_ide(self, request: Request) -> Response:
        """Answer a browser with the explorer."""
        return page(request.scope["path"])

    def encode_json(self, data: object) -> str:
        """Return JSON text."""
        return orjson.dumps(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON text; a request, its variables and a message are all objects.

        Raises:
            json.JSONDecodeError: it is no JSON, or neither an object nor a list (a batch).
        """
        value: object = orjson.loads(data)
        if not isinstance(value, dict | list):
            raise JSONDecodeError("must be an object", "", 0)
        return value


def request_id_of(request: HTTPConnection) -> str:
    """Return the id this request is known by: the client's when it is harmless."""
    known: str | None = request.scope.get("voipbin.request_id")
    if known is None:
        given = request.headers.get("x-request-id", "")
        known = given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()
        request.scope["voipbin.request_id"] = known
    return known


async def _read_body(request: Request) -> None:
    """Read the body once, no further than the limit."""
    parts: list[bytes] = []
    received_bytes = 0
    async for part in request.stream():
        received_bytes += len(part)
        if received_bytes > MAX_BODY_BYTES:
            raise HTTPException(413, f"the body is longer than {MAX_BODY_BYTES} bytes")
        parts.append(part)
    request._body = b"".join(parts)


def _credential(request: HTTPConnection) -> Entry | ValueError | None:
    query = parse_qs(request.scope["query_string"].decode("latin-1"), max_num_fields=200)
    try:
        return credential_of(_headers(request), query)
    except ValueError as error:
        return error


def _headers(request: HTTPConnection) -> Mapping[bytes, bytes]:
    headers = dict(request.scope["headers"])
    origin = request.headers.get("origin")
    foreign = origin is not None and not is_same_origin(origin, request.headers.get("host"))
    if foreign and isinstance(request, WebSocket):
        # A page elsewhere may connect, but not in the name of who is logged in here.
        headers.pop(b"cookie", None)
    return headers


def _idempotency_key(request: HTTPConnection) -> str:
    key = request.headers.get("idempotency-key", "")
    return key if _KEY.fullmatch(key) else ""


def _peer(request: HTTPConnection) -> str:
    known = request.scope.get("state", {}).get("client_address")
    if known:
        return str(known)
    return request.client.host if request.client else ""


def _refused(error: HTTPException, request_id: str) -> Response:
    facts = refusal("INVALID_ARGUMENT", error.reason, request_id, reason="GRAPHQL_INVALID")
    body = orjson.dumps({"data": None, "errors": [facts.formatted]})
    return Response(body, error.status_code, media_type="application/json")
