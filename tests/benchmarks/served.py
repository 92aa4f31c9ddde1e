"""`voipbin serve` as processes of its own, for who measures it from outside."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import psutil

from tests.platform.api import Api, Json

_READY_S = 60.0
_ANSWERS_AND_ENDS: list[Json] = [
    {"type": "answer", "option": {}},
    {"type": "hangup", "option": {}},
]


class Served:
    """A platform that is ready."""

    def __init__(self, pid: int, facts: Json, channel: Any, data: Path) -> None:
        self.facts = facts
        self.data = data
        self.api = Api(channel, facts["demo"]["accesskey"])
        self.core = psutil.Process(pid)
        self.media = next(
            child for child in self.core.children() if "voipbin.media.node" in child.cmdline()
        )

    @property
    def sip_port(self) -> int:
        """Of its UDP listener on loopback."""
        return int(self.facts["sip"].rpartition(":")[2])

    @property
    def processes(self) -> dict[str, psutil.Process]:
        """Both, by what they do."""
        return {"core": self.core, "media": self.media}

    def cpu_s(self) -> float:
        """User and system time of both so far."""
        times = [process.cpu_times() for process in self.processes.values()]
        return float(sum(time.user + time.system for time in times))

    async def number(self, actions: Sequence[Json] = _ANSWERS_AND_ENDS) -> str:
        """The demo tenant's number, which now runs these actions."""
        flow = await self.api("FlowService.CreateFlow", name="measured", actions=list(actions))
        numbers = await self.api("NumberService.ListNumbers")
        found = next(n for n in numbers["result"] if n["number"] == self.facts["demo"]["number"])
        await self.api("NumberService.UpdateNumberFlowIds", id=found["id"], call_flow_id=flow["id"])
        return str(found["number"])


@asynccontextmanager
async def served(
    folder: Path, *options: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """Starts it with a demo tenant; ends it at the end.

    Args:
        env: further variables of its environment.
    """
    ready, data = folder / "ready.json", folder / "data"
    flags = [
        part for name in ("http", "grpc", "media", "sip") for part in (f"--{name}", "127.0.0.1:0")
    ]
    with (folder / "serve.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voipbin.core", "serve", "--dev", *flags),
            *("--data-dir", str(data), "--ready-file", str(ready), *options),
            env={**os.environ, **(env or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        async with asyncio.timeout(_READY_S):
            while not ready.exists():
                assert process.returncode is None, (folder / "serve.log").read_text()[-2000:]
                await asyncio.sleep(0.05)
        facts = json.loads(ready.read_text())
        async with grpc.aio.insecure_channel(facts["grpc"]) as channel:
            yield Served(process.pid, facts, channel, data)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)
