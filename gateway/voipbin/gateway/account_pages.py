"""Pages that mailed links lead to: one form each, which calls the operation of the same path."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from voipbin.gateway.errors import malformed
from voipbin.gateway.request import Request
from voipbin.gateway.response import NO_STORE, Response
from voipbin.gateway.routes import Routes

_TOKEN = re.compile(r"[0-9a-f]{64}")
_SECURITY = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    # The address has a token in it that nobody else is to see.
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_ASSETS = {"page.css": b"text/css; charset=utf-8", "page.js": b"text/javascript; charset=utf-8"}


def add_account_pages(routes: Routes[Any], prefixes: tuple[str, ...]) -> None:
    """Serve the pages and what they are made of below /auth/.

    Args:
        prefixes: what /auth/ may stand behind.
    """
    for prefix in prefixes:
        for name in ("email-verify", "password-reset"):
            routes.add("GET", f"{prefix}/auth/{name}", _page(f"{name}.html"))
        for name in _ASSETS:
            routes.add("GET", f"{prefix}/auth/{name}", _asset(name))


def _page(name: str) -> Any:
    async def answer(request: Request, values: list[str]) -> Response:
        token = request.query().get("token", [""])[0]
        if _TOKEN.fullmatch(token) is None:
            raise malformed([("token", "must be the 64 hex digits of a mailed link")])
        html = (b"content-type", b"text/html; charset=utf-8")
        return Response(200, _file(name), [html, NO_STORE, *_SECURITY])

    return answer


def _asset(name: str) -> Any:
    async def answer(request: Request, values: list[str]) -> Response:
        headers = [(b"content-type", _ASSETS[name]), (b"cache-control", b"no-cache"), *_SECURITY]
        return Response(200, _file(name), headers)

    return answer


@cache
def _file(name: str) -> bytes:
    return files("voipbin.gateway").joinpath("account", name).read_bytes()
