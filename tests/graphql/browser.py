"""A real browser, driven over its debugging protocol."""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

_PATIENCE_S = 30


class Page:
    """One tab."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.requested: list[str] = []
        "Every address the page asked for, failed or not."
        self.complaints: list[str] = []
        "Errors and warnings in the console."

    async def listen(self) -> None:
        """Read what the browser says until it closes."""
        async for text in self._connection:
            message = json.loads(text)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message)
            elif message["method"] == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
            elif message["method"] == "Runtime.exceptionThrown":
                self.complaints.append(str(message["params"]["exceptionDetails"]))
            elif message["method"] == "Log.entryAdded":
                self.complaints.append(message["params"]["entry"]["text"])

    async def ask(self, method: str, **params: Any) -> Any:
        """Send a command and return its result."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        message = await asyncio.wait_for(answer, _PATIENCE_S)
        assert "error" not in message, message
        return message["result"]

    async def value(self, expression: str) -> Any:
        """Return what an expression gives; promises are awaited."""
        result = await self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait, in the page, until a condition holds at some repaint."""
        await self.value(
            f"""new Promise((resolve, reject) => {{
              const end = performance.now() + {_PATIENCE_S / 2} * 1000;
              const look = () => ({condition}) ? resolve(true)
                : performance.now() > end ? reject(new Error("never: " + {json.dumps(condition)}))
                : requestAnimationFrame(look);
              look();
            }})"""
        )

    async def picture(self, path: Path) -> None:
        """Save a screenshot as PNG."""
        shot = await self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Page]:
    """Start Chromium without a way to anything but loopback."""
    process = await asyncio.create_subprocess_exec(
        "chromium",
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--no-proxy-server",
        "--window-size=1400,900",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    drained: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    try:
        port = await asyncio.wait_for(_debugging_port(process.stderr), _PATIENCE_S)
        drained = asyncio.create_task(process.stderr.read())
        async with connect(
            await _tab(port), max_size=None, proxy=None, compression=None
        ) as connection:
            page = Page(connection)
            listening = asyncio.create_task(page.listen())
            for domain in ("Page", "Network", "Runtime", "Log"):
                await page.ask(f"{domain}.enable")
            try:
                yield page
            finally:
                listening.cancel()
    finally:
        process.kill()
        await process.wait()
        drained.cancel()


async def _debugging_port(stderr: asyncio.StreamReader) -> int:
    async for line in stderr:
        if line.startswith(b"DevTools listening on ws://"):
            return int(line.split(b"/")[2].rpartition(b":")[2])
    raise RuntimeError("Chromium ended before it listened")


async def _tab(port: int) -> str:
    import httpx2

    async with httpx2.AsyncClient(trust_env=False) as http:
        tabs = (await http.get(f"http://127.0.0.1:{port}/json/list")).json()
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
