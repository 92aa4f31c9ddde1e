"""HTTP clients of libraries in the place of ours, without its checks: what they would cost."""

from collections.abc import Mapping
from typing import Any

import httpcore2
import httpx2

from voipbin.core.egress import EgressAnswer

_CONNECTIONS = 20


class HttpcoreClient:
    """The pool that httpx stands on."""

    def __init__(self) -> None:
        self._pool = httpcore2.AsyncConnectionPool(max_connections=_CONNECTIONS)

    async def request(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], **_: Any
    ) -> EgressAnswer:
        """As EgressClient.request."""
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        lines += [(b"host", httpx2.URL(url).netloc), (b"content-length", b"%d" % len(body))]
        answer = await self._pool.request(method, url, headers=lines, content=body)
        return EgressAnswer(answer.status, {}, answer.content, url)


class HttpxClient:
    """httpx itself."""

    def __init__(self) -> None:
        self._client = httpx2.AsyncClient(trust_env=False)

    async def request(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], **_: Any
    ) -> EgressAnswer:
        """As EgressClient.request."""
        answer = await self._client.request(method, url, content=body, headers=dict(headers))
        return EgressAnswer(answer.status_code, answer.headers, answer.content, url)


CLIENTS: dict[str, Any] = {"httpcore": HttpcoreClient, "httpx": HttpxClient}
