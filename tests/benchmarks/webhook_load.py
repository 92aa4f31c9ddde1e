"""The other ends of the webhook benchmark, each a process of its own that is told what to do in
JSON lines: a receiver of webhooks, and a client that asks at a steady rate.

Run as `python -m tests.benchmarks.webhook_load receive` or `probe`.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import uvloop

_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_CONNECTIONS = 16


class Received:
    """What came, by resource."""

    def __init__(self) -> None:
        self.last: dict[str, int] = defaultdict(int)
        self.figures = {"requests": 0, "events": 0, "again": 0, "out_of_order": 0}
        self._seen: set[tuple[str, int]] = set()

    def note(self, body: bytes) -> None:
        """Counts one; only the first time it came says something about the order."""
        data = json.loads(body)["data"]
        if "number" not in data:
            return  # what else the platform tells of
        id, number = data["id"], data["number"]
        self.figures["requests"] += 1
        if (id, number) in self._seen:
            self.figures["again"] += 1
            return
        self._seen.add((id, number))
        self.figures["events"] += 1
        self.figures["out_of_order"] += number != self.last[id] + 1
        self.last[id] = number


class Connection(asyncio.Protocol):
    """Requests with a content-length, one after the other."""

    def __init__(self, received: Received) -> None:
        self._received = received
        self._transport: Any = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            place = head.index(b"content-length: ") + 16
            size = int(head[place:].partition(b"\r\n")[0])
            if len(self._buffer) < end + 4 + size:
                return
            body, self._buffer = (
                self._buffer[end + 4 : end + 4 + size],
                self._buffer[end + 4 + size :],
            )
            self._received.note(body)
            self._transport.write(_OK)


async def receive() -> None:
    """Says its URL, then its figures each time it is asked."""
    received = Received()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(received), "127.0.0.1", 0)
    _tell(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook")
    while await _hear():
        _tell(received.figures)


async def probe() -> None:
    """Asks for a URL at a rate for a time; tells the latencies, each from when it was due."""
    while asked := await _hear():
        _tell(await _ask(**json.loads(asked)))


async def _ask(url: str, rate: float, seconds: float) -> list[float]:
    parts = urlsplit(url)
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nhost: {parts.netloc}\r\n\r\n".encode()
    began_s = time.perf_counter()
    due = iter([began_s + number / rate for number in range(int(rate * seconds))])
    latencies: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for due_s in due:
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            place = head.lower().index(b"content-length: ") + 16
            await reader.readexactly(int(head[place:].partition(b"\r\n")[0]))
            latencies.append(time.perf_counter() - due_s)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client() for _ in range(_CONNECTIONS)))
    return latencies


async def _hear() -> str:
    return await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


def _tell(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    uvloop.run({"receive": receive, "probe": probe}[sys.argv[1]]())
