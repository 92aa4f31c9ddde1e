"""`make bench`: every benchmark in turn, then their ratios in one table."""

import importlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent
_RATIO = re.compile(r"\d+(?:\.\d+)?x(?![\w])")
_COUNT = re.compile(r"\bheld\b|\bone core holds\b")
_LONG_S = 900


def names() -> list[str]:
    """Modules here that can be run, by name."""
    found = sorted(path.stem for path in _FOLDER.glob("bench_*.py"))
    return [name for name in found if hasattr(_module(name), "main")]


def _module(name: str) -> object:
    return importlib.import_module(f"tests.benchmarks.{name}")


def run(name: str) -> tuple[int, list[str]]:
    """Runs one in a process of its own and shows what it says; returns (exit code, its lines)."""
    command = [sys.executable, "-u", "-m", f"tests.benchmarks.{name}"]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"  {line}", end="", flush=True)
            lines.append(line.rstrip())
        return process.wait(_LONG_S), lines


def figures(lines: list[str]) -> Iterator[str]:
    """The lines that say a ratio or a count; what they were made from is above."""
    for line in lines:
        if _RATIO.search(line) or _COUNT.search(line):
            yield " ".join(line.split())


def main() -> None:
    """Runs what was named, or everything."""
    results = {}
    for name in sys.argv[1:] or names():
        print(f"{name}", flush=True)
        began = time.monotonic()
        code, lines = run(name)
        results[name] = (code, list(figures(lines)))
        print(f"  took {time.monotonic() - began:.0f} s\n", flush=True)
    for name, (code, table) in results.items():
        title = name.removeprefix("bench_").replace("_", " ")
        for figure in table or ["no figures"]:
            print(f"{title:14} {figure}")
        if code:
            print(f"{title:14} ended with {code}: a goal was missed")
    sys.exit(max(code for code, _ in results.values()))


if __name__ == "__main__":
    main()
