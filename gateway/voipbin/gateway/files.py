"""Signed downloads: whoever holds the link gets the file, whole or by ranges."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from voipbin.gateway.errors import HttpError
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response
from voipbin.gateway.types import Headers

_PIECE_BYTES = 128 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a link leads to."""

    status: int = 200
    "Anything but 200 is an error; 403 for a bad or expired signature, 404 for no such file."
    headers: Mapping[str, str] = field(default_factory=dict)
    "Content-Type, Content-Disposition and the like."
    chunks: AsyncIterator[bytes] | None = None
    "Gives a file that is made while it is sent."
    path: Path | None = None
    "A plain file; it can be read in ranges."


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
    403: ("PERMISSION_DENIED", "LINK_REFUSED", "the link is malformed or has expired"),
    404: ("NOT_FOUND", "FILE_NOT_FOUND", "there is no such file"),
}


async def file_response(source: FileSource, request: Request) -> Response:
    """Answer a request below /files/.

    Raises:
        HttpError: no such file, a bad signature, or a range outside the file.
    """
    query = request.scope["query_string"].decode("latin-1")
    found = await source.open(request.path.removeprefix("/files/"), query)
    if found.status != 200:
        status, reason, text = _REASONS.get(found.status, ("INTERNAL", "INTERNAL", "no file"))
        raise HttpError(found.status, status, reason, text)
    headers = [(name.lower().encode(), value.encode()) for name, value in found.headers.items()]
    headers.append((b"cache-control", b"private, no-transform"))
    if found.path is None:
        return Response(200, headers=headers, stream=found.chunks)
    return await asyncio.to_thread(_plain_file, found.path, headers, request)


def _plain_file(path: Path, headers: Headers, request: Request) -> Response:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise HttpError(404, *_REASONS[404]) from None
    headers.append((b"accept-ranges", b"bytes"))
    wanted = _range_of(request.headers.get(b"range", b"").decode("latin-1"), size)
    if wanted is None:
        headers.append((b"content-length", b"%d" % size))
        return Response(200, headers=headers, stream=_pieces(path, 0, size))
    first, length = wanted
    headers.append((b"content-range", b"bytes %d-%d/%d" % (first, first + length - 1, size)))
    headers.append((b"content-length", b"%d" % length))
    return Response(206, headers=headers, stream=_pieces(path, first, length))


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


async def _pieces(path: Path, first: int, length: int) -> AsyncIterator[bytes]:
    file: BinaryIO = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, first)
        while length > 0:
            piece = await asyncio.to_thread(file.read, min(_PIECE_BYTES, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
    finally:
        file.close()
