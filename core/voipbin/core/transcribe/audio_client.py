"""The public audio stream, as one of its clients."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import grpc.aio
import structlog

from voipbin.core.errors import NotFound, Unavailable
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.core.transcribe.speech_port import SAMPLE_RATE_HZ
from voipbin.media.v1 import audio_pb2 as audio
from voipbin.media.v1 import audio_pb2_grpc

# Words may come a few hundredths of a second later; a third of the messages are saved.
_FRAME_MS = 60
MIXED = "mix"
"What all members of a conference say together; told as what a party says: in."
_LISTEN = {
    MIXED: audio.AUDIO_DIRECTION_MIX,
    "both": audio.AUDIO_DIRECTION_SEPARATE,
    "in": audio.AUDIO_DIRECTION_IN,
    "out": audio.AUDIO_DIRECTION_OUT,
}
_DIRECTIONS = {
    audio.AUDIO_DIRECTION_IN: "in",
    audio.AUDIO_DIRECTION_OUT: "out",
    audio.AUDIO_DIRECTION_MIX: "in",
}

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HeardAudio:
    """A piece of one direction."""

    direction: str
    "in: the party speaks; out: it hears."
    media_time: int
    "Samples since the stream opened."
    pcm: bytes
    "16-bit little-endian mono at SAMPLE_RATE_HZ."


class AudioSource(Protocol):
    """Where the audio of calls comes from."""

    def listen(self, call_id: str, direction: str) -> AsyncIterator[HeardAudio]:
        """The audio of a call until it ends.

        Args:
            direction: both, in or out; mix for a conference, which is named in place of a call.

        Raises:
            Unavailable: the stream broke.
        """

    async def close(self) -> None:
        """Closes connections; may be called twice."""


class AudioClient:
    """Streams from media nodes.

    Args:
        access: tells for a call which node has it and what to show there.
    """

    def __init__(self, access: Callable[[str], Awaitable[AudioAccess]]) -> None:
        self._access = access
        self._channels: dict[str, grpc.aio.Channel] = {}

    async def listen(self, call_id: str, direction: str) -> AsyncIterator[HeardAudio]:
        """The audio of a call until it ends."""
        try:
            access = await self._access(call_id)
        except NotFound:
            return
        stub: Any = audio_pb2_grpc.AudioServiceStub(self._channel(access.address))
        # Half-closed after the first message, the stream goes on listening.
        stream = stub.StreamAudio([_start(call_id, direction)], metadata=access.metadata)
        try:
            async for response in stream:
                piece = _piece(call_id, response)
                if piece is not None:
                    yield piece
        except grpc.aio.AioRpcError as error:
            # The call ended before the stream was open.
            if error.code() != grpc.StatusCode.NOT_FOUND:
                raise Unavailable(
                    f"audio of call {call_id} broke off: {error.details()}"
                ) from error
        finally:
            stream.cancel()

    async def close(self) -> None:
        """Closes connections."""
        channels = list(self._channels.values())
        self._channels.clear()
        for channel in channels:
            await channel.close(None)

    def _channel(self, address: str) -> grpc.aio.Channel:
        if address not in self._channels:
            self._channels[address] = grpc.aio.insecure_channel(address)
        return self._channels[address]


def _start(call_id: str, direction: str) -> audio.StreamAudioRequest:
    return audio.StreamAudioRequest(
        start=audio.StartAudio(
            call_id="" if direction == MIXED else call_id,
            conference_id=call_id if direction == MIXED else "",
            encoding=audio.AUDIO_ENCODING_L16,
            sample_rate_hz=SAMPLE_RATE_HZ,
            frame_ms=_FRAME_MS,
            listen=_LISTEN[direction],
            talk=audio.AUDIO_DIRECTION_NONE,
        )
    )


def _piece(call_id: str, response: Any) -> HeardAudio | None:
    kind = response.WhichOneof("response")
    if kind == "dropped":
        _log.warning(
            "audio was dropped before it came", call=call_id, frames=response.dropped.frames
        )
    if kind != "audio":
        return None
    frame = response.audio
    direction = _DIRECTIONS.get(frame.direction)
    return HeardAudio(direction, frame.media_time, frame.data) if direction else None
