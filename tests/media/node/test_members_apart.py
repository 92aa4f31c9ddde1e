"""What each member of a conference says, at this node and over links to others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
import numpy as np
import pytest
import pytest_asyncio

from tests.media.node.conftest import MakePhone
from tests.media.node.crowd import BRIDGE, TONES_HZ, conference
from tests.media.node.fake_core import FakeCore
from tests.media.node.streams import L16, MIX, SEPARATE, StreamClient, bearer
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.tones import tone
from voipbin.media.node import MediaNode
from voipbin.media.node.hearing import MOST_LANES, HearingApart
from voipbin.media.node.outbox import KEPT_MS, Outbox
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.v1 import audio_pb2

RATE_HZ = 16_000
HERE_HZ, THERE_HZ = TONES_HZ[:2]
CONFERENCE = "conf-1"

Link = Callable[[], StreamClient]


@pytest_asyncio.fixture
async def streams(node: MediaNode, core: FakeCore) -> AsyncIterator["Streams"]:
    core.tokens |= {"good", "platform"}
    core.platform_tokens = {"platform"}
    core.bridges[CONFERENCE] = BRIDGE
    streams = Streams(node.audio_address)
    yield streams
    await streams.close()


class Streams:
    """Listeners of the conference, and links to other nodes."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._open: list[StreamClient] = []

    async def listener(self, listen: Any = SEPARATE) -> StreamClient:
        """A program."""
        return await self._started(bearer("good"), listen=listen)

    async def link(self) -> StreamClient:
        """Another node."""
        return await self._started(bearer("platform"), listen=MIX, links_members=True)

    def client(self, token: str) -> StreamClient:
        """One that starts later."""
        client = StreamClient(self._address, bearer(token))
        self._open.append(client)
        return client

    async def close(self) -> None:
        """End all."""
        for client in self._open:
            await client.close()

    async def _started(self, metadata: Any, **fields: Any) -> StreamClient:
        client = self.client(metadata[0][1].removeprefix("Bearer "))
        client.start("", conference_id=CONFERENCE, sample_rate_hz=RATE_HZ, **fields)
        await client.next("started")
        return client


async def speak(link: StreamClient, call_id: str, hz: float) -> None:
    """A member at the other node says a tone, until cancelled."""
    samples = tone((hz,), 20_000, RATE_HZ)
    for begin in range(0, samples.size - 320, 320):
        data = samples[begin : begin + 320].tobytes()
        link.send(audio=audio_pb2.AudioFrame(call_id=call_id, data=data))
        await asyncio.sleep(0.02)


async def test_member_behind_a_link(streams: Streams) -> None:
    link = await streams.link()
    listener = await streams.listener()
    assert (await link.next("members")).wanted
    speaking = asyncio.create_task(speak(link, "call-there", THERE_HZ))
    await listener.hears_tone(THERE_HZ, "call-there", for_ms=1000)
    frames = listener.frames("call-there")
    assert [frame.sequence for frame in frames] == list(range(len(frames)))
    times = [frame.media_time for frame in frames]
    assert times == sorted(set(times))
    await listener.close()
    assert not (await link.next("members")).wanted
    speaking.cancel()


async def test_it_is_in_no_mix(streams: Streams) -> None:
    """There it is already, with the rest of its node."""
    link = await streams.link()
    mixed, apart = await streams.listener(MIX), await streams.listener()
    speaking = asyncio.create_task(speak(link, "call-there", THERE_HZ))
    await apart.hears_tone(THERE_HZ, "call-there", for_ms=400)
    speaking.cancel()
    assert mixed.frames()
    assert not np.concatenate([np.frombuffer(f.data, np.int16) for f in mixed.frames()]).any()


async def test_members_here_for_a_link(
    streams: Streams, core: FakeCore, make_phone: MakePhone
) -> None:
    link = await streams.link()
    (phone,) = await conference(core, make_phone, ("PCMU",))
    speaking = asyncio.create_task(phone.speak_tone(HERE_HZ, 4000))
    await link.hears_tone(HERE_HZ, "")
    assert not link.frames("call-a")
    link.send(members=audio_pb2.Members(wanted=True))
    await link.hears_tone(HERE_HZ, "call-a")
    await speaking


