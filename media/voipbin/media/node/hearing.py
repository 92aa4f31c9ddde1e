"""What a program hears on an audio stream: lanes of frames in its encoding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from voipbin.media.audio.mix import mix
from voipbin.media.audio.pcm import FRAME_MS, Pcm, frame_samples, silence
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.v1 import audio_pb2

Send = Callable[[audio_pb2.StreamAudioResponse], None]

MOST_LANES: Final = 100
"""Members of a conference whose place in the audio is kept; one more takes that of whoever has been
silent longest."""
MAX_GAP_TICKS: Final = 50
"""Ticks missed in one go that are filled with silence; a longer pause only moves the time on."""


class HearingLane:
    """One direction: converts, gathers to full frames, numbers and encodes."""

    def __init__(
        self,
        direction: audio_pb2.AudioDirection,
        form: StreamFormat,
        channel_hz: int,
        send: Send,
        *,
        call_id: str = "",
    ) -> None:
        self._direction = direction
        self._encode = form.encoder()
        self._call_id = call_id
        self.skipped_ticks = 0
        """Ticks without audio so far, of a lane that has pauses."""
        self._send = send
        self._resampler = (
            FrameResampler(channel_hz, form.sample_rate_hz)
            if channel_hz != form.sample_rate_hz
            else None
        )
        self._ticks = form.frame_ms // FRAME_MS
        self._gathered: list[Pcm] = []
        self._sequence = 0
        self._frame_samples = form.sample_rate_hz * form.frame_ms // 1000

    @property
    def _skipped_samples(self) -> int:
        return self.skipped_ticks * self._frame_samples // self._ticks

    def push(self, frame: Pcm) -> None:
        """Add 20 ms."""
        if self._resampler is not None:
            frame = self._resampler.push(frame)
        if self._ticks > 1:
            self._gathered.append(frame)
            if len(self._gathered) < self._ticks:
                return
            frame = np.concatenate(self._gathered)
            self._gathered.clear()
        sequence = self._sequence
        self._sequence = sequence + 1
        self._send(
            audio_pb2.StreamAudioResponse(
                audio=audio_pb2.AudioFrame(
                    sequence=sequence,
                    media_time=sequence * self._frame_samples + self._skipped_samples,
                    call_id=self._call_id,
                    direction=self._direction,
                    data=self._encode(frame),
                )
            )
        )


class Hearing:
    """All lanes of one stream."""

    def __init__(
        self, listen: audio_pb2.AudioDirection, form: StreamFormat, channel_hz: int, send: Send
    ) -> None:
        self._silence = silence(frame_samples(channel_hz))
        self._said = self._heard = self._mixed = None
        if listen in (audio_pb2.AUDIO_DIRECTION_IN, audio_pb2.AUDIO_DIRECTION_SEPARATE):
            self._said = HearingLane(audio_pb2.AUDIO_DIRECTION_IN, form, channel_hz, send)
        if listen in (audio_pb2.AUDIO_DIRECTION_OUT, audio_pb2.AUDIO_DIRECTION_SEPARATE):
            self._heard = HearingLane(audio_pb2.AUDIO_DIRECTION_OUT, form, channel_hz, send)
        if listen in (audio_pb2.AUDIO_DIRECTION_UNSPECIFIED, audio_pb2.AUDIO_DIRECTION_MIX):
            self._mixed = HearingLane(audio_pb2.AUDIO_DIRECTION_MIX, form, channel_hz, send)

    def push(self, said: Pcm, heard: Pcm | None, missed: int) -> None:
        """Add one tick, and silence for the ticks missed before it."""
        for _ in range(min(missed, MAX_GAP_TICKS)):
            self._push(self._silence, None)
        self._push(said, heard)

    def _push(self, said: Pcm, heard: Pcm | None) -> None:
        if self._mixed is not None:
            self._mixed.push(said if heard is None else mix((said, heard)))
        if self._said is not None:
            self._said.push(said)
        if self._heard is not None:
            self._heard.push(self._silence if heard is None else heard)


@dataclass(slots=True)
class _Place:
    """Of one member in the audio."""

    lane: HearingLane
    given: int = 0
    """Ticks of audio so far."""
    tick: int = 0
    """In which it spoke last."""


class HearingApart:
    """What each member of a conference says, in lanes of their own that pause with them."""

    def __init__(self, form: StreamFormat, send: Send, began: Callable[[], None]) -> None:
        """Args:
        began: told of every new lane.
        """
        self._form = form
        self._send = send
        self._began = began
        self._places: dict[tuple[str, int], _Place] = {}
        """By call and rate; who has been silent longest stands first."""

    def push(self, call_id: str, sample_rate_hz: int, frame: Pcm, tick: int) -> None:
        """Add one frame of a member, said in that tick of the stream."""
        key = (call_id, sample_rate_hz)
        place = self._places.pop(key, None)
        if place is None:
            if not self._has_room(tick):
                return
            direction = audio_pb2.AUDIO_DIRECTION_IN
            place = _Place(
                HearingLane(direction, self._form, sample_rate_hz, self._send, call_id=call_id)
            )
        self._places[key] = place
        place.tick = tick
        place.lane.skipped_ticks = max(tick - place.given, 0)
        place.lane.push(frame)
        place.given += 1

    def _has_room(self, tick: int) -> bool:
        """Make room for one more; False while all are speaking."""
        if len(self._places) < MOST_LANES:
            self._began()
            return True
        key, place = next(iter(self._places.items()))
        if tick - place.tick < MAX_GAP_TICKS:
            return False
        del self._places[key]
        return True
