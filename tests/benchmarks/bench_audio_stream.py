"""Audio stream benchmark: full-duplex 20 ms streams held, against a bare grpc.aio echo.

Run as `python tests/benchmarks/bench_audio_stream.py`; under a minute. Either server runs in a
process of its own and the same client drives it from another. The node's streams are on calls of
their own, whose RTP legs talk to each other over loopback sockets; the echo only echoes.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "media"), str(ROOT / "gen")]

from tests.benchmarks.stream_load import Trial, run_trial  # noqa: E402

FIRST = 8
MOST = 1024
SERVERS = ("echo", "node")


class Server:
    """A server process on a free port."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/benchmarks/stream_server.py"), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = json.loads(self.process.stdout.readline())["address"]

    def close(self) -> None:
        """End it by closing its stdin."""
        self.process.communicate(timeout=10)


def held(server: Server, seconds: float, deadline_s: float) -> tuple[int, Trial]:
    """Most streams held, and the trial that showed it: doubling, then halving the gap."""
    low, high = 0, FIRST
    best: Trial | None = None
    step = None
    while high <= MOST and time.monotonic() < deadline_s:
        for _ in range(2):  # once more when lost: another program may have had the machine
            trial = asyncio.run(run_trial(server.address, server.process.pid, high, seconds))
            show(server.kind, high, trial)
            if trial.held:
                break
        if trial.held:
            low, best = high, trial
            high = high * 2 if step is None else high + step
        else:
            step = step or (high - low)
            high = low + step // 2
        if step is not None:
            step //= 2
            if step < max(4, low // 20):
                break
    if best is None:
        raise SystemExit(f"{server.kind}: not even {FIRST} streams")
    return low, best


def show(kind: str, streams: int, trial: Trial) -> None:
    """One line per trial."""
    verdict = "held" if trial.held else "lost"
    print(
        f"  {kind:5} {streams:4} streams {verdict}: {trial.received_share:6.1%} of frames, "
        f"gap p99 {trial.gap_p99_ms:5.1f} ms, server {trial.cpu_per_stream:.2%} of a core each"
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="length of one trial")
    parser.add_argument("--budget", type=float, default=50.0, help="seconds for everything")
    options = parser.parse_args()
    share_s = options.budget / len(SERVERS)
    found: dict[str, tuple[int, Trial]] = {}
    for kind in SERVERS:
        server = Server(kind)
        try:
            found[kind] = held(server, options.seconds, time.monotonic() + share_s)
        finally:
            server.close()
    (echo, echo_trial), (node, node_trial) = found["echo"], found["node"]
    print(f"streams held: node {node}, bare echo {echo}: {node / echo:.0%}")
    ratio = node_trial.cpu_per_stream / echo_trial.cpu_per_stream
    print(
        f"server CPU a stream: node {node_trial.cpu_per_stream:.2%} of a core, "
        f"echo {echo_trial.cpu_per_stream:.2%}: {ratio:.2f}x"
    )


if __name__ == "__main__":
    main()
