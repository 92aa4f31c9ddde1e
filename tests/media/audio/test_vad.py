"""Speech or silence, by energy."""

import numpy as np

from voipbin.media.audio.pcm import silence
from voipbin.media.audio.tones import tone
from voipbin.media.audio.vad import EnergyVad

LOUD = tone((400.0,), 1000, 8000)[1600:1760]
NOISE = np.random.default_rng(1).normal(0, 300, (3000, 160)).astype(np.int16)


def test_speech_and_the_hangover_after_it() -> None:
    vad = EnergyVad()
    assert vad.push(LOUD)
    states = [vad.push(silence(160)) for _ in range(20)]
    assert states == [True] * 9 + [False] * 11
    assert (vad.speech_ms, vad.silence_ms) == (20, 400)


def test_silence_is_not_speech() -> None:
    vad = EnergyVad()
    assert not any(vad.push(frame) for frame in (None, silence(160), silence(0)))
    assert vad.silence_ms == 60


def test_steady_noise_stops_being_speech() -> None:
    vad = EnergyVad()
    states = [vad.push(frame) for frame in NOISE]
    assert not any(states[-200:])
    assert vad.push(LOUD), "a voice is still heard above it"


def test_speech_with_pauses_stays_speech_for_a_minute() -> None:
    vad = EnergyVad()
    for _ in range(60):
        assert all(vad.push(LOUD) for _ in range(40))
        for _ in range(10):
            vad.push(None)
