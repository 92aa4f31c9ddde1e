"""What a party hears and what becomes of what it says."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.media.node.calls import call_up, files, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.audio import tones
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.wav import read_wav, wav_bytes
from voipbin.media.node import holding
from voipbin.media.v1 import node_pb2


def record(folder: Path, **fields: Any) -> node_pb2.StartRecord:
    return node_pb2.StartRecord(
        recording_id="r1", path_in=f"{folder}/in.wav", path_out=f"{folder}/out.wav", **fields
    )


def share(path: Path, frequency_hz: float) -> float:
    """Share of the middle of a file that is this tone."""
    pcm, rate = read_wav(path)
    loud = _loud(pcm)
    return tones.tone_share(loud, frequency_hz, rate)


def _loud(pcm: Pcm) -> Pcm:
    indexes = (abs(pcm) > 500).nonzero()[0]
    assert indexes.size, "the file is silent"
    return pcm[indexes[0] : indexes[-1]]


async def test_files_one_after_the_other(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    for frequency_hz, rate in ((500, 8000), (900, 22050)):
        sound = tones.tone((float(frequency_hz),), 500, rate)
        (tmp_path / f"{frequency_hz}.wav").write_bytes(wav_bytes(sound, rate))
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", play=files(tmp_path / "500.wav", tmp_path / "900.wav"))
    await phone.hears_tone(500)
    await phone.hears_tone(900)
    finished = (await core.event("playback_finished", "c1")).playback_finished
    assert finished.reason == "done"
    assert 980 <= finished.played_ms <= 1020


@pytest.mark.parametrize("content", [None, b"", b"not a wav", b"RIFF\0\0\0\0WAVEfmt "])
async def test_file_that_is_no_audio(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", play=files(path))
    finished = (await core.event("playback_finished", "c1")).playback_finished
    assert (finished.reason, finished.played_ms) == ("failed", 0)
    assert "bad.wav" in finished.message
    await core.do("c1", play=tone(440, 600))
    await phone.hears_tone(440)


async def test_loop_until_stopped(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    play = tone(700, 200)
    play.loop = True
    await core.do("c1", play=play)
    await phone.hears_tone(700, for_ms=600)
    await core.do("c1", stop_play=node_pb2.StopPlay(playback_id="other"))
    await phone.hears_tone(700)
    await core.do("c1", stop_play=node_pb2.StopPlay(playback_id="p1"))
    finished = (await core.event("playback_finished", "c1")).playback_finished
    assert finished.reason == "stopped"
    assert finished.played_ms >= 600
    await phone.hears_silence()


async def test_ringback(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    source = node_pb2.AudioSource(ringback=node_pb2.Ringback())
    await core.do("c1", play=node_pb2.Play(playback_id="p", sources=[source], loop=True))
    await phone.event("heard", lambda event: event["speaking"] is True)


async def test_digits_both_ways(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await phone.call.press("12#")
    digits = [(await core.event("digit", "c1")).digit for _ in range(3)]
    assert [digit.digit for digit in digits] == ["1", "2", "#"]
    assert all(60 <= digit.duration_ms <= 160 for digit in digits)
    send = node_pb2.SendDigits(digits="9*D", duration_ms=80, interval_ms=60, digits_id="d1")
    await core.do("c1", send_digits=send)
    assert (await core.event("digits_sent", "c1")).digits_sent.digits_id == "d1"
    await phone.event("digit", lambda event: event["digit"] == "D")
    heard = [event["digit"] for event in phone.events if event["event"] == "digit"]
    assert heard == ["9", "*", "D"]


async def test_recording_has_both_sides(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path))
    assert (await core.event("record_started", "c1")).record_started.recording_id == "r1"
    await core.do("c1", play=tone(600, 500))
    await phone.speak_tone(1300, 500)
    await core.event("playback_finished", "c1")
    assert (await core.command("c1", start_record=record(tmp_path))).error == "WRONG_STATE"
    await core.do("c1", stop_record=node_pb2.StopRecord(recording_id="r1"))
    finished = (await core.event("record_finished", "c1")).record_finished
    assert finished.reason == "stopped"
    assert share(tmp_path / "in.wav", 1300) > 0.8
    assert share(tmp_path / "out.wav", 600) > 0.8
    for name in ("in.wav", "out.wav"):
        pcm, rate = read_wav(tmp_path / name)
        assert rate == 16000
        assert pcm.size * 1000 // rate == finished.duration_ms


async def test_recording_ends_with_the_call(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path))
    await phone.speak_tone(1000, 300)
    phone.call.hang_up()
    await core.event("hung_up", "c1")
    assert core.kinds("c1")[-2:] == ["record_finished", "hung_up"]
    finished = (await core.event("record_finished", "c1")).record_finished
    assert finished.reason == "hangup"
    assert share(tmp_path / "in.wav", 1000) > 0.8


async def test_recording_ends_at_its_duration(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path, duration_ms=400))
    finished = (await core.event("record_finished", "c1")).record_finished
    assert (finished.reason, finished.duration_ms) == ("duration", 400)
    await core.do("c1", start_record=record(tmp_path))


async def test_recording_ends_with_silence(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path, end_of_silence_ms=500))
    await phone.speak_tone(1000, 400)
    finished = (await core.event("record_finished", "c1")).record_finished
    assert finished.reason == "silence"
    assert finished.duration_ms >= 800


@pytest.mark.parametrize(("key", "pressed"), [("any", "5"), ("#", "#"), ("*", "*")])
async def test_recording_ends_with_a_key(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path, key: str, pressed: str
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path, end_of_key=key))
    if key != "any":
        await phone.call.press("1")
    await phone.call.press(pressed)
    finished = (await core.event("record_finished", "c1")).record_finished
    assert finished.reason == "key"


async def test_recording_beeps_first(core: FakeCore, make_phone: MakePhone, tmp_path: Path) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", start_record=record(tmp_path, beep=True, duration_ms=300))
    await phone.hears_tone(1000, for_ms=120)
    await core.event("record_finished", "c1")
    pcm, _ = read_wav(tmp_path / "out.wav")
    assert abs(pcm).max() < 500, "the beep is on the record"


async def test_echo(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", echo=node_pb2.Echo(on=True, digits=True))
    speaking = asyncio.create_task(phone.speak_tone(800, 1500))
    await phone.hears_tone(800)
    await speaking
    await phone.call.press("7")
    assert (await phone.event("digit"))["digit"] == "7"
    await core.do("c1", echo=node_pb2.Echo(on=False))
    speaking = asyncio.create_task(phone.speak_tone(800, 600))
    await phone.hears_silence(for_ms=300)
    await speaking


async def test_mute_in(core: FakeCore, make_phone: MakePhone, tmp_path: Path) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", mute=node_pb2.Mute(**{"in": True}))
    await core.do("c1", start_record=record(tmp_path))
    await phone.speak_tone(800, 300)
    await core.do("c1", stop_record=node_pb2.StopRecord())
    await core.event("record_finished", "c1")
    pcm, _ = read_wav(tmp_path / "in.wav")
    assert pcm.size
    assert not pcm.any()


@pytest.mark.parametrize(
    ("on", "off"),
    [
        ({"mute": node_pb2.Mute(out=True)}, {"mute": node_pb2.Mute()}),
        ({"silence": node_pb2.SetSilence(on=True)}, {"silence": node_pb2.SetSilence()}),
    ],
    ids=["mute out", "silence"],
)
async def test_party_hears_nothing(
    core: FakeCore,
    make_phone: MakePhone,
    on: dict[str, node_pb2.Mute],
    off: dict[str, node_pb2.Mute],
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    play = tone(440, 400)
    play.loop = True
    await core.do("c1", play=play)
    await phone.hears_tone(440)
    await core.do("c1", **on)
    await phone.hears_silence()
    await core.do("c1", **off)
    await phone.hears_tone(440)


async def test_music_on_hold(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", moh=node_pb2.SetMoh(on=True))
    await phone.event("heard", lambda event: event["speaking"] is True)
    await core.do("c1", moh=node_pb2.SetMoh(on=False))
    await phone.hears_silence()


async def test_hold_and_back(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", hold=node_pb2.SetHold(on=True))
    await phone.event("media_changed", lambda event: event["held"] is True)
    await core.do("c1", play=tone(440, 400))
    await phone.hears_tone(440)
    await core.do("c1", hold=node_pb2.SetHold(on=False))
    await phone.event("media_changed", lambda event: event["held"] is False)


async def test_party_that_does_not_want_to_be_held(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    phone.refuses_reinvites(488)
    result = await core.command("c1", hold=node_pb2.SetHold(on=True))
    assert (result.error, result.message) == (
        "PARTY_REFUSED",
        "re-INVITE: 488 Not Acceptable Here",
    )
    await core.do("c1", play=tone(440, 600))
    await phone.hears_tone(440)


async def test_party_that_says_late_that_it_is_held(
    core: FakeCore, make_phone: MakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "PARTY_WAIT_S", 0.2)
    phone = await make_phone()
    await call_up(core, phone)
    answer = phone.keeps_reinvite()
    result = await core.command("c1", hold=node_pb2.SetHold(on=True))
    assert (result.error, result.message) == (
        "PARTY_SILENT",
        "re-INVITE: no answer within 0.2 s",
    )
    await phone.hears_silence()
    answer()
    await phone.event("media_changed", lambda event: event["held"] is True)
    await phone.hears_something()
    await core.do("c1", hold=node_pb2.SetHold(on=False))
    await phone.hears_silence()


async def test_who_is_taken_back_before_being_held(
    core: FakeCore, make_phone: MakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone has not answered the first when the second is wished for; the second counts."""
    monkeypatch.setattr(holding, "PARTY_WAIT_S", 0.2)
    phone = await make_phone()
    await call_up(core, phone)
    answer = phone.keeps_reinvite()
    for on in (True, False):
        result = await core.command("c1", hold=node_pb2.SetHold(on=on))
        assert result.error == "PARTY_SILENT"
    answer()
    await phone.event("media_changed", lambda event: event["held"] is True)
    await phone.event("media_changed", lambda event: event["held"] is False)
    await core.do("c1", play=tone(440, 600))
    await phone.hears_tone(440)


async def test_party_holds_us(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await phone.call.hold(True)
    assert (await core.event("remote_hold", "c1")).remote_hold.on
    await phone.call.hold(False)
    assert not (await core.event("remote_hold", "c1")).remote_hold.on
    await core.do("c1", play=tone(440, 600))
    await phone.hears_tone(440)
