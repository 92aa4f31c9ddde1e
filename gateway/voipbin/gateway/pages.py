"""What the gateway serves besides the contract: a sign of life and the description of the API."""

from functools import cache
from importlib.resources import files
from typing import Any

from voipbin.gateway.request import Request
from voipbin.gateway.response import JSON_TYPE, Response
from voipbin.gateway.routes import Routes

_PAGE_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    # The page brings its own style and script and talks to nobody but us.
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        b"connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


def add_pages(routes: Routes[Any]) -> None:
    """Serve /ping, /openapi.json, /docs and the names other tools look for the docs under."""
    routes.add("GET", "/ping", _ping)
    routes.add("GET", "/openapi.json", _openapi)
    routes.add("GET", "/docs", _docs)
    for elsewhere in ("/redoc", "/swagger", "/swagger/index.html", "/redoc/index.html"):
        routes.add("GET", elsewhere, _to_docs)


async def _ping(request: Request, values: list[str]) -> Response:
    return Response(200, b'{"message":"pong"}', [JSON_TYPE])


async def _openapi(request: Request, values: list[str]) -> Response:
    return Response(200, _document(), [JSON_TYPE, (b"cache-control", b"no-cache")])


async def _docs(request: Request, values: list[str]) -> Response:
    return Response(200, _page(), list(_PAGE_HEADERS))


async def _to_docs(request: Request, values: list[str]) -> Response:
    return Response(307, b"", [(b"location", b"/docs")])


@cache
def _document() -> bytes:
    from voipbin.gateway.openapi.document import document_bytes  # builds only when asked for

    return document_bytes()


@cache
def _page() -> bytes:
    return files("voipbin.gateway").joinpath("docs.html").read_bytes()
