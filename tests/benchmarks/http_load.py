"""Load on one URL from a process of its own: wrk where it is installed, asyncio otherwise.

Run as `python -m tests.benchmarks.http_load --url URL`; prints JSON with requests_per_s and errors
(answers that were not 200).
"""

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_NON_2XX = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def with_wrk(url: str, body: str, seconds: int, connections: int) -> dict[str, float]:
    """Let wrk send requests."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(
            f"wrk.method = 'POST'\nwrk.body = [==[{body}]==]\n"
            "wrk.headers['content-type'] = 'application/json'\n"
        )
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
        command += ["-s", str(script)] if body else []
        done = subprocess.run([*command, url], check=True, capture_output=True, text=True)
    rate = _RATE.search(done.stdout)
    failed = _NON_2XX.search(done.stdout)
    assert rate is not None, done.stdout
    return {"requests_per_s": float(rate[1]), "errors": float(failed[1]) if failed else 0.0}


async def with_asyncio(url: str, body: str, seconds: int, connections: int) -> dict[str, float]:
    """Send requests over connections that stay open, one after the other on each."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    method = "POST" if body else "GET"
    head = (
        f"{method} {target} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
    )
    request = f"{head}content-length: {len(body)}\r\n\r\n{body}".encode()
    end_s = time.perf_counter() + seconds
    counts = await asyncio.gather(
        *(
            _client(parts.hostname or "", parts.port or 80, request, end_s)
            for _ in range(connections)
        )
    )
    done = sum(good + bad for good, bad in counts)
    return {"requests_per_s": done / seconds, "errors": float(sum(bad for _, bad in counts))}


async def _client(host: str, port: int, request: bytes, end_s: float) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection(host, port)
    good = bad = 0
    while time.perf_counter() < end_s:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
        await reader.readexactly(length)
        if head.startswith(b"HTTP/1.1 200 "):
            good += 1
        else:
            bad += 1
    writer.close()
    await writer.wait_closed()
    return good, bad


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--body", default="")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()
    arguments = (given.url, given.body, given.seconds, given.connections)
    if shutil.which("wrk"):
        print(json.dumps(with_wrk(*arguments)))
    else:
        print(json.dumps(asyncio.run(with_asyncio(*arguments))))


if __name__ == "__main__":
    main()
