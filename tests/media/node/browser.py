"""Chromium as a telephone: JsSIP in a page, driven over the DevTools protocol."""

import asyncio
import functools
import http.server
import json
import re
import threading
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

FOLDER = Path(__file__).parents[1] / "browser"
WAIT_S = 20.0
_DEVTOOLS = re.compile(rb"DevTools listening on (ws://\S+)")


class Browser:
    """One headless Chromium with one page."""

    def __init__(self, folder: Path, speech: Path) -> None:
        """Its microphone plays the wav file `speech` for ever."""
        self._folder, self._speech = folder, speech
        self._process: asyncio.subprocess.Process | None = None
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._session = ""
        self._site = _Site()

    async def start(self) -> None:
        """Start it and open the page."""
        self._process = await asyncio.create_subprocess_exec(
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            f"--user-data-dir={self._folder}",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={self._speech}",
            "--autoplay-policy=no-user-gesture-required",
            "--ignore-certificate-errors",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        url = await self._devtools()
        self._socket = await connect(url, max_size=None, proxy=None)
        self._reader = asyncio.create_task(self._read(self._socket))
        page = await self._ask("Target.createTarget", url=self._site.url)
        target = {"targetId": page["targetId"], "flatten": True}
        self._session = (await self._ask("Target.attachToTarget", **target))["sessionId"]
        await self.until("typeof phone === 'object' && typeof JsSIP === 'object'")

    async def run(self, expression: str) -> Any:
        """Value of a JavaScript expression, promises awaited."""
        answer = await self._ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Value of an expression as soon as it is true."""
        try:
            async with asyncio.timeout(WAIT_S):
                while not (value := await self.run(expression)):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            events = await self.run("phone.events")
            raise AssertionError(f"{expression} is not true; {events}") from None
        return value

    async def hears(self, frequency_hz: float) -> None:
        """Wait until that is the loudest tone."""
        await self.until(f"Math.abs(phone.loudest() - {frequency_hz}) < 15")

    async def close(self) -> None:
        """End it."""
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._site.close()

    async def _devtools(self) -> str:
        assert self._process is not None
        assert self._process.stderr is not None
        said = b""
        async with asyncio.timeout(WAIT_S):
            while (match := _DEVTOOLS.search(said)) is None:
                line = await self._process.stderr.readline()
                if not line:
                    raise AssertionError(f"chromium did not start: {said.decode(errors='replace')}")
                said += line
        # Nobody else reads what it says; a full pipe would stop it.
        self._drain = asyncio.create_task(self._process.stderr.read())
        return match[1].decode()

    async def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        assert self._socket is not None
        self._last += 1
        number = self._last
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        await self._socket.send(json.dumps(message))
        return await asyncio.wait_for(answer, WAIT_S)

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = json.loads(text)
            answer = self._answers.pop(message.get("id", 0), None)
            if answer is not None:
                answer.set_result(message.get("result") or {"error": message.get("error")})


class _Site:
    """The page, on a port of localhost: only there may a plain page use the microphone."""

    def __init__(self) -> None:
        handler = functools.partial(_Quiet, directory=str(FOLDER))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://localhost:{self._server.server_port}/phone.html"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
