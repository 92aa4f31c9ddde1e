"""Running sipp, a SIP test tool written by others, on one scenario of the suite."""

import asyncio
import os
from pathlib import Path

from tests.fixtures.ports import free_port

SCENARIOS = Path(__file__).parent / "scenarios"


async def sipp(
    name: str,
    folder: Path,
    port: int,
    *options: str,
    transport: str = "udp",
    calls: int = 1,
    host: str = "127.0.0.1",
) -> None:
    """Run one scenario to its end; every call in it must have gone as written."""
    errors = folder / "errors.log"
    remote = f"[{host}]" if ":" in host else host
    command = [
        *("sipp", f"{remote}:{port}", "-sf", str(SCENARIOS / f"{name}.xml"), "-i", host),
        *("-m", str(calls), "-nostdin", "-timeout", "20s", "-timeout_error"),
        *("-t", "u1" if transport == "udp" else "t1"),
        *("-trace_err", "-error_file", str(errors), *options),
    ]
    if "-p" not in options:
        command += ["-p", str(free_port(host))]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "TERM": "dumb"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(30):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = errors.read_text() if errors.exists() else ""
    assert process.returncode == 0, text or output.decode(errors="replace")[-2000:]


async def listening(port: int, transport: str) -> None:
    """Wait until sipp has bound its port (the kernel's socket table says so)."""
    wanted = f":{port:04X} "
    async with asyncio.timeout(10):
        while wanted not in Path(f"/proc/net/{transport}").read_text():
            await asyncio.sleep(0.02)
