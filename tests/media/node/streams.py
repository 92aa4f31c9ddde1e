"""A program on the audio stream of a call."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import grpc
import numpy as np

from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import tone_share
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.v1 import audio_pb2, audio_pb2_grpc

WAIT_S = 10.0


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    """Metadata that shows a token."""
    return (("authorization", f"Bearer {token}"),)


TOKEN = bearer("good")
IN, OUT = audio_pb2.AUDIO_DIRECTION_IN, audio_pb2.AUDIO_DIRECTION_OUT
MIX, NONE = audio_pb2.AUDIO_DIRECTION_MIX, audio_pb2.AUDIO_DIRECTION_NONE
SEPARATE = audio_pb2.AUDIO_DIRECTION_SEPARATE
PCMU, L16 = audio_pb2.AUDIO_ENCODING_PCMU, audio_pb2.AUDIO_ENCODING_L16
OPUS = audio_pb2.AUDIO_ENCODING_OPUS


class StreamClient:
    """One stream; collects everything the node sends."""

    def __init__(self, address: str, metadata: Sequence[tuple[str, str]] = TOKEN) -> None:
        self._channel = grpc.aio.insecure_channel(address)
        self._metadata = metadata
        self._requests: asyncio.Queue[audio_pb2.StreamAudioRequest | None] = asyncio.Queue()
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self._reading = asyncio.Event()
        self._reading.set()
        self.form: StreamFormat | None = None
        self._encode: Callable[[Pcm], bytes] | None = None
        self._unpack: Callable[[bytes], bytes] | None = None
        self.responses: list[audio_pb2.StreamAudioResponse] = []
        self._taken = 0
        self._decoded: dict[int, bytes] = {}
        self.code: grpc.StatusCode | None = None
        self.details = ""

    def start(self, call_id: str = "call-1", **fields: Any) -> None:
        """Open the stream; L16 at 8000 Hz unless told otherwise."""
        settings: dict[str, Any] = {"call_id": call_id, "encoding": audio_pb2.AUDIO_ENCODING_L16}
        start = audio_pb2.StartAudio(**settings | fields)
        try:
            self.form = StreamFormat.of(start)
            self._encode = self.form.encoder()
            self._unpack = self.form.unpacker()
        except ValueError:
            self.form = None
        self.send(start=start)
        self.run()

    def run(self) -> None:
        """Open the stream without a start."""
        stub = audio_pb2_grpc.AudioServiceStub(self._channel)
        call = stub.StreamAudio(self._outgoing(), metadata=self._metadata)
        self._reader = asyncio.create_task(self._read(call))

    def send(self, **request: Any) -> None:
        """Send one message."""
        self._requests.put_nowait(audio_pb2.StreamAudioRequest(**request))

    def talk(self, pcm: Pcm) -> None:
        """Send audio at the rate of the stream."""
        assert self.form is not None and self._encode is not None
        for begin in range(0, pcm.size, 960) if self.form.is_opus else (0,):
            packet = self._encode(pcm[begin : begin + 960] if self.form.is_opus else pcm)
            self.send(audio=audio_pb2.AudioFrame(data=packet))

    @property
    def received_count(self) -> int:
        """Responses so far, as a client that resumes counts them."""
        return sum(item.WhichOneof("response") != "started" for item in self.responses)

    def half_close(self) -> None:
        """Send nothing more."""
        self._requests.put_nowait(None)

    def pause_reading(self) -> None:
        """Read nothing until `go_on_reading`."""
        self._reading.clear()

    def go_on_reading(self) -> None:
        """Read again."""
        self._reading.set()

    async def close(self) -> None:
        """Leave."""
        self.half_close()
        if self._reader is not None:
            self._reader.cancel()
        await self._channel.close(None)

    async def next(self, kind: str) -> Any:
        """The next message of that kind after those asked for before."""
        async with self._news:
            try:
                async with asyncio.timeout(WAIT_S):
                    while True:
                        while self._taken < len(self.responses):
                            response = self.responses[self._taken]
                            self._taken += 1
                            if response.WhichOneof("response") == kind:
                                return getattr(response, kind)
                        assert self.code is None, f"stream ended {self.code}: {self.details}"
                        await self._news.wait()
            except TimeoutError:
                seen = {item.WhichOneof("response") for item in self.responses}
                raise AssertionError(f"no {kind} on the stream, only {seen}") from None

    async def ended(self) -> grpc.StatusCode:
        """The status the stream ended with."""
        async with self._news, asyncio.timeout(WAIT_S):
            while self.code is None:
                await self._news.wait()
        return self.code

    def frames(self, of: Any = None) -> list[audio_pb2.AudioFrame]:
        """Audio frames so far: all, of a direction, or of a member's call."""
        return [
            item.audio
            for item in self.responses
            if item.WhichOneof("response") == "audio"
            and of in (None, item.audio.call_id, item.audio.direction)
        ]

    async def hears_tone(self, frequency_hz: float, of: Any = None, *, for_ms: int = 200) -> None:
        """Wait until that tone is heard that long without a gap."""
        assert self.form is not None
        rate, frame_ms = self.form.sample_rate_hz, self.form.frame_ms
        count = for_ms // frame_ms
        last: Pcm = silence(0)
        seen = 0
        async with self._news:
            try:
                async with asyncio.timeout(WAIT_S):
                    while True:
                        frames = self.frames(of)
                        for end in range(max(seen, count), len(frames) + 1):
                            parts = [self._samples(f) for f in frames[end - count : end]]
                            last = np.concatenate(parts)
                            if np.abs(last).max() > 500 and (
                                tone_share(last, frequency_hz, rate) > 0.8
                            ):
                                return
                        seen = len(frames)
                        await self._news.wait()
            except TimeoutError:
                level = int(np.abs(last).max()) if last.size else 0
                raise AssertionError(
                    f"stream never heard {frequency_hz} Hz; peak {level}"
                ) from None

    def share_of_tone(self, frequency_hz: float, direction: Any = None) -> float:
        """The most that tone made up of any 100 ms heard so far."""
        assert self.form is not None
        rate = self.form.sample_rate_hz
        parts = [self._samples(frame) for frame in self.frames(direction)]
        pcm = np.concatenate(parts) if parts else silence(0)
        windows = (pcm[at : at + rate // 10] for at in range(0, pcm.size, rate // 10))
        loud = (window for window in windows if np.abs(window).max() > 500)
        return max((tone_share(window, frequency_hz, rate) for window in loud), default=0.0)

    def _samples(self, frame: audio_pb2.AudioFrame) -> Pcm:
        assert self.form is not None
        if self.form.is_opus and frame.sequence not in self._decoded:
            assert self._unpack is not None  # a decoder takes every packet once, in order
            self._decoded[frame.sequence] = self._unpack(frame.data)
        return self.form.decode(self._decoded[frame.sequence] if self.form.is_opus else frame.data)

    async def _outgoing(self) -> AsyncIterator[audio_pb2.StreamAudioRequest]:
        while (request := await self._requests.get()) is not None:
            yield request

    async def _read(self, call: Any) -> None:
        try:
            async for response in call:
                async with self._news:
                    self.responses.append(response)
                    self._news.notify_all()
                await self._reading.wait()
        except grpc.aio.AioRpcError as error:
            self.details = error.details() or ""
        async with self._news:
            self.code = await call.code()
            self._news.notify_all()


Open = Callable[..., StreamClient]
