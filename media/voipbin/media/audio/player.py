"""Playing prompts: sounds in memory cut into 20 ms frames, and their live counterpart."""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from voipbin.media.audio.pcm import Pcm, frame_samples, silence


class Player:
    """Plays sounds one after the other without a gap; `read` once per 20 ms."""

    def __init__(self, sources: Sequence[Pcm], sample_rate_hz: int, *, loop: bool = False) -> None:
        """Args:
        sources: samples at that rate; they are not copied, so cached prompts can be shared.
        sample_rate_hz: the call's rate.
        loop: begin again at the end until stopped.
        """
        self.sample_rate_hz: Final = sample_rate_hz
        self.done = not any(source.size for source in sources)
        """Nothing more will be played."""
        self._sources = [source for source in sources if source.size]
        self._loop = loop
        self._frame = frame_samples(sample_rate_hz)
        self._index = 0
        self._offset = 0
        self._played = 0

    @property
    def position_ms(self) -> int:
        """How much was read so far, all rounds of a loop counted."""
        return self._played * 1000 // self.sample_rate_hz

    @property
    def duration_ms(self) -> int:
        """One round."""
        return sum(source.size for source in self._sources) * 1000 // self.sample_rate_hz

    def read(self) -> Pcm | None:
        """The next frame, the last one padded with silence; None when done."""
        if self.done:
            return None
        source = self._sources[self._index]
        end = self._offset + self._frame
        if end < source.size:
            frame = source[self._offset : end]
            self._offset = end
            self._played += self._frame
            return frame
        return self._read_across()

    def skip(self, frames: int) -> None:
        """Pass over missed ticks, so that a prompt ends when it should."""
        for _ in range(frames):
            self.read()

    def stop(self) -> None:
        """Play nothing more."""
        self.done = True

    def _read_across(self) -> Pcm:
        """A frame that contains the end of a source."""
        frame = silence(self._frame)
        filled = 0
        while filled < self._frame and not self.done:
            source = self._sources[self._index]
            taken = min(self._frame - filled, source.size - self._offset)
            frame[filled : filled + taken] = source[self._offset : self._offset + taken]
            filled += taken
            self._offset += taken
            if self._offset == source.size:
                self._advance()
        self._played += filled
        return frame

    def _advance(self) -> None:
        self._offset = 0
        self._index += 1
        if self._index == len(self._sources):
            self._index = 0
            self.done = not self._loop


class PcmFeed:
    """A live source: whoever makes the audio pushes chunks, the call reads frames.

    Marks are reported when the sample they were set at has been read, `clear` tells how much of
    what was pushed has been heard: what an interrupted speaker needs to know.
    """

    def __init__(self, sample_rate_hz: int, *, max_ms: int = 60_000) -> None:
        """Args:
        sample_rate_hz: of the samples pushed.
        max_ms: more than this is not buffered.
        """
        self.sample_rate_hz: Final = sample_rate_hz
        self._frame = frame_samples(sample_rate_hz)
        self._max_samples = sample_rate_hz * max_ms // 1000
        self._chunks: deque[Pcm] = deque()
        self._marks: deque[tuple[int, str]] = deque()
        self._pushed = 0
        self._read = 0
        self._ended = False

    @property
    def buffered_ms(self) -> int:
        """Pushed and not yet read."""
        return (self._pushed - self._read) * 1000 // self.sample_rate_hz

    @property
    def played_ms(self) -> int:
        """Read so far, without the silence of underruns and what was cleared."""
        return self._read * 1000 // self.sample_rate_hz

    @property
    def done(self) -> bool:
        """Ended and read to the end."""
        return self._ended and self._read == self._pushed

    def push(self, pcm: Pcm) -> bool:
        """Append samples; False when the buffer is full and they were not taken."""
        if self._pushed - self._read + pcm.size > self._max_samples:
            return False
        if pcm.size:
            self._chunks.append(pcm)
            self._pushed += pcm.size
        return True

    def mark(self, name: str) -> None:
        """Report this name from `reached` once everything pushed so far has been read."""
        self._marks.append((self._pushed, name))

    def reached(self) -> list[str]:
        """Marks passed since the last call, in order."""
        names = []
        while self._marks and self._marks[0][0] <= self._read:
            names.append(self._marks.popleft()[1])
        return names

    def end(self) -> None:
        """Nothing more will be pushed."""
        self._ended = True

    def clear(self) -> int:
        """Drop what was not read, with its marks.

        Returns:
            Samples read since the beginning: how much was heard.
        """
        self._chunks.clear()
        self._marks.clear()
        self._pushed = self._read
        return self._read

    def read(self) -> Pcm | None:
        """The next frame, padded with silence on an underrun; None when nothing is there."""
        if not self._chunks:
            return None
        first = self._chunks[0]
        if first.size == self._frame:
            self._read += self._frame
            return self._chunks.popleft()
        frame = silence(self._frame)
        filled = 0
        while filled < self._frame and self._chunks:
            chunk = self._chunks.popleft()
            taken = min(self._frame - filled, chunk.size)
            frame[filled : filled + taken] = chunk[:taken]
            filled += taken
            if taken < chunk.size:
                self._chunks.appendleft(chunk[taken:])
        self._read += filled
        return frame


def join(sounds: Sequence[Pcm]) -> Pcm:
    """Sounds of one rate, one after the other."""
    return np.concatenate(sounds) if sounds else silence(0)
