"""A media node in a process of its own."""

import asyncio
import os
import sys
from pathlib import Path

import grpc

from voipbin.media.v1 import node_pb2, node_pb2_grpc

WAIT_S = 20.0


class NodeProcess:
    """Started by `start`, ended by a signal."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.control_address = f"unix:{folder}/control.sock"
        self._options = options
        self._log = folder / "node.log"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until a core can attach."""
        with self._log.open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command(), stdout=asyncio.subprocess.DEVNULL, stderr=log
            )
        await answers(self.control_address)

    def command(self) -> list[str]:
        """The command line."""
        return [
            *(sys.executable, "-m", "voipbin.media.node"),
            *("--control", self.control_address, *self._options),
        ]

    @property
    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text()

    def signal(self, number: int) -> None:
        """Send a signal to it, and only to it."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    async def wait(self) -> int:
        """Its exit code."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), WAIT_S)

    async def close(self) -> None:
        """Make sure it is gone."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


async def answers(address: str) -> None:
    """Wait until a node answers there."""
    async with grpc.aio.insecure_channel(address) as channel, asyncio.timeout(WAIT_S):
        stub = node_pb2_grpc.NodeServiceStub(channel)
        hello = node_pb2.AttachRequest(hello=node_pb2.Hello(orphan_timeout_ms=60_000))
        async for response in stub.Attach(iter([hello]), wait_for_ready=True):
            assert response.WhichOneof("message") == "welcome"
            return
