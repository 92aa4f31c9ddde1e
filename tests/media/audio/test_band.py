"""Voices of one rate: each hears all others and not itself."""

import numpy as np
import pytest

from voipbin.media.audio.band import HANGOVER_TICKS, Band, Limiter
from voipbin.media.audio.g711 import LAWS, decode_many, encode_many, ulaw_decode, ulaw_encode
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import tone, tone_share

RATE = 8000
TONES_HZ = (500.0, 800.0, 1300.0)
TICKS = 20


def frames(hz: float, *, level: float = 0.2, ticks: int = TICKS) -> list[Pcm]:
    sound = (tone((hz,), ticks * 20, RATE).astype(np.float64) * level).astype(np.int16)
    return [sound[at : at + 160] for at in range(0, sound.size, 160)]


def run(band: Band, voices: dict[int, list[Pcm]], ticks: int = TICKS) -> dict[int, Pcm]:
    """What each of those slots hears in that many ticks."""
    heard: dict[int, list[Pcm]] = {slot: [] for slot in voices}
    for tick in range(ticks):
        saying = {slot: said[tick] for slot, said in voices.items() if tick < len(said)}
        band.mix({}, list(saying), list(saying.values()))
        band.complete([])
        for slot in voices:
            heard[slot].append(heard_by(band, slot))
    return {slot: np.concatenate(parts) for slot, parts in heard.items()}


def heard_by(band: Band, slot: int) -> Pcm:
    if band.total is None:
        return silence(160)
    row = np.flatnonzero(band.speakers == slot)
    return band.without(int(row[0])) if row.size else band.total


def share(pcm: Pcm, hz: float) -> float:
    return tone_share(pcm, hz, RATE)


def jump(pcm: Pcm) -> int:
    """The largest step between two samples."""
    return int(np.abs(np.diff(pcm.astype(np.int32))).max())


def test_each_hears_all_others() -> None:
    band = Band(RATE)
    voices = {band.open(): frames(hz) for hz in TONES_HZ}
    listener = band.open()
    heard = run(band, {**voices, listener: []})
    for own, slot in enumerate(voices):
        parts = [share(heard[slot][800:], hz) for hz in TONES_HZ]
        assert parts[own] < 0.001
        assert min(part for place, part in enumerate(parts) if place != own) > 0.4
    assert min(share(heard[listener][800:], hz) for hz in TONES_HZ) > 0.3


@pytest.mark.parametrize("law", sorted(LAWS))
def test_g711_of_many_at_once(law: str) -> None:
    band, hz = Band(RATE), 700.0
    speaker, listener = band.open(), band.open()
    for frame in frames(hz)[:3]:
        payload = encode_many(law, frame[None, :])[0]
        band.mix({law: ([speaker], [payload])}, [], [])
        band.complete([])
        expected = decode_many(law, [payload])[0]
        assert band.total is not None
        assert np.array_equal(band.total[40:], expected[40:])
    assert listener != speaker


def test_rows_are_the_payloads_of_single_frames() -> None:
    rows = np.stack([frames(hz)[1] for hz in TONES_HZ])
    payloads = encode_many("PCMU", rows)
    assert payloads == [ulaw_encode(row) for row in rows]
    assert np.array_equal(decode_many("PCMU", payloads)[2], ulaw_decode(payloads[2]))


def test_background_noise_is_left_out_and_pauses_are_not_cut() -> None:
    band = Band(RATE)
    speaker, quiet = band.open(), band.open()
    noise = [np.full(160, 30, dtype=np.int16) for _ in range(40)]
    words = frames(600.0, ticks=2) + noise
    for tick in range(2 + HANGOVER_TICKS - 1):
        band.mix({}, [speaker, quiet], [words[tick], noise[tick]])
        assert band.speakers.tolist() == [speaker]
    for tick in range(3):
        band.mix({}, [speaker, quiet], [noise[tick], noise[tick]])
    assert band.own is None


def test_nobody_speaks() -> None:
    band = Band(RATE)
    band.open()
    band.mix({}, [], [])
    band.complete([])
    assert band.own is None
    assert band.total is None


@pytest.mark.parametrize("ends", ["stops", "leaves"])
def test_no_click_at_begin_and_end(ends: str) -> None:
    band = Band(RATE)
    speaker, listener = band.open(), band.open()
    place = np.arange(3 * 160)
    # Begins at its peak and stops near it; its own steps are below 2900.
    loud = (12_000 * np.cos(2 * np.pi * 300 / RATE * place)).astype(np.int16)
    heard: list[Pcm] = []
    for tick in range(6):
        if tick == 3 and ends == "leaves":
            band.close(speaker)
        saying = [loud[tick * 160 :][:160]] if tick < 3 else []
        band.mix({}, [speaker][: len(saying)], saying)
        band.complete([])
        heard.append(heard_by(band, listener))
    whole = np.concatenate([silence(1), *heard])
    assert whole.max() > 11_000
    assert jump(whole) < 3500
    assert not whole[-160:].any()


def test_slot_is_used_again_and_begins_softly() -> None:
    band = Band(RATE)
    slot = band.open()
    loud = frames(600.0)[1]
    band.mix({}, [slot], [loud])
    band.close(slot)
    assert band.voices == 0
    assert band.open() == slot
    band.mix({}, [slot], [loud])
    band.mix({}, [slot], [loud])
    assert band.own is not None
    band.close(slot)
    for _ in range(2):
        band.mix({}, [], [])
    assert band.own is None


def test_many_slots() -> None:
    band = Band(RATE)
    slots = [band.open() for _ in range(60)]
    assert len(set(slots)) == band.voices == 60
    heard = run(band, {slot: frames(300.0 + 50 * slot, level=0.02) for slot in slots}, ticks=4)
    assert all(pcm.any() for pcm in heard.values())


def test_loud_crowd_is_turned_down_not_cut_off() -> None:
    band = Band(RATE)
    voices = {band.open(): frames(hz, level=0.9) for hz in TONES_HZ}
    listener = band.open()
    pcm = run(band, {**voices, listener: []})[listener][1600:]
    assert np.abs(pcm.astype(np.int32)).max() < 32_000
    # Three equal tones remain three equal tones: nothing is distorted.
    assert sum(share(pcm, hz) for hz in TONES_HZ) > 0.97


def test_limiter_lets_go_again() -> None:
    limiter = Limiter(np.linspace(0.0, 1.0, 40, dtype=np.float32))
    loud, soft = np.full(160, 60_000, dtype=np.int32), np.full(160, 10_000, dtype=np.int32)
    limiter.apply(loud, loud)
    levels = [int(limiter.apply(soft, soft)[-1]) for _ in range(60)]
    assert levels[0] < 5500
    assert levels == sorted(levels)
    assert levels[-1] == 10_000


def test_other_bands_are_added() -> None:
    band = Band(RATE)
    speaker = band.open()
    band.mix({}, [], [])
    elsewhere = frames(900.0)[1]
    band.complete([elsewhere])
    assert np.array_equal(heard_by(band, speaker), elsewhere)
