"""Voices of another node: uneven as a network brings them, even as they are heard."""

import numpy as np

from voipbin.media.audio.pcm import Pcm
from voipbin.media.node.carried_voices import CUSHION, FORGOTTEN_TICKS, MOST, CarriedVoices

RATE_HZ = 16_000


def frame(number: int) -> Pcm:
    return np.full(320, number, dtype=np.int16)


def numbers(voices: CarriedVoices, ticks: int) -> list[list[int]]:
    """What is heard in so many ticks."""
    return [[int(said[0]) for _, said in voices.read()] for _ in range(ticks)]


def test_cushion_is_gathered_first() -> None:
    voices = CarriedVoices(RATE_HZ)
    heard = []
    for number in range(5):
        voices.push("a", frame(number))
        heard += numbers(voices, 1)
    assert heard == [[]] * (CUSHION - 1) + [[0], [1], [2]]
    # A tick without a packet is bridged by what was gathered.
    assert numbers(voices, 3) == [[3], [4], []]


def test_last_words_do_not_wait_for_more() -> None:
    voices = CarriedVoices(RATE_HZ)
    voices.push("a", frame(7))
    heard = numbers(voices, 6)
    assert [said for said in heard if said] == [[7]]


def test_what_is_too_late_is_dropped() -> None:
    voices = CarriedVoices(RATE_HZ)
    for number in range(MOST + 10):
        voices.push("a", frame(number))
    assert numbers(voices, 1) == [[10]]
    assert len([said for said in numbers(voices, MOST + 10) if said]) == MOST - 1


def test_each_voice_by_itself() -> None:
    voices = CarriedVoices(RATE_HZ)
    for number in range(CUSHION):
        voices.push("a", frame(number))
        voices.push("b", frame(100 + number))
    assert numbers(voices, CUSHION) == [[0, 100], [1, 101], [2, 102]]


def test_who_left_is_forgotten() -> None:
    voices = CarriedVoices(RATE_HZ)
    for number in range(CUSHION):
        voices.push("a", frame(number))
    numbers(voices, CUSHION + FORGOTTEN_TICKS)
    assert len(voices) == 1
    numbers(voices, 3)
    assert not len(voices)
    voices.push("a", frame(1))
    assert [said for said in numbers(voices, CUSHION + 2) if said] == [[1]]
