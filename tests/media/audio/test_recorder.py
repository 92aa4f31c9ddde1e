"""Recordings: two aligned files, and the limits that end them."""

from pathlib import Path

import numpy as np
import pytest

from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.recorder import Recorder, RecordingLimits, StopReason
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.audio.wav import read_wav

LOUD: Pcm = tone((400.0,), 1000, 8000)[1600:1760]


def recorder(path: Path, **limits: int | str) -> Recorder:
    both = {"in": path / "call_1_in.wav", "out": path / "call_1_out.wav"}
    return Recorder(both, 8000, RecordingLimits(**limits))  # type: ignore[arg-type]


def files(recorder: Recorder) -> list[Pcm]:
    return [read_wav(future.result(5))[0] for future in recorder.closed()]


def test_both_directions_stay_aligned(tmp_path: Path) -> None:
    rec = recorder(tmp_path)
    for tick in range(100):
        rec.push(LOUD if tick >= 50 else None, LOUD if tick < 50 else None)
    assert rec.paths == [tmp_path / "call_1_in.wav", tmp_path / "call_1_out.wav"]
    assert rec.duration_ms == 2000
    heard, said = files(rec)
    assert heard.size == said.size == 16000
    assert not heard[:8000].any() and not said[8000:].any()
    assert tone_share(heard[8000:], 400.0, 8000) > 0.99
    assert rec.reason is StopReason.STOPPED


def test_missed_ticks_are_silence(tmp_path: Path) -> None:
    rec = recorder(tmp_path)
    rec.push(LOUD, LOUD)
    rec.push(LOUD, LOUD, missed=3)
    heard, said = files(rec)
    assert heard.size == 5 * 160
    assert not heard[160:640].any() and not said[160:640].any()
    assert np.array_equal(heard[640:], LOUD)


def test_duration(tmp_path: Path) -> None:
    rec = recorder(tmp_path, duration_ms=1000)
    results = [rec.push(LOUD, None) for _ in range(60)]
    assert results[:49] == [None] * 49
    assert results[49:] == [StopReason.DURATION] * 11
    assert files(rec)[0].size == 8000


def test_end_of_silence(tmp_path: Path) -> None:
    rec = recorder(tmp_path, end_of_silence_ms=1000)
    for _ in range(100):
        assert rec.push(LOUD, None) is None
    assert [rec.push(silence(160), LOUD) for _ in range(50)][-1] is StopReason.SILENCE
    assert rec.duration_ms == 3000


def test_speech_restarts_the_silence(tmp_path: Path) -> None:
    rec = recorder(tmp_path, end_of_silence_ms=1000)
    for _ in range(5):
        for _ in range(45):
            assert rec.push(None, None) is None
        assert rec.push(LOUD, None) is None
    rec.stop()


@pytest.mark.parametrize(
    ("end_of_key", "pressed", "ends"),
    [
        ("#", "#", True),
        ("#", "*", False),
        ("any", "5", True),
        ("none", "#", False),
        ("", "#", False),
    ],
)
def test_end_of_key(tmp_path: Path, end_of_key: str, pressed: str, ends: bool) -> None:
    rec = recorder(tmp_path, end_of_key=end_of_key)
    rec.push(LOUD, None)
    assert (rec.digit(pressed) is StopReason.KEY) is ends
    assert rec.stop() is (StopReason.KEY if ends else StopReason.STOPPED)


def test_conference_has_one_file(tmp_path: Path) -> None:
    rec = Recorder({"in": tmp_path / "confbridge_1_in.wav"}, 8000)
    rec.push(LOUD, LOUD)
    (only,) = files(rec)
    assert only.size == 160
    assert [path.name for path in tmp_path.iterdir()] == ["confbridge_1_in.wav"]


@pytest.mark.parametrize(
    "limits", [{"duration_ms": -1}, {"end_of_silence_ms": -5}, {"end_of_key": "7"}]
)
def test_bad_limits(limits: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(limits.values())))):
        RecordingLimits(**limits)  # type: ignore[arg-type]


@pytest.mark.parametrize("directions", [(), ("inward",), ("in", "up")])
def test_unknown_direction(tmp_path: Path, directions: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="directions"):
        Recorder({direction: tmp_path / direction for direction in directions}, 8000)
    assert list(tmp_path.iterdir()) == []


def test_directory_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Recorder({"in": tmp_path / "in.wav", "out": tmp_path / "gone" / "out.wav"}, 8000)
