"""The public audio stream, as a client of it that only talks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import grpc.aio

from voipbin.core.errors import NotFound, Unavailable
from voipbin.core.speaking.voice import SAMPLE_RATE_HZ
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.media.v1 import audio_pb2 as audio
from voipbin.media.v1 import audio_pb2_grpc

_TALK = {
    "": audio.AUDIO_DIRECTION_NONE,
    "in": audio.AUDIO_DIRECTION_IN,
    "out": audio.AUDIO_DIRECTION_OUT,
    "both": audio.AUDIO_DIRECTION_MIX,
}
# The call ended, or there never was one.
_OVER = frozenset({grpc.StatusCode.NOT_FOUND, grpc.StatusCode.CANCELLED})


@dataclass(frozen=True, slots=True)
class TalkTarget:
    """Where to talk."""

    kind: str
    "call or conference."
    id: str
    direction: str
    'in, out, both, or "" for nobody; everybody in a conference hears all but "".'


class TalkStream(Protocol):
    """One stream that is being opened or open."""

    def say(self, pcm: bytes, mark: str) -> None:
        """Sends samples and, after them, a mark that is answered once they were heard."""

    def clear(self) -> None:
        """Drops what was not heard yet; answered by `cleared`."""

    def close(self) -> None:
        """Ends the stream; may be called twice."""

    def responses(self) -> AsyncIterator[audio.StreamAudioResponse]:
        """What the node answers, until the stream ends.

        Raises:
            Unavailable: it broke.
        """


class Talkers(Protocol):
    """Opens streams."""

    def open(self, target: TalkTarget) -> TalkStream:
        """A stream; the first response is `started`."""

    async def close(self) -> None:
        """Closes connections; may be called twice."""


class TalkClient:
    """Streams to media nodes.

    Args:
        access: tells for a call or a conference which node has it and what to show there.
    """

    def __init__(self, access: Callable[[str], Awaitable[AudioAccess]]) -> None:
        self._access = access
        self._channels: dict[str, grpc.aio.Channel] = {}

    def open(self, target: TalkTarget) -> TalkStream:
        """A stream, opened when its responses are read."""
        return _NodeStream(target, self._call)

    async def close(self) -> None:
        """Closes connections."""
        channels = list(self._channels.values())
        self._channels.clear()
        for channel in channels:
            await channel.close(None)

    async def _call(self, target: TalkTarget, requests: AsyncIterator[Any]) -> Any:
        access = await self._access(target.id)
        if access.address not in self._channels:
            self._channels[access.address] = grpc.aio.insecure_channel(access.address)
        stub: Any = audio_pb2_grpc.AudioServiceStub(self._channels[access.address])
        return stub.StreamAudio(requests, metadata=access.metadata)


class _NodeStream:
    def __init__(self, target: TalkTarget, call: Callable[..., Awaitable[Any]]) -> None:
        self._target = target
        self._call = call
        self._requests: asyncio.Queue[audio.StreamAudioRequest | None] = asyncio.Queue()
        self._stream: Any = None
        self._closed = False
        self._requests.put_nowait(audio.StreamAudioRequest(start=_start(target)))

    def say(self, pcm: bytes, mark: str) -> None:
        """Sends samples and a mark."""
        frame = audio.AudioFrame(data=pcm)
        self._requests.put_nowait(audio.StreamAudioRequest(audio=frame))
        self._requests.put_nowait(audio.StreamAudioRequest(mark=audio.Mark(name=mark)))

    def clear(self) -> None:
        """Drops what was not heard yet, here and there."""
        waiting = [self._requests.get_nowait() for _ in range(self._requests.qsize())]
        for request in waiting:
            if request is None or request.WhichOneof("request") not in ("audio", "mark"):
                self._requests.put_nowait(request)
        self._requests.put_nowait(audio.StreamAudioRequest(clear=audio.Clear()))

    def close(self) -> None:
        """Ends the stream."""
        self._closed = True
        self._requests.put_nowait(None)
        if self._stream is not None:
            self._stream.cancel()

    async def responses(self) -> AsyncIterator[audio.StreamAudioResponse]:
        """What the node answers."""
        try:
            self._stream = await self._call(self._target, self._sent())
        except NotFound:
            return
        if self._closed:
            self._stream.cancel()
        try:
            async for response in self._stream:
                yield response
        except asyncio.CancelledError:
            # Our own cancel of the stream, unless it is the task's that reads it.
            if not self._closed:
                raise
        except grpc.aio.AioRpcError as error:
            if error.code() not in _OVER:
                raise Unavailable(
                    f"talking to {self._target.kind} {self._target.id} broke off: {error.details()}"
                ) from error
        finally:
            self._stream.cancel()

    async def _sent(self) -> AsyncIterator[audio.StreamAudioRequest]:
        while (request := await self._requests.get()) is not None:
            yield request


def _start(target: TalkTarget) -> audio.StartAudio:
    is_call = target.kind == "call"
    talk = _TALK[target.direction if is_call or not target.direction else "both"]
    return audio.StartAudio(
        encoding=audio.AUDIO_ENCODING_L16,
        sample_rate_hz=SAMPLE_RATE_HZ,
        listen=audio.AUDIO_DIRECTION_NONE,
        talk=talk,
        call_id=target.id if is_call else "",
        conference_id="" if is_call else target.id,
    )
