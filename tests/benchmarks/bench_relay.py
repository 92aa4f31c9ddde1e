"""RTP benchmark: our relay and our playback+record leg against a bare asyncio relay.

Run as `python tests/benchmarks/bench_relay.py`; prints CPU per call and ratios of one run, then
how many two-leg calls one core holds without a lost or late packet. Each server runs in a process
of its own, the load generator in another, so the CPU is that of the server alone.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import wait
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "media"))

from voipbin.media.audio.codec import make_codec  # noqa: E402
from voipbin.media.audio.player import Player  # noqa: E402
from voipbin.media.audio.recorder import Recorder  # noqa: E402
from voipbin.media.audio.tones import tone  # noqa: E402
from voipbin.media.rtp.engine import RtpEngine  # noqa: E402
from voipbin.media.rtp.leg import RtpLeg  # noqa: E402

HOST = "127.0.0.1"
Figures = dict[str, float]
Server = tuple[list[int], Callable[[], Figures]]
"""Ports of its own, one per phone, and how to close it."""


class _BareSide(asyncio.DatagramProtocol):
    """One side of the simplest relay asyncio can express."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.other: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.other is not None:
            self.other.sendto(data, self.target)


async def bare_relay(ports: list[int]) -> Server:
    """Datagrams of phone 2n go to phone 2n+1 and back, untouched."""
    loop = asyncio.get_running_loop()
    transports, sides = [], []
    for port in ports:
        transport, side = await loop.create_datagram_endpoint(
            partial(_BareSide, (HOST, port)), local_addr=(HOST, 0)
        )
        transports.append(transport)
        sides.append(side)
    for index, side in enumerate(sides):
        # What comes in on one side leaves through the other, towards the other's phone.
        side.other = transports[index ^ 1]
        side.target = (HOST, ports[index ^ 1])

    def close() -> Figures:
        for transport in transports:
            transport.close()
        return {}

    return [transport.get_extra_info("sockname")[1] for transport in transports], close


async def our_relay(ports: list[int]) -> Server:
    """The same through two legs on the relay fast path, with statistics, RTCP and peer lock."""
    engine = RtpEngine(HOST)
    legs = [engine.open_leg([make_codec("PCMU")], peer=(HOST, port)) for port in ports]
    for index, leg in enumerate(legs):
        leg.relay_to(legs[index ^ 1])

    def close() -> Figures:
        figures = {
            "server_received": float(sum(leg.statistics().packets_received for leg in legs)),
            "send_errors": float(sum(leg.transport.send_errors for leg in legs)),
        }
        engine.close()
        return figures

    return [leg.local[1] for leg in legs], close


def _tick(leg: RtpLeg, player: Player, recorder: Recorder, _: float, missed: int) -> None:
    """What a channel does every 20 ms while it plays a prompt and is recorded."""
    leg.skip(missed)
    heard, said = leg.read(), player.read()
    leg.write(said)
    recorder.push(heard, said, missed)


async def our_playback(ports: list[int]) -> Server:
    """One leg per phone: plays a prompt, decodes and records both directions."""
    engine = RtpEngine(HOST)
    prompt = tone((440.0,), 5000, 8000)
    folder = tempfile.TemporaryDirectory()
    legs, recorders = [], []
    for index, port in enumerate(ports):
        leg = engine.open_leg([make_codec("PCMU")], peer=(HOST, port))
        stem = Path(folder.name) / f"call_{index}"
        files = {way: stem.with_name(f"{stem.name}_{way}.wav") for way in ("in", "out")}
        recorder = Recorder(files, 8000)
        player = Player([prompt], 8000, loop=True)
        engine.pacer.add(partial(_tick, leg, player, recorder))
        legs.append(leg)
        recorders.append(recorder)

    # Opening a hundred legs at once is not what is measured.
    asyncio.get_running_loop().call_later(0.5, engine.pacer.lateness.reset)

    def close() -> Figures:
        late = engine.pacer.lateness
        figures = {"pacing_p99_ms": late.percentile(0.99), "pacing_max_ms": late.max_ms}
        engine.close()
        wait([future for recorder in recorders for future in recorder.closed()])
        folder.cleanup()
        return figures

    return [leg.local[1] for leg in legs], close


SERVERS: dict[str, Callable[[list[int]], Awaitable[Server]]] = {
    "bare": bare_relay,
    "relay": our_relay,
    "playback": our_playback,
}


