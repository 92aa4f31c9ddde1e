"""The public audio stream over a real call: listening, talking and all control messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from tests.media.node.streams import StreamClient
from voipbin.media.audio import tones
from voipbin.media.node import MediaNode, stream_opus
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import audio_pb2, node_pb2

Open = Callable[..., StreamClient]
IN, OUT = audio_pb2.AUDIO_DIRECTION_IN, audio_pb2.AUDIO_DIRECTION_OUT
MIX, NONE = audio_pb2.AUDIO_DIRECTION_MIX, audio_pb2.AUDIO_DIRECTION_NONE
SEPARATE = audio_pb2.AUDIO_DIRECTION_SEPARATE
PCMU, L16 = audio_pb2.AUDIO_ENCODING_PCMU, audio_pb2.AUDIO_ENCODING_L16
OPUS = audio_pb2.AUDIO_ENCODING_OPUS


@pytest.fixture
async def phone(core: FakeCore, make_phone: MakePhone) -> Phone:
    """A phone in call-1 on channel c1, whose audio good tokens may stream."""
    phone = await make_phone()
    await call_up(core, phone)
    core.tokens = {"good", "key"}
    core.calls = {"call-1": "c1"}
    return phone


@pytest.fixture
async def open_stream(node: MediaNode) -> AsyncIterator[Open]:
    """Opens streams."""
    clients: list[StreamClient] = []

    def open_stream(call_id: str = "call-1", **fields: Any) -> StreamClient:
        metadata = fields.pop("metadata", (("authorization", "Bearer good"),))
        client = StreamClient(node.audio_address, metadata)
        clients.append(client)
        client.start(call_id, **fields)
        return client

    yield open_stream
    for client in clients:
        await client.close()


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


class TestTalk:
    """Audio into the call."""

    @pytest.mark.parametrize(
        ("encoding", "rate"), [(PCMU, 8000), (L16, 16000), (L16, 24000), (L16, 48000)]
    )
    async def test_party_hears_it(
        self, phone: Phone, open_stream: Open, encoding: Any, rate: int
    ) -> None:
        stream = open_stream(encoding=encoding, sample_rate_hz=rate)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 1000, rate))
        await phone.hears_tone(900, for_ms=600)

    async def test_odd_pieces(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(sample_rate_hz=16000)
        await stream.next("started")
        sound = tones.tone((900.0,), 1000, 16000)
        for start in range(0, sound.size, 317):
            stream.talk(sound[start : start + 317])
        await phone.hears_tone(900, for_ms=600)

    async def test_mixes_with_a_prompt(
        self, core: FakeCore, phone: Phone, open_stream: Open
    ) -> None:
        stream = open_stream(listen=OUT, talk=OUT)
        await stream.next("started")
        await core.do("c1", play=tone(1200, 400))
        stream.talk(tones.tone((900.0,), 1000, 8000, level_dbfs=-6.0))
        await phone.hears_tone(900)

    @pytest.mark.parametrize(
        ("talk", "party", "other"), [(OUT, True, False), (IN, False, True), (MIX, True, True)]
    )
    async def test_sides_of_a_bridge(
        self,
        core: FakeCore,
        phone: Phone,
        make_phone: MakePhone,
        open_stream: Open,
        talk: Any,
        party: bool,
        other: bool,
    ) -> None:
        b_phone = await make_phone("2000")
        await call_up(core, b_phone, "c2", call_id="call-2")
        await core.do("c1", bridge=node_pb2.Bridge(bridge_id="b", peer_channel_id="c2"))
        stream = open_stream(talk=talk)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 1500, 8000))
        await asyncio.gather(
            phone.hears_tone(900) if party else phone.hears_silence(for_ms=500),
            b_phone.hears_tone(900) if other else b_phone.hears_silence(for_ms=500),
        )

    @pytest.mark.parametrize("listen", [MIX, OUT, SEPARATE])
    async def test_it_does_not_hear_itself(
        self, core: FakeCore, phone: Phone, open_stream: Open, listen: Any
    ) -> None:
        """The others do, so that a transcriber writes down what a voice agent says."""
        heard_as = OUT if listen == SEPARATE else listen
        talking, listening = open_stream(listen=listen, talk=MIX), open_stream(listen=listen)
        for stream in (talking, listening):
            await stream.next("started")
        talking.talk(tones.tone((900.0,), 600, 8000))
        talking.send(mark=audio_pb2.Mark(name="end"))
        await asyncio.gather(
            phone.hears_tone(900), listening.hears_tone(900, heard_as), talking.next("played")
        )
        await core.do("c1", play=tone(1200, 500))
        await talking.hears_tone(1200, heard_as)
        assert talking.share_of_tone(900) < 0.1

    async def test_two_hear_each_other(self, phone: Phone, open_stream: Open) -> None:
        streams = [open_stream(talk=OUT), open_stream(talk=OUT)]
        for stream, frequency_hz in zip(streams, (900.0, 500.0), strict=True):
            await stream.next("started")
            stream.talk(tones.tone((frequency_hz,), 3000, 8000))
        await asyncio.gather(streams[0].hears_tone(500, MIX), streams[1].hears_tone(900, MIX))
        assert streams[0].share_of_tone(900) < 0.1
        assert streams[1].share_of_tone(500) < 0.1

    async def test_it_hears_the_party_while_it_talks(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(talk=MIX)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 4000, 8000))
        await phone.hears_tone(900)
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await stream.hears_tone(700, MIX)
        await speaking

    async def test_nobody_hears_a_muted_party_being_talked_to(
        self, core: FakeCore, phone: Phone, open_stream: Open
    ) -> None:
        await core.do("c1", mute=node_pb2.Mute(out=True))
        streams = [open_stream(talk=OUT, listen=OUT), open_stream(listen=OUT)]
        for stream in streams:
            await stream.next("started")
        streams[0].talk(tones.tone((900.0,), 200, 8000))
        streams[0].send(mark=audio_pb2.Mark(name="end"))
        await streams[0].next("played")
        await core.do("c1", mute=node_pb2.Mute())
        await core.do("c1", play=tone(1200, 500))
        for stream in streams:
            await stream.hears_tone(1200, OUT)
            assert stream.share_of_tone(900) < 0.1

    async def test_nobody(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(talk=NONE)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 100, 8000))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT

    async def test_half_a_sample(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        stream.send(audio=audio_pb2.AudioFrame(data=b"123"))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        assert "3 bytes" in stream.details

    async def test_more_than_is_kept(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        minute = tones.tone((900.0,), 61_000, 8000)
        for start in range(0, minute.size, 80_000):
            stream.talk(minute[start : start + 80_000])
        dropped = await stream.next("dropped")
        assert dropped.talk
        assert 40 <= dropped.frames <= 50  # a second less what was played meanwhile
        stream.send(clear=audio_pb2.Clear())
        cleared = await stream.next("cleared")
        assert cleared.heard_samples + cleared.dropped_samples == pytest.approx(60 * 8000, abs=8000)


class TestOpus:
    """Packets instead of samples."""

    @pytest.fixture(autouse=True)
    def library(self) -> None:
        """Opus is an extra."""
        pytest.importorskip("av")

    @pytest.mark.parametrize("rate", [0, 16000])
    async def test_listen(self, phone: Phone, open_stream: Open, rate: int) -> None:
        stream = open_stream(encoding=OPUS, sample_rate_hz=rate, listen=IN)
        started = await stream.next("started")
        rate = rate or 48000
        assert (started.sample_rate_hz, started.frame_bytes) == (rate, 0)
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await stream.hears_tone(700, IN, for_ms=240)
        await speaking
        frames = stream.frames()
        assert [frame.media_time for frame in frames] == [
            index * rate // 50 for index in range(len(frames))
        ]
        assert max(len(frame.data) for frame in frames) < 300

    async def test_talk(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(encoding=OPUS, listen=NONE)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 1000, 48000))
        stream.send(mark=audio_pb2.Mark(name="end"))
        await phone.hears_tone(900, for_ms=600)
        assert (await stream.next("played")).heard_samples == 48000

    async def test_no_packet(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(encoding=OPUS)
        await stream.next("started")
        stream.send(audio=audio_pb2.AudioFrame(data=b"\xff" * 50))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT
        assert "no Opus packet" in stream.details

    async def test_library_is_missing(
        self, phone: Phone, open_stream: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stream_opus, "available", lambda: False)
        stream = open_stream(encoding=OPUS)
        assert await stream.ended() is grpc.StatusCode.UNIMPLEMENTED
        assert "voipbin[audio]" in stream.details


class TestMarks:
    """What was heard, to the sample."""

    @pytest.mark.parametrize("rate", [8000, 16000], ids=["resampled", "as it is"])
    async def test_played_when_heard(self, phone: Phone, open_stream: Open, rate: int) -> None:
        stream = open_stream(listen=NONE, sample_rate_hz=rate)
        await stream.next("started")
        began = asyncio.get_running_loop().time()
        for index in range(3):
            stream.talk(tones.tone((900.0,), 300, rate))
            stream.send(mark=audio_pb2.Mark(name=f"m{index}"))
        for index in range(3):
            played = await stream.next("played")
            elapsed_s = asyncio.get_running_loop().time() - began
            assert played.name == f"m{index}"
            assert played.heard_samples == (index + 1) * rate * 3 // 10
            assert not played.cleared
            assert elapsed_s >= 0.3 * (index + 1) - 0.03

    async def test_with_nothing_before_it(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        stream.send(mark=audio_pb2.Mark(name="now"))
        played = await stream.next("played")
        assert (played.name, played.heard_samples) == ("now", 0)

    async def test_clear(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream(listen=NONE)
        await stream.next("started")
        stream.talk(tones.tone((900.0,), 5000, 8000))
        stream.send(mark=audio_pb2.Mark(name="end"))
        await phone.hears_tone(900)
        stream.send(clear=audio_pb2.Clear())
        played = await stream.next("played")
        cleared = await stream.next("cleared")
        assert (played.name, played.cleared) == ("end", True)
        assert played.heard_samples == cleared.heard_samples
        assert 8000 // 5 <= cleared.heard_samples < 8000 * 3
        assert cleared.heard_samples + cleared.dropped_samples == 40_000
        await phone.hears_silence()
        stream.talk(tones.tone((500.0,), 400, 8000))
        stream.send(mark=audio_pb2.Mark(name="again"))
        await phone.hears_tone(500)
        played = await stream.next("played")
        assert played.heard_samples == cleared.heard_samples + 3200

    async def test_name_too_long(self, phone: Phone, open_stream: Open) -> None:
        stream = open_stream()
        await stream.next("started")
        stream.send(mark=audio_pb2.Mark(name="x" * 257))
        assert await stream.ended() is grpc.StatusCode.INVALID_ARGUMENT


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
        assert "dtmf.digit" in stream.details

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
        assert named in stream.details

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
