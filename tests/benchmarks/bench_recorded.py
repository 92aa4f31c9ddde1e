"""Recording benchmark: 100 two-leg calls recorded at once, against a bare relay that writes files.

Run as `python -m tests.benchmarks.bench_recorded`. `sides` writes what the party says and what it
hears to a file each, as the media node records a call; `mixed` is a bridge with both parties whose
mix is one file, as it records a conference. The bare twin sends each datagram on as it comes and
appends its samples to the file of that side: no jitter buffer, no clock, no gaps filled, nothing
that plays before the file is closed. Phones and servers are processes of their own.
"""

import argparse
import asyncio
import cProfile
import io
import json
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import numpy as np

from tests.benchmarks.bench_relay import HOST, Child, Figures
from voipbin.media.audio.g711 import LAWS
from voipbin.media.audio.wav import read_wav
from voipbin.media.node.bridge import Bridge
from voipbin.media.node.digits import DigitSender
from voipbin.media.node.line import Line
from voipbin.media.node.mixer import Mixer
from voipbin.media.node.recording import Recording
from voipbin.media.node.sound import Sound
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.sip import CODECS, MediaPlan
from voipbin.media.sip.sdp import Direction
from voipbin.media.v1 import node_pb2

_TO_PCM = LAWS["PCMU"][0]
_FRAME = 160
_VOICE = _TO_PCM[0xD5]
"""The sample of which the phones' frames consist, but for the time at their beginning."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server under load."""

    ports: list[int]
    "One for each phone."
    close: Callable[[], Awaitable[Figures]]


class _BareSide(asyncio.DatagramProtocol):
    """One side of a call: what comes goes to the other phone and to a file."""

    def __init__(self, phone: tuple[str, int], file: BinaryIO) -> None:
        self.phone = phone
        self.file = file
        self.other: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.other is not None:
            self.other.sendto(data, self.phone)
        self.file.write(_TO_PCM.take(np.frombuffer(data, np.uint8, offset=12)).tobytes())


async def bare(ports: list[int], folder: Path) -> Serving:
    """Phone 2n is connected with phone 2n+1; a raw file for each."""
    loop = asyncio.get_running_loop()
    transports, sides = [], []
    for index in range(len(ports)):
        file = (folder / f"{index}.raw").open("wb", buffering=8192)
        transport, side = await loop.create_datagram_endpoint(
            partial(_BareSide, (HOST, ports[index ^ 1]), file), local_addr=(HOST, 0)
        )
        transports.append(transport)
        sides.append(side)
    for index, side in enumerate(sides):
        side.other = transports[index ^ 1]

    async def close() -> Figures:
        for transport, side in zip(transports, sides, strict=True):
            transport.close()
            side.file.close()
        return {}

    return Serving([one.get_extra_info("sockname")[1] for one in transports], close)


