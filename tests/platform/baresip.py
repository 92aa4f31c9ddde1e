"""baresip, a telephone written by others, driven through its control socket (netstring JSON)."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fixtures.ports import free_port
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes

_MODULES = Path("/usr/lib/baresip/modules")
_WAIT_S = 15.0
_CONFIG = """\
poll_method epoll
sip_listen {host}:0
module_path {modules}
module g711.so
module aubridge.so
module aufile.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_source aufile,{source}
audio_player aubridge,nil
audio_alert aubridge,alert
snd_path {sounds}
"""
_ACCOUNT = (
    '<sip:{user}@{domain}>;auth_user={user};auth_pass={password};outbound="sip:{sip};transport=udp"'
    ";regint=600;answermode=auto;audio_codecs=PCMU/8000/1\n"
)

Event = dict[str, Any]


class Baresip:
    """One phone in a process of its own; it answers at once and speaks a tone."""

    def __init__(self, folder: Path, *, tone_hz: float, host: str = "127.0.0.1") -> None:
        self._folder = folder
        self._host = f"[{host}]" if ":" in host else host
        self._tone_hz = tone_hz
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.events: list[Event] = []

    async def start(self, *, user: str, password: str, domain: str, sip: str) -> None:
        """Start it and wait until it is registered."""
        control = free_port()
        self._write(user, password, domain, sip, control)
        with (self._folder / "baresip.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("baresip", "-f", str(self._folder), "-v"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": str(self._folder)},
            )
        await self._connect(control)
        # It may be registered before anybody listens to its events.
        async with asyncio.timeout(_WAIT_S):
            while "200 OK" not in self.log:
                await asyncio.sleep(0.05)

    async def command(self, command: str, params: str = "") -> None:
        """Run one of its commands."""
        assert self._writer is not None
        text = json.dumps({"command": command, "params": params, "token": command})
        self._writer.write(f"{len(text)}:{text},".encode())
        await self._writer.drain()

    async def event(self, type: str, where: Callable[[Event], bool] = lambda _: True) -> Event:
        """The first event of a type that fits; waits for it."""
        try:
            async with asyncio.timeout(_WAIT_S):
                while True:
                    for event in self.events:
                        if event.get("type") == type and where(event):
                            return event
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = [event.get("type") for event in self.events]
            raise AssertionError(f"no {type}, only {seen}: {self.log[-1500:]}") from None

    @property
    def log(self) -> str:
        """What it wrote."""
        return (self._folder / "baresip.log").read_text(errors="replace")

    def heard(self) -> Path:
        """The newest file of what it heard; whole only after its call."""
        files = sorted((self._folder / "sounds").glob("*dec.wav"), key=lambda p: p.stat().st_mtime)
        assert files, "it wrote down nothing"
        return files[-1]

    async def close(self) -> None:
        """End it; may be called twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    def _write(self, user: str, password: str, domain: str, sip: str, control: int) -> None:
        sounds = self._folder / "sounds"
        sounds.mkdir(parents=True)
        source = self._folder / "source.wav"
        # It hangs up when its file ends.
        source.write_bytes(wav_bytes(tone((self._tone_hz,), 60_000, 8000), 8000))
        config = _CONFIG.format(
            host=self._host, modules=_MODULES, control=control, source=source, sounds=sounds
        )
        (self._folder / "config").write_text(config)
        account = _ACCOUNT.format(user=user, password=password, domain=domain, sip=sip)
        (self._folder / "accounts").write_text(account)

    async def _connect(self, port: int) -> None:
        async with asyncio.timeout(_WAIT_S):
            while True:
                try:
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        self._task = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        while True:
            length = int((await self._reader.readuntil(b":"))[:-1])
            body = await self._reader.readexactly(length + 1)
            self.events.append(json.loads(body[:-1]))
            self._news.set()
