"""REST benchmark: our gateway and core against the same tables in FastAPI + SQLModel + aiosqlite.

Run as `python -m tests.benchmarks.bench_rest`; prints requests a second of both and their ratios,
from one run. Each side is one server process, the load comes from another. Rounds alternate, so
that a busy machine slows both, and the best round of each counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlmodel import Session
from voipbin.core.call.model import CallRow

from tests.benchmarks.rest_rows import FLOW_BODY, call_id, call_values

ROOT = Path(__file__).resolve().parents[2]
CALLS = 2000
READY_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Side:
    """A server under load."""

    base: str
    "URL up to and including /v1.0."
    key: str

    def url(self, path: str) -> str:
        """Return the URL of a path, credentials included."""
        return f"{self.base}{path}{'&' if '?' in path else '?'}accesskey={self.key}"


OPERATIONS: dict[str, tuple[str, str, float]] = {
    "GET call": (f"/calls/{call_id(7)}", "", 2.0),
    "list 25 calls": ("/calls?page_size=25", "", 2.0),
    "POST flow": ("/flows", json.dumps(FLOW_BODY), 1.5),
}
"""Path, body and the ratio to reach."""


@contextmanager
def start_twin(folder: Path) -> Iterator[Side]:
    """Run the twin; it prints its port when it listens."""
    key = "vb_twin"
    command = [sys.executable, "-m", "tests.benchmarks.rest_twin"]
    command += ["--database", str(folder / "twin.db"), "--key", key, "--calls", str(CALLS)]
    with running(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield Side(f"http://127.0.0.1:{port}/v1.0", key)


@contextmanager
def start_platform(folder: Path) -> Iterator[Side]:
    """Run `voipbin serve` with its demo tenant and fill in the calls."""
    ready = folder / "ready.json"
    addresses = [f"--{name}=127.0.0.1:0" for name in ("http", "grpc", "media", "sip")]
    command = [sys.executable, "-m", "voipbin.core", "serve", "--dev", f"--data-dir={folder}"]
    command += [f"--ready-file={ready}", *addresses]
    with (
        (folder / "platform.log").open("w") as log,
        running(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True)) as process,
    ):
        wait_for(ready, process)
        facts = json.loads(ready.read_text())
        fill_platform(folder / "voipbin.db", facts["demo"]["customer_id"])
        base = facts["rest"].removesuffix("/").removesuffix("/v1.0") + "/v1.0"
        yield Side(base, facts["demo"]["accesskey"])


def fill_platform(database: Path, customer_id: str) -> None:
    """Write the calls into the tables of the platform."""
    engine = create_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        session.add_all(
            [CallRow(**values, customer_id=customer_id) for values in call_values(CALLS)]
        )
        session.commit()
    engine.dispose()


@contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End a process with the block."""
    with process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(ready: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the platform says that it is ready."""
    end_s = time.monotonic() + READY_WITHIN_S
    while not ready.exists():
        if process.poll() is not None:
            raise SystemExit(f"the platform ended with code {process.returncode}")
        if time.monotonic() > end_s:
            raise SystemExit(f"the platform was not ready within {READY_WITHIN_S} s")
        time.sleep(0.05)


def check(server: Side) -> None:
    """Make sure that a side answers what is going to be measured."""
    call = fetch(server.url(f"/calls/{call_id(7)}"))
    listed = fetch(server.url("/calls?page_size=25"))["result"]
    flow = fetch(server.url("/flows"), json.dumps(FLOW_BODY).encode())
    assert call["destination"]["target"] == "+14155560007", call
    newest_first = [call_id(index) for index in range(CALLS - 1, CALLS - 26, -1)]
    assert [row["id"] for row in listed] == newest_first, listed
    assert [action["type"] for action in flow["actions"]] == ["answer", "talk", "hangup"], flow


def fetch(url: str, body: bytes | None = None) -> dict[str, Any]:
    """Return a JSON answer."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def load(url: str, body: str, seconds: int, connections: int) -> float:
    """Return the requests a second one URL answers."""
    command = [sys.executable, "-m", "tests.benchmarks.http_load", "--url", url, "--body", body]
    command += ["--seconds", str(seconds), "--connections", str(connections)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    measured = json.loads(done.stdout)
    if measured["errors"]:
        raise SystemExit(f"{url} answered {measured['errors']:.0f} requests with an error")
    return float(measured["requests_per_s"])


def measure(sides: dict[str, Side], rounds: int, seconds: int, connections: int) -> bool:
    """Print the figures; return whether every ratio is reached."""
    reached = True
    print(f"{'':14} {'twin/s':>9} {'ours/s':>9} {'ratio':>6} {'goal':>6}")
    for name, (path, body, goal) in OPERATIONS.items():
        best = dict.fromkeys(sides, 0.0)
        for _ in range(rounds):
            for side, server in sides.items():
                rate = load(server.url(path), body, seconds, connections)
                best[side] = max(best[side], rate)
        ratio = best["ours"] / best["twin"]
        reached &= ratio >= goal
        print(f"{name:14} {best['twin']:9.0f} {best['ours']:9.0f} {ratio:5.1f}x {goal:5.1f}x")
    return reached


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as twin_folder,
        tempfile.TemporaryDirectory() as our_folder,
        start_twin(Path(twin_folder)) as twin,
        start_platform(Path(our_folder)) as ours,
    ):
        sides = {"twin": twin, "ours": ours}
        for server in sides.values():
            check(server)
        if not measure(sides, given.rounds, given.seconds, given.connections):
            raise SystemExit("a ratio was not reached")


if __name__ == "__main__":
    main()