class _Calls:
    """Lines of our media node, two for each call, and what is recorded of them."""

    def __init__(self, ports: list[int]) -> None:
        self.engine = RtpEngine(HOST)
        self.recordings: list[Recording] = []
        self.seats = [self._seat(port) for port in ports]

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Both parties of each call."""
        return list(zip(self.seats[::2], self.seats[1::2], strict=True))

    def record(self, number: int, *names: str) -> Recording:
        """A recording of a call to files, as a command asks for it."""
        command = node_pb2.StartRecord(recording_id=str(number), path_in=names[0])
        command.path_out = names[1] if len(names) > 1 else ""
        both_sides = len(names) > 1
        recording = Recording(command, 8000, lambda _: None, both_sides=both_sides)
        self.recordings.append(recording)
        return recording

    def serving(self) -> Serving:
        """Once all are connected."""
        # Opening two hundred lines at once is not what is measured.
        asyncio.get_running_loop().call_later(0.5, self.engine.pacer.lateness.reset)
        return Serving([seat.line.leg.local[1] for seat in self.seats], self._close)

    def _seat(self, port: int) -> Any:
        line = Line(self.engine, HOST, (CODECS["PCMU"],))
        line.agree(MediaPlan(HOST, port, CODECS["PCMU"], 0, 101, 20, Direction.SENDRECV))
        return SimpleNamespace(
            line=line,
            sound=Sound(line, self.engine.pacer, DigitSender(line)),
            call_id="",
            channel_id=str(port),
            joined_bridge=lambda _: None,
            left_bridge=lambda _: None,
        )

    async def _close(self) -> Figures:
        late = self.engine.pacer.lateness
        figures = {
            "pacing_p99_ms": late.percentile(0.99),
            "pacing_max_ms": late.max_ms,
            "failures": float(self.engine.pacer.failures),
            "lost": float(sum(seat.line.leg.statistics().packets_lost for seat in self.seats)),
            "waiting": float(sum(map(_on_their_way, self.seats))),
        }
        for recording in self.recordings:
            recording.finish("stopped")
        for recording in self.recordings:
            await recording.wait_closed()
        self.engine.close()
        return figures


def _on_their_way(seat: Any) -> int:
    """Frames that have come but are in no file yet: in the jitter buffer, or between two legs."""
    frames = len(seat.line.leg.session.jitter)
    sound = seat.sound
    if sound.recording is not None and sound.from_peer is not None:
        while sound.from_peer() is not None:
            frames += 1
    return frames


async def sides(ports: list[int], folder: Path) -> Serving:
    """Each call is two channels in a bridge; the first of them is recorded."""
    calls = _Calls(ports)
    for number, (a_leg, b_leg) in enumerate(calls.pairs):
        files = (str(folder / f"{number}_{way}.wav") for way in ("in", "out"))
        a_leg.sound.recording = calls.record(number, *files)
        Bridge(str(number), a_leg, b_leg).start()
        for leg in (a_leg, b_leg):
            leg.sound.start()
    return calls.serving()


async def mixed(ports: list[int], folder: Path) -> Serving:
    """Each call is a bridge of two members, whose mix is recorded."""
    calls = _Calls(ports)
    for number, pair in enumerate(calls.pairs):
        mixer = Mixer(str(number), calls.engine.pacer, lambda _: None)
        for seat in pair:
            mixer.join(seat)
        recording = calls.record(number, str(folder / f"{number}.wav"))
        mixer.recording = (recording, mixer.source(8000))
    return calls.serving()


SERVERS: dict[str, Callable[[list[int], Path], Awaitable[Serving]]] = {
    "bare": bare,
    "sides": sides,
    "mixed": mixed,
}


async def serve(kind: str, folder: Path, profiled: bool) -> None:
    """Child process: serve the ports read until told to stop; then report."""
    loop = asyncio.get_running_loop()

    async def line() -> str:
        return await loop.run_in_executor(None, sys.stdin.readline)

    server = await SERVERS[kind](json.loads(await line()), folder)
    print(json.dumps(server.ports), flush=True)
    cpu, wall = time.process_time(), time.monotonic()
    profile = cProfile.Profile()
    if profiled:
        profile.enable()
    await line()
    profile.disable()
    figures = await server.close()  # what is left to write is part of the cost
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    report = _top(profile) if profiled else ""
    print(json.dumps({"cpu_s": cpu, "wall_s": wall, "profile": report, **figures}), flush=True)


def _top(profile: cProfile.Profile) -> str:
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(22)
    return text.getvalue()


def measure(kind: str, calls: int, duration_s: float, *, profiled: bool = False) -> dict[str, Any]:
    """So many calls against a server of that kind; CPU in % of a core, and what the files hold."""
    with tempfile.TemporaryDirectory(prefix="voipbin-bench-") as name:
        load = Child(str(Path(__file__).with_name("relay_load.py")))
        flags = ["--profile", kind] if profiled else []
        server = Child("-m", "tests.benchmarks.bench_recorded", "--serve", kind, name, *flags)
        try:
            load.tell({"phones": 2 * calls, "duration_s": duration_s, "stamped": False})
            server.tell(load.hear())
            load.tell(server.hear())
            result: dict[str, Any] = load.hear()
            server.tell("stop")
            result.update(server.hear())
        finally:
            load.close()
            server.close()
        result.update(on_disk(Path(name)))
    result["core"] = 100 * result["cpu_s"] / result["wall_s"]
    return result


def on_disk(folder: Path) -> Figures:
    """Files, their seconds, and frames in them that hold the voice of a phone.

    Raises:
        ValueError: a header does not agree with its file.
    """
    files = sorted(folder.iterdir())
    samples = [
        read_wav(path)[0] if path.suffix == ".wav" else np.fromfile(path, np.int16)
        for path in files
    ]
    voiced = 0
    for whole in samples:
        frames = whole[: whole.size // _FRAME * _FRAME].reshape(-1, _FRAME)
        # Two voices at once are louder than one, and the first frame of each is faded in: what is
        # mostly no silence counts.
        voiced += int((np.count_nonzero(frames * np.sign(_VOICE) > 0, axis=1) > _FRAME // 2).sum())
    return {
        "files": float(len(files)),
        "shortest_s": min(whole.size for whole in samples) / 8000,
        "longest_s": max(whole.size for whole in samples) / 8000,
        "bytes": float(sum(path.stat().st_size for path in files)),
        "voiced": float(voiced),
    }


def _show(kind: str, result: dict[str, Any]) -> None:
    """Prints one measurement."""
    voices = result["sent"] / (2 if kind == "mixed" else 1)
    # In a mix two voices share a frame, so what waits of both is halved as what was sent is; where
    # they do not, at a beginning, more is found than was sent.
    waiting = result.get("waiting", 0.0) / (2 if kind == "mixed" else 1)
    missing = voices - result["voiced"] - waiting
    seconds = f"{result['shortest_s']:.2f} to {result['longest_s']:.2f} s"
    print(
        f"  {kind:5s} {result['core']:5.1f} % of a core, {result['memory_mb']:.0f} MB; "
        f"{result['files']:.0f} files of {seconds}, {result['bytes'] / 1e6:.1f} MB; "
        f"of {voices:.0f} frames sent {missing:.0f} are missing in the files "
        f"and {waiting:.0f} were on their way at the end, "
        f"{result.get('lost', 0):.0f} were lost on the way in; "
        f"phones waited too long {result['late_gaps']:.0f} times"
        + (f", pacing p99 {result['pacing_p99_ms']:.1f} ms" if "pacing_p99_ms" in result else "")
        + (", the generator itself was late" if result["own_late_p99_ms"] > 3.0 else "")
    )


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", choices=SERVERS, help="show where the time of one goes")
    options = parser.parse_args()
    if options.serve:
        kind, folder = options.serve
        asyncio.run(serve(kind, Path(folder), options.profile is not None))
        return
    if options.profile:
        print(measure(options.profile, options.calls, options.seconds, profiled=True)["profile"])
        return
    totals = dict.fromkeys(SERVERS, 0.0)
    for _ in range(options.rounds):
        for kind in SERVERS:
            result = measure(kind, options.calls, options.seconds)
            totals[kind] += result["core"] / options.rounds
            _show(kind, result)
    for kind in ("sides", "mixed"):
        print(
            f"{options.calls} recorded calls, {kind}: {totals[kind]:.0f} % of a core, "
            f"{totals[kind] / totals['bare']:.2f}x the bare relay that writes files"
        )


if __name__ == "__main__":
    main()
