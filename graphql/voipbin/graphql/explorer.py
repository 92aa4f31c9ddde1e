"""GraphiQL, served from this package: the page asks nobody but us for anything."""

import gzip
import hashlib
import html
from functools import cache
from importlib.resources import files

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_SCRIPTS = (
    "react.production.min.js",
    "react-dom.production.min.js",
    "graphiql.min.js",
    "explorer.umd.js",
    "page.js",
)
_STYLES = ("graphiql.min.css", "explorer.css", "page.css")
_ASSETS = frozenset((*_SCRIPTS, *_STYLES))
_FOREVER = "public, max-age=31536000, immutable"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>VoipBin GraphQL</title>
    <link rel="icon" href="data:,">
    {styles}
  </head>
  <body>
    <div id="graphiql">Loading…</div>
    {scripts}
  </body>
</html>
"""


def page(path: str) -> Response:
    """Return the page; its parts are found below the path it was asked for under."""
    base = html.escape(f"{path.rstrip('/')}/static", quote=True)
    styles = [f'<link rel="stylesheet" href="{base}/{_versioned(name)}">' for name in _STYLES]
    scripts = [f'<script src="{base}/{_versioned(name)}"></script>' for name in _SCRIPTS]
    text = _PAGE.format(styles="\n    ".join(styles), scripts="\n    ".join(scripts))
    headers = {
        "cache-control": "no-cache",
        "content-security-policy": _POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return Response(text, media_type="text/html", headers=headers)


async def asset(name: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a part of the page, 404 for anything else."""
    await _asset(name, scope)(scope, receive, send)


def _asset(name: str, scope: Scope) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return Response(status_code=405, headers={"allow": "GET, HEAD"})
    if name not in _ASSETS:
        return Response(status_code=404)
    headers = {
        "cache-control": _FOREVER,
        "content-encoding": "gzip",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    body = _compressed(name)
    if not _takes_gzip(scope):
        body = gzip.decompress(body)
        del headers["content-encoding"]
    return Response(body, media_type=_MEDIA_TYPES[name.rpartition(".")[2]], headers=headers)


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


@cache
def _compressed(name: str) -> bytes:
    directory = files(__package__).joinpath("static")
    kept = directory.joinpath(f"{name}.gz")
    if kept.is_file():
        return kept.read_bytes()
    return gzip.compress(directory.joinpath(name).read_bytes(), mtime=0)


@cache
def _versioned(name: str) -> str:
    """A new version has a new address, so browsers may keep the old one for ever."""
    return f"{name}?v={hashlib.sha256(_compressed(name)).hexdigest()[:12]}"
