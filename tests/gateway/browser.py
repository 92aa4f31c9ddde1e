"""A headless Chromium driven over its DevTools protocol."""

import asyncio
import base64
import itertools
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-debugging-port=0",
)
_DEADLINE_S = 30.0


class Page:
    """One tab."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)
        self._session: dict[str, str] = {}

    async def open(self, url: str, width: int, height: int) -> None:
        """Open a tab of this size in CSS pixels."""
        target = await self.command("Target.createTarget", url="about:blank")
        attached = await self.command(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = {"sessionId": attached["sessionId"]}
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.command("Emulation.setDeviceMetricsOverride", **size)
        await self.command("Page.navigate", url=url)

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": parameters, **self._session}
        await self._connection.send(json.dumps(message))
        while True:
            answer = json.loads(await self._connection.recv())
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    async def evaluate(self, script: str) -> Any:
        """Run a script, wait for its promise and return its value."""
        result = await self.command(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def wait_for(self, condition: str) -> None:
        """Wait until a script's condition holds, looking again at every change of the page."""
        await self.evaluate(
            f"""new Promise((done) => {{
              const check = () => {{ if ({condition}) {{ done(); return true; }} }};
              if (check()) return;
              new MutationObserver((_, self) => {{ if (check()) self.disconnect(); }}).observe(
                document, {{ subtree: true, childList: true, attributes: true }});
            }})"""
        )

    async def screenshot(self, path: Path) -> None:
        """Write what the tab shows as PNG."""
        shot = await self.command("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def chromium(program: str) -> AsyncIterator[Page]:
    """Start a browser with a profile of its own; it ends with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *_ARGUMENTS,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_DEADLINE_S):
                url = await _devtools_url(process)
                async with (
                    asyncio.TaskGroup() as reading,
                    connect(url, max_size=None) as connection,
                ):
                    reading.create_task(_drain(process))
                    yield Page(connection)
                    process.terminate()
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _devtools_url(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on " in line:
            return line.decode().split("DevTools listening on ")[1].strip()
    raise RuntimeError("the browser ended before it listened")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Keep the browser from blocking on its own complaints."""
    assert process.stderr is not None
    async for _ in process.stderr:
        pass
