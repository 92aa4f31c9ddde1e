"""Audio stream benchmark: full-duplex 20 ms streams held, against a bare grpc.aio echo.

Run as `python tests/benchmarks/bench_audio_stream.py`; under a minute. Either server runs in a
process of its own and the same client drives it from another. The node's streams are on calls of
their own, whose RTP legs talk to each other over loopback sockets; the echo only echoes.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import uvloop

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "media"), str(ROOT / "gen")]

from tests.benchmarks.stream_load import Trial, run_trial  # noqa: E402

LADDER = (8, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 192, 224, 256)


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


class Climber:
    """A server climbing the ladder until it loses frames twice on one rung."""

    def __init__(self, kind: str) -> None:
        self.server = Server(kind)
        self.held: dict[int, Trial] = {}
        self.falling = False

    def climb(self, streams: int, seconds: float) -> None:
        """One rung; a lost trial is repeated, another program may have had the machine."""
        for _ in range(2):
            server = self.server
            trial = uvloop.run(run_trial(server.address, server.process.pid, streams, seconds))
            show(server.kind, streams, trial)
            if trial.held:
                self.held[streams] = trial
                return
        self.falling = True


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
    parser.add_argument("--seconds", type=float, default=1.2, help="length of one trial")
    parser.add_argument("--budget", type=float, default=50.0, help="seconds for everything")
    options = parser.parse_args()
    over_s = time.monotonic() + options.budget
    echo, node = climbers = [Climber(kind) for kind in ("echo", "node")]
    try:
        # In turns, so that both meet the same weather on a machine others use too.
        for streams in LADDER:
            for climber in climbers:
                if not climber.falling and time.monotonic() < over_s:
                    climber.climb(streams, options.seconds)
    finally:
        for climber in climbers:
            climber.server.close()
    report(echo.held, node.held)


def report(echo: dict[int, Trial], node: dict[int, Trial]) -> None:
    """The two ratios."""
    if not echo or not node:
        raise SystemExit(f"not even {LADDER[0]} streams")
    print(f"streams held: node {max(node)}, bare echo {max(echo)}: {max(node) / max(echo):.0%}")
    common = max(echo.keys() & node.keys())
    ours, bare = node[common].cpu_per_stream, echo[common].cpu_per_stream
    print(
        f"server CPU a stream at {common}: node {ours:.2%} of a core, its call's RTP included, "
        f"bare echo {bare:.2%}: {ours / bare:.2f}x"
    )


if __name__ == "__main__":
    main()
