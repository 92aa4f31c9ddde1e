"""`voipbin serve` as a process of its own, to be ended in every way a process can end."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import grpc

from tests.platform.api import Api, Json
from tests.platform.stage import Stage

_READY_S = 60.0


class Program:
    """Started on the same data as often as one likes."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.data = folder / "data"
        self._ready = folder / "ready.json"
        self._log = folder / "serve.log"
        self._folder = folder
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._channel: grpc.aio.Channel | None = None
        self._stages: list[Stage] = []
        self.facts: Json = {}

    @property
    def pid(self) -> int:
        """Of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text()

    async def start(self) -> Stage:
        """Start it and wait until it is ready."""
        self._ready.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        await self._until_ready()
        self.facts = json.loads(self._ready.read_text())
        self._channel = grpc.aio.insecure_channel(self.facts["grpc"])
        demo = self.facts["demo"]
        api = Api(self._channel, demo["accesskey"])
        stage = Stage(api, self.facts["sip"], demo["extensions"][0]["domain"], self._folder)
        stage.timeline.start()
        self._stages.append(stage)
        return stage

    async def end(self, signal_number: int) -> int:
        """Send a signal to it, and only to it; its exit code."""
        assert self._process is not None
        os.kill(self.pid, signal_number)
        code = await asyncio.wait_for(self._process.wait(), 20)
        await self._leave()
        return code

    async def close(self) -> None:
        """Make sure it is gone."""
        for stage in self._stages:
            await stage.leave()
        await self._leave()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def media_pid(self) -> int:
        """Of its media process."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for child in children:
            if b"voipbin.media.node" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        raise AssertionError("there is no media process")

    async def _leave(self) -> None:
        for stage in self._stages:
            await stage.timeline.close()
        if self._channel is not None:
            await self._channel.close(None)
            self._channel = None

    async def _until_ready(self) -> None:
        assert self._process is not None
        async with asyncio.timeout(_READY_S):
            while not self._ready.exists():
                assert self._process.returncode is None, self.log[-2000:]
                await asyncio.sleep(0.05)

    def _command(self) -> list[str]:
        free: dict[str, Any] = dict.fromkeys(
            ("--http", "--grpc", "--media", "--sip"), "127.0.0.1:0"
        )
        flags = [part for pair in free.items() for part in pair]
        return [
            *(sys.executable, "-m", "voipbin.core", "serve", "--dev", *flags),
            *("--data-dir", str(self.data), "--ready-file", str(self._ready), *self._options),
        ]


async def gone(pid: int) -> None:
    """Wait until a process that is not our child has ended."""
    async with asyncio.timeout(15):
        while _is_alive(pid):
            await asyncio.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
