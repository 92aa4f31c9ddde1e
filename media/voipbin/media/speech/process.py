"""A speech worker seen from the platform: starting it, talking to it, ending it."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from voipbin.media.speech.errors import SpeechError, SpeechTimeout, SpeechUnavailable
from voipbin.media.speech.frames import (
    Frame,
    Message,
    encode_audio,
    encode_message,
    receive_frame,
)

_STDERR_KEPT_BYTES = 2000
_DYING_S = 2.0
"""Between the end of a worker's pipe and the end of its process."""


class WorkerProcess:
    """One child process. Not shared: one user at a time."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._name = name
        self._stderr = b""
        self._reading = asyncio.Lock()
        self._stderr_reader = asyncio.create_task(self._keep_stderr(process.stderr))

    @classmethod
    async def start(cls, *arguments: str, timeout_s: float = 30.0) -> "WorkerProcess":
        """Spawn a worker and wait until its engine is loaded.

        Raises:
            SpeechUnavailable: the engine is not installed, or the process died.
            SpeechTimeout: it was not ready in time.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "voipbin.media.speech.worker",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            # Ctrl-C in a terminal is for the platform, which then ends its workers itself.
            start_new_session=True,
        )
        worker = cls(process, arguments[0])
        try:
            async with asyncio.timeout(timeout_s):
                await worker.expect("ready")
        except TimeoutError:
            await worker.kill()
            raise SpeechTimeout(f"{arguments[0]} worker not ready after {timeout_s:g} s") from None
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not self._stdin.is_closing()

    async def send(self, message: Message) -> None:
        await self._write(encode_message(message))

    async def send_audio(self, audio: bytes) -> None:
        """Write audio; waits while the worker lags behind (pipe and buffer are about 4 s)."""
        await self._write(encode_audio(audio))

    async def _write(self, data: bytes) -> None:
        try:
            self._stdin.write(data)
            await self._stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise await self._died() from error

    async def receive(self) -> Frame:
        """The next frame.

        Raises:
            ValueError: the worker refused our input.
            SpeechUnavailable: its engine failed, or it died.
        """
        async with self._reading:
            frame = await receive_frame(self._stdout)
        if frame is None:
            raise await self._died()
        message = frame.message
        if message is not None and message.get("type") == "error":
            if message["kind"] == "value":
                raise ValueError(message["message"])
            raise SpeechUnavailable(message["message"])
        return frame

    async def expect(self, kind: str) -> Message:
        """The next frame, which must be a message of this type."""
        frame = await self.receive()
        if frame.message is None or frame.message.get("type") != kind:
            raise SpeechUnavailable(f"{self._name} worker answered out of turn")
        return frame.message

    async def kill(self) -> None:
        """End the process now and reap it. May be called twice."""
        self._stdin.close()
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        # Shielded: a cancelled caller must not leave a zombie and an open pipe behind.
        await asyncio.shield(self._reap())

    async def _reap(self) -> None:
        await self._process.wait()
        await self._stderr_reader
        # A pipe left full would keep its transport open for ever.
        async with self._reading:
            while await self._stdout.read(1 << 16):
                pass

    async def _died(self) -> SpeechError:
        # Killing a process that has just died would hide how it ended.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DYING_S):
                await self._process.wait()
        await self.kill()
        tail = self._stderr.decode(errors="replace").strip().splitlines()
        told = f": {tail[-1]}" if tail else ""
        status = self._process.returncode
        return SpeechUnavailable(f"{self._name} worker ended unexpectedly ({status}){told}")

    async def _keep_stderr(self, reader: asyncio.StreamReader) -> None:
        while chunk := await reader.read(1024):
            self._stderr = (self._stderr + chunk)[-_STDERR_KEPT_BYTES:]


def _environment() -> dict[str, str]:
    # The source roots of a namespace package need not be installed for the child to find them.
    paths = [path for path in sys.path if path and Path(path).is_absolute()]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
