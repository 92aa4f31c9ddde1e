"""One HTTP request as the handlers see it: headers, query and a body of bounded length."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import orjson

from voipbin.gateway.errors import client_left, malformed, too_large, too_slow
from voipbin.gateway.limits import Limits
from voipbin.gateway.types import Message, Receive, Scope

Query = dict[str, list[str]]
_NO_QUERY: Query = {}


class Request:
    """An HTTP request being answered."""

    __slots__ = ("_limits", "_receive", "address", "headers", "id", "method", "path", "scope")

    def __init__(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], id: str, limits: Limits
    ) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers = headers
        self.id = id
        self.address = ""
        self._receive = receive
        self._limits = limits

    def query(self) -> Query:
        """Return the parameters after the question mark.

        Raises:
            HttpError: more of them than anybody needs.
        """
        text: bytes = self.scope["query_string"]
        if not text:
            return _NO_QUERY
        try:
            return parse_qs(
                text.decode("latin-1"),
                keep_blank_values=True,
                max_num_fields=self._limits.query_fields,
            )
        except ValueError as error:
            raise malformed([("", f"the query string cannot be read: {error}")]) from None

    async def json(self) -> dict[str, Any]:
        """Return the body, an object; an empty body is an empty one.

        Raises:
            HttpError: too long, no JSON, or no object.
        """
        body = await self.body()
        if not body:
            return {}
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            place = f"line {error.lineno} column {error.colno}"
            raise malformed([("", f"the body is not JSON: {error.msg} at {place}")]) from None
        if type(value) is not dict:
            raise malformed([("", f"the body must be a JSON object, got {type(value).__name__}")])
        return value

    async def body(self) -> bytes:
        """Read the body, stopping as soon as it is too long.

        Raises:
            HttpError: it is, or it comes too slowly.
        """
        limit = self._limits.body_bytes
        await self._refuse_announced(limit)
        message = await self._receive()
        body: bytes = message.get("body", b"")
        if not message.get("more_body", False) and len(body) <= limit:
            return body
        try:
            async with asyncio.timeout(self._limits.body_timeout_s):
                return await self._rest_of_body(message)
        except TimeoutError:
            raise too_slow(self._limits.body_timeout_s) from None

    async def pieces(self, limit_bytes: int) -> AsyncIterator[bytes]:
        """Give the body as it arrives; its client is held back until the next piece is asked for.

        Raises:
            HttpError: it is too long, comes too slowly, or its client left.
        """
        await self._refuse_announced(limit_bytes)
        clock = asyncio.get_running_loop().time
        end_s = clock() + self._limits.upload_timeout_s
        length, more = 0, True
        while more:
            wait_s = min(self._limits.body_timeout_s, end_s - clock())
            try:
                async with asyncio.timeout(wait_s):
                    message = await self._receive()
            except TimeoutError:
                limits = self._limits
                late = clock() >= end_s
                raise too_slow(limits.upload_timeout_s if late else limits.body_timeout_s) from None
            if message["type"] == "http.disconnect":
                raise client_left()
            piece: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            length += len(piece)
            if length > limit_bytes:
                if more:
                    await self._drain()
                raise too_large(limit_bytes)
            if piece:
                yield piece

    async def _refuse_announced(self, limit_bytes: int) -> None:
        announced = self.headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit_bytes:
            await self._drain()
            raise too_large(limit_bytes)

    async def _rest_of_body(self, message: Message) -> bytes:
        limit = self._limits.body_bytes
        parts = [message.get("body", b"")]
        length = len(parts[0])
        while message.get("more_body", False) and length <= limit:
            message = await self._receive()
            parts.append(message.get("body", b""))
            length += len(parts[-1])
        if length > limit:
            if message.get("more_body", False):
                await self._drain()
            raise too_large(limit)
        return b"".join(parts)

    async def _drain(self) -> None:
        """Throw away what is still coming, within bounds.

        A client that is still sending when the connection closes is told of a reset instead of
        our answer.
        """
        length = 0
        try:
            async with asyncio.timeout(self._limits.drain_timeout_s):
                while length <= self._limits.drain_bytes:
                    message = await self._receive()
                    length += len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return
        except TimeoutError:
            return
