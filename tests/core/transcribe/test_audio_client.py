"""The client of the public audio stream, against a server on loopback."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio

from tests.fixtures.fake_audio_node import FakeAudioNode, running_audio_node
from voipbin.core.errors import NotFound, Unavailable
from voipbin.core.transcribe.audio_client import AudioClient, HeardAudio
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.media.v1 import audio_pb2 as pb

CALL = "7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d"


@pytest_asyncio.fixture
async def node() -> AsyncIterator[FakeAudioNode]:
    async with running_audio_node() as node:
        yield node


@pytest_asyncio.fixture
async def client(node: FakeAudioNode) -> AsyncIterator[AudioClient]:
    async def access(call_id: str) -> AudioAccess:
        if call_id != CALL:
            raise NotFound.resource("call", call_id)
        return AudioAccess(node.address, (("authorization", "Bearer internal"),))

    client = AudioClient(access)
    yield client
    await client.close()
    await client.close()


def audio(direction: int, media_time: int, data: bytes) -> pb.StreamAudioResponse:
    frame = pb.AudioFrame(direction=direction, media_time=media_time, data=data)  # type: ignore[arg-type]
    return pb.StreamAudioResponse(audio=frame)


async def all_of(client: AudioClient, direction: str = "both") -> list[HeardAudio]:
    async def listen() -> list[HeardAudio]:
        return [piece async for piece in client.listen(CALL, direction)]

    return await asyncio.wait_for(listen(), 10)


async def test_start(client: AudioClient, node: FakeAudioNode) -> None:
    assert await all_of(client) == []
    (start,) = node.starts
    assert (start.call_id, start.encoding, start.sample_rate_hz, start.frame_ms) == (
        CALL,
        pb.AUDIO_ENCODING_L16,
        16_000,
        60,
    )
    assert (start.listen, start.talk) == (pb.AUDIO_DIRECTION_SEPARATE, pb.AUDIO_DIRECTION_NONE)
    assert node.metadata[0]["authorization"] == "Bearer internal"


@pytest.mark.parametrize(
    ("direction", "listen"),
    [
        ("both", pb.AUDIO_DIRECTION_SEPARATE),
        ("in", pb.AUDIO_DIRECTION_IN),
        ("out", pb.AUDIO_DIRECTION_OUT),
    ],
)
async def test_direction(
    client: AudioClient, node: FakeAudioNode, direction: str, listen: int
) -> None:
    await all_of(client, direction)
    assert node.starts[0].listen == listen


async def test_frames(client: AudioClient, node: FakeAudioNode) -> None:
    node.responses = [
        pb.StreamAudioResponse(started=pb.Started(stream_id="x")),
        audio(pb.AUDIO_DIRECTION_IN, 0, b"ab"),
        pb.StreamAudioResponse(dtmf=pb.Dtmf(digit="1")),
        audio(pb.AUDIO_DIRECTION_OUT, 960, b"cd"),
        pb.StreamAudioResponse(dropped=pb.Dropped(frames=3, direction=pb.AUDIO_DIRECTION_IN)),
        pb.StreamAudioResponse(ended=pb.Ended(reason="normal")),
    ]
    assert await all_of(client) == [HeardAudio("in", 0, b"ab"), HeardAudio("out", 960, b"cd")]


async def test_conference(client: AudioClient, node: FakeAudioNode) -> None:
    node.responses = [audio(pb.AUDIO_DIRECTION_MIX, 960, b"ef")]
    # What all say together is told as what a party says.
    assert await all_of(client, "mix") == [HeardAudio("in", 960, b"ef")]
    assert (node.starts[0].call_id, node.starts[0].conference_id) == ("", CALL)
    assert node.starts[0].listen == pb.AUDIO_DIRECTION_MIX


async def test_call_over_before_the_stream(client: AudioClient, node: FakeAudioNode) -> None:
    node.refusal = grpc.StatusCode.NOT_FOUND
    assert await all_of(client) == []
    assert [piece async for piece in client.listen("another", "both")] == []


@pytest.mark.parametrize(
    "status", [grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.RESOURCE_EXHAUSTED]
)
async def test_refused(client: AudioClient, node: FakeAudioNode, status: grpc.StatusCode) -> None:
    node.refusal = status
    with pytest.raises(Unavailable, match="refused by the test"):
        await all_of(client)


async def test_nobody_there() -> None:
    async def access(call_id: str) -> AudioAccess:
        return AudioAccess("127.0.0.1:1")

    client = AudioClient(access)
    with pytest.raises(Unavailable, match="audio of call"):
        await all_of(client)
    await client.close()


async def test_listener_leaves(client: AudioClient, node: FakeAudioNode) -> None:
    node.responses = [audio(pb.AUDIO_DIRECTION_IN, 0, b"ab")]
    node.stays_open = True
    first = asyncio.Event()

    async def listen() -> None:
        async for _ in client.listen(CALL, "both"):
            first.set()

    listening = asyncio.create_task(listen())
    await asyncio.wait_for(first.wait(), 10)
    listening.cancel()
    await asyncio.wait_for(node.left.wait(), 10)
    with pytest.raises(asyncio.CancelledError):
        await listening
