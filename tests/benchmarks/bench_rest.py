"""REST benchmark: our gateway and core against the same tables in FastAPI + SQLModel + aiosqlite.

Run as `python -m tests.benchmarks.bench_rest`; prints requests a second of both and their ratios,
from one run. Each side is one server process, the load comes from another. Short
rounds alternate, so that a busy machine slows both alike. CPU is that of the server process for one
request: a busy machine hardly changes it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine
from sqlmodel import Session

from tests.benchmarks.rest_rows import FLOW_BODY, call_id, call_values
from voipbin.core.call.model import CallRow

ROOT = Path(__file__).resolve().parents[2]
CALLS = 2000
READY_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Side:
    """A server under load."""

    base: str
    "URL up to and including /v1.0."
    key: str
    process: psutil.Process
    "Answers the requests."

    def cpu_s(self) -> float:
        """Return the CPU time spent so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def url(self, path: str) -> str:
        """Return the URL of a path, credentials included."""
        return f"{self.base}{path}{'&' if '?' in path else '?'}accesskey={self.key}"


OPERATIONS: dict[str, tuple[str, str, float]] = {
    "GET call": (f"/calls/{call_id(7)}", "", 3.0),
    "list 25 calls": ("/calls?page_size=25", "", 3.0),
    "POST flow": ("/flows", json.dumps(FLOW_BODY), 2.0),
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
        yield Side(f"http://127.0.0.1:{port}/v1.0", key, psutil.Process(process.pid))


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
        yield Side(base, facts["demo"]["accesskey"], psutil.Process(process.pid))


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
        sample = explain(url, body)
        raise SystemExit(f"{url}: {measured['errors']:.0f} answers were errors; now: {sample}")
    return float(measured["requests_per_s"])


def explain(url: str, body: str) -> str:
    """Return what a URL answers, error or not."""
    try:
        return str(fetch(url, body.encode() or None))
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


def measure(sides: dict[str, Side], rounds: int, seconds: int, connections: int) -> bool:
    """Print the figures; return whether every ratio is reached."""
    reached = True
    columns = ("twin/s", "ours/s", "ratio", "goal", "twin CPU", "ours CPU")
    print("{:>24} {:>9} {:>6} {:>6} {:>11} {:>11}".format(*columns))
    for name, (path, body, goal) in OPERATIONS.items():
        rates = dict.fromkeys(sides, 0.0)
        cpu_s = dict.fromkeys(sides, 0.0)
        for _ in range(rounds):
            for side, server in sides.items():
                before_s = server.cpu_s()
                rates[side] += load(server.url(path), body, seconds, connections) / rounds
                cpu_s[side] += server.cpu_s() - before_s
        twin, ours = rates["twin"], rates["ours"]
        twin_us, ours_us = (cpu_s[side] / (rates[side] * rounds * seconds) * 1e6 for side in sides)
        reached &= ours >= goal * twin
        print(f"{name:14} {twin:9.0f} {ours:9.0f} {ours / twin:5.1f}x {goal:5.1f}x", end=" ")
        print(f"{twin_us:8.0f} us {ours_us:8.0f} us", flush=True)
    return reached


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    # 5 s of creating flows stay below the 10,000 a customer may have.
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1)
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
