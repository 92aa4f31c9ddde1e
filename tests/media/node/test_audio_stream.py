"""The public audio stream over a real call: listening, talking and all control messages."""

import asyncio
from typing import Any

import grpc
import pytest

from tests.media.node.calls import to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from tests.media.node.streams import (
    IN,
    L16,
    MIX,
    NONE,
    OPUS,
    OUT,
    PCMU,
    SEPARATE,
    Open,
    StreamClient,
)
from voipbin.media.node import MediaNode
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import audio_pb2


class TestListen:
    """Audio from the call."""

    @pytest.mark.parametrize(
        ("encoding", "rate", "frame_ms"),
        [
            (PCMU, 0, 0),
            (L16, 8000, 20),
            (L16, 16000, 40),
            (L16, 24000, 20),
            (L16, 48000, 60),
            (PCMU, 8000, 60),
        ],
    )
    async def test_formats(
        self, phone: Phone, open_stream: Open, encoding: Any, rate: int, frame_ms: int
    ) -> None:
        stream = open_stream(encoding=encoding, sample_rate_hz=rate, frame_ms=frame_ms, listen=IN)
        started = await stream.next("started")
        rate, frame_ms = rate or 8000, frame_ms or 20
        bytes_each = rate * frame_ms // 1000 * (1 if encoding == PCMU else 2)
        assert (started.call_id, started.sample_rate_hz) == ("call-1", rate)
        assert started.frame_bytes == bytes_each
        assert started.stream_id
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await stream.hears_tone(700, IN, for_ms=240)
        await speaking
        frames = stream.frames()
        assert {len(frame.data) for frame in frames} == {bytes_each}
        assert [frame.sequence for frame in frames] == list(range(len(frames)))
        samples = rate * frame_ms // 1000
        assert [frame.media_time for frame in frames] == [
            index * samples for index in range(len(frames))
        ]

    @pytest.mark.parametrize(("listen", "heard"), [(IN, 700), (OUT, 1200)])
    async def test_one_direction(
        self, core: FakeCore, phone: Phone, open_stream: Open, listen: Any, heard: int
    ) -> None:
        stream = open_stream(listen=listen)
        await stream.next("started")
        await core.do("c1", play=tone(1200, 1000))
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await stream.hears_tone(heard, listen)
        await speaking

    async def test_both_separately(self, core: FakeCore, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=SEPARATE)
        await stream.next("started")
        await core.do("c1", play=tone(1200, 1000))
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await asyncio.gather(stream.hears_tone(700, IN), stream.hears_tone(1200, OUT))
        await speaking

    async def test_both_mixed(self, core: FakeCore, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        await core.do("c1", play=tone(1200, 500))
        await stream.hears_tone(1200, MIX)
        await phone.speak_tone(700, 1200)  # outlasts the first tone, on a busy machine too
        await stream.hears_tone(700, MIX)

    async def test_not_at_all(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        await phone.speak_tone(700, 200)
        assert stream.frames() == []

    async def test_half_closed_client_keeps_listening(
        self, phone: Phone, open_stream: Open
    ) -> None:
        stream = open_stream(listen=IN)
        await stream.next("started")
        stream.half_close()
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await stream.hears_tone(700, IN)
        await speaking

    async def test_several_streams(self, phone: Phone, open_stream: Open) -> None:
        streams = [open_stream(listen=IN, sample_rate_hz=rate) for rate in (8000, 16000)]
        for stream in streams:
            await stream.next("started")
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await asyncio.gather(*(stream.hears_tone(700, IN) for stream in streams))
        await speaking


class TestControl:
    """Digits, hold, the end."""

    async def test_digits_both_ways(self, core: FakeCore, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        await phone.call.press("5")
        dtmf = await stream.next("dtmf")
        assert dtmf.digit == "5"
        assert 60 <= dtmf.duration_ms <= 160
        assert dtmf.media_time > 0
        stream.send(dtmf=audio_pb2.Dtmf(digit="8"))
        digit = await phone.event("digit")
        assert digit["digit"] == "8"
        assert 140 <= digit["duration_ms"] <= 180

    @pytest.mark.parametrize("digit", ["", "12", "x"])
    async def test_bad_digit(self, phone: Phone, open_stream: Open, digit: str) -> None:
        stream = open_stream()
        await stream.next("started")
        stream.send(dtmf=audio_pb2.Dtmf(digit=digit))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        assert f"dtmf.digit: {digit!r} is not one" in stream.details

    async def test_bad_length_of_a_digit(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        stream.send(dtmf=audio_pb2.Dtmf(digit="5", duration_ms=10))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        assert stream.details == "dtmf.duration_ms: 10 is not within 40-6000"

    async def test_hold(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        await phone.call.hold(True)
        assert (await stream.next("hold")).on
        await phone.call.hold(False)
        assert not (await stream.next("hold")).on

    async def test_call_ends(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        phone.call.hang_up()
        assert (await stream.next("ended")).reason == "normal"
        assert await stream.ended() is grpc.StatusCode.OK
        assert stream.responses[-1].WhichOneof("response") == "ended"

    async def test_second_start(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        stream.send(start=audio_pb2.StartAudio(call_id="call-1"))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT

    async def test_client_leaves(
        self, node: MediaNode, core: FakeCore, phone: Phone, open_stream: Open
    ) -> None:
        stream = open_stream()
        await stream.next("started")
        await stream.close()
        channel = node.exchange.channel("c1")
        async with asyncio.timeout(5):
            while channel.sound.taps:
                await asyncio.sleep(0)
        await core.do("c1", play=tone(440, 600))
        await phone.hears_tone(440)


class TestFlowControl:
    """Slow and careful clients."""

    async def test_credit(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(initial_credit=3)
        await stream.next("started")
        for _ in range(3):
            await stream.next("audio")
        await phone.speak_tone(500, 300)
        assert len(stream.frames()) == 3
        stream.send(credit=audio_pb2.Credit(frames=2))
        for _ in range(2):
            await stream.next("audio")
        assert len(stream.frames()) == 5

    async def test_oldest_audio_is_lost_and_told(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(initial_credit=1, listen=IN)
        await stream.next("started")
        first = await stream.next("audio")
        await phone.speak_tone(500, 3200)  # the node keeps 2 s
        stream.send(credit=audio_pb2.Credit(frames=1000))
        await stream.next("dropped")
        after = await stream.next("audio")
        # Told in as many pieces as were lost until the next frame could leave.
        arrived = stream.responses.index(audio_pb2.StreamAudioResponse(audio=after))
        told = stream.responses[:arrived]
        lost = [each.dropped for each in told if each.HasField("dropped")]
        assert {each.direction for each in lost} == {IN}
        frames = sum(each.frames for each in lost)
        assert frames >= 25
        assert after.sequence == first.sequence + 1 + frames

    async def test_control_needs_no_credit(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(initial_credit=1)
        await stream.next("started")
        await stream.next("audio")
        await phone.call.press("5")
        assert (await stream.next("dtmf")).digit == "5"
        phone.call.hang_up()
        await stream.next("ended")


class TestWhoMay:
    """The core decides."""

    @pytest.mark.parametrize(
        "metadata",
        [
            (),
            (("authorization", "Bearer bad"),),
            (("accesskey", "bad"),),
            (("authorization", "x"),),
        ],
        ids=str,
    )
    async def test_bad_credentials(self, phone: Phone, open_stream: Open, metadata: Any) -> None:
        stream = open_stream(metadata=metadata)
        assert await stream.ended() is grpc.StatusCode.UNAUTHENTICATED

    async def test_accesskey(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(metadata=(("accesskey", "key"),))
        await stream.next("started")

    async def test_unknown_call(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream("other")
        assert await stream.ended() is grpc.StatusCode.NOT_FOUND

    async def test_call_of_a_dead_channel(
        self, core: FakeCore, phone: Phone, open_stream: Open
    ) -> None:
        core.calls["call-9"] = "gone"
        assert await open_stream("call-9").ended() is grpc.StatusCode.NOT_FOUND

    async def test_no_core(self, core: FakeCore, phone: Phone, open_stream: Open) -> None:
        await core.close()
        assert await open_stream().ended() is grpc.StatusCode.UNAVAILABLE

    async def test_too_many(self, phone: Phone, open_stream: Open) -> None:
        for _ in range(16):
            await open_stream(listen=NONE).next("started")
        assert await open_stream().ended() is grpc.StatusCode.RESOURCE_EXHAUSTED


class TestStart:
    """The first message."""

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"call_id": ""}, "call_id"),
            ({"encoding": 0}, "encoding"),
            ({"encoding": 9}, "encoding"),
            ({"sample_rate_hz": 44100}, "sample_rate_hz"),
            ({"encoding": PCMU, "sample_rate_hz": 16000}, "sample_rate_hz"),
            ({"frame_ms": 30}, "frame_ms"),
            ({"encoding": OPUS, "frame_ms": 40}, "frame_ms"),
            ({"listen": 77}, "listen"),
            ({"talk": 77}, "talk"),
        ],
        ids=str,
    )
    async def test_bad_field(
        self, open_stream: Open, core: FakeCore, fields: dict[str, Any], named: str
    ) -> None:
        stream = open_stream(**fields)
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        assert f"start.{named}: " in stream.details
        assert str(fields.get(named, "")) in stream.details

    async def test_something_else_first(self, node: MediaNode, core: FakeCore) -> None:
        stream = StreamClient(node.audio_address)
        stream.send(clear=audio_pb2.Clear())
        stream.run()
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        await stream.close()

    async def test_before_the_answer(
        self, core: FakeCore, make_phone: MakePhone, open_stream: Open
    ) -> None:
        phone = await make_phone(behaviour=Behaviour(answer_after_ms=400))
        core.tokens, core.calls = {"good"}, {"call-1": "c1"}
        await core.do("c1", originate=to(phone))
        stream = open_stream()
        started = await stream.next("started")
        assert started.call_id == "call-1"
        # It comes by another connection than the stream's, and so perhaps a moment later.
        await core.event("connected", "c1")

    async def test_call_that_is_never_answered(
        self, core: FakeCore, make_phone: MakePhone, open_stream: Open
    ) -> None:
        phone = await make_phone(behaviour=Behaviour(never_answer=True))
        core.tokens, core.calls = {"good"}, {"call-1": "c1"}
        await core.do("c1", originate=to(phone, dial_timeout_ms=300))
        assert await open_stream().ended() is grpc.StatusCode.NOT_FOUND
