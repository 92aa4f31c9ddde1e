"""Cutting a TCP byte stream into messages by Content-Length (RFC 3261 18.3, RFC 5626 3.5.1)."""

import re

from .parser import MAX_MESSAGE_BYTES

_LENGTH = re.compile(
    rb"\r\n(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,10})[ \t]*(?=\r\n)", re.IGNORECASE
)

PING = b"\r\n\r\n"
"""Keep-alive of a client; answered by PONG."""
PONG = b"\r\n"


class StreamFramer:
    """Collects bytes of one connection and hands out whole messages."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> tuple[list[bytes], int]:
        """Take bytes, return the messages now complete and how many pings were seen.

        Raises:
            ValueError: the stream cannot be cut further (no or absurd Content-Length);
                the connection must be closed.
        """
        self._buffer += data
        messages: list[bytes] = []
        pings = self._strip_keepalive()
        while message := self._next():
            messages.append(message)
            pings += self._strip_keepalive()
        return messages, pings

    def _strip_keepalive(self) -> int:
        pings = 0
        while self._buffer.startswith(PING):
            self._buffer = self._buffer[len(PING) :]
            pings += 1
        if len(self._buffer) > 2 and self._buffer.startswith(PONG) and self._buffer[2:3] != b"\r":
            self._buffer = self._buffer[2:]
        return pings

    def _next(self) -> bytes | None:
        end = self._buffer.find(b"\r\n\r\n", 2)
        if end < 0:
            if len(self._buffer) > MAX_MESSAGE_BYTES:
                raise ValueError("stream: header section too long")
            return None
        lengths = _LENGTH.findall(self._buffer, 0, end + 2)
        if not lengths:
            raise ValueError("stream: message without Content-Length")
        total = end + 4 + int(lengths[0])
        if total > MAX_MESSAGE_BYTES:
            raise ValueError(f"stream: message of {total} bytes")
        if len(self._buffer) < total:
            return None
        message, self._buffer = self._buffer[:total], self._buffer[total:]
        return message
