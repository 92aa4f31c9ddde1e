"""Kills the platform again and again while it is used, and looks whether anything was lost.

Run as `python -m tests.platform.crashes --kills 1000`. It is killed while it starts, while webhooks
are under way, and whenever; in between, clients repeat what was not answered. Afterwards webhook,
WebSocket and gRPC watcher must have been told all the log has, the ledger must be right, and each
thing asked for must be there once.
"""

import argparse
import asyncio
import math
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.commands.running import run
from tests.platform.crash_audit import Books
from tests.platform.crash_process import MortalProcess
from tests.platform.crash_watchers import GrpcWatcher, HookWatcher, SocketWatcher
from tests.platform.crash_work import Work, numbers_for_sale

GOAL_START_S = 2.0
_LONGEST_LIFE_S = 2.5
_MEAN_LIFE_S = 0.4
_LONGEST_STARTUP_S = 2.0
_FINISH_S = 90.0
"A key whose request died with its process is free again after a minute."
_DRAIN_S = 120.0
_SAY_EVERY = 25


class Ordeal:
    """One platform, and everybody who uses it."""

    def __init__(self, folder: Path, seed: int) -> None:
        rng = self._rng = random.Random(seed)
        pool = folder / "numbers.csv"
        pool.write_text(numbers_for_sale())
        limits = ("--dial-calls-per-second", "1000", "--dial-concurrent-calls", "1000")
        self.process = MortalProcess(folder, "--number-pool", str(pool), *limits)
        self.hook = HookWatcher(rng)
        self.grpc = GrpcWatcher(self.process)
        self.socket = SocketWatcher(self.process)
        self.work = Work(self.process, rng)
        self.faults: list[str] = []
        self.deaths: Counter[str] = Counter()
        self._folder = folder
        self._first = 0

    async def run(self, kills: int, most_s: float = math.inf) -> None:
        """Lets it die so many times, unless time is up before, and looks at what is left."""
        end_s = time.monotonic() + most_s
        try:
            await self._begin()
            for number in range(1, kills + 1):
                if time.monotonic() > end_s:
                    break
                await self._die()
                if number % _SAY_EVERY == 0:
                    self._say(f"{number} kills")
            await self.process.until_ready()
            await self.work.finish(_FINISH_S)
            await self._drained()
        finally:
            for watcher in (self.grpc, self.socket):
                await watcher.close()
            await self.work.close()
            await self.process.end(signal.SIGTERM)
            await self.hook.close()
        await self._look()

    async def _begin(self) -> None:
        await self.hook.start()
        await self.process.spawn()
        await self.process.until_ready()
        api = self.work.api
        await api(
            "CustomerService.UpdateOwnCustomer", webhook_uri=self.hook.url, webhook_method="POST"
        )
        self._first = self._newest()
        priced = await run(
            *("billing", "price", "call_extension", "--dollars", "0.01"),
            *("--data-dir", str(self.process.data)),
            cwd=self._folder,
        )
        assert priced.code == 0, priced.err
        for watcher in (self.grpc, self.socket):
            watcher.start()
        await self.work.start()

    async def _die(self) -> None:
        """One life: from the start, which may be the end already, to the kill."""
        if self._rng.random() < 0.3:
            how = "starting"
            await asyncio.sleep(self._rng.uniform(0.02, _LONGEST_STARTUP_S))
            if self.process.is_ready:
                how = "just ready"
                await self.process.until_ready()
        else:
            await self.process.until_ready()
            life_s = self._rng.expovariate(1 / _MEAN_LIFE_S)
            await asyncio.sleep(min(life_s, _LONGEST_LIFE_S))
            how = "at work"
            if self._rng.random() < 0.5:
                how = "delivering"
                await self.hook.next_one(_LONGEST_LIFE_S)
        self.deaths[how] += 1
        await self.process.end(signal.SIGKILL)
        await self.process.spawn()

    async def _drained(self) -> None:
        """Waits until everybody was told of what the log has now."""
        until_s, newest = time.monotonic() + _DRAIN_S, -1
        while time.monotonic() < until_s:
            books, before, newest = self._books(), newest, self._newest()
            # Nothing more comes: nothing goes on, and nothing came since the last look.
            is_quiet = newest == before and not any(books.under_way())
            if is_quiet and not any((*self._told(books), *books.unsettled())):
                return
            await asyncio.sleep(0.5)

    async def _look(self) -> None:
        books = self._books()
        self.faults += [
            *self.work.faults,
            *books.sequences(),
            *self._told(books),
            *books.unsettled(),
            *books.made_once("tag", "name", self.work.tags),
            *books.made_once("number", "number", self.work.numbers),
            *books.bills(),
        ]
        checked = await run(
            "billing", "check", "--data-dir", str(self.process.data), cwd=self._folder
        )
        if checked.code or not checked.out.endswith(", 0 differences\n"):
            self.faults.append(f"billing check: {checked.out}{checked.err}")

    def _told(self, books: Books) -> list[str]:
        return [
            *books.watched("the gRPC watcher", self.grpc.told, all_of_them=True),
            *books.watched("the WebSocket", self.socket.told, all_of_them=False),
            *books.hooked(self.hook.told, self._first),
        ]

    def _books(self) -> Books:
        return Books(self.process.data, self.process.facts["demo"]["customer_id"])

    def _newest(self) -> int:
        return max((event.id for event in self._books().events), default=0)

    def _say(self, what: str) -> None:
        print(
            f"{what}: {len(self.grpc.told)} events by gRPC, {len(self.socket.told)} by WebSocket,"
            f" {len(self.hook.told)} webhooks; {dict(self.work.counts)}",
            flush=True,
        )

    def report(self) -> str:
        """What happened, for people."""
        starts = sorted(self.process.starts_s[1:]) or [0.0]
        once = len({one[0] for one in self.hook.told})
        late = sum(seconds > GOAL_START_S for seconds in starts)
        lines = [
            f"killed {self.deaths.total()} times: {dict(self.deaths)}",
            f"events: {len(self.grpc.told)} by gRPC, {len(self.socket.told)} by WebSocket,"
            f" {once} by webhook ({len(self.hook.told) - once} again)",
            f"asked for: {len(self.work.tags)} tags, {len(self.work.numbers)} numbers;"
            f" {dict(self.work.counts)}",
            f"ready after {statistics.median(starts):.2f} s (median), "
            f"{starts[len(starts) * 95 // 100]:.2f} s (p95), {starts[-1]:.2f} s at most; "
            f"{late} of {len(starts)} over {GOAL_START_S:.0f} s",
            f"faults: {len(self.faults)}",
            *(f"  {fault}" for fault in self.faults[:50]),
        ]
        return "\n".join(lines)


async def suffered(folder: Path, kills: int, seed: int, most_s: float = math.inf) -> Ordeal:
    """An ordeal that is over."""
    ordeal = Ordeal(folder, seed)
    await ordeal.run(kills, most_s)
    return ordeal


def main() -> int:
    """Runs it; 1 when something was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="kill no more after them")
    parser.add_argument("--folder", type=Path, help="kept afterwards; a temporary one otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="voipbin-crashes-") as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        ordeal = asyncio.run(suffered(folder, given.kills, given.seed, given.minutes * 60))
        print(ordeal.report())
    return int(bool(ordeal.faults))


if __name__ == "__main__":
    sys.exit(main())
