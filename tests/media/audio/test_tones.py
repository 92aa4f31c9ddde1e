"""Tones: made, heard and told apart."""

import numpy as np
import pytest

from voipbin.media.audio.pcm import level_dbfs, silence
from voipbin.media.audio.tones import (
    DTMF_FREQUENCIES_HZ,
    beep,
    detect_dtmf,
    dominant_frequency_hz,
    dtmf,
    has_tone,
    ringback,
    tone,
    tone_share,
)


def test_beep() -> None:
    pcm = beep(8000)
    assert pcm.size == 2400
    assert has_tone(pcm, 1000.0, 8000, share=0.95)
    assert abs(int(pcm[0])) < 50 and abs(int(pcm[-1])) < 50, "no click at the edges"


def test_ringback_is_two_seconds_on_four_off() -> None:
    pcm = ringback(8000)
    assert pcm.size == 6 * 8000
    assert tone_share(pcm[:16000], 440.0, 8000) == pytest.approx(0.5, abs=0.02)
    assert tone_share(pcm[:16000], 480.0, 8000) == pytest.approx(0.5, abs=0.02)
    assert not pcm[16000:].any()


@pytest.mark.parametrize("rate", [8000, 16000])
def test_every_key_is_detected(rate: int) -> None:
    for digit in DTMF_FREQUENCIES_HZ:
        assert detect_dtmf(dtmf(digit, rate, gap_ms=0), rate) == digit


def test_key_in_noise() -> None:
    noise = np.random.default_rng(1).normal(0, 1000, 800).astype(np.int16)
    assert detect_dtmf(dtmf("7", 8000, gap_ms=0) + noise, 8000) == "7"
    assert detect_dtmf(noise, 8000) is None


@pytest.mark.parametrize("hz", [300.0, 697.0, 1000.0])
def test_one_tone_is_no_key(hz: float) -> None:
    assert detect_dtmf(tone((hz,), 100, 8000), 8000) is None


def test_silence_has_no_tone() -> None:
    assert tone_share(silence(160), 440.0, 8000) == 0.0
    assert tone_share(silence(0), 440.0, 8000) == 0.0
    assert dominant_frequency_hz(silence(160), 8000) == 0.0
    assert detect_dtmf(silence(160), 8000) is None


def test_dominant_frequency() -> None:
    assert dominant_frequency_hz(tone((1234.0,), 1000, 8000), 8000) == pytest.approx(1234, abs=1)


def test_level() -> None:
    assert level_dbfs(tone((440.0,), 1000, 8000, level_dbfs=-20.0)) == pytest.approx(-23.0, abs=0.2)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="5000"):
        tone((5000.0,), 20, 8000)
    with pytest.raises(ValueError, match="'E'"):
        dtmf("1e", 8000)
