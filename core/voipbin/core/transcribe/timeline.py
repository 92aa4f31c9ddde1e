"""Where the samples an engine heard lie in the call."""

from bisect import bisect_right

from voipbin.core.transcribe.speech_port import SAMPLE_RATE_HZ

_SAMPLES_A_MS = SAMPLE_RATE_HZ // 1000


class Timeline:
    """Maps offsets of an engine, which counts only what it is fed, to offsets in the call.

    Frames get lost, and an engine that replaces a dead one begins late.
    """

    def __init__(self) -> None:
        self._fed = 0
        self._begins: list[int] = []
        "Samples fed where each unbroken stretch begins."
        self._skipped: list[int] = []
        "Samples of the call the engine did not hear before that stretch."

    def place(self, media_time: int, samples: int) -> None:
        """Notes that samples beginning at a media time (in samples) are fed next."""
        skipped = media_time - self._fed
        if not self._skipped or skipped != self._skipped[-1]:
            self._begins.append(self._fed)
            self._skipped.append(skipped)
        self._fed += samples

    @property
    def fed_ms(self) -> int:
        """Milliseconds the engine was fed, on its own clock."""
        return self._fed // _SAMPLES_A_MS

    def in_call_us(self, offset_ms: int) -> int:
        """Microseconds from the start of the stream to what the engine calls offset_ms."""
        fed = offset_ms * _SAMPLES_A_MS
        stretch = bisect_right(self._begins, fed) - 1
        skipped = self._skipped[max(0, stretch)] if self._skipped else 0
        return (fed + skipped) * 1000 // _SAMPLES_A_MS
