"""The talk buffer of a stream, tick by tick."""

import numpy as np
import pytest

from voipbin.media.audio.pcm import Pcm, to_bytes
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.node.talker import MAX_MARKS, MAX_TALK_S, Talker
from voipbin.media.v1 import audio_pb2

FRAME = 160


def form(rate_hz: int = 8000, encoding: int = audio_pb2.AUDIO_ENCODING_L16) -> StreamFormat:
    return StreamFormat.of(
        audio_pb2.StartAudio(
            encoding=audio_pb2.AudioEncoding.Name(encoding), sample_rate_hz=rate_hz
        )
    )


def samples(count: int, value: int = 1000) -> bytes:
    return to_bytes(np.full(count, value, dtype=np.int16))


def read_all(talker: Talker, ticks: int) -> list[Pcm | None]:
    return [talker.read() for _ in range(ticks)]


def test_whole_frames_in_order() -> None:
    talker = Talker(form(), 8000)
    for value in (1, 2, 3):
        talker.push(samples(FRAME, value))
    frames = read_all(talker, 4)
    assert [None if frame is None else int(frame[0]) for frame in frames] == [1, 2, 3, None]
    assert talker.heard_samples == 3 * FRAME


def test_pieces_become_frames() -> None:
    talker = Talker(form(), 8000)
    for _ in range(32):
        talker.push(samples(10))
    frames = [frame for frame in read_all(talker, 5) if frame is not None]
    assert [frame.size for frame in frames] == [FRAME, FRAME]
    assert all((frame == 1000).all() for frame in frames)


def test_last_piece_is_padded_after_a_short_wait() -> None:
    talker = Talker(form(), 8000)
    talker.push(samples(100))
    frames = read_all(talker, 4)
    assert frames[0] is None
    assert frames[1] is None
    assert frames[2] is not None
    assert int(frames[2][99]) == 1000
    assert not frames[2][100:].any()
    assert talker.heard_samples == 100


def test_cushion_grows_with_a_late_client() -> None:
    talker = Talker(form(), 8000)
    talker.push(samples(FRAME))
    assert talker.read() is not None
    assert talker.read() is None
    talker.push(samples(FRAME))  # late by a tick: from now on one frame is kept in reserve
    assert talker.read() is None
    talker.push(samples(FRAME))
    assert talker.read() is not None
    assert talker.read() is not None


def test_utterance_after_a_pause_starts_at_once() -> None:
    talker = Talker(form(), 8000)
    talker.push(samples(FRAME))
    read_all(talker, 20)
    talker.push(samples(FRAME))
    assert talker.read() is not None


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_mark_waits_for_its_last_sample(rate_hz: int) -> None:
    frame = rate_hz // 50
    talker = Talker(form(rate_hz), 8000)
    talker.push(samples(2 * frame))
    assert talker.mark("two") is None
    talker.push(samples(frame // 2))
    assert talker.mark("half") is None
    passed: list[tuple[int, str, int]] = []
    for tick in range(8):
        talker.read()
        passed.extend((tick, mark.name, mark.heard_samples) for mark in talker.reached())
    lag = 0 if rate_hz == 8000 else 1  # the resampler holds one frame back
    assert passed[0] == (1 + lag, "two", 2 * frame)
    assert passed[1][1:] == ("half", 2 * frame + frame // 2)


def test_clear_counts() -> None:
    talker = Talker(form(), 8000)
    talker.push(samples(10 * FRAME))
    talker.mark("end")
    read_all(talker, 3)
    marks, cleared = talker.clear()
    assert [(mark.name, mark.cleared, mark.heard_samples) for mark in marks] == [
        ("end", True, 3 * FRAME)
    ]
    assert (cleared.heard_samples, cleared.dropped_samples) == (3 * FRAME, 7 * FRAME)
    assert talker.read() is None
    talker.push(samples(FRAME))
    talker.mark("next")
    read_all(talker, 3)
    (played,) = talker.reached()
    assert (played.name, played.heard_samples) == ("next", 4 * FRAME)


def test_clear_with_nothing() -> None:
    marks, cleared = Talker(form(), 8000).clear()
    assert marks == []
    assert (cleared.heard_samples, cleared.dropped_samples) == (0, 0)


def test_full() -> None:
    talker = Talker(form(), 8000)
    second = samples(8000)
    assert [talker.push(second) for _ in range(MAX_TALK_S)] == [0] * MAX_TALK_S
    assert talker.push(second) == len(second)
    talker.read()
    assert talker.push(second) == len(second) - 2 * FRAME


def test_too_many_marks() -> None:
    talker = Talker(form(), 8000)
    talker.push(samples(FRAME))
    for index in range(MAX_MARKS):
        talker.mark(str(index))
    with pytest.raises(ValueError, match="mark"):
        talker.mark("one more")


def test_half_a_sample() -> None:
    with pytest.raises(ValueError, match=r"audio\.data: 3 bytes"):
        Talker(form(), 8000).push(b"123")


def test_mu_law() -> None:
    talker = Talker(form(encoding=audio_pb2.AUDIO_ENCODING_PCMU), 8000)
    talker.push(b"\xff" * FRAME)
    frame = talker.read()
    assert frame is not None
    assert frame.size == FRAME
    assert not frame.any()
