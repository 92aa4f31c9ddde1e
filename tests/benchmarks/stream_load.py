"""The client of the audio stream benchmark: many streams, a frame each way every 20 ms."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import grpc

from voipbin.media.v1 import audio_pb2

FRAME_S = 0.02
FRAME = audio_pb2.StreamAudioRequest(
    audio=audio_pb2.AudioFrame(data=b"\xff" * 160)
).SerializeToString()
METHOD = "/voipbin.media.v1.AudioService/StreamAudio"
AUDIO_TAG = audio_pb2.StreamAudioResponse(
    audio=audio_pb2.AudioFrame(sequence=1)
).SerializeToString()[0]
"""First byte of a response that holds audio: the client counts bytes and parses nothing."""
STREAMS_PER_CONNECTION = 16
WARM_UP_S = 0.7

RECEIVED_SHARE = 0.985
"""Fewer frames than this of those due in the window, ends of it included, is a loss."""
GAP_MS = 60.0
"""99 of 100 frames come at most this long after the one before."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What one number of streams showed."""

    received_share: float
    gap_p99_ms: float
    cpu_per_stream: float
    """Share of a core the server spent on each stream."""

    @property
    def held(self) -> bool:
        """The streams went through without loss or stutter."""
        return self.received_share >= RECEIVED_SHARE and self.gap_p99_ms <= GAP_MS


class _Stream:
    """One full-duplex stream."""

    def __init__(self, connection: grpc.aio.Channel, call_id: str) -> None:
        self._call = connection.stream_stream(METHOD, None, None)
        self._call_id = call_id
        self.arrivals: list[float] = []
        self.over = asyncio.Event()

    async def run(self) -> None:
        responses = self._call(self._requests(), metadata=(("accesskey", "k"),))
        async for response in responses:
            if response[0] == AUDIO_TAG:
                self.arrivals.append(time.monotonic())

    async def _requests(self) -> AsyncIterator[bytes]:
        start = audio_pb2.StartAudio(
            call_id=self._call_id,
            encoding=audio_pb2.AUDIO_ENCODING_PCMU,
            listen=audio_pb2.AUDIO_DIRECTION_IN,
        )
        yield audio_pb2.StreamAudioRequest(start=start).SerializeToString()
        due_s = time.monotonic()
        while not self.over.is_set():
            yield FRAME
            due_s += FRAME_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))


async def run_trial(address: str, server_pid: int, streams: int, seconds: float) -> Trial:
    """Drive that many streams for a while."""
    connections = [
        grpc.aio.insecure_channel(address, options=(("grpc.use_local_subchannel_pool", 1),))
        for _ in range(-(-streams // STREAMS_PER_CONNECTION))
    ]
    running = [
        _Stream(connections[index % len(connections)], str(index)) for index in range(streams)
    ]
    tasks = []
    for stream in running:
        tasks.append(asyncio.create_task(stream.run()))
        await asyncio.sleep(FRAME_S / streams)  # spread over the 20 ms, as callers are
    await asyncio.sleep(WARM_UP_S)
    begin_s, cpu_s = time.monotonic(), _cpu_s(server_pid)
    await asyncio.sleep(seconds)
    end_s, cpu_s = time.monotonic(), _cpu_s(server_pid) - cpu_s
    for stream in running:
        stream.over.set()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for connection in connections:
        await connection.close(None)
    return _judge(running, begin_s, end_s, cpu_s)


def _judge(streams: list[_Stream], begin_s: float, end_s: float, cpu_s: float) -> Trial:
    received = 0
    gaps_ms: list[float] = []
    for stream in streams:
        times = [moment for moment in stream.arrivals if begin_s <= moment <= end_s]
        received += len(times)
        edges = zip([begin_s, *times], [*times, end_s], strict=True)
        gaps_ms.extend((later - earlier) * 1000 for earlier, later in edges)
    gaps_ms.sort()
    due = (end_s - begin_s) / FRAME_S * len(streams)
    return Trial(
        received_share=received / due,
        gap_p99_ms=gaps_ms[int(len(gaps_ms) * 0.99)],
        cpu_per_stream=cpu_s / (end_s - begin_s) / len(streams),
    )


def _cpu_s(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
