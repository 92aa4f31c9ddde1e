"""Mixing: sums that saturate, conferences without one's own voice."""

import numpy as np
import pytest

from voipbin.media.audio.mix import fit, gain, mix, mix_minus
from voipbin.media.audio.pcm import Pcm


def flat(level: int, samples: int = 160) -> Pcm:
    return np.full(samples, level, dtype=np.int16)


def test_sum_saturates_instead_of_wrapping() -> None:
    assert mix([flat(30000), flat(30000)])[0] == 32767
    assert mix([flat(-30000), flat(-30000)])[0] == -32768
    assert mix([flat(100), flat(-30)])[0] == 70


def test_many_loud_voices_that_cancel() -> None:
    assert mix([flat(30000), flat(30000), flat(-30000)])[0] == 30000


def test_gain() -> None:
    assert mix([flat(1000)], gain_db=-20.0)[0] == 100
    assert gain(flat(1000), 6.0206)[0] == 2000
    assert gain(flat(30000), 6.0)[0] == 32767


def test_everybody_but_oneself() -> None:
    heard = mix_minus({"a": flat(1), "b": flat(10), "c": flat(100)})
    assert {who: int(frame[0]) for who, frame in heard.items()} == {"a": 110, "b": 101, "c": 11}
    assert mix_minus({}) == {}


def test_bad_frames() -> None:
    with pytest.raises(ValueError, match="empty"):
        mix([])
    with pytest.raises(ValueError, match="320 samples, the first one 160"):
        mix([flat(1), flat(1, 320)])


def test_fit() -> None:
    assert fit(flat(5, 10), 12).tolist() == [5] * 10 + [0, 0]
    assert fit(flat(5, 10), 3).size == 3
