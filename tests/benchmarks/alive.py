"""What is alive inside the processes of a platform, counted by themselves."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.served import Served

AT_ONCE = {
    "core": ("LiveCall", "Run", "UnitOfWork"),
    "media": ("Channel", "Line", "RtpLeg", "RtpSession", "Playback", "Recording"),
}
"""Classes of which nothing is left when the last call is over."""
IN_TIME = {
    "core": ("Task",),
    "media": (
        *("Task", "IncomingCall", "OutgoingCall", "Dialog"),
        *("InviteServer", "NonInviteServer", "InviteClient", "NonInviteClient"),
    ),
}
"""Those that linger for the time of a SIP transaction."""
_COUNTER = Path(__file__).with_name("census")
_TIMEOUT_S = 20.0

Census = dict[str, dict[str, int]]
"""Objects by class, of each process by name."""


def counting(folder: Path) -> dict[str, str]:
    """The environment of processes that can be counted; they write into the folder."""
    path = os.environ.get("PYTHONPATH", "")
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_COUNTER), path))),
        "VOIPBIN_CENSUS": str(folder),
    }


async def census(platform: Served, folder: Path) -> Census:
    """Has both processes count."""
    found: Census = {}
    for name, process in platform.processes.items():
        written = folder / f"{process.pid}.json"
        written.unlink(missing_ok=True)
        process.send_signal(signal.SIGUSR2)
        async with asyncio.timeout(_TIMEOUT_S):
            while not written.exists():
                await asyncio.sleep(0.02)
        found[name] = json.loads(written.read_text())
    return found


def left_over(
    before: Census, after: Census, wanted: Mapping[str, tuple[str, ...]]
) -> dict[str, int]:
    """Of which classes there are more than before, and how many more."""
    return {
        f"{name} {kind}": more
        for name, kinds in wanted.items()
        for kind in kinds
        if (more := after[name].get(kind, 0) - before[name].get(kind, 0)) > 0
    }


def grown(before: Census, after: Census, least: int = 100) -> dict[str, int]:
    """Every class of which there are many more than before: for who looks for a leak."""
    every = {name: tuple(kinds) for name, kinds in after.items()}
    return {what: more for what, more in left_over(before, after, every).items() if more >= least}
