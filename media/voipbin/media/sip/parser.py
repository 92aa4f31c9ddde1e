"""Bytes to messages, with the checks RFC 3261 and RFC 4475 ask of a receiver."""

import re

from .grammar import is_token
from .headers import Headers, canonical_name
from .message import Message, Request, Response

MAX_MESSAGE_BYTES = 65_535
"""Largest message taken from any transport; what a UDP datagram can hold."""
MAX_HEADER_LINES = 256

_FOLD = re.compile(rb"[ \t]*\r\n[ \t]+")
_SINGLE = frozenset(
    ("From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "Content-Type")
)
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: (.*))?\Z", re.DOTALL)


class BadMessage(ValueError):
    """A message that breaks the rules; `status` answers it when `request` is known."""

    def __init__(self, text: str, status: int = 400, request: Request | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.request = request
        """The request as far as it was understood; None for responses and noise."""


def parse_message(data: bytes) -> Message:
    """Parse one datagram or one framed message.

    Bytes beyond Content-Length are cut off (18.3).

    Raises:
        BadMessage: not SIP, or SIP that must not be processed.
    """
    if len(data) > MAX_MESSAGE_BYTES:
        raise BadMessage(f"message of {len(data)} bytes")
    head, separator, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise BadMessage("no empty line after the headers")
    if b"\r\n " in head or b"\r\n\t" in head:
        head = _FOLD.sub(b" ", head)
    start, *lines = head.decode("utf-8", "replace").split("\r\n")
    headers, fault = _parse_headers(lines)
    if start.startswith("SIP/"):
        return _parse_response(start, headers, fault, body)
    return _parse_request(start, headers, fault, body)


def _parse_headers(lines: list[str]) -> tuple[Headers, str]:
    """The headers and a description of the first fault, "" when there is none."""
    items: list[tuple[str, str]] = []
    fault = "" if len(lines) <= MAX_HEADER_LINES else "too many header lines"
    for line in lines[:MAX_HEADER_LINES]:
        name, colon, value = line.partition(":")
        try:
            if not colon:
                raise ValueError(f"header line without colon {line!r}")
            if "\r" in value or "\n" in value:
                raise ValueError(f"bare line break in {line!r}")
            items.append((canonical_name(name.rstrip(" \t")), value.strip(" \t")))
        except ValueError as error:
            fault = fault or str(error)
    return Headers(items), fault


def _parse_response(start: str, headers: Headers, fault: str, body: bytes) -> Response:
    match = _STATUS_LINE.match(start)
    if match is None or fault:
        raise BadMessage(fault or f"malformed status line {start!r}")
    response = Response(int(match[1]), match[2] or "", headers)
    try:
        response.body = _cut_body(response, body)
        _check(response)
    except ValueError as error:
        raise BadMessage(str(error)) from None
    return response


def _parse_request(start: str, headers: Headers, fault: str, body: bytes) -> Request:
    method, _, rest = start.partition(" ")
    if not is_token(method) or " SIP/" not in start.upper():
        raise BadMessage(f"malformed request line {start[:80]!r}")
    uri, _, version = rest.rpartition(" ")
    request = Request(method, uri or rest, headers)
    if version.upper().startswith("SIP/") and version.upper() != "SIP/2.0":
        raise BadMessage(f"version {version!r}", 505, request)
    if version.upper() != "SIP/2.0" or " " in uri or "\t" in uri:
        raise BadMessage(f"malformed request line {start!r}", 400, request)
    if fault:
        raise BadMessage(fault, 400, request)
    try:
        request.body = _cut_body(request, body)
        _check_request(request)
    except ValueError as error:
        raise BadMessage(str(error), 400, request) from None
    return request


def _cut_body(message: Message, body: bytes) -> bytes:
    length = message.number("Content-Length")
    if length is None:
        return body
    if length > len(body):
        raise ValueError(f"Content-Length: {length}, but {len(body)} bytes follow")
    return body[:length]


def _check(message: Message) -> None:
    seen: set[str] = set()
    for name, _ in message.headers:
        if name in _SINGLE:
            if name in seen:
                raise ValueError(f"{name}: appears more than once")
            seen.add(name)
    # Reading a view parses it; whatever is malformed raises here, before anyone acts on it.
    _ = message.vias, message.from_, message.to, message.call_id, message.cseq, message.contacts


def _check_request(request: Request) -> None:
    _check(request)
    if request.cseq.method != request.method:
        raise ValueError(f"CSeq: method {request.cseq.method!r} of a {request.method}")
    if request.uri.headers:
        raise ValueError(f"Request-URI: headers in {request.raw_uri!r}")
    _ = request.max_forwards, request.routes