async def test_from_link_to_link(streams: Streams) -> None:
    one, other = await streams.link(), await streams.link()
    one.send(members=audio_pb2.Members(wanted=True))
    assert (await other.next("members")).wanted
    speaking = [
        asyncio.create_task(speak(link, call_id, THERE_HZ))
        for link, call_id in ((other, "call-other"), (one, "call-one"))
    ]
    await one.hears_tone(THERE_HZ, "call-other")
    for task in speaking:
        task.cancel()
    assert not one.frames("call-one"), "it knows what it says"
    # Its own wish asks nothing of itself, or two links would keep each other busy for ever.
    assert not any(item.WhichOneof("response") == "members" for item in one.responses)
    one.send(members=audio_pb2.Members())
    assert not (await other.next("members")).wanted


@pytest.mark.parametrize(
    ("token", "fields", "code", "says"),
    [
        ("good", {}, "PERMISSION_DENIED", "platform itself"),
        ("platform", {"conference_id": ""}, "INVALID_ARGUMENT", "start.links_members"),
    ],
)
async def test_links_are_for_the_platform(
    streams: Streams, token: str, fields: dict[str, Any], code: str, says: str
) -> None:
    client = streams.client(token)
    where = {"conference_id": CONFERENCE, **fields}
    client.start("" if where["conference_id"] else "call-1", links_members=True, **where)
    assert (await client.ended()).name == code
    assert says in client.details


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ({"members": audio_pb2.Members(wanted=True)}, "members: "),
        ({"audio": audio_pb2.AudioFrame(call_id="call-a", data=bytes(640))}, "audio.call_id: "),
    ],
)
async def test_programs_speak_for_nobody_else(
    streams: Streams, request_: dict[str, Any], says: str
) -> None:
    client = await streams.listener()
    client.send(**request_)
    assert await client.ended() == grpc.StatusCode.INVALID_ARGUMENT
    assert client.details.startswith(says)


async def test_part_of_a_frame_is_refused(streams: Streams) -> None:
    link = await streams.link()
    link.send(audio=audio_pb2.AudioFrame(call_id="call-there", data=bytes(320)))
    assert await link.ended() == grpc.StatusCode.INVALID_ARGUMENT
    assert "320 bytes" in link.details


async def test_slow_listener_keeps_two_seconds_of_each() -> None:
    """Fifty who speak at once are fifty times as much, not a twentieth of the time."""
    outbox = Outbox(frame_ms=20, lanes=1, credit=0)
    apart = HearingApart(
        StreamFormat.of(audio_pb2.StartAudio(encoding=L16)), outbox.audio, outbox.widen
    )
    for tick in range(KEPT_MS // 20):
        for number in range(50):
            apart.push(f"call-{number}", 8000, silence(160), tick)
    outbox.finish(audio_pb2.StreamAudioResponse(ended=audio_pb2.Ended()))
    sent: list[str | None] = []

    async def write(response: audio_pb2.StreamAudioResponse) -> None:
        sent.append(response.WhichOneof("response"))

    await outbox.run(write)
    assert sent == ["audio"] * (50 * KEPT_MS // 20) + ["ended"]


def test_who_comes_last_takes_the_place_of_who_was_silent_longest() -> None:
    """In days a conference has more calls than a listener has places for."""
    heard: list[audio_pb2.AudioFrame] = []
    begun: list[None] = []
    apart = HearingApart(
        StreamFormat.of(audio_pb2.StartAudio(encoding=L16)),
        lambda response: heard.append(response.audio),
        lambda: begun.append(None),
    )
    for tick in range(3 * MOST_LANES):
        apart.push("stays", 8000, silence(160), tick)
        apart.push(f"call-{tick}", 8000, silence(160), tick)
    assert len(begun) == MOST_LANES
    stays = [frame.sequence for frame in heard if frame.call_id == "stays"]
    assert stays == list(range(3 * MOST_LANES))
    apart.push("call-0", 8000, silence(160), 3 * MOST_LANES)
    assert (heard[-1].sequence, heard[-1].media_time) == (0, 3 * MOST_LANES * 160)


def test_who_speaks_keeps_his_place() -> None:
    heard: list[str] = []
    apart = HearingApart(
        StreamFormat.of(audio_pb2.StartAudio(encoding=L16)),
        lambda response: heard.append(response.audio.call_id),
        lambda: None,
    )
    calls = [f"call-{number}" for number in range(MOST_LANES)]
    for tick in range(3):
        for call_id in [*calls, "one too many"]:
            apart.push(call_id, 8000, silence(160), tick)
    assert heard == calls * 3
