"""Finding the SDP in a message body (RFC 3261 13.2.1, RFC 5621 for multipart)."""

import re

from .constants import SDP
from .media import read_body
from .message import Message
from .sdp import SessionDescription

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))', re.IGNORECASE)


class UnsupportedBody(ValueError):
    """A body of a kind we do not read; answered 415."""


def read_sdp(message: Message) -> SessionDescription | None:
    """SDP of a message; None when the body is empty.

    Raises:
        UnsupportedBody: neither SDP nor multipart with SDP, or encoded.
        ValueError: malformed SDP.
    """
    if not message.body.strip():
        return None
    encoding = (message.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding != "identity":
        raise UnsupportedBody(f"Content-Encoding: {encoding!r}")
    if message.content_type == SDP:
        return read_body(message.body)
    if message.content_type.startswith("multipart/"):
        return _from_multipart(message)
    raise UnsupportedBody(f"Content-Type: {message.content_type!r}")


def _from_multipart(message: Message) -> SessionDescription | None:
    match = _BOUNDARY.search(message.headers.get("Content-Type") or "")
    if match is None:
        raise UnsupportedBody("Content-Type: multipart without boundary")
    boundary = b"--" + (match[1] or match[2]).encode()
    for part in message.body.split(boundary)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        if re.search(rb"content-type[ \t]*:[ \t]*application/sdp", head, re.IGNORECASE):
            return read_body(content)
    raise UnsupportedBody("Content-Type: multipart without application/sdp")
