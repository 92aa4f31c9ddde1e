"""The `voipbin` command, run as people run it."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Ours without VOIPBIN_*, and more."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOIPBIN_")}
    return {**kept, **more}


async def start(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """Start `voipbin` with arguments."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "voipbin.core",
        *arguments,
        cwd=cwd,
        env=dict(env or environment()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, timeout_s: float = 120
) -> Ran:
    """Run `voipbin` with arguments to its end."""
    process = await start(*arguments, cwd=cwd, env=env)
    try:
        out, err = await asyncio.wait_for(process.communicate(), timeout_s)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ran(process.returncode or 0, out.decode(), err.decode())


def processes_of(folder: Path) -> list[list[str]]:
    """Command lines of processes that were told of a folder."""
    lines = []
    for process in psutil.process_iter():
        try:
            line = process.cmdline()
        except psutil.Error:
            continue
        if any(str(folder) in part for part in line):
            lines.append(line)
    return lines
