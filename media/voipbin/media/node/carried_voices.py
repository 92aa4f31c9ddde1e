"""What members of a conference say at another node, in the time of this one."""

from collections import deque
from typing import Final

from voipbin.media.audio.pcm import Pcm

CUSHION: Final = 3
"""Frames of 20 ms that are gathered before a voice is heard: what a network makes uneven."""
PATIENCE_TICKS: Final = 3
"""How long fewer may wait: the last frames of somebody who stopped."""
MOST: Final = 15
"""Frames kept of one voice; older ones are too late to be worth hearing."""
FORGOTTEN_TICKS: Final = 50
"""A voice is forgotten after a second of silence."""


class _Voice:
    def __init__(self) -> None:
        self.frames: deque[Pcm] = deque(maxlen=MOST)
        self.waited = 0
        """Ticks since it began to gather, or was heard last."""
        self._is_heard = False

    def read(self) -> Pcm | None:
        """The frame of this tick, if there is one."""
        if not self.frames:
            self.waited = 0 if self._is_heard else self.waited + 1
            self._is_heard = False
            return None
        if not self._is_heard:
            self.waited += 1
            if len(self.frames) < CUSHION and self.waited <= PATIENCE_TICKS:
                return None
            self._is_heard = True
        return self.frames.popleft()


class CarriedVoices:
    """Takes frames as they come, and gives one of each voice in every tick."""

    def __init__(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz: Final = sample_rate_hz
        self._voices: dict[str, _Voice] = {}

    def __len__(self) -> int:
        return len(self._voices)

    def push(self, call_id: str, frame: Pcm) -> None:
        """Add 20 ms of one member."""
        voice = self._voices.get(call_id)
        if voice is None:
            voice = self._voices[call_id] = _Voice()
        if not voice.frames:
            voice.waited = 0
        voice.frames.append(frame)

    def read(self) -> list[tuple[str, Pcm]]:
        """What each says in this tick, by the id of its call."""
        said = []
        for call_id, voice in list(self._voices.items()):
            frame = voice.read()
            if frame is not None:
                said.append((call_id, frame))
            elif not voice.frames and voice.waited > FORGOTTEN_TICKS:
                del self._voices[call_id]
        return said
