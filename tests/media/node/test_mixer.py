"""A conference of real phones on a node."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import grpc
import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.crowd import (
    BRIDGE,
    PCMU3,
    TONES_HZ,
    Hearing,
    all_hear_all,
    conference,
    hears_only,
    join,
)
from tests.media.node.fake_core import FakeCore
from tests.media.node.streams import StreamClient
from voipbin.media.audio import tones
from voipbin.media.audio.tones import tone_share
from voipbin.media.audio.wav import read_wav
from voipbin.media.node import MediaNode
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import audio_pb2, node_pb2

A_HZ, B_HZ, C_HZ, D_HZ = TONES_HZ


@pytest.mark.parametrize(
    "codecs",
    [PCMU3, ("PCMU", "PCMA", "G722"), ("G722", "G722", "PCMA")],
    ids=lambda codecs: "+".join(codecs),
)
async def test_each_hears_all_others(
    core: FakeCore, make_phone: MakePhone, codecs: Sequence[str]
) -> None:
    await all_hear_all(await conference(core, make_phone, codecs))


async def test_late_one_and_one_who_leaves(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phones = await conference(core, make_phone)
    late = await make_phone("d000")
    await call_up(core, late, "d", codecs=["PCMA"])
    await join(core, "d")
    await all_hear_all([*phones, late])
    phones[0].call.hang_up()
    await core.event("hung_up", "a")
    assert core.kinds("a")[-2:] == ["bridge_left", "hung_up"]
    await core.do("b", unbridge=node_pb2.Unbridge())
    assert (await core.event("bridge_left", "b")).bridge_left.bridge_id == BRIDGE
    await all_hear_all([phones[2], late])
    await core.do("b", play=tone(440, 400))
    await phones[1].hears_tone(440)
    for letter in "cd":
        await core.do(letter, unbridge=node_pb2.Unbridge())
    assert not len(node.exchange.mixers)


async def test_two_conferences_at_once(core: FakeCore, make_phone: MakePhone) -> None:
    phones = [await make_phone(f"{letter}000") for letter in "abcd"]
    for letter, phone in zip("abcd", phones, strict=True):
        await call_up(core, phone, letter)
        await join(core, letter, "one" if letter in "ab" else "other")
    speaking = [
        asyncio.create_task(phone.speak_tone(hz, 1500))
        for phone, hz in zip(phones, TONES_HZ, strict=True)
    ]
    await asyncio.gather(
        Hearing(phones[0]).until_heard([B_HZ], [A_HZ, C_HZ, D_HZ]),
        Hearing(phones[2]).until_heard([D_HZ], [A_HZ, B_HZ, C_HZ]),
    )
    await asyncio.gather(*speaking)


async def test_joined_before_the_answer(core: FakeCore, make_phone: MakePhone) -> None:
    phones = await conference(core, make_phone, ("PCMU", "PCMU"))
    slow = await make_phone("c000", behaviour=Behaviour(answer_after_ms=200))
    await core.do("c", originate=to(slow))
    await join(core, "c")
    await core.event("connected", "c")
    await slow.event("answered")
    await all_hear_all([*phones, slow])


class TestMembers:
    """What a single call does goes on inside a conference."""

    async def test_mute_in_and_out(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, c_phone = phones = await conference(core, make_phone)
        await core.do("a", mute=node_pb2.Mute(**{"in": True}))
        await hears_only(c_phone, {A_HZ: a_phone, B_HZ: b_phone}, absent=[A_HZ])
        await core.do("a", mute=node_pb2.Mute(out=True))
        speaking = asyncio.create_task(b_phone.speak_tone(B_HZ, 700))
        await a_phone.hears_silence(for_ms=400)
        await speaking
        await core.do("a", mute=node_pb2.Mute())
        await all_hear_all(phones)

    async def test_prompt_to_one(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, c_phone = phones = await conference(core, make_phone)
        await core.do("a", play=tone(440, 800))
        speaking = asyncio.create_task(c_phone.speak_tone(C_HZ, 1000))
        await asyncio.gather(a_phone.hears_tone(440), Hearing(b_phone).until_heard([C_HZ], []))
        await core.event("playback_finished", "a")
        await speaking
        await all_hear_all(phones)

    async def test_hold_with_music(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, _ = phones = await conference(core, make_phone)
        await core.do("a", hold=node_pb2.SetHold(on=True))
        await core.do("a", moh=node_pb2.SetMoh(on=True))
        await a_phone.event("heard", lambda event: event["speaking"] is True)
        speaking = asyncio.create_task(a_phone.speak_tone(A_HZ, 500))
        await b_phone.hears_silence(for_ms=300)
        await speaking
        await core.do("a", moh=node_pb2.SetMoh())
        await core.do("a", hold=node_pb2.SetHold())
        await all_hear_all(phones)

    async def test_keys_reach_the_core_alone(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, _ = await conference(core, make_phone)
        await a_phone.call.press("4#")
        for digit in "4#":
            assert (await core.event("digit", "a")).digit.digit == digit
        await core.do("b", send_digits=node_pb2.SendDigits(digits="7", digits_id="d"))
        await core.event("digits_sent", "b")
        await b_phone.event("digit", lambda event: event["digit"] == "7")
        heard = [event["digit"] for event in b_phone.events if event["event"] == "digit"]
        assert heard == ["7"]

    async def test_recording_of_one(
        self, core: FakeCore, make_phone: MakePhone, tmp_path: Path
    ) -> None:
        phones = await conference(core, make_phone)
        record = node_pb2.StartRecord(
            recording_id="r", path_in=f"{tmp_path}/in.wav", path_out=f"{tmp_path}/out.wav"
        )
        await core.do("a", start_record=record)
        await all_hear_all(phones)
        await core.do("a", stop_record=node_pb2.StopRecord())
        await core.event("record_finished", "a")
        shares = {way: _shares(tmp_path / f"{way}.wav") for way in ("in", "out")}
        assert shares["in"][A_HZ] > 0.9
        assert shares["out"][A_HZ] < 0.01
        assert min(shares["out"][B_HZ], shares["out"][C_HZ]) > 0.3

    async def test_rtp_that_stops(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, c_phone = await conference(core, make_phone)
        await b_phone.speak_tone(B_HZ, 200)
        b_phone.call.line.leg.session.sending = False
        await hears_only(a_phone, {C_HZ: c_phone}, absent=[B_HZ])
        b_phone.call.line.leg.session.sending = True
        await all_hear_all([a_phone, b_phone, c_phone])


class TestWhole:
    """Commands to all of a bridge."""

    async def test_announcement(self, core: FakeCore, make_phone: MakePhone) -> None:
        a_phone, b_phone, c_phone = await conference(core, make_phone, ("PCMU", "G722", "PCMA"))
        speaking = asyncio.create_task(a_phone.speak_tone(A_HZ, 1000))
        await core.do("", bridge_id=BRIDGE, play=tone(1000, 800))
        await asyncio.gather(
            Hearing(a_phone).until_heard([1000], [A_HZ]),
            Hearing(b_phone).until_heard([1000, A_HZ], []),
            Hearing(c_phone).until_heard([1000, A_HZ], []),
        )
        finished = await core.event("playback_finished")
        assert (finished.bridge_id, finished.channel_id) == (BRIDGE, "")
        assert finished.playback_finished.reason == "done"
        await speaking

    async def test_announcement_replaced_and_stopped(
        self, core: FakeCore, make_phone: MakePhone
    ) -> None:
        (phone,) = await conference(core, make_phone, ("PCMU",))
        for hz, playback_id in ((440, "p1"), (660, "p2")):
            await core.do("", bridge_id=BRIDGE, play=tone(hz, 5000, playback_id))
            await phone.hears_tone(hz)
        stop = node_pb2.StopPlay(playback_id="p2")
        await core.do("", bridge_id=BRIDGE, stop_play=stop)
        reasons = [(await core.event("playback_finished")).playback_finished for _ in "12"]
        assert [(done.playback_id, done.reason) for done in reasons] == [
            ("p1", "replaced"),
            ("p2", "stopped"),
        ]
        await phone.hears_silence()

    async def test_recording(self, core: FakeCore, make_phone: MakePhone, tmp_path: Path) -> None:
        record = node_pb2.StartRecord(recording_id="r", path_in=f"{tmp_path}/in.wav")
        await core.do("", bridge_id=BRIDGE, start_record=record)
        again = await core.command("", bridge_id=BRIDGE, start_record=record)
        assert again.error == "WRONG_STATE"
        phones = await conference(core, make_phone)
        await all_hear_all(phones)
        await core.do("", bridge_id=BRIDGE, stop_record=node_pb2.StopRecord(recording_id="r"))
        finished = (await core.event("record_finished")).record_finished
        assert (finished.recording_id, finished.reason) == ("r", "stopped")
        shares = _shares(tmp_path / "in.wav")
        assert min(shares[hz] for hz in (A_HZ, B_HZ, C_HZ)) > 0.2
        assert [file.name for file in tmp_path.glob("*.wav")] == ["in.wav"]

    async def test_close(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone, tmp_path: Path
    ) -> None:
        phones = await conference(core, make_phone, ("PCMU", "PCMU"))
        record = node_pb2.StartRecord(recording_id="r", path_in=f"{tmp_path}/in.wav")
        await core.do("", bridge_id=BRIDGE, start_record=record)
        await core.do("", bridge_id=BRIDGE, close_bridge=node_pb2.CloseBridge())
        for letter in "ab":
            await core.event("bridge_left", letter)
        assert (await core.event("record_finished")).record_finished.reason == "hangup"
        await core.do("a", play=tone(440, 400))
        await phones[0].hears_tone(440)
        await core.do("", bridge_id=BRIDGE, close_bridge=node_pb2.CloseBridge())
        assert not len(node.exchange.mixers)

    async def test_refused(self, node: MediaNode, core: FakeCore, make_phone: MakePhone) -> None:
        await conference(core, make_phone, ("PCMU",))
        to_one_file = node_pb2.StartRecord(recording_id="r", path_out="/tmp/out.wav")
        for channel_id, bridge_id, command, error in (
            ("a", "", {"join": node_pb2.Join()}, "BAD_COMMAND"),
            ("a", "", {"join": node_pb2.Join(bridge_id="other")}, "WRONG_STATE"),
            ("nobody", "", {"join": node_pb2.Join(bridge_id=BRIDGE)}, "CHANNEL_NOT_FOUND"),
            ("a", "", {"close_bridge": node_pb2.CloseBridge()}, "BAD_COMMAND"),
            ("", BRIDGE, {"ring": node_pb2.Ring()}, "BAD_COMMAND"),
            ("", BRIDGE, {"play": node_pb2.Play()}, "BAD_COMMAND"),
            ("", "x", {"play": node_pb2.Play()}, "BAD_COMMAND"),
            ("", "x", {"start_record": node_pb2.StartRecord(recording_id="r")}, "BAD_COMMAND"),
            ("", "x", {"start_record": to_one_file}, "BAD_COMMAND"),
        ):
            result = await core.command(channel_id, bridge_id=bridge_id, **command)
            assert result.error == error, result.message
        await core.do("a", join=node_pb2.Join(bridge_id=BRIDGE))
        assert core.kinds("a").count("bridged") == 1
        assert len(node.exchange.mixers) == 1


class TestStreams:
    """Programs on the audio of a conference."""

    @pytest.fixture(autouse=True)
    def _granted(self, core: FakeCore) -> None:
        core.tokens = {"good"}
        core.bridges = {"conf-1": BRIDGE}

    async def test_listen_and_talk(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone
    ) -> None:
        a_phone, b_phone = await conference(core, make_phone, ("PCMU", "G722"))
        client = StreamClient(node.audio_address)
        client.start("", conference_id="conf-1", talk=audio_pb2.AUDIO_DIRECTION_MIX)
        started = await client.next("started")
        assert (started.conference_id, started.call_id) == ("conf-1", "")
        speaking = asyncio.create_task(a_phone.speak_tone(A_HZ, 1500))
        client.talk(tones.tone((1000.0,), 1500, 8000))
        # It does not hear what it says itself.
        await asyncio.gather(
            client.hears_tone(A_HZ),
            Hearing(b_phone).until_heard([A_HZ, 1000], []),
            Hearing(a_phone).until_heard([1000], [A_HZ]),
        )
        client.send(mark=audio_pb2.Mark(name="said"))
        assert (await client.next("played")).name == "said"
        await speaking
        await core.do("", bridge_id=BRIDGE, close_bridge=node_pb2.CloseBridge())
        assert (await client.next("ended")).reason == "normal"
        assert await client.ended() == grpc.StatusCode.OK
        await client.close()

    async def test_before_anybody_is_there(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone
    ) -> None:
        client = StreamClient(node.audio_address)
        client.start("", conference_id="conf-1", sample_rate_hz=16000)
        await client.next("audio")
        (phone,) = await conference(core, make_phone, ("PCMU",))
        speaking = asyncio.create_task(phone.speak_tone(A_HZ, 1000))
        await client.hears_tone(A_HZ)
        await speaking
        await client.close()
        phone.call.hang_up()
        await core.event("hung_up", "a")

    async def test_members_apart(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone
    ) -> None:
        phones = await conference(core, make_phone, ("PCMU", "G722"))
        client = StreamClient(node.audio_address)
        client.start("", conference_id="conf-1", listen=audio_pb2.AUDIO_DIRECTION_SEPARATE)
        await client.next("started")
        await all_hear_all(phones)
        assert client.form is not None
        for call_id, hz in (("call-a", A_HZ), ("call-b", B_HZ)):
            frames = [frame for frame in client.frames() if frame.call_id == call_id]
            pcm = client.form.decode(b"".join(frame.data for frame in frames[10:40]))
            assert tone_share(pcm, hz, 8000) > 0.9
            assert [frame.sequence for frame in frames] == list(range(len(frames)))
            times = [frame.media_time for frame in frames]
            assert times == sorted(set(times))
        await client.close()

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"conference_id": "conf-2"}, "NOT_FOUND"),
            ({"conference_id": "conf-1", "call_id": "call-a"}, "INVALID_ARGUMENT"),
            ({"conference_id": ""}, "INVALID_ARGUMENT"),
            (
                {"conference_id": "conf-1", "listen": audio_pb2.AUDIO_DIRECTION_IN},
                "INVALID_ARGUMENT",
            ),
        ],
    )
    async def test_refused(
        self, node: MediaNode, core: FakeCore, fields: dict[str, object], code: str
    ) -> None:
        client = StreamClient(node.audio_address)
        client.start(str(fields.pop("call_id", "")), **fields)
        assert (await client.ended()).name == code
        await client.close()

    async def test_keys_are_refused(self, node: MediaNode, core: FakeCore) -> None:
        client = StreamClient(node.audio_address)
        client.start("", conference_id="conf-1")
        client.send(dtmf=audio_pb2.Dtmf(digit="1"))
        assert await client.ended() == grpc.StatusCode.INVALID_ARGUMENT
        assert "conference" in client.details
        await client.close()
        assert not len(node.exchange.mixers)


def _shares(path: Path) -> dict[float, float]:
    """How much of the loudest second of a file each tone is."""
    pcm, rate = read_wav(path)
    best = max(
        range(0, max(pcm.size - rate, 1), rate // 10),
        key=lambda at: float((pcm[at : at + rate].astype(float) ** 2).sum()),
    )
    return {hz: tone_share(pcm[best : best + rate], hz, rate) for hz in TONES_HZ}
