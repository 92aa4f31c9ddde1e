"""One HTTP/1.1 connection to an address that was checked before (RFC 9112)."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import httptools

from voipbin.core.egress_error import EgressError, EgressReason

CONNECT_S = 10.0
TLS_S = 10.0
HEAD_S = 15.0
"From the request to the last header of the answer, besides the time that sending it takes."
SLOWEST_UPLOAD = 128 * 1024
"Bytes a second: emails with recordings are large, and uplinks are not."
_LONGEST_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    "The rest of the body was not read."


async def connect(
    address: str, port: int, tls: ssl.SSLContext | None, host: str
) -> "HttpConnection":
    """A connection to an address.

    Args:
        tls: for https; the certificate must be the one of the host, not of the address.

    Raises:
        EgressError: nobody answers there, or not as who it should be.
    """
    loop = asyncio.get_running_loop()
    wait_s = CONNECT_S + (TLS_S if tls else 0)
    try:
        async with asyncio.timeout(wait_s):
            _, connection = await loop.create_connection(
                HttpConnection,
                address,
                port,
                ssl=tls,
                server_hostname=host if tls else None,
                ssl_handshake_timeout=TLS_S if tls else None,
            )
    except TimeoutError:
        message = f"{host} did not let us connect within {wait_s:.0f} s"
        raise EgressError(message, EgressReason.CONNECT_TIMEOUT) from None
    except ssl.SSLCertVerificationError as error:
        message = f"{host} has no good certificate: {error.verify_message}"
        raise EgressError(message, EgressReason.BAD_CERTIFICATE) from None
    except ssl.SSLError as error:
        message = f"{host} does not speak TLS as we do: {error.reason}"
        raise EgressError(message, EgressReason.TLS_FAILED) from None
    except OSError as error:
        message = f"{host} cannot be reached: {error.strerror or error}"
        raise EgressError(message, EgressReason.CONNECT_FAILED) from None
    return connection


class HttpConnection(asyncio.Protocol):
    """Requests one after the other.

    Not by a library, because of webhooks, a thousand a second beside the API: for a small request
    httpcore takes 12 times and httpx 19 times the CPU of this. Measured with all that belongs to an
    event (`bench_webhooks --client httpx`), a thousand a second take 0.28 of a core this way, 0.77
    with httpcore and 0.79 with httpx, where half a core is the goal.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._head: asyncio.Future[None] | None = None
        self._done: asyncio.Future[None] | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._size = self._max_bytes = self._head_size = self._status = 0
        self._has_head = self._is_cut = self._is_head_request = False
        self.is_reusable = False
        "The next request can be sent on it."
        self.has_answered = False
        "Something came since the last request."

    async def exchange(self, method: str, request: bytes, max_bytes: int) -> Exchange:
        """Sends a request, head and body, and reads the answer.

        Raises:
            EgressError: there was none, or none that can be read.
        """
        loop = asyncio.get_running_loop()
        self._head, self._done = loop.create_future(), loop.create_future()
        self._headers, self._body, self._size, self._head_size = {}, [], 0, 0
        self._has_head = self._is_cut = self.has_answered = False
        self._is_head_request = method == "HEAD"
        self._max_bytes = max_bytes
        self._parser = httptools.HttpResponseParser(self)
        self.is_reusable = False
        if self._transport is None or self._transport.is_closing():
            raise _lost()
        self._transport.write(request)
        await self._until_head(HEAD_S + len(request) / SLOWEST_UPLOAD)
        await self._done
        return Exchange(self._status, self._headers, b"".join(self._body), self._is_cut)

    def close(self) -> None:
        """Ends it at once; may be called twice."""
        self.is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    async def _until_head(self, limit_s: float) -> None:
        assert self._head is not None
        try:
            async with asyncio.timeout(limit_s):
                await self._head
        except TimeoutError:
            message = f"no answer began within {limit_s:.0f} s"
            raise EgressError(message, EgressReason.ANSWER_TIMEOUT) from None

    # -- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side is there."""
        # Not asked what it is: uvloop has classes of its own.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Some of an answer, or what nobody asked for."""
        if self._parser is None or self._done is None or self._done.done():
            self.close()
            return
        self.has_answered = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(EgressError(f"no HTTP: {error}", EgressReason.ANSWER_MALFORMED))
        except httptools.HttpParserUpgrade:
            self._fail(EgressError("another protocol", EgressReason.ANSWER_MALFORMED))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over; a body without a length ends with it (RFC 9112 6.3)."""
        self.is_reusable = False
        is_open_end = not ({"content-length", "transfer-encoding"} & self._headers.keys())
        if exc is None and self._has_head and is_open_end:
            self._finish()
        self._fail(_lost())

    # -- httptools

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, as it was written."""
        self._head_size += len(name) + len(value)
        if self._head_size > _LONGEST_HEAD:
            message = f"headers of more than {_LONGEST_HEAD} bytes"
            self._fail(EgressError(message, EgressReason.ANSWER_MALFORMED))
            return
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head, unless it only announces another (RFC 9110 15.2)."""
        assert self._parser is not None
        self._status = self._parser.get_status_code()
        if self._status < 200:
            self._headers = {}
            return
        self._has_head = True
        if self._head is not None and not self._head.done():
            self._head.set_result(None)
        if self._is_head_request:
            self._finish()

    def on_body(self, data: bytes) -> None:
        """Some of the body; what is too much is not waited for."""
        if self._is_cut:
            return
        self._size += len(data)
        if self._size > self._max_bytes:
            self._is_cut = True
            self._finish()
            self.close()
            return
        self._body.append(data)

    def on_message_complete(self) -> None:
        """The whole answer."""
        if self._has_head and not self._is_cut:
            assert self._parser is not None
            self.is_reusable = self._parser.should_keep_alive() and not self._is_head_request
            self._finish()

    def _finish(self) -> None:
        for future in (self._head, self._done):
            if future is not None and not future.done():
                future.set_result(None)

    def _fail(self, error: EgressError) -> None:
        self.close()
        for future in (self._head, self._done):
            if future is not None and not future.done():
                future.set_exception(error)
                # Whoever waits for the head never comes to the rest.
                future.exception()


def _lost() -> EgressError:
    return EgressError("the connection broke off", EgressReason.CONNECTION_LOST)
