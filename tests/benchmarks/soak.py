"""Soak: many short calls through one process, after which nothing may be left of them.

Run as `python -m tests.benchmarks.soak --calls 50000`. Every call is a real INVITE by sipp to a
number whose flow answers and hangs up. Between batches it looks at both processes from outside:
memory, file descriptors (each RTP port is two) and threads. At the end rows that are still alive
are counted, and both processes count their tasks, calls, legs, dialogs and transactions. Logs of
fixed length are full after the warm-up; from then on memory must stay where it is, by the peaks
of equal windows: a single look may come before or after a collection of garbage.
"""

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.alive import AT_ONCE, IN_TIME, Census, census, counting, grown, left_over
from tests.benchmarks.served import Served, served
from tests.benchmarks.short_calls import place_calls

WARM_UP = 0.3
"""Part of the calls after which memory counts: before it, logs of fixed length grow full."""
WINDOWS = 4
"""Of the calls after the warm-up; the last is compared with the first."""
MOST_GROWTH = 0.02
_SETTLED_S = 60.0
"""Transactions linger for 32 s and captured dialogs for 5 s after the last call."""
_LOOK_AGAIN_S = 2.0
_ALL = {name: AT_ONCE[name] + IN_TIME[name] for name in AT_ONCE}
_LIVE = {
    "call": "SELECT count(*) FROM call WHERE status <> 'hangup'",
    "activeflow": "SELECT count(*) FROM activeflow WHERE status = 'running'",
    "billing": "SELECT count(*) FROM billing WHERE status = 'progressing'",
}


@dataclass(frozen=True, slots=True)
class Look:
    """Both processes after some calls."""

    calls: int
    seconds: float
    rss_mb: dict[str, float]
    files: dict[str, int]
    threads: dict[str, int]
    wal_mb: float


def look(platform: Served, calls: int, seconds: float) -> Look:
    """How it is now."""
    processes = platform.processes.items()
    return Look(
        calls,
        seconds,
        {name: process.memory_info().rss / 1e6 for name, process in processes},
        {name: process.num_fds() for name, process in processes},
        {name: process.num_threads() for name, process in processes},
        sum(path.stat().st_size for path in platform.data.glob("*-wal")) / 1e6,
    )


def live_rows(data: Path) -> dict[str, int]:
    """Rows of what is not over."""
    (path,) = data.glob("*.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return {name: database.execute(sql).fetchone()[0] for name, sql in _LIVE.items()}


async def soak(
    folder: Path,
    calls: int,
    batch: int,
    at_once: int,
    settled_s: float,
    gone: Mapping[str, tuple[str, ...]] = AT_ONCE,
) -> list[Look]:
    """Places the calls and looks after each batch.

    Args:
        settled_s: how long what must be gone may take.
        gone: classes of which there may be no more than before the first call, by process.

    Returns:
        one look before the first call, one after each batch, and one when all has settled.

    Raises:
        AssertionError: something of a call is still alive.
    """
    async with served(folder, env=counting(folder)) as platform:
        number = await platform.number()
        before = await census(platform, folder)
        began = time.monotonic()
        looks = [look(platform, 0, 0.0)]
        while (done := looks[-1].calls) < calls:
            some = min(batch, calls - done)
            placed = await place_calls(platform.sip_port, number, some, folder, at_once=at_once)
            looks.append(look(platform, done + some, time.monotonic() - began))
            show(looks[-1], placed.per_second)
        left, now = await _left(platform, folder, before, gone, settled_s)
        looks.append(look(platform, calls, time.monotonic() - began))
        show(looks[-1], 0.0)
        print(f"  kept of the calls by logs of fixed length: {grown(before, now)}", flush=True)
        assert not left, f"still alive: {left}"
    return looks


async def _left(
    platform: Served,
    folder: Path,
    before: Census,
    gone: Mapping[str, tuple[str, ...]],
    settled_s: float,
) -> tuple[dict[str, int], Census]:
    """(rows and objects that are still alive when all had time to end, everything there is)."""
    deadline = time.monotonic() + settled_s
    while True:
        now = await census(platform, folder)
        left = {**live_rows(platform.data), **left_over(before, now, gone)}
        left = {what: more for what, more in left.items() if more}
        if not left or time.monotonic() > deadline:
            return left, now
        await asyncio.sleep(_LOOK_AGAIN_S)


def show(now: Look, per_second: float) -> None:
    """One line of progress."""
    parts = [
        f"{name} {now.rss_mb[name]:6.1f} MB {now.files[name]:3d} files {now.threads[name]} threads"
        for name in now.rss_mb
    ]
    print(
        f"  {now.calls:6d} calls, {now.seconds:5.0f} s, {per_second:5.1f}/s: "
        + ", ".join(parts)
        + f", WAL {now.wal_mb:.1f} MB",
        flush=True,
    )


def peaks(looks: Sequence[Look], name: str, warm_up: float = WARM_UP) -> list[float]:
    """Most megabytes of a process in each window between the warm-up and the end of the calls."""
    batches = looks[1:-1]
    held = [one.rss_mb[name] for one in batches if one.calls > warm_up * batches[-1].calls]
    windows = min(WINDOWS, len(held))
    edges = [len(held) * edge // windows for edge in range(windows + 1)]
    return [max(held[start:end]) for start, end in pairwise(edges)]


def growth(looks: Sequence[Look], name: str) -> float:
    """By what part the memory of a process grew from the first window to the last."""
    held = peaks(looks, name)
    return held[-1] / held[0] - 1


def leaks(looks: Sequence[Look]) -> dict[str, int]:
    """File descriptors there are more of than when the first batch was over."""
    return {
        name: max(0, looks[-1].files[name] - min(one.files[name] for one in looks[1:]))
        for name in looks[0].files
    }


def main() -> None:
    """Runs it and says whether anything was left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="voipbin-soak-") as name:
        looks = asyncio.run(
            soak(Path(name), options.calls, options.batch, options.at_once, _SETTLED_S, _ALL)
        )
    grown = {name: growth(looks, name) for name in looks[0].rss_mb}
    left = leaks(looks)
    for name, part in grown.items():
        held = ", ".join(f"{peak:.1f}" for peak in peaks(looks, name))
        print(
            f"{name}: {1 + part:.3f}x the memory it had after the warm-up (peaks of windows: "
            f"{held} MB), {left[name]} file descriptors left"
        )
    sys.exit(any(part > MOST_GROWTH for part in grown.values()) or any(left.values()))


if __name__ == "__main__":
    main()
