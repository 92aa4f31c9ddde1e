"""The live audio of a call or a conference, as a client of the public audio stream."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Final

import grpc.aio

from voipbin.media.v1 import audio_pb2 as audio
from voipbin.media.v1 import audio_pb2_grpc

_CREDIT: Final = 25
"""Frames on their way at most: whoever reads slowly loses what is older, at the media node."""
_CREDIT_OF_MEMBERS: Final = 500
"""More of them where members come one by one: fifty who speak at once, for 0.2 s."""
_CREDIT_STEP: Final = 10
_LONGEST_MESSAGE: Final = 32_000
"""Bytes of talk sent in one message."""


class LiveAudio:
    """One stream, both ways.

    Failures are `grpc.aio.AioRpcError`, as the stream itself raises them.

    Args:
        address: of the media node's audio service.
        metadata: credentials.
        start: what to stream; the credit is ours.
    """

    def __init__(
        self, address: str, metadata: Sequence[tuple[str, str]], start: audio.StartAudio
    ) -> None:
        self._start = audio.StartAudio()
        self._start.CopyFrom(start)
        self._start.initial_credit = _CREDIT
        self._channel = grpc.aio.insecure_channel(address)
        stub: Any = audio_pb2_grpc.AudioServiceStub(self._channel)
        self._call = stub.StreamAudio(metadata=tuple(metadata))
        self._writing = asyncio.Lock()
        self._owed = 0
        self._credit = _CREDIT
        "Frames that may be on their way."
        self._wanted_credit = _CREDIT
        self.on_played: Callable[[audio.Played], None] | None = None
        "Told of every mark that was heard, or cleared, while `frames` are taken."
        self.on_members: Callable[[bool], Awaitable[None]] | None = None
        "Told whether what each member says is wanted here, while `frames` are taken."
        self.end_reason = ""
        "Why the call ended; there once `frames` is at its end."

    async def attached(self) -> None:
        """Returns once audio flows."""
        with contextlib.suppress(asyncio.InvalidStateError, grpc.aio.AioRpcError):
            await self._call.write(audio.StreamAudioRequest(start=self._start))
        # A refused stream ends before it answers; reading on says why.
        if await self._read() is None:
            await self._raise()

    async def frames(self) -> AsyncIterator[audio.AudioFrame]:
        """What is heard, until the call ends; taking a frame makes room for another."""
        while (response := await self._read()) is not None:
            kind = response.WhichOneof("response")
            if kind == "audio":
                yield response.audio
                await self._grant()
            elif kind == "played" and self.on_played is not None:
                self.on_played(response.played)
            elif kind == "members" and self.on_members is not None:
                await self.on_members(response.members.wanted)
            elif kind == "ended":
                self.end_reason = response.ended.reason
                return
        await self._raise()

    async def say(self, samples: bytes) -> None:
        """Plays samples after those sent before; waits while the node takes no more.

        A stream that is over takes them for nothing: `frames` tells of the end.
        """
        for begin in range(0, len(samples), _LONGEST_MESSAGE):
            frame = audio.AudioFrame(data=samples[begin : begin + _LONGEST_MESSAGE])
            await self._write(audio.StreamAudioRequest(audio=frame))

    async def say_of(self, call_id: str, frame: bytes) -> None:
        """Passes on what one member of a conference says."""
        said = audio.AudioFrame(call_id=call_id, data=frame)
        await self._write(audio.StreamAudioRequest(audio=said))

    async def want_members(self, wanted: bool) -> None:
        """Whether to hear also what each member of a conference says."""
        self._wanted_credit = _CREDIT + (_CREDIT_OF_MEMBERS if wanted else 0)
        if (more := self._wanted_credit - self._credit) > 0:
            self._credit += more
            await self._write(audio.StreamAudioRequest(credit=audio.Credit(frames=more)))
        members = audio.Members(wanted=wanted)
        await self._write(audio.StreamAudioRequest(members=members))

    async def mark(self, name: str) -> None:
        """Asks to be told when everything said before was heard."""
        await self._write(audio.StreamAudioRequest(mark=audio.Mark(name=name)))

    async def clear(self) -> None:
        """Takes back what was not heard yet."""
        await self._write(audio.StreamAudioRequest(clear=audio.Clear()))

    async def close(self) -> None:
        """Leaves the call; may be called twice."""
        self._call.cancel()
        await self._channel.close(None)

    async def _grant(self) -> None:
        if self._credit > self._wanted_credit:
            self._credit -= 1  # taken back
            return
        self._owed += 1
        if self._owed >= _CREDIT_STEP:
            credit = audio.Credit(frames=self._owed)
            self._owed = 0
            await self._write(audio.StreamAudioRequest(credit=credit))

    async def _read(self) -> Any:
        response = await self._call.read()
        # At the end it is grpc.aio.EOF.
        return response if isinstance(response, audio.StreamAudioResponse) else None

    async def _write(self, request: audio.StreamAudioRequest) -> None:
        # A call takes one message at a time.
        async with self._writing:
            # Not by `write`: that takes a message which the other side no longer hears for a
            # failure of the whole call, and then its last words and its status are lost.
            with contextlib.suppress(grpc.aio.InternalError):
                await self._call._cython_call.send_serialized_message(request.SerializeToString())

    async def _raise(self) -> None:
        """Raises what the stream ended with, unless it ended well."""
        code = await self._call.code()
        if code is not grpc.StatusCode.OK:
            raise grpc.aio.AioRpcError(
                code,
                await self._call.initial_metadata(),
                await self._call.trailing_metadata(),
                details=await self._call.details(),
                debug_error_string=None,
            )


def start_audio(
    encoding: audio.AudioEncoding,
    listen: audio.AudioDirection = audio.AUDIO_DIRECTION_MIX,
    talk: audio.AudioDirection = audio.AUDIO_DIRECTION_MIX,
    *,
    call_id: str = "",
    conference_id: str = "",
    sample_rate_hz: int = 8000,
) -> audio.StartAudio:
    """What to stream, in frames of 20 ms."""
    return audio.StartAudio(
        call_id=call_id,
        conference_id=conference_id,
        encoding=encoding,
        sample_rate_hz=sample_rate_hz,
        frame_ms=20,
        listen=listen,
        talk=talk,
    )
