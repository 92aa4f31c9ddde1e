"""baresip, a telephone written by others: headless, driven over its control port."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.fixtures.ports import free_port

WAIT_S = 15.0
MODULES = "/usr/lib/baresip/modules"

CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:0
module_path {modules}
module g711.so
{more_modules}module sndfile.so
module aufile.so
module aubridge.so
module_app account.so
module_app ctrl_tcp.so
module_app menu.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_source aufile,{speech}
audio_player aubridge,nobody
audio_alert aubridge,alert
snd_path {folder}
rtp_stats no
jitter_buffer_delay 1-5
{more_settings}"""

ACCOUNT = (
    "<sip:{user}@{domain};transport={transport}>;auth_user={user};auth_pass={password}"
    ';outbound="sip:{proxy};transport={transport}";answermode=auto;regint=60'
    ";audio_codecs={codec}{params}\n"
)


class Baresip:
    """One baresip process in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        speech: Path,
        *,
        codec: str = "pcmu/8000/1",
        modules: tuple[str, ...] = (),
        params: str = "",
        settings: str = "",
    ) -> None:
        """What it says is the file `speech`, at the rate of its codec; its calls end with the file.

        Args:
            folder: of its configuration and recordings.
            speech: wav file.
            codec: the only one it speaks.
            modules: to load besides those it always has.
            params: of the account, such as ";mediaenc=srtp-mand".
            settings: further lines of the configuration.
        """
        self._folder = folder
        self._codec, self._modules = codec, modules
        self._params, self._settings = params, settings
        self._speech = speech
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._news = asyncio.Condition()
        self.events: list[dict[str, Any]] = []

    async def start(
        self, user: str, password: str, domain: str, proxy: str, transport: str
    ) -> None:
        """Start it; it registers by itself."""
        control = free_port()
        config = CONFIG.format(
            modules=MODULES,
            control=control,
            speech=self._speech,
            folder=self._folder,
            more_modules="".join(f"module {name}.so\n" for name in self._modules),
            more_settings=self._settings,
        )
        (self._folder / "config").write_text(config)
        (self._folder / "contacts").write_text("")
        account = ACCOUNT.format(
            user=user,
            password=password,
            domain=domain,
            proxy=proxy,
            transport=transport,
            codec=self._codec,
            params=self._params,
        )
        (self._folder / "accounts").write_text(account)
        with (self._folder / "baresip.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("baresip", "-f", str(self._folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        reader = await self._connect(control)
        self._reader = asyncio.create_task(self._read(reader))

    async def command(self, command: str, params: str = "") -> None:
        """Give a command: dial, sndcode, hangup."""
        assert self._writer is not None
        text = json.dumps({"command": command, "params": params})
        self._writer.write(f"{len(text)}:{text},".encode())
        await self._writer.drain()

    async def event(self, kind: str) -> dict[str, Any]:
        """The first event of that type, such as CALL_ESTABLISHED; waits for it."""
        async with self._news:
            try:
                async with asyncio.timeout(WAIT_S):
                    while True:
                        for event in self.events:
                            if event.get("type") == kind:
                                return event
                        await self._news.wait()
            except TimeoutError:
                seen = [event.get("type") for event in self.events]
                log = (self._folder / "baresip.log").read_text(errors="replace")
                raise AssertionError(f"baresip: no {kind}, only {seen}\n{log[-2000:]}") from None

    def heard(self) -> Path:
        """Its recording of what it heard."""
        (path,) = self._folder.glob("dump-*-dec.wav")
        return path

    async def close(self) -> None:
        """End it."""
        if self._reader is not None:
            self._reader.cancel()
        if self._writer is not None:
            self._writer.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _connect(self, port: int) -> asyncio.StreamReader:
        async with asyncio.timeout(WAIT_S):
            while True:
                try:
                    reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)
                else:
                    return reader

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Netstrings of JSON."""
        while True:
            size = int((await reader.readuntil(b":"))[:-1])
            event = json.loads((await reader.readexactly(size + 1))[:-1])
            async with self._news:
                self.events.append(event)
                self._news.notify_all()
