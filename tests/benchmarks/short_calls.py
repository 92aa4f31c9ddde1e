"""Short calls by sipp: each is answered by the other side and hung up by it at once."""

import asyncio
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

SCENARIO = Path(__file__).with_name("short_call.xml")
_CALL_S = 32.0
"""Longest time one call may take: that of a SIP transaction (RFC 3261 17.1.1.2)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """So many calls went through in so many seconds."""

    calls: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Calls from INVITE to the answer to the BYE."""
        return self.calls / self.seconds


async def place_calls(
    port: int, number: str, calls: int, folder: Path, *, at_once: int = 16, host: str = "127.0.0.1"
) -> Placed:
    """Places calls, as many as fit, never more than some at once.

    Raises:
        AssertionError: one did not go as written.
    """
    errors = folder / "sipp_errors.log"
    process = await asyncio.create_subprocess_exec(
        *("sipp", f"{host}:{port}", "-sf", str(SCENARIO), "-s", number, "-i", host),
        *("-p", str(_free_port(host)), "-m", str(calls), "-l", str(at_once), "-r", "2000"),
        *("-nostdin", "-timeout", f"{int(_CALL_S + calls)}s", "-timeout_error"),
        *("-trace_err", "-error_file", str(errors)),
        cwd=folder,
        env={**os.environ, "TERM": "dumb"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    began = time.monotonic()
    try:
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    told = errors.read_text(errors="replace")[-2000:] if errors.exists() else ""
    assert code == 0, f"sipp ended with {code}: {told}"
    return Placed(calls, time.monotonic() - began)


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, 0))
        return int(sock.getsockname()[1])
