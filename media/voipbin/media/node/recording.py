"""Writing down one call: what the party says and what it hears, until a limit is reached."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
from voipbin.media.audio.pcm import FRAME_MS, Pcm, frame_samples, silence
from voipbin.media.audio.player import Player
from voipbin.media.audio.vad import EnergyVad
from voipbin.media.audio.wav import WavWriter
from voipbin.media.node.errors import BadCommand, CommandFailed
from voipbin.media.node.playback import beep_sound
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)

END_OF_KEYS: Final = ("", "none", "any", "*", "#")
NEVER_MS: Final = 1 << 62

Finished = Callable[[node_pb2.RecordFinished], None]


class Recording:
    """One StartRecord command. Both files get a frame per tick, so they stay aligned."""

    def __init__(
        self, command: node_pb2.StartRecord, sample_rate_hz: int, finished: Finished
    ) -> None:
        """Create the files.

        Raises:
            BadCommand: a field is malformed.
            CommandFailed: a file cannot be created.
        """
        check_record(command)
        self.recording_id: Final = command.recording_id
        self._finished = finished
        self._ticks = 0
        self._over = False
        self._key = command.end_of_key
        self._longest_ms = command.duration_ms or NEVER_MS
        self._longest_silence_ms = command.end_of_silence_ms or NEVER_MS
        self._vad = EnergyVad()
        self._silence = silence(frame_samples(sample_rate_hz))
        self._in = _create(command.path_in, sample_rate_hz)
        self._out = _create(command.path_out, sample_rate_hz)
        self._closing: asyncio.Task[None] | None = None
        sounds = [beep_sound(node_pb2.Beep(), sample_rate_hz)] if command.beep else []
        self.beep: Final = Player(sounds, sample_rate_hz)
        """To be played to the party first; not recorded."""

    def push(self, said: Pcm | None, heard: Pcm | None, missed: int) -> None:
        """Add one tick; missed ones before it are filled with silence.

        Args:
            said: by the party; None for silence.
            heard: by the party.
            missed: ticks skipped before this one.
        """
        for _ in range(missed):
            self._write(None, None)
        self._write(said, heard)
        self._vad.push(said)
        if self._in.error or self._out.error:
            self.finish("failed")
        elif self._ticks * FRAME_MS >= self._longest_ms:
            self.finish("duration")
        elif self._vad.silence_ms >= self._longest_silence_ms:
            self.finish("silence")

    def digit(self, digit: str) -> None:
        """The party pressed a key."""
        if self._key == "any" or (self._key in ("*", "#") and self._key == digit):
            self.finish("key")

    @property
    def over(self) -> bool:
        """Nothing is written any more."""
        return self._over

    def finish(self, reason: str) -> None:
        """End it, once; the event follows as soon as the files are complete."""
        if self._over:
            return
        self._over = True
        self._closing = asyncio.create_task(self._close(reason))

    async def wait_closed(self) -> None:
        """Return when the event was given; at once when it never ended."""
        if self._closing is not None:
            await asyncio.wait([self._closing])

    def _write(self, said: Pcm | None, heard: Pcm | None) -> None:
        self._ticks += 1
        self._in.write(self._silence if said is None else said)
        self._out.write(self._silence if heard is None else heard)

    async def _close(self, reason: str) -> None:
        futures = [asyncio.wrap_future(writer.close()) for writer in (self._in, self._out)]
        for result in await asyncio.gather(*futures, return_exceptions=True):
            if isinstance(result, BaseException):
                log.error("recording incomplete", recording_id=self.recording_id, error=str(result))
                reason = "failed"
        duration_ms = self._ticks * FRAME_MS
        self._finished(
            node_pb2.RecordFinished(
                recording_id=self.recording_id, duration_ms=duration_ms, reason=reason
            )
        )


def check_record(command: node_pb2.StartRecord) -> None:
    """Refuse what cannot be recorded.

    Raises:
        BadCommand: names the field.
    """
    if not command.recording_id:
        raise BadCommand("start_record.recording_id: empty")
    if command.end_of_key not in END_OF_KEYS:
        known = ", ".join(repr(key) for key in END_OF_KEYS)
        raise BadCommand(f"start_record.end_of_key: {command.end_of_key!r} is not one of {known}")
    for field in ("path_in", "path_out"):
        path = getattr(command, field)
        if not Path(path).is_absolute() or "\x00" in path:
            raise BadCommand(f"start_record.{field}: {path!r} is not an absolute path")
    if command.path_in == command.path_out:
        raise BadCommand("start_record.path_out: the same as path_in")


def _create(path: str, sample_rate_hz: int) -> WavWriter:
    try:
        return WavWriter(Path(path), sample_rate_hz)
    except OSError as error:
        raise CommandFailed(f"{path}: {error.strerror}") from None
