"""The public audio stream into a real call: what is said, and when it was heard."""

import asyncio
from typing import Any

import grpc
import pytest

from tests.media.node.calls import call_up, tone
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
)
from voipbin.media.audio import tones
from voipbin.media.node import stream_opus
from voipbin.media.v1 import audio_pb2, node_pb2


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
        # Who listens tells a tone before it fills the 200 ms asked for.
        assert 8000 // 10 <= cleared.heard_samples < 8000 * 3
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
