"""Who answered, by what it says: measured voices, tones and bursts."""

import time
from collections.abc import Iterable

import numpy as np
import pytest

from voipbin.media.audio.answering_machine import (
    BEEP_MS,
    LISTENED_MS,
    LONG_GREETING_MS,
    MANY_WORDS,
    WAITING_MS,
    Answer,
    AnsweringMachineDetector,
    Cause,
    Verdict,
)
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import beep, dtmf, tone

RATE = 8000


def noise(duration_ms: int, level: float, *, seed: int = 1) -> Pcm:
    """A voice without a pitch, or the room around it."""
    samples = np.random.default_rng(seed).normal(0, level, RATE * duration_ms // 1000)
    return samples.astype(np.int16)


def said(*parts: int) -> Pcm:
    """Milliseconds of sound and of silence in turn, sound first."""
    pieces = [noise(ms, 2000 if place % 2 == 0 else 15) for place, ms in enumerate(parts)]
    return np.concatenate([noise(300, 15), *pieces])


def listen(sound: Pcm | Iterable[Pcm], rate: int = RATE) -> Answer | None:
    """What is found in a sound and the silence after it."""
    detector = AnsweringMachineDetector(rate)
    pcm = sound if isinstance(sound, np.ndarray) else np.concatenate(list(sound))
    pcm = np.concatenate([pcm, silence(rate * LISTENED_MS // 1000)])
    size = rate // 50
    for start in range(0, pcm.size - size, size):
        answer = detector.push(pcm[start : start + size])
        if answer is not None:
            return answer
    return None


def found(sound: Pcm, rate: int = RATE) -> tuple[str, str]:
    answer = listen(sound, rate)
    assert answer is not None
    return answer.verdict, answer.cause


def test_human_waits_after_a_short_greeting() -> None:
    answer = listen(said(600))
    assert answer is not None
    assert (answer.verdict, answer.cause) == (Verdict.HUMAN, Cause.SHORT_GREETING)
    assert answer.after_ms == 300 + 600 + WAITING_MS


def test_two_words_with_a_comma_are_human() -> None:
    assert found(said(400, 400, 700)) == ("human", "short_greeting")


def test_long_greeting_is_a_machine() -> None:
    answer = listen(said(900, 400, 3000))
    assert answer is not None
    assert (answer.verdict, answer.cause) == (Verdict.MACHINE, Cause.LONG_GREETING)
    assert LONG_GREETING_MS <= answer.after_ms <= 300 + LONG_GREETING_MS + 100


def test_pauses_are_no_part_of_a_greeting() -> None:
    # It would be long if the silence after it counted.
    assert found(said(LONG_GREETING_MS - 300)) == ("human", "short_greeting")


def test_many_words_are_a_machine_before_they_are_long() -> None:
    assert found(said(*(100, 150) * MANY_WORDS)) == ("machine", "many_words")
    assert found(said(*(100, 150) * (MANY_WORDS - 1))) == ("human", "short_greeting")


def test_clicks_are_no_words() -> None:
    assert found(said(*(40, 200) * 10)) == ("notsure", "silence")


def test_silence_is_no_evidence() -> None:
    answer = listen(noise(6000, 15))
    assert answer == Answer(Verdict.NOTSURE, Cause.SILENCE, LISTENED_MS)


def test_nothing_at_all_is_silence() -> None:
    detector = AnsweringMachineDetector(RATE)
    answers = [detector.push(None) for _ in range(LISTENED_MS // 20)]
    assert answers[-1] == Answer(Verdict.NOTSURE, Cause.SILENCE, LISTENED_MS)
    assert not any(answers[:-1])


def test_late_greeting_leaves_no_time() -> None:
    late = np.concatenate([noise(LISTENED_MS - 600, 15), said(1000)])
    assert found(late) == ("notsure", "time")


@pytest.mark.parametrize("hz", [425, 440, 913, 1000, 1100, 1400, 2100])
@pytest.mark.parametrize("rate", [8000, 16000])
def test_beep(hz: int, rate: int) -> None:
    answer = listen([silence(rate // 2), tone((float(hz),), 600, rate)], rate)
    assert answer is not None
    assert (answer.verdict, answer.cause) == (Verdict.BEEP, Cause.TONE)
    assert 500 + BEEP_MS <= answer.after_ms <= 500 + BEEP_MS + 60


def test_beep_right_after_a_short_greeting() -> None:
    # What would have been a human waiting.
    sound = [said(700, 500), beep(RATE)]
    assert found(np.concatenate(sound)) == ("beep", "tone")


def test_beep_in_noise_and_quiet() -> None:
    sound = tone((950.0,), 500, RATE, level_dbfs=-32.0) + noise(500, 60)
    assert found(np.concatenate([noise(400, 30), sound])) == ("beep", "tone")


def test_keys_and_short_tones_are_no_beeps() -> None:
    assert found(dtmf("5", RATE, duration_ms=500))[1] != "tone"
    assert found(tone((1000.0,), BEEP_MS - 60, RATE))[1] != "tone"


def test_sweep_is_no_beep() -> None:
    times = np.arange(RATE) / RATE
    siren = (8000 * np.sin(2 * np.pi * (500 * times + 400 * times**2))).astype(np.int16)
    assert found(siren)[1] != "tone"


@pytest.mark.parametrize("rate", [8000, 16000])
def test_it_is_cheap_enough_for_the_media_loop(rate: int) -> None:
    detector = AnsweringMachineDetector(rate)
    frame = tone((300.0,), 20, rate)
    detector.push(frame)
    best_s = 1.0
    for _ in range(20):
        start = time.thread_time()
        for _ in range(10):
            detector.push(frame)
        best_s = min(best_s, (time.thread_time() - start) / 10)
    assert best_s < 0.02 / 100, "a hundredth of the time a frame lasts"
