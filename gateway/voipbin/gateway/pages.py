"""What the gateway serves besides the contract: a sign of life and the description of the API."""

from functools import cache
from importlib.resources import files
from typing import Any

from voipbin.gateway.errors import no_route
from voipbin.gateway.request import Request
from voipbin.gateway.response import JSON_TYPE, NO_SNIFFING, Response
from voipbin.gateway.routes import Routes

_DOCS_TYPES = {
    "page.html": b"text/html; charset=utf-8",
    "style.css": b"text/css; charset=utf-8",
    "app.js": b"text/javascript; charset=utf-8",
    "dom.js": b"text/javascript; charset=utf-8",
    "schema.js": b"text/javascript; charset=utf-8",
    "tryit.js": b"text/javascript; charset=utf-8",
}
_DOCS_HEADERS = [
    (b"cache-control", b"no-cache"),
    # The page brings its own style and script and talks to nobody but us.
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        b"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    NO_SNIFFING,
]


def add_pages(routes: Routes[Any]) -> None:
    """Serve /ping, /openapi.json, /docs and the names other tools look for the docs under."""
    routes.add("GET", "/ping", _ping)
    routes.add("GET", "/openapi.json", _openapi)
    routes.add("GET", "/docs", _docs)
    routes.add("GET", "/docs/{file}", _docs)
    for elsewhere in ("/redoc", "/swagger", "/swagger/index.html", "/redoc/index.html"):
        routes.add("GET", elsewhere, _to_docs)


async def _ping(request: Request, values: list[str]) -> Response:
    return Response(200, b'{"message":"pong"}', [JSON_TYPE])


async def _openapi(request: Request, values: list[str]) -> Response:
    return Response(200, _document(), [JSON_TYPE, (b"cache-control", b"no-cache")])


async def _docs(request: Request, values: list[str]) -> Response:
    name = values[0] if values else "page.html"
    content_type = _DOCS_TYPES.get(name)
    if content_type is None:
        raise no_route(request.path)
    return Response(200, _docs_file(name), [(b"content-type", content_type), *_DOCS_HEADERS])


async def _to_docs(request: Request, values: list[str]) -> Response:
    return Response(307, b"", [(b"location", b"/docs")])


@cache
def _document() -> bytes:
    from voipbin.gateway.openapi.document import document_bytes  # builds only when asked for

    return document_bytes()


@cache
def _docs_file(name: str) -> bytes:
    return files("voipbin.gateway").joinpath("docs", name).read_bytes()
