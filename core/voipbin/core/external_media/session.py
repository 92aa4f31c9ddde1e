"""One external media at work: packets of a call to a host, and back."""

import asyncio
import uuid
from enum import StrEnum
from typing import Final

import grpc.aio
import structlog

from voipbin.core.external_media.lines import GOODBYE_S, Line
from voipbin.core.external_media.target import PACKETS, ExternalTarget
from voipbin.core.live_audio.client import LiveAudio, start_audio
from voipbin.core.live_audio.packets import (
    AUDIOSOCKET_ERROR,
    AUDIOSOCKET_HANGUP,
    AUDIOSOCKET_ID,
    audiosocket_packet,
    rtp_sequence,
)
from voipbin.core.transcribe.calls import AudioAccess

_log = structlog.get_logger(__name__)

_GOODBYE: Final = (AUDIOSOCKET_HANGUP, AUDIOSOCKET_ERROR)


class Status(StrEnum):
    """Life of an external media."""

    RUNNING = "running"
    TERMINATING = "terminating"
    TERMINATED = "terminated"


class ExternalMedia:
    """A connected host on the audio of a call, until either is gone."""

    def __init__(self, id: str, call_id: str, target: ExternalTarget, line: Line) -> None:
        self.id: Final = id
        self.call_id: Final = call_id
        self.target: Final = target
        self.status = Status.RUNNING
        self._line = line
        self._packets = PACKETS[target.encapsulation]()
        self._newest: int | None = None

    async def run(self, access: AudioAccess) -> None:
        """Moves audio until the call ends, the host leaves, or the task is cancelled."""
        target = self.target
        start = start_audio(
            self._packets.encoding, target.listen, target.speak, call_id=self.call_id
        )
        audio = LiveAudio(access.address, access.metadata, start)
        try:
            await self._introduce()
            await audio.attached()
            await self._carry(audio)
        except grpc.aio.AioRpcError as error:
            # The call ended before it had audio, which is no fault.
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                _log.warning("external media lost its call", id=self.id, error=error.details())
        except OSError as error:
            _log.info("external media lost its host", id=self.id, error=str(error))
        finally:
            self.status = Status.TERMINATING
            try:
                await audio.close()
            finally:
                await self._leave()
                self.status = Status.TERMINATED

    async def _carry(self, audio: LiveAudio) -> None:
        both = [asyncio.create_task(self._tell(audio)), asyncio.create_task(self._hear(audio))]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _tell(self, audio: LiveAudio) -> None:
        """The call to the host; a slow host makes the media node drop the oldest audio."""
        async for frame in audio.frames():
            await self._line.send(self._packets.pack(frame))

    async def _hear(self, audio: LiveAudio) -> None:
        """The host to the call."""
        while packet := await self._line.receive():
            if self.target.encapsulation == "audiosocket" and packet[0] in _GOODBYE:
                return
            samples = self._packets.unpack(packet)
            if samples and not self._is_late(packet):
                await audio.say(samples)

    def _is_late(self, packet: bytes) -> bool:
        """Whether a newer packet was played already: audio is no puzzle to put together later."""
        if self.target.encapsulation != "rtp":
            return False
        sequence, newest = rtp_sequence(packet), self._newest
        # RFC 3550 A.1: less than half of the circle ahead is newer.
        late = newest is not None and not 0 < (sequence - newest) & 0xFFFF < 0x8000
        if not late:
            self._newest = sequence
        return late

    async def _introduce(self) -> None:
        if self.target.encapsulation == "audiosocket":
            id = _uuid_of(self.target.data) or uuid.UUID(self.call_id)
            await self._line.send(audiosocket_packet(AUDIOSOCKET_ID, id.bytes))

    async def _leave(self) -> None:
        try:
            if self.target.encapsulation == "audiosocket":
                async with asyncio.timeout(GOODBYE_S):
                    await self._line.send(audiosocket_packet(AUDIOSOCKET_HANGUP, b""))
        except OSError:  # gone, or too slow to be told
            pass
        finally:
            await self._line.close()


def _uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
