"""Sample rates: what is heard stays, what cannot be carried goes."""

import numpy as np
import pytest

from voipbin.media.audio.pcm import level_dbfs
from voipbin.media.audio.resample import FrameResampler, Resampler, resample
from voipbin.media.audio.tones import tone, tone_share

RATES = [(8000, 16000), (16000, 8000), (22050, 8000), (24000, 16000), (8000, 48000), (8000, 8000)]


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_frames_keep_time_and_tone(from_hz: int, to_hz: int) -> None:
    resampler = FrameResampler(from_hz, to_hz)
    pcm = tone((1000.0,), 1000, from_hz)
    size = from_hz // 50
    frames = [resampler.push(pcm[at : at + size]) for at in range(0, size * 50, size)]
    assert {frame.size for frame in frames} == {to_hz // 50}
    heard = np.concatenate(frames)[to_hz // 10 : -to_hz // 10]
    assert tone_share(heard, 1000.0, to_hz) > 0.999
    assert level_dbfs(heard) == pytest.approx(-18.0, abs=0.3)


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_whole_recording(from_hz: int, to_hz: int) -> None:
    heard = resample(tone((1000.0,), 1000, from_hz), from_hz, to_hz)
    assert heard.size == pytest.approx(to_hz, abs=2)
    assert tone_share(heard[400:-400], 1000.0, to_hz) > 0.999


def test_what_the_lower_rate_cannot_carry_does_not_fold_back() -> None:
    resampler = FrameResampler(16000, 8000)
    pcm = tone((5200.0,), 500, 16000)
    heard = np.concatenate([resampler.push(pcm[at : at + 320]) for at in range(0, 8000, 320)])
    assert level_dbfs(heard[800:-800]) < -70


def test_frames_join_without_a_step() -> None:
    resampler = FrameResampler(8000, 16000)
    pcm = tone((200.0,), 400, 8000)
    heard = np.concatenate([resampler.push(pcm[at : at + 160]) for at in range(0, 3200, 160)])
    steepest = np.abs(np.diff(heard.astype(int))).max()
    assert steepest < 1.1 * 2 * np.pi * 200 / 16000 * 32767 * 10 ** (-15 / 20)


def test_stream_gives_everything_in_the_end() -> None:
    stream = Resampler(22050, 8000)
    pcm = tone((500.0,), 1000, 22050)
    parts = [stream.push(pcm[at : at + 441]) for at in range(0, 22050 - 441, 441)]
    parts.append(stream.push(pcm[22050 - 441 :], last=True))
    assert sum(part.size for part in parts) == pytest.approx(8000, abs=2)


def test_bad_rates() -> None:
    for make in (Resampler, FrameResampler, lambda a, b: resample(np.zeros(9, np.int16), a, b)):
        with pytest.raises(ValueError, match="-1"):
            make(8000, -1)
    with pytest.raises(ValueError, match="100 samples at 22050"):
        FrameResampler(22050, 8000).push(np.zeros(100, dtype=np.int16))
