"""The picture of a recording is a real PNG that shows where it was loud."""

import io
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from voipbin.media.audio.pcm import silence
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes
from voipbin.media.audio.waveform import Size, draw_recording, draw_waveforms, peaks


def pixels(png: bytes) -> npt.NDArray[np.uint8]:
    """Decoded by ffmpeg, not by us."""
    with av.open(io.BytesIO(png), "r") as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)


def test_loud_and_quiet_halves_of_both_lanes(tmp_path: Path) -> None:
    voice = tone((440.0,), 1000, 8000)
    heard, said = tmp_path / "x_in.wav", tmp_path / "x_out.wav"
    heard.write_bytes(wav_bytes(np.concatenate((voice, silence(8000))), 8000))
    said.write_bytes(wav_bytes(np.concatenate((silence(8000), voice)), 8000))
    path = draw_recording([heard, said], tmp_path / "x.png", Size(400, 200))
    picture = pixels(path.read_bytes())
    assert picture.shape == (200, 400, 3)
    bright = picture.max(axis=2) > 150
    upper, lower = bright[:100], bright[100:]
    assert upper[:, 20:180].mean() > 0.3 > 0.02 > upper[:, 220:].mean()
    assert lower[:, 220:380].mean() > 0.3 > 0.02 > lower[:, :180].mean()


def test_shorter_direction_ends_where_it_ended() -> None:
    png = draw_waveforms([(tone((440.0,), 500, 8000), 8000), (tone((440.0,), 1000, 16000), 16000)])
    bright = pixels(png).max(axis=2) > 150
    assert bright[:180, 700:].mean() < 0.02 < bright[180:, 700:].mean()


def test_silence_and_nothing_can_be_drawn() -> None:
    assert pixels(draw_waveforms([(silence(8000), 8000), (silence(0), 8000)])).size


def test_no_track() -> None:
    with pytest.raises(ValueError, match="empty"):
        draw_waveforms([])


def test_peaks() -> None:
    levels = peaks(np.array([0, 16384, 0, -32768], dtype=np.int16), 2)
    assert levels[0].tolist() == [0.5, 1.0]
