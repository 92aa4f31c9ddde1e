"""A process that ends as it should, while others stay: what it had goes on there."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.cluster import Cluster, migrated
from tests.platform.stage import action

pytestmark = pytest.mark.asyncio(loop_scope="module")


@contextlib.asynccontextmanager
async def busy_server(asked: list[asyncio.Event]) -> AsyncIterator[str]:
    """A web server that leaves the first who asks without an answer; gives its URL."""
    left = list(asked)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        left.pop(0).set()
        if not left:
            body = b"[]"
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()
        else:
            await reader.read()  # until who asked is gone
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_flows_go_on_in_the_others(postgres_url: str, tmp_path: Path) -> None:
    """Those without a call: they do not wait for the next start of a process."""
    cluster = Cluster(tmp_path, "--database-url", await migrated(postgres_url))
    asked = [asyncio.Event(), asyncio.Event()]
    try:
        async with busy_server(asked) as url:
            leaves, stays = await cluster.start("leaves"), await cluster.start("stays")
            fetch = action("fetch", event_method="GET", event_url=url)
            flow = await leaves.api("ActiveflowService.CreateActiveflow", actions=[fetch])
            await asyncio.wait_for(asked[0].wait(), 10)
            assert await cluster.programs["leaves"].end(signal.SIGTERM) == 0
            await asyncio.wait_for(asked[1].wait(), 10)
            await stays.flow_ended(flow["id"])
    finally:
        await cluster.close()
