"""Recording a call: what the party says and what it hears, in two files of equal length."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from voipbin.media.audio.pcm import FRAME_MS, Pcm, frame_samples, silence
from voipbin.media.audio.vad import EnergyVad
from voipbin.media.audio.wav import WavWriter

END_OF_KEYS: Final = ("", "none", "any", "*", "#")


class StopReason(StrEnum):
    """Why a recording ended."""

    STOPPED = "stopped"
    DURATION = "duration"
    SILENCE = "silence"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """When a recording ends by itself."""

    duration_ms: int = 0
    """0 is no limit."""
    end_of_silence_ms: int = 0
    """Silence of the party that ends it; 0 is no limit."""
    end_of_key: str = ""
    """`any`, `*` or `#`; `""` and `none` for no key."""

    def __post_init__(self) -> None:
        if self.duration_ms < 0:
            raise ValueError(f"duration_ms {self.duration_ms} is negative")
        if self.end_of_silence_ms < 0:
            raise ValueError(f"end_of_silence_ms {self.end_of_silence_ms} is negative")
        if self.end_of_key not in END_OF_KEYS:
            raise ValueError(f"end_of_key {self.end_of_key!r} is not one of {END_OF_KEYS}")


class Recorder:
    """Writes up to one file per direction, 16-bit mono at the call's rate.

    All files get one frame per tick, silence where there is none, so they stay aligned with
    each other and with the clock whatever the network loses.
    """

    def __init__(
        self, files: Mapping[str, Path], sample_rate_hz: int, limits: RecordingLimits | None = None
    ) -> None:
        """Create the files.

        Args:
            files: by direction: `in` is what the party says, `out` what it hears; one or both.
            sample_rate_hz: 8000 for G.711, 16000 for G.722.
            limits: None for none.

        Raises:
            ValueError: no file, or another direction.
            OSError: a file cannot be created; none stays open.
        """
        if not files or not files.keys() <= {"in", "out"}:
            raise ValueError(f"directions {sorted(files)} are not in, out or both")
        self.limits: Final = limits or RecordingLimits()
        self.reason: StopReason | None = None
        """Set once the recording has ended; nothing is written after."""
        self._silence = silence(frame_samples(sample_rate_hz))
        # Only for who wants it: it costs as much as a tenth of the recording.
        self._vad = EnergyVad() if self.limits.end_of_silence_ms else None
        self._ticks = 0
        self._writers: dict[str, WavWriter] = {}
        try:
            for direction, path in files.items():
                self._writers[direction] = WavWriter(path, sample_rate_hz)
        except OSError:
            self._end(StopReason.STOPPED)
            raise

    @property
    def paths(self) -> list[Path]:
        """The files, in the order given."""
        return [writer.path for writer in self._writers.values()]

    @property
    def duration_ms(self) -> int:
        """Length so far."""
        return self._ticks * FRAME_MS

    @property
    def error(self) -> OSError | None:
        """Why a file is incomplete, for example a full disk."""
        return next((w.error for w in self._writers.values() if w.error is not None), None)

    def push(self, heard: Pcm | None, said: Pcm | None, missed: int = 0) -> StopReason | None:
        """Add one tick of both directions; the reason when a limit was reached.

        Args:
            heard: what the party said, written to `in`; None for silence.
            said: what the party was given to hear, written to `out`.
            missed: ticks skipped before this one, filled with silence.
        """
        if self.reason is not None:
            return self.reason
        for _ in range(missed):
            self._write(None, None)
        self._write(heard, said)
        limits = self.limits
        if limits.duration_ms and self.duration_ms >= limits.duration_ms:
            self._end(StopReason.DURATION)
        elif self._vad is not None:
            self._vad.push(heard)
            if self._vad.silence_ms >= limits.end_of_silence_ms:
                self._end(StopReason.SILENCE)
        return self.reason

    def digit(self, digit: str) -> StopReason | None:
        """Tell of a key the party pressed; the reason when it ends the recording."""
        key = self.limits.end_of_key
        if self.reason is None and (key == "any" or (key == digit and key in "*#")):
            self._end(StopReason.KEY)
        return self.reason

    def stop(self) -> StopReason:
        """End it now; keeps the reason it already ended with."""
        if self.reason is None:
            self._end(StopReason.STOPPED)
        assert self.reason is not None
        return self.reason

    def closed(self) -> "list[Future[Path]]":
        """Stop, and give one future per file, done when it is complete on disk."""
        self.stop()
        return [writer.close() for writer in self._writers.values()]

    def _write(self, heard: Pcm | None, said: Pcm | None) -> None:
        self._ticks += 1
        for direction, frame in (("in", heard), ("out", said)):
            writer = self._writers.get(direction)
            if writer is not None:
                writer.write(self._silence if frame is None else frame)

    def _end(self, reason: StopReason) -> None:
        self.reason = reason
        for writer in self._writers.values():
            writer.close()
