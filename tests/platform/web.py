"""A web server of a test: it answers as told and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """What somebody asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Web:
    """Pages by path, and the requests so far."""

    base: str = ""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    requests: asyncio.Queue[Request] = field(default_factory=asyncio.Queue)

    def put(self, path: str, body: bytes, kind: str = "application/json", status: int = 200) -> str:
        """Serve a page; its URL."""
        self.pages[path] = (status, kind, body)
        return self.base + path

    async def asked(self) -> Request:
        """The next request."""
        return await asyncio.wait_for(self.requests.get(), 10)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ", 2)
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.requests.put_nowait(Request(method, path, headers, body))
            status, kind, answer = self.pages.get(path, (404, "text/plain", b"nothing here"))
            writer.write(
                f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\nconnection: close\r\n"
                f"content-length: {len(answer)}\r\n\r\n".encode()
                + answer
            )
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def web_server() -> AsyncIterator[Web]:
    """A server on a free port of loopback."""
    web = Web()
    server = await asyncio.start_server(web.serve, "127.0.0.1", 0)
    web.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield web
    finally:
        server.close()
        await server.wait_closed()
