"""One stream inside the speech worker: resample, cut into utterances, recognise."""

from typing import Any, Protocol

import numpy as np

from voipbin.media.speech.frames import Message
from voipbin.media.speech.grammar import read_grammar
from voipbin.media.speech.recognizer import Recognizer
from voipbin.media.speech.segmenter import Closed, Continued, Cut, Opened, Segmenter
from voipbin.media.speech.vad import SAMPLE_RATE_HZ, Vad, Window

_GUESS_EVERY_BYTES = SAMPLE_RATE_HZ * 2 * 300 // 1000
"""300 ms of speech between interim results: people read no faster."""


class Sink(Protocol):
    """Where events go."""

    def send(self, message: Message) -> None: ...

    def send_audio(self, audio: bytes) -> None: ...


class Listener:
    """Audio in at the stream's rate, messages out. Without a recognizer it only cuts."""

    def __init__(self, sink: Sink, vad: Vad, recognizer: Recognizer | None, start: Message) -> None:
        self._sink = sink
        self._recognizer = recognizer
        if recognizer is not None:
            recognizer.prepare(start["language"], read_grammar(start["grammar"]))
        self._interim = bool(start["interim"]) and recognizer is not None
        self._segmenter = Segmenter(vad, start["silence_ms"])
        self._rate_hz = int(start["sample_rate_hz"])
        self._resampler = _resampler(self._rate_hz)
        self._fed_samples = 0
        self._half = b""
        self._unguessed_bytes = 0
        self._offset_ms = 0
        self._guess = ""

    def hear(self, audio: bytes) -> None:
        """Take mono s16le audio of any length."""
        audio = self._half + audio
        whole = len(audio) & ~1
        self._half = audio[whole:]
        samples = np.frombuffer(audio[:whole], dtype="<i2")
        self._fed_samples += len(samples)
        for cut in self._segmenter.feed(self._at_16k(samples, last=False)):
            self._take(cut)

    def finish(self) -> None:
        """The stream is over: conclude what is open and say so."""
        tail = self._at_16k(np.zeros(0, np.int16), last=True)
        for cut in self._segmenter.feed(tail):
            self._take(cut)
        for cut in self._segmenter.finish():
            self._take(cut)
        ended_ms = self._fed_samples * 1000 // self._rate_hz
        self._sink.send({"type": "ended", "offset_ms": ended_ms})

    def _at_16k(self, samples: Window, last: bool) -> Window:
        if self._resampler is None:
            return samples
        return np.asarray(self._resampler.resample_chunk(samples, last=last), dtype=np.int16)

    def _take(self, cut: Cut) -> None:
        if isinstance(cut, Opened):
            self._offset_ms = cut.offset_samples * 1000 // SAMPLE_RATE_HZ
            self._sink.send({"type": "speech_started", "offset_ms": self._offset_ms})
            if self._interim and self._recognizer is not None:
                self._recognizer.begin()
                self._follow(cut.audio)
        elif isinstance(cut, Continued):
            self._follow(cut.audio)
        else:
            self._conclude(cut)

    def _follow(self, audio: bytes) -> None:
        if not self._interim or self._recognizer is None:
            return
        self._recognizer.hear(audio)
        self._unguessed_bytes += len(audio)
        if self._unguessed_bytes < _GUESS_EVERY_BYTES:
            return
        self._unguessed_bytes = 0
        guess = self._recognizer.guess()
        if guess and guess != self._guess:
            self._guess = guess
            self._sink.send({"type": "interim", "text": guess, "offset_ms": self._offset_ms})

    def _conclude(self, closed: Closed) -> None:
        self._unguessed_bytes, self._guess = 0, ""
        said: Message = {
            "type": "final",
            "offset_ms": self._offset_ms,
            "duration_ms": closed.duration_samples * 1000 // SAMPLE_RATE_HZ,
        }
        if self._recognizer is None:
            self._sink.send(said | {"type": "utterance"})
            self._sink.send_audio(closed.audio)
        else:
            self._sink.send(said | {"text": self._recognizer.conclude(closed.audio)})


def _resampler(rate_hz: int) -> Any:
    if rate_hz == SAMPLE_RATE_HZ:
        return None
    import soxr

    return soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
