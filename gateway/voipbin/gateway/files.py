"""Signed downloads: whoever holds the link gets the file, whole or by ranges."""

import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

from voipbin.gateway.errors import HttpError, internal
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response
from voipbin.gateway.types import Headers

_log = logging.getLogger(__name__)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class FileResult(Protocol):
    """What a link leads to."""

    @property
    def status(self) -> int:
        """200; 403 for a bad signature, 410 for an expired link, 404 for no such file."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Content-Type, Content-Disposition and the like."""
        ...

    @property
    def chunks(self) -> Callable[[], AsyncIterator[bytes]] | None:
        """Gives a file that is made while it is sent; FileNotFoundError before its first piece."""
        ...

    @property
    def read(self) -> Callable[[int, int], AsyncIterator[bytes]] | None:
        """Gives a kept file from one byte up to another; FileNotFoundError before its first piece.

        OSError when it cannot be had now.
        """
        ...

    @property
    def size_bytes(self) -> int:
        """Length of a kept file."""
        ...


class FileSource(Protocol):
    """Who checks the signature of a link and finds its file."""

    async def open(self, path: str, query: str) -> FileResult:
        """Find a file.

        Args:
            path: what follows /files/ in the URL.
            query: what follows the question mark, undecoded.
        """
        ...


_REASONS = {
    403: ("PERMISSION_DENIED", "LINK_FORGED", "the link was not signed here"),
    404: ("NOT_FOUND", "FILE_NOT_FOUND", "there is no such file"),
    503: ("UNAVAILABLE", "FILE_STORE_UNAVAILABLE", "the file cannot be read now; try again"),
    410: ("NOT_FOUND", "LINK_EXPIRED", "the link has expired; ask for a new one"),
}


async def file_response(source: FileSource, request: Request) -> Response:
    """Answer a request below /files/.

    Raises:
        HttpError: no such file, a bad signature, or a range outside the file.
    """
    query = request.scope["query_string"].decode("latin-1")
    found = await source.open(request.path.removeprefix("/files/"), query)
    if found.status != 200:
        raise _refused(found.status)
    headers = [(name.lower().encode(), value.encode()) for name, value in found.headers.items()]
    headers.append((b"cache-control", b"private, no-transform"))
    try:
        if found.read is not None:
            return await _kept_file(found.read, found.size_bytes, headers, request)
        return Response(200, headers=headers, stream=await _begun(found.chunks))
    except FileNotFoundError:
        raise _refused(404) from None
    except OSError as error:
        _log.warning("a file cannot be read: %s", error)
        raise _refused(503) from None


def _refused(status: int) -> HttpError:
    known = _REASONS.get(status)
    return internal() if known is None else HttpError(status, *known)


async def _begun(chunks: Callable[[], AsyncIterator[bytes]] | None) -> AsyncIterator[bytes] | None:
    """Fetch the first piece while the status can still say that there is no file."""
    if chunks is None:
        return None
    rest = chunks()
    first = await anext(rest, b"")

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        async for piece in rest:
            yield piece

    return pieces()


async def _kept_file(
    read: Callable[[int, int], AsyncIterator[bytes]], size: int, headers: Headers, request: Request
) -> Response:
    headers.append((b"accept-ranges", b"bytes"))
    wanted = _range_of(request.headers.get(b"range", b"").decode("latin-1"), size)
    first, length = wanted or (0, size)
    headers.append((b"content-length", b"%d" % length))
    if wanted is not None:
        headers.append((b"content-range", b"bytes %d-%d/%d" % (first, first + length - 1, size)))
    stream = await _begun(lambda: read(first, first + length))
    return Response(200 if wanted is None else 206, headers=headers, stream=stream)


def _range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return first byte and length of a single range, RFC 9110 14.1.2; None for the whole file.

    Raises:
        HttpError: the range begins after the end.
    """
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match.group() == "bytes=-":
        return None
    start, end = match.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first > last:
        if start and end and int(start) > int(end):
            return None
        headers = [(b"content-range", b"bytes */%d" % size)]
        text = f"the file has {size} bytes"
        raise HttpError(416, "OUT_OF_RANGE", "RANGE_NOT_SATISFIABLE", text, headers=headers)
    return first, last - first + 1
