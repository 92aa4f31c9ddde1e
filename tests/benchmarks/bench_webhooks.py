"""A thousand events a second through log, outbox and webhooks, and what that does to the API.

Run as `python -m tests.benchmarks.bench_webhooks`. The platform is on SQLite and in a process of
its own; so are the receiver and a client that asks for a row at a steady rate, from outside. Rounds
without and with events take turns, so that what else the machine does meets both alike.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import orjson
import uvloop

from tests.benchmarks.bench_relay import Child
from tests.benchmarks.webhook_clients import CLIENTS
from tests.platform.api import Api
from tests.platform.stage import settings_for
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.logs import configure_logs
from voipbin.core.serve.platform import Platform
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.core.unit_of_work import Store

GOAL_P99 = 2.0
GOAL_CORE = 0.5
"Of a core, for a thousand events a second: log, outbox and delivery."
_LOAD = "tests.benchmarks.webhook_load"
_RESOURCES = 500
_BATCH = 10
"Events of one transaction: a call that moves is told with its activeflow, groupcall and bill."
_DETAIL = "x" * 400
_PROBES = 100.0
"Requests a second."


class Source:
    """Changes that tell of themselves, at a rate."""

    def __init__(self, store: Store) -> None:
        self.made = 0
        self._store = store
        self._ids = [new_id() for _ in range(_RESOURCES)]
        self._task: asyncio.Task[None] | None = None

    async def set_rate(self, rate: float) -> None:
        """So many events a second from now on; 0 for none."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if rate:
            self._task = asyncio.create_task(self._run(rate))

    async def _run(self, rate: float) -> None:
        due_s = time.perf_counter()
        while True:
            # One that was cancelled on the way is made nevertheless: all are counted.
            await asyncio.shield(self._change())
            due_s += _BATCH / rate
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))

    async def _change(self) -> None:
        numbers = range(self.made, self.made + _BATCH)
        self.made += _BATCH
        async with self._store.writing() as work:
            for number in numbers:
                id = self._ids[number % _RESOURCES]
                data = {"id": id, "number": number // _RESOURCES + 1, "detail": _DETAIL}
                body = orjson.dumps(data).decode()
                work.record(PendingEvent(DEMO_CUSTOMER_ID, "tag_updated", "tag", id, body))


async def serve(folder: Path, hook: str, client: str) -> None:
    """Child process: a platform that makes events at the rates it reads."""
    configure_logs("error")
    platform = Platform(settings_for(folder))
    await platform.start()
    if client:
        platform.engines.webhooks.dispatcher._sender._egress = CLIENTS[client]()
    source = Source(platform.engines.store)
    _tell(await _row_to_ask_for(platform, hook))
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        await source.set_rate(json.loads(line))
        _tell({"made": source.made, "cpu_s": time.process_time(), "wall_s": time.monotonic()})
    await platform.close()


async def _row_to_ask_for(platform: Platform, hook: str) -> str:
    assert platform.demo is not None
    api = Api(platform.channel, platform.demo.accesskey)
    tag = await api("TagService.CreateTag", name="asked for")
    await api("CustomerService.UpdateOwnCustomer", webhook_uri=hook, webhook_method="POST")
    return f"{platform.addresses.rest}/tags/{tag['id']}?accesskey={platform.demo.accesskey}"


def _tell(value: object) -> None:
    print(json.dumps(value), flush=True)


class Bench:
    """Platform, receiver and client."""

    def __init__(self, folder: Path, client: str) -> None:
        self._receiver = Child("-m", _LOAD, "receive")
        self._probe = Child("-m", _LOAD, "probe")
        hook = self._receiver.hear()
        module = "tests.benchmarks.bench_webhooks"
        self._platform = Child(
            *("-m", module, "--serve", str(folder), "--hook", hook, "--client", client)
        )
        self._url = self._platform.hear()

    def round(self, rate: float, seconds: float) -> dict[str, float]:
        """Latencies of the API and CPU of the platform while so many events happen a second."""
        began = self._set_rate(rate)
        self._probe.tell({"url": self._url, "rate": _PROBES, "seconds": seconds})
        latencies_ms = [seconds * 1000 for seconds in self._probe.hear()]
        ended = self._set_rate(0)
        wall_s = ended["wall_s"] - began["wall_s"]
        return {
            "p50_ms": statistics.median(latencies_ms),
            "p99_ms": statistics.quantiles(latencies_ms, n=100)[98],
            "core": (ended["cpu_s"] - began["cpu_s"]) / wall_s,
            "rate": (ended["made"] - began["made"]) / wall_s,
        }

    def delivered(self) -> tuple[float, dict[str, int]]:
        """Waits until all is delivered, or nothing comes any more; seconds, and what came."""
        made, began_s, before = self._set_rate(0)["made"], time.monotonic(), -1
        while True:
            figures: dict[str, int] = self._ask_receiver()
            if figures["events"] in (made, before):
                return time.monotonic() - began_s, {**figures, "made": int(made)}
            before = figures["events"]
            time.sleep(1.0 if figures["events"] < made else 0)

    def close(self) -> None:
        """Ends all three."""
        for child in (self._probe, self._platform, self._receiver):
            child.close()

    def _set_rate(self, rate: float) -> dict[str, float]:
        self._platform.tell(rate)
        said: dict[str, float] = self._platform.hear()
        return said

    def _ask_receiver(self) -> dict[str, int]:
        self._receiver.tell("figures")
        said: dict[str, int] = self._receiver.hear()
        return said


def compare(rate: float, seconds: float, rounds: int, client: str = "") -> bool:
    """Prints what it costs; whether the goals are reached."""
    with tempfile.TemporaryDirectory(prefix="voipbin-bench-") as folder:
        bench = Bench(Path(folder), client)
        try:
            bench.round(rate, 2.0)  # connections, caches
            said: dict[str, list[dict[str, float]]] = {"without": [], "with": []}
            for _ in range(rounds):
                said["without"].append(bench.round(0, seconds))
                said["with"].append(bench.round(rate, seconds))
            late_s, figures = bench.delivered()
        finally:
            bench.close()
    middle = {
        name: {key: statistics.median(one[key] for one in some) for key in some[0]}
        for name, some in said.items()
    }
    for name, one in middle.items():
        print(
            f"{name:8} events: {one['rate']:5.0f}/s, GET p50 {one['p50_ms']:6.2f} ms, "
            f"p99 {one['p99_ms']:6.2f} ms, {one['core']:.2f} of a core"
        )
    ratio = middle["with"]["p99_ms"] / middle["without"]["p99_ms"]
    core = (middle["with"]["core"] - middle["without"]["core"]) * 1000 / middle["with"]["rate"]
    all_came = figures["events"] == figures["made"] and not figures["out_of_order"]
    print(
        f"held {middle['with']['rate']:.0f} events/s: {figures['events']} of {figures['made']} "
        f"delivered, {figures['again']} again, {figures['out_of_order']} out of order, the last "
        f"{late_s:.1f} s after its event"
    )
    print(f"GET p99 {ratio:.2f}x of what it is without (goal {GOAL_P99}x)")
    print(f"1,000 events/s take {core / GOAL_CORE:.2f}x half a core", flush=True)
    return ratio <= GOAL_P99 and all_came


def main() -> int:
    """Runs it; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--hook", default="", help=argparse.SUPPRESS)
    parser.add_argument(
        "--client",
        choices=["", *CLIENTS],
        default="",
        help="whose HTTP client delivers; ours by default",
    )
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.serve:
        uvloop.run(serve(given.serve, given.hook, given.client))
        return 0
    return int(not compare(given.rate, given.seconds, given.rounds, given.client))


if __name__ == "__main__":
    raise SystemExit(main())
