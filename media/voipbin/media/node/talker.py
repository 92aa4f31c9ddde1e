"""What a program says on an audio stream: buffered, played in time, marked and cleared."""

from collections import deque
from typing import Final

from voipbin.media.audio.pcm import Pcm, frame_samples, silence
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.v1 import audio_pb2

MAX_TALK_S: Final = 60
MAX_MARKS: Final = 1000
PATIENCE_TICKS: Final = 2
"""How long less than a cushion of audio may wait before it is played anyhow."""
MAX_CUSHION: Final = 3
"""Frames; the cushion grows to this with a client that sends in real time and unevenly."""
UNDERRUN_TICKS: Final = 10
"""Audio that comes this soon after the buffer ran dry was late, not a new utterance."""


class Talker:
    """The talk buffer of one stream. Counts are samples at the rate of the stream."""

    def __init__(self, form: StreamFormat, channel_hz: int) -> None:
        self._form = form
        self._frame_samples = frame_samples(form.sample_rate_hz)
        self._frame_bytes = self._frame_samples * form.sample_bytes
        self._most_bytes = MAX_TALK_S * form.sample_rate_hz * form.sample_bytes
        self._channel_hz = channel_hz
        self._chunks: deque[bytes] = deque()
        self._buffered = 0
        self._marks: deque[tuple[int, str]] = deque()
        self._position = 0
        """Samples taken out of the buffer, cleared ones included."""
        self._cleared = 0
        self._tail = 0
        """Samples taken that still are inside the resampler."""
        self._playing = False
        self._waited = 0
        self._dry = UNDERRUN_TICKS
        self._cushion = 1
        self._resampler = self._new_resampler()

    @property
    def heard_samples(self) -> int:
        """Samples heard so far."""
        return self._position - self._tail - self._cleared

    @property
    def idle(self) -> bool:
        """Nothing to play."""
        return not self._buffered and not self._tail

    def push(self, data: bytes) -> int:
        """Append audio; returns the bytes that did not fit and were dropped.

        Raises:
            ValueError: not a whole number of samples.
        """
        if len(data) % self._form.sample_bytes:
            raise ValueError(f"audio.data: {len(data)} bytes are no whole number of samples")
        room = self._most_bytes - self._buffered
        kept = data[:room] if len(data) > room else data
        if kept:
            if not self._buffered and not self._playing and self._dry < UNDERRUN_TICKS:
                self._cushion = min(self._cushion + 1, MAX_CUSHION)
            self._chunks.append(kept)
            self._buffered += len(kept)
        return len(data) - len(kept)

    def mark(self, name: str) -> audio_pb2.Played | None:
        """Remember a place; the answer when everything before it was heard already.

        Raises:
            ValueError: the name is too long or too many marks are waiting.
        """
        if len(name.encode()) > 256:
            raise ValueError(f"mark.name: {len(name.encode())} bytes are more than 256")
        if len(self._marks) >= MAX_MARKS:
            raise ValueError(f"mark: more than {MAX_MARKS} are waiting")
        if self.idle:
            return audio_pb2.Played(name=name, heard_samples=self.heard_samples)
        self._marks.append((self._position + self._buffered // self._form.sample_bytes, name))
        return None

    def clear(self) -> tuple[list[audio_pb2.Played], audio_pb2.Cleared]:
        """Drop what was not heard; the marks in it, and how much was heard and dropped."""
        heard = self.heard_samples
        dropped = self._buffered // self._form.sample_bytes + self._tail
        self._position += self._buffered // self._form.sample_bytes
        self._cleared += dropped
        self._chunks.clear()
        self._buffered = self._tail = 0
        self._playing = False
        self._resampler = self._new_resampler()
        marks = [
            audio_pb2.Played(name=name, heard_samples=heard, cleared=True)
            for _, name in self._marks
        ]
        self._marks.clear()
        return marks, audio_pb2.Cleared(heard_samples=heard, dropped_samples=dropped)

    def read(self) -> Pcm | None:
        """The next 20 ms at the rate of the channel; None when nothing is said."""
        if self._due():
            frame, taken = self._take()
        elif self._tail:
            frame, taken = silence(self._frame_samples), 0
        else:
            return None
        if self._resampler is None:
            return frame
        self._tail = taken
        return self._resampler.push(frame)

    def reached(self) -> list[audio_pb2.Played]:
        """Marks passed since the last call."""
        marks, passed = self._marks, []
        place = self._position - self._tail
        while marks and marks[0][0] <= place:
            position, name = marks.popleft()
            heard = position - self._cleared
            passed.append(audio_pb2.Played(name=name, heard_samples=heard))
        return passed

    def _due(self) -> bool:
        """Whether a frame shall be played now; decides between smooth and soon."""
        if self._playing and self._buffered >= self._frame_bytes:
            return True
        if self._playing:
            self._playing, self._waited, self._dry = False, 0, 0
        if not self._buffered:
            self._dry = min(self._dry + 1, UNDERRUN_TICKS)
            return False
        self._waited += 1
        if self._buffered < self._cushion * self._frame_bytes and self._waited <= PATIENCE_TICKS:
            return False
        self._playing, self._waited = True, 0
        return True

    def _take(self) -> tuple[Pcm, int]:
        """The next frame, padded with silence, and how many samples of it are audio."""
        first = self._chunks[0]
        data = self._chunks.popleft() if len(first) == self._frame_bytes else self._gather()
        self._buffered -= len(data)
        pcm = self._form.decode(data)
        taken = int(pcm.size)
        self._position += taken
        if taken < self._frame_samples:
            padded = silence(self._frame_samples)
            padded[:taken] = pcm
            pcm = padded
        return pcm, taken

    def _gather(self) -> bytes:
        parts: list[bytes] = []
        missing = self._frame_bytes
        while missing and self._chunks:
            chunk = self._chunks.popleft()
            if len(chunk) > missing:
                self._chunks.appendleft(chunk[missing:])
                chunk = chunk[:missing]
            parts.append(chunk)
            missing -= len(chunk)
        return b"".join(parts)

    def _new_resampler(self) -> FrameResampler | None:
        if self._form.sample_rate_hz == self._channel_hz:
            return None
        return FrameResampler(self._form.sample_rate_hz, self._channel_hz)
