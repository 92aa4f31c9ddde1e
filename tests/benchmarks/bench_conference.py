"""Conference benchmark: our mixer against a bare asyncio and numpy loop that mixes the same frames.

Run as `python -m tests.benchmarks.bench_conference`. All members speak all the time, which is the
worst a conference can do. The bare loop has no jitter buffer, no statistics, no peer lock, no fades
and no limiter: it is the least that mixing 50 telephones in Python can cost.
"""

import argparse
import asyncio
import cProfile
import io
import json
import pstats
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.benchmarks.bench_relay import HOST, Child, Figures, Server
from voipbin.media.audio.g711 import LAWS
from voipbin.media.node.digits import DigitSender
from voipbin.media.node.line import Line
from voipbin.media.node.mixer import Mixer
from voipbin.media.node.sound import Sound
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.sip import CODECS

_HEADER = struct.Struct("!BBHII")
_FRAME_S = 0.02
_TO_PCM, _TO_ULAW = LAWS["PCMU"]


class _BareMember(asyncio.DatagramProtocol):
    """Keeps the newest payload of one phone."""

    def __init__(self, phone: tuple[str, int]) -> None:
        self.phone = phone
        self.payload = b""
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.payload = data[12:]


async def _bare_loop(members: list[_BareMember]) -> None:
    loop = asyncio.get_running_loop()
    deadline, sequence = loop.time(), 0
    while True:
        deadline += _FRAME_S
        await asyncio.sleep(max(0.0, deadline - loop.time()))
        speaking = [member for member in members if len(member.payload) == 160]
        if not speaking:
            continue
        codes = np.frombuffer(b"".join(member.payload for member in speaking), dtype=np.uint8)
        rows = _TO_PCM.take(codes.reshape(len(speaking), 160))
        others = np.clip(rows.sum(axis=0, dtype=np.int32) - rows, -32768, 32767).astype(np.int16)
        encoded = _TO_ULAW.take(others.view(np.uint16)).tobytes()
        header = _HEADER.pack(0x80, 0, sequence & 0xFFFF, sequence * 160 & 0xFFFFFFFF, 1)
        for index, member in enumerate(speaking):
            at = index * 160
            member.transport.sendto(header + encoded[at : at + 160], member.phone)
            member.payload = b""
        sequence += 1


async def bare(ports: list[int]) -> Server:
    """The least that mixing can cost."""
    loop = asyncio.get_running_loop()
    members = []
    for port in ports:
        _, member = await loop.create_datagram_endpoint(
            partial(_BareMember, (HOST, port)), local_addr=(HOST, 0)
        )
        members.append(member)
    task = loop.create_task(_bare_loop(members))

    def close() -> Figures:
        task.cancel()
        for member in members:
            member.transport.close()
        return {}

    return [member.transport.get_extra_info("sockname")[1] for member in members], close


async def ours(ports: list[int]) -> Server:
    """The mixer of the media node on lines of its own."""
    engine = RtpEngine(HOST)
    mixer = Mixer("bench", engine.pacer, lambda _: None)
    lines = []
    for port in ports:
        line = Line(engine, HOST, (CODECS["PCMU"],))
        line.plan = SimpleNamespace(codec=CODECS["PCMU"])  # type: ignore[assignment]
        line.leg.session.peer.expect((HOST, port))
        sound = Sound(line, engine.pacer, DigitSender(line))
        seat: Any = SimpleNamespace(
            line=line,
            sound=sound,
            call_id="",
            channel_id=str(port),
            joined_bridge=lambda _: None,
            left_bridge=lambda _: None,
        )
        mixer.join(seat)
        lines.append(line)
    # Opening fifty lines at once is not what is measured.
    asyncio.get_running_loop().call_later(0.5, engine.pacer.lateness.reset)

    def close() -> Figures:
        late = engine.pacer.lateness
        figures = {"pacing_p99_ms": late.percentile(0.99), "failures": float(engine.pacer.failures)}
        engine.close()
        return figures

    return [line.leg.local[1] for line in lines], close


SERVERS: dict[str, Callable[[list[int]], Awaitable[Server]]] = {"bare": bare, "ours": ours}


async def serve(kind: str, profiled: bool) -> None:
    """Child process: mix for the ports read until told to stop, report CPU."""
    loop = asyncio.get_running_loop()

    async def line() -> str:
        return await loop.run_in_executor(None, sys.stdin.readline)

    local, close = await SERVERS[kind](json.loads(await line()))
    print(json.dumps(local), flush=True)
    cpu, wall = time.process_time(), time.monotonic()
    profile = cProfile.Profile()
    if profiled:
        profile.enable()
    await line()
    profile.disable()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    report = _top(profile) if profiled else ""
    print(json.dumps({"cpu_s": cpu, "wall_s": wall, "profile": report, **close()}), flush=True)


def _top(profile: cProfile.Profile) -> str:
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(16)
    return text.getvalue()


def measure(
    kind: str, members: int, duration_s: float, *, profiled: bool = False
) -> dict[str, Any]:
    """One conference of so many; CPU in % of a core."""
    load = Child(str(Path(__file__).with_name("relay_load.py")))
    flags = ["--profile"] if profiled else []
    server = Child("-m", "tests.benchmarks.bench_conference", "--serve", kind, *flags)
    try:
        load.tell({"phones": members, "duration_s": duration_s, "stamped": False})
        server.tell(load.hear())
        load.tell(server.hear())
        result: dict[str, Any] = load.hear()
        server.tell("stop")
        result.update(server.hear())
    finally:
        load.close()
        server.close()
    result["core"] = 100 * result["cpu_s"] / result["wall_s"]
    return result


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", choices=SERVERS, help=argparse.SUPPRESS)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve, options.profile))
        return
    totals = dict.fromkeys(SERVERS, 0.0)
    for _ in range(options.rounds):
        for kind in SERVERS:
            result = measure(kind, options.members, options.seconds)
            totals[kind] += result["core"] / options.rounds
            print(
                f"  {kind:5s} {result['core']:.1f} % of a core, heard {result['received']:.0f} of "
                f"{result['sent']:.0f} frames"
                + (f", pacing p99 {result['pacing_p99_ms']:.1f} ms" if kind == "ours" else "")
            )
    ratio = totals["ours"] / totals["bare"]
    print(
        f"A conference of {options.members}, all speaking: {totals['ours']:.0f} % of a core, "
        f"{ratio:.2f}x the bare loop"
    )
    if options.profile:
        print(measure("ours", options.members, options.seconds, profiled=True)["profile"])


if __name__ == "__main__":
    main()
