"""The media process of this machine: started, watched, started again when it dies."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from voipbin.core.node.link import CommandFailed, NodeLink, NodeListener
from voipbin.core.node.secure_sip import SecureSip, listening
from voipbin.core.settings import Settings

_log = structlog.get_logger(__name__)

_ORPHAN_TIMEOUT_MS = 5_000
_RESTART_PAUSE_S = 0.5
_SOCKET_WAIT_S = 15.0
_POLL_S = 0.02
_LAST_WORDS_S = 5.0

Briefing = Callable[[], Awaitable[None]]
"""Tells a node what it has to know."""


class NodeProcess:
    """Runs `python -m voipbin.media.node` and stays attached to it."""

    def __init__(self, settings: Settings, listener: NodeListener) -> None:
        self._settings = settings
        self._listener = listener
        self._folder = Path(tempfile.mkdtemp(prefix="voipbin-"))
        self._process: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._closing = False
        self._sip = settings.sip
        self._secure = SecureSip(settings)
        self._audio = settings.media
        self.link: NodeLink | None = None
        self.generation = 0
        "Grows with every start of the process: a new one knows of nothing."
        self._briefings: list[Briefing] = []

    def when_attached(self, briefing: Briefing) -> None:
        """Has every process that starts told something, as soon as it can be commanded."""
        self._briefings.append(briefing)

    @property
    def pid(self) -> int:
        """Of the process; 0 while none runs."""
        return self._process.pid if self._process else 0

    @property
    def sip_addresses(self) -> list[str]:
        """Where it listens: "udp:127.0.0.1:5060"."""
        return list(self.link.welcome.sip_addresses) if self.link else []

    @property
    def audio_address(self) -> str:
        """Where the audio stream listens: "127.0.0.1:50052"."""
        return self.link.welcome.audio_address if self.link else ""

    async def start(self) -> None:
        """Starts the process and attaches.

        Raises:
            OSError: it did not come up, with its last words.
        """
        await self._launch()
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def command(self, channel_id: str, **command: object) -> None:
        """Sends a command.

        Raises:
            CommandFailed: it was not carried out, or there is no node now.
        """
        if self.link is None:
            raise CommandFailed("NODE_LOST", "the media node is being started")
        await self.link.command(channel_id, **command)

    async def close(self, grace_s: float) -> None:
        """Lets it hang up and ends it; may be called twice."""
        self._closing = True
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
        await self._end_process(grace_s)
        await self._drop_link()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _launch(self) -> None:
        try:
            await self._start_process()
        except BaseException:
            await self._end_process(grace_s=0)
            raise

    async def _start_process(self) -> None:
        control = self._folder / f"control-{os.urandom(4).hex()}.sock"
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "voipbin.media.node",
            *("--control", f"unix:{control}"),
            *("--sip", self._sip),
            *("--audio", self._audio),
            *("--rtp-ports", self._settings.rtp_ports),
            *self._public_address(),
            *self._nameserver(),
            *("--server-patience", str(self._settings.sip_server_patience_s)),
            *self._secure.arguments(),
            *("--parent", str(os.getpid())),
            stdin=asyncio.subprocess.DEVNULL,
            # Ctrl-C in a terminal is for us: calls are hung up before their media goes.
            start_new_session=True,
        )
        await self._wait_for_socket(control)
        link = NodeLink(f"unix:{control}", self._listener)
        try:
            await link.attach(_ORPHAN_TIMEOUT_MS)
        except BaseException:
            await link.close()
            raise
        self.link = link
        self.generation += 1
        # A node that comes back must be where phones and programs look for it.
        self._sip = listening(self.sip_addresses, "udp")
        self._audio = link.welcome.audio_address
        self._secure.remember(self.sip_addresses)
        await self._brief()

    async def _brief(self) -> None:
        for briefing in self._briefings:
            try:
                await briefing()
            except Exception as error:
                # It comes again as periodic work; calls need not wait for it.
                _log.error("the media process could not be told everything", exc_info=error)

    def _public_address(self) -> tuple[str, ...]:
        address = self._settings.public_address
        return ("--public-address", address) if address else ()

    def _nameserver(self) -> tuple[str, ...]:
        nameserver = self._settings.nameserver
        return ("--nameserver", nameserver) if nameserver else ()

    async def _wait_for_socket(self, path: Path) -> None:
        process = self._process
        for _ in range(int(_SOCKET_WAIT_S / _POLL_S)):
            if os.path.exists(path):  # noqa: ASYNC240, PTH110 - a stat, of a folder in memory
                return
            if process is not None and process.returncode is not None:
                break
            await asyncio.sleep(_POLL_S)
        raise OSError(f"the media process did not start on sip {self._sip}, media {self._audio}")

    async def _watch(self) -> None:
        while not self._closing:
            assert self._process is not None and self.link is not None
            await self.link.lost.wait()
            # Without its stream the process hangs up by itself; nobody could drive it.
            await self._end_process(_LAST_WORDS_S)
            code = self._process.returncode
            _log.error("media process ended; starting it again", exit_code=code)
            await self._drop_link()
            await self._relaunch()

    async def _relaunch(self) -> None:
        while not self._closing:
            try:
                await self._launch()
                return
            except OSError as error:
                _log.error("media process did not come back", error=str(error))
                await asyncio.sleep(_RESTART_PAUSE_S)

    async def _drop_link(self) -> None:
        """Forgets the link once all that it told has been heard."""
        link, self.link = self.link, None
        if link is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                await link.mourned.wait()
        await link.close()

    async def _end_process(self, grace_s: float) -> None:
        """Ends the process if it still runs; one that was killed is collected."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_s):
                await process.wait()
        except TimeoutError:
            _log.warning("media process did not end in time", grace_s=grace_s)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