async def serve(kind: str) -> None:
    """Child process: start the server for the ports read, run until told to stop, report CPU."""
    loop = asyncio.get_running_loop()

    async def line() -> str:
        return await loop.run_in_executor(None, sys.stdin.readline)

    local, close = await SERVERS[kind](json.loads(await line()))
    print(json.dumps(local), flush=True)
    cpu, wall = time.process_time(), time.monotonic()
    await line()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(json.dumps({"cpu_s": cpu, "wall_s": wall, **close()}), flush=True)


class Child:
    """A Python process spoken to in JSON lines."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, value: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(value) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def measure(kind: str, calls: int, duration_s: float, *, uvloop: bool = False) -> Figures:
    """Run so many calls against a server of that kind; CPU in % of a core per call."""
    one_leg = kind == "playback"
    load = Child(str(Path(__file__).with_name("relay_load.py")))
    server = Child(__file__, "--serve", kind, *(["--uvloop"] if uvloop else []))
    try:
        phones = calls if one_leg else calls * 2
        load.tell({"phones": phones, "duration_s": duration_s, "stamped": not one_leg})
        server.tell(load.hear())
        load.tell(server.hear())
        result: Figures = load.hear()
        server.tell("stop")
        result.update(server.hear())
    finally:
        load.close()
        server.close()
    result["lost"] = 0.0 if one_leg else result["sent"] - result["received"]
    result["core"] = 100 * result["cpu_s"] / result["wall_s"]
    result["core_per_call"] = result["core"] / calls
    return result


def compare(calls: int, duration_s: float, rounds: int, loops: list[bool]) -> dict[str, float]:
    """Print CPU per call of the three servers, taken in turns, and their ratios."""
    runs: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for uvloop in loops:
            for kind in SERVERS:
                name = f"{kind} on uvloop" if uvloop else kind
                runs.setdefault(name, []).append(measure(kind, calls, duration_s, uvloop=uvloop))
    per_call = {
        name: sum(figures["core_per_call"] for figures in results) / rounds
        for name, results in runs.items()
    }
    print(f"CPU per call at {calls} calls, {rounds} rounds of {duration_s:g} s in turns:")
    for name, results in runs.items():
        lost = sum(figures["lost"] for figures in results)
        pacing = max(figures.get("pacing_p99_ms", 0.0) for figures in results)
        print(
            f"  {name:18s} {per_call[name]:.3f} % of a core, "
            f"{per_call[name] / per_call['bare']:.2f}x the bare relay, lost {lost:.0f}"
            + (f", pacing p99 {pacing:.1f} ms" if pacing else "")
        )
    return per_call


def capacity(start: int, step: int, limit: int, duration_s: float) -> int:
    """Grow the number of two-leg calls until a packet is lost or late; how many were held.

    A neighbour on a shared machine can take the core away for 20 ms, so every number of calls
    has three tries.
    """
    held = 0
    for calls in range(start, limit + 1, step):
        if not any(_clean(calls, duration_s) for _ in range(3)):
            break
        held = calls
    return held


def _clean(calls: int, duration_s: float) -> bool:
    """Whether so many calls went through without a lost or late packet; prints the figures."""
    result = measure("relay", calls, duration_s)
    print(
        f"  {calls:4d} calls: lost {result['lost']:.0f}, late {result['late']:.0f}, "
        f"delay p99 {result['p99_ms']:.2f} ms, max {result['max_ms']:.2f} ms, "
        f"gaps off by p99 {result['gap_error_p99_ms']:.2f} ms, "
        f"server {result['core']:.0f} % of a core, "
        f"generator itself late p99 {result['own_late_p99_ms']:.2f} ms"
        + (", the machine is busy with other things" if result["own_late_p99_ms"] > 3.0 else "")
    )
    return not result["lost"] and not result["late"]


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", choices=SERVERS, help=argparse.SUPPRESS)
    parser.add_argument("--uvloop", action="store_true", help="measure on uvloop as well")
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--limit", type=int, default=400, help="largest number of calls tried")
    options = parser.parse_args()
    if options.serve:
        if options.uvloop:
            import uvloop

            uvloop.run(serve(options.serve))
        else:
            asyncio.run(serve(options.serve))
        return
    loops = [False, True] if options.uvloop else [False]
    compare(options.calls, options.seconds, options.rounds, loops)
    print("Two-leg relay calls one core holds with no lost and no late (over 20 ms) packet:")
    print(f"  held: {capacity(100, 100, options.limit, 3.0)}")


if __name__ == "__main__":
    main()
