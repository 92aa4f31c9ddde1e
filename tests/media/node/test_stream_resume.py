"""Audio streams that survive their connection: no mark is lost, and no audio that is kept."""

import asyncio
from typing import Any

import grpc
import pytest

from tests.media.node.calls import call_up
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from tests.media.node.streams import IN, NONE, Open, StreamClient
from voipbin.media.audio import tones
from voipbin.media.node import MediaNode
from voipbin.media.v1 import audio_pb2

WINDOW_MS = 5000


def again(open_stream: Open, token: str, lost: StreamClient, **fields: Any) -> StreamClient:
    """Go on where a client was."""
    settings = {"resume_token": token, "received_count": lost.received_count}
    return open_stream(**settings | fields)


async def test_what_was_missed(phone: Phone, open_stream: Open) -> None:
    first = open_stream(listen=IN, resume_window_ms=WINDOW_MS)
    started = await first.next("started")
    assert started.resume_token
    assert not started.resumed
    await phone.speak_tone(400, 200)
    await first.close()
    await phone.speak_tone(700, 400)
    second = again(open_stream, started.resume_token, first)
    resumed = await second.next("started")
    assert resumed.resumed
    assert (resumed.stream_id, resumed.frame_bytes) == (started.stream_id, started.frame_bytes)
    await second.hears_tone(700, IN)
    numbers = [frame.sequence for client in (first, second) for frame in client.frames()]
    assert numbers == list(range(len(numbers)))
    assert not [r for r in second.responses if r.WhichOneof("response") == "dropped"]


async def test_talk_plays_on_and_its_mark_is_told_once(phone: Phone, open_stream: Open) -> None:
    first = open_stream(listen=NONE, resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    first.talk(tones.tone((900.0,), 800, 8000))
    first.send(mark=audio_pb2.Mark(name="end"))
    await phone.hears_tone(900)
    await first.close()
    await phone.hears_tone(900)
    await phone.hears_silence()
    second = again(open_stream, token, first)
    played = await second.next("played")
    assert (played.name, played.heard_samples, played.cleared) == ("end", 6400, False)
    second.send(mark=audio_pb2.Mark(name="after"))
    assert (await second.next("played")).name == "after"


async def test_sent_but_not_received(phone: Phone, open_stream: Open) -> None:
    first = open_stream(listen=NONE, resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    for name in ("one", "two", "three"):
        first.send(mark=audio_pb2.Mark(name=name))
        await first.next("played")
    await first.close()
    # As if the connection had swallowed the last two, twice.
    for _ in range(2):
        second = again(open_stream, token, first, received_count=1)
        names = [(await second.next("played")).name for _ in range(2)]
        assert names == ["two", "three"]
        await second.close()


async def test_connection_whose_loss_is_not_noticed(phone: Phone, open_stream: Open) -> None:
    first = open_stream(listen=IN, resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    second = again(open_stream, token, first)
    await second.next("started")
    assert await first.ended() is grpc.StatusCode.ABORTED
    third = again(open_stream, token, second)
    await third.next("started")
    speaking = asyncio.create_task(phone.speak_tone(700, 600))
    await third.hears_tone(700, IN)
    await speaking


async def test_digits_meanwhile(phone: Phone, open_stream: Open) -> None:
    first = open_stream(listen=NONE, resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    await first.close()
    await phone.call.press("5")
    assert (await again(open_stream, token, first).next("dtmf")).digit == "5"


async def test_window_is_over(node: MediaNode, phone: Phone, open_stream: Open) -> None:
    first = open_stream(resume_window_ms=100)
    token = (await first.next("started")).resume_token
    await first.close()
    channel = node.exchange.channel("c1")
    async with asyncio.timeout(5):
        while channel.sound.taps or channel.ears:
            await asyncio.sleep(0)
    assert await again(open_stream, token, first).ended() is grpc.StatusCode.NOT_FOUND


async def test_without_a_window(phone: Phone, open_stream: Open) -> None:
    stream = open_stream()
    assert (await stream.next("started")).resume_token == ""


async def test_token_of_another_call(
    core: FakeCore, phone: Phone, make_phone: MakePhone, open_stream: Open
) -> None:
    other = await make_phone("2000")
    await call_up(core, other, "c2", call_id="call-2")
    core.calls["call-2"] = "c2"
    first = open_stream(resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    stolen = again(open_stream, token, first, call_id="call-2")
    assert await stolen.ended() is grpc.StatusCode.NOT_FOUND
    await first.next("audio")


@pytest.mark.parametrize("count", [10**6, 2**63])
async def test_more_than_was_sent(phone: Phone, open_stream: Open, count: int) -> None:
    first = open_stream(resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    second = again(open_stream, token, first, received_count=count)
    assert await second.ended() is grpc.StatusCode.OUT_OF_RANGE
    assert "received_count" in second.details


async def test_longer_than_allowed(phone: Phone, open_stream: Open) -> None:
    stream = open_stream(resume_window_ms=30_001)
    assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
    assert "resume_window_ms" in stream.details


async def test_call_that_ended_meanwhile(core: FakeCore, phone: Phone, open_stream: Open) -> None:
    first = open_stream(resume_window_ms=WINDOW_MS)
    token = (await first.next("started")).resume_token
    await first.close()
    phone.call.hang_up()
    await phone.event("ended")
    del core.calls["call-1"]
    assert await again(open_stream, token, first).ended() is grpc.StatusCode.NOT_FOUND
