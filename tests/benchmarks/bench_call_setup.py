"""Call setup: whole calls a second of the platform, against our bare SIP endpoint.

Run as `python -m tests.benchmarks.bench_call_setup`; needs sipp. The platform looks the number up,
runs a flow that answers and hangs up, charges and stores every step, opens RTP ports and keeps SIP
history. The bare endpoint answers and hangs up: no core, no database, no RTP.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.served import served
from tests.benchmarks.short_calls import place_calls
from tests.media.sip.fake_handler import MEDIA, FakeHandler
from voipbin.media.sip import (
    Answered,
    EndpointConfig,
    IncomingCall,
    Listen,
    Session,
    SessionEvent,
    SipEndpoint,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be called, and what it has cost so far."""

    port: int
    number: str
    cpu_s: Callable[[], float]


class _Bare(FakeHandler):
    """Answers, and hangs up when the ACK is there."""

    async def incoming_call(self, call: IncomingCall) -> None:
        call.observer = _hang_up
        call.answer(MEDIA)


def _hang_up(session: Session, event: SessionEvent) -> None:
    if isinstance(event, Answered):
        session.hang_up()


async def serve() -> None:
    """Child process: print the port and answer calls until stdin ends."""
    endpoint = SipEndpoint(EndpointConfig(listen=(Listen("udp", "127.0.0.1", 0),)), _Bare())
    await endpoint.start()
    print(endpoint.addresses[0].port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await endpoint.close()


@asynccontextmanager
async def bare(folder: Path) -> AsyncIterator[Target]:
    """The endpoint in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.bench_call_setup", "--serve"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    watched = psutil.Process(process.pid)

    def cpu_s() -> float:
        times = watched.cpu_times()
        return float(times.user + times.system)

    try:
        yield Target(int(await process.stdout.readline()), "anybody", cpu_s)
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def whole(folder: Path) -> AsyncIterator[Target]:
    """The platform with a number whose flow answers and hangs up."""
    async with served(folder) as platform:
        yield Target(platform.sip_port, await platform.number(), platform.cpu_s)


async def measure(calls: int, rounds: int, warm_up: int) -> dict[str, tuple[float, float]]:
    """(calls a second, CPU milliseconds a call) of both, called in turns."""
    with tempfile.TemporaryDirectory(prefix="voipbin-bench-") as name:
        folder = Path(name)
        async with bare(folder) as one, whole(folder) as other:
            targets = {"bare": one, "whole": other}
            found: dict[str, tuple[float, float]] = dict.fromkeys(targets, (0.0, 0.0))
            for target in targets.values():
                await place_calls(target.port, target.number, warm_up, folder)
            for _ in range(rounds):
                for kind, target in targets.items():
                    cpu_s = target.cpu_s()
                    placed = await place_calls(target.port, target.number, calls, folder)
                    spent_ms = 1000 * (target.cpu_s() - cpu_s) / calls
                    print(
                        f"  {kind:5} {placed.per_second:6.1f} calls/s, CPU {spent_ms:.2f} ms each"
                    )
                    rate, cost = found[kind]
                    found[kind] = (rate + placed.per_second / rounds, cost + spent_ms / rounds)
    return found


def main() -> None:
    """Runs it and prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    found = asyncio.run(measure(options.calls, options.rounds, options.calls // 3))
    (bare_rate, bare_ms), (rate, cost_ms) = found["bare"], found["whole"]
    print(
        f"call setups: {rate:.0f} a second, {bare_rate / rate:.2f}x fewer than the bare endpoint's "
        f"{bare_rate:.0f}; CPU a call {cost_ms:.1f} ms, {cost_ms / bare_ms:.2f}x"
    )


if __name__ == "__main__":
    main()
