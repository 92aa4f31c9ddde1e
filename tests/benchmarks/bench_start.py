"""From the command to ready, and what the idle processes hold."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

RUNS = 5
GOAL_READY_S = 2.0
GOAL_IDLE_MB = 150.0
_PAUSE_S = 0.005
_TIMEOUT_S = 60.0
_FLAGS = [
    word for name in ("http", "grpc", "media", "sip") for word in (f"--{name}", "127.0.0.1:0")
]


async def run_once(folder: Path) -> tuple[float, dict[str, float]]:
    """(seconds until ready, megabytes by process and of shared files) of one start."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipbin.core", "serve", "--dev", *_FLAGS),
        *("--data-dir", str(folder / "data"), "--ready-file", str(ready)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            while not ready.exists():
                await asyncio.sleep(_PAUSE_S)
        return time.perf_counter() - began, _resident_mb(process.pid)
    finally:
        process.terminate()
        await process.wait()


def _resident_mb(pid: int) -> dict[str, float]:
    api = psutil.Process(pid)
    processes = [(api, "api")]
    for child in api.children(recursive=True):
        is_media = "voipbin.media.node" in child.cmdline()
        processes.append((child, "media" if is_media else "worker"))
    found: dict[str, float] = {}
    files: dict[str, float] = {}
    for process, role in processes:
        own = 0
        for one in process.memory_maps(grouped=True):
            own += one.anonymous if one.path.startswith("/") else one.rss
            if one.path.startswith("/"):
                shared = (one.rss - one.anonymous) / 1e6
                files[one.path] = max(files.get(one.path, 0.0), shared)
        found[role] = found.get(role, 0.0) + own / 1e6
    # Both map the same interpreter and libraries: once is what they cost, whoever else has them.
    return {**found, "files": sum(files.values())}


async def measure(runs: int = RUNS) -> tuple[list[float], dict[str, float]]:
    """Seconds to ready of each start after the first, and the memory of the last."""
    with tempfile.TemporaryDirectory(prefix="voipbin-bench-") as name:
        first_s, resident = await run_once(Path(name))
        print(f"first start, tables and demo tenant made: {first_s:.2f} s")
        later = []
        for _ in range(runs):
            seconds, resident = await run_once(Path(name))
            later.append(seconds)
    return later, resident


def report(seconds: list[float], resident: dict[str, float]) -> Iterator[tuple[str, str]]:
    """(what, figure) of each line."""
    median_s, idle_mb = statistics.median(seconds), sum(resident.values())
    yield "ready, of the goal of 2 s", f"{median_s / GOAL_READY_S:.2f}x  ({median_s:.2f} s)"
    parts = ", ".join(f"{role} {held:.0f}" for role, held in resident.items())
    yield (
        "idle memory, of the goal of 150 MB",
        f"{idle_mb / GOAL_IDLE_MB:.2f}x  ({idle_mb:.0f} MB: {parts})",
    )


def main() -> None:
    """Prints time to ready and idle memory against their goals."""
    for what, figure in report(*asyncio.run(measure())):
        print(f"{what:40} {figure}")


if __name__ == "__main__":
    main()
