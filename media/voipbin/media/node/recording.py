"""Writing down one call: what the party says and what it hears, until a limit is reached."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.player import Player
from voipbin.media.audio.recorder import END_OF_KEYS, Recorder, RecordingLimits
from voipbin.media.node.errors import BadCommand, CommandFailed
from voipbin.media.node.playback import beep_sound
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)

Finished = Callable[[node_pb2.RecordFinished], None]


class Recording:
    """One StartRecord command."""

    def __init__(
        self,
        command: node_pb2.StartRecord,
        sample_rate_hz: int,
        finished: Finished,
        *,
        both_sides: bool = True,
    ) -> None:
        """Create the files.

        Args:
            command: what is wanted.
            sample_rate_hz: of the frames.
            finished: gets the event of the end.
            both_sides: False for a conference, which has one file: `path_in`.

        Raises:
            BadCommand: a field is malformed.
            CommandFailed: a file cannot be created.
        """
        check_record(command, both_sides=both_sides)
        self.recording_id: Final = command.recording_id
        self._finished = finished
        self._over = False
        self._recorder = _open(command, sample_rate_hz)
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
        if self._over:
            return
        reason = self._recorder.push(said, heard, missed)
        if self._recorder.error is not None:
            self.finish("failed")
        elif reason is not None:
            self.finish(reason)

    def digit(self, digit: str) -> None:
        """The party pressed a key."""
        reason = self._recorder.digit(digit)
        if reason is not None:
            self.finish(reason)

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

    async def _close(self, reason: str) -> None:
        futures = map(asyncio.wrap_future, self._recorder.closed())
        for result in await asyncio.gather(*futures, return_exceptions=True):
            if isinstance(result, BaseException):
                log.error("recording incomplete", recording_id=self.recording_id, error=str(result))
                reason = "failed"
        self._finished(
            node_pb2.RecordFinished(
                recording_id=self.recording_id,
                duration_ms=self._recorder.duration_ms,
                reason=reason,
            )
        )


def check_record(command: node_pb2.StartRecord, *, both_sides: bool = True) -> None:
    """Refuse what cannot be recorded.

    Raises:
        BadCommand: names the field.
    """
    if not command.recording_id:
        raise BadCommand("start_record.recording_id: empty")
    if command.end_of_key not in END_OF_KEYS:
        known = ", ".join(repr(key) for key in END_OF_KEYS)
        raise BadCommand(f"start_record.end_of_key: {command.end_of_key!r} is not one of {known}")
    if not both_sides and command.path_out:
        raise BadCommand("start_record.path_out: a conference is recorded to path_in alone")
    for field in ("path_in", "path_out") if both_sides else ("path_in",):
        path = getattr(command, field)
        if not Path(path).is_absolute() or "\x00" in path:
            raise BadCommand(f"start_record.{field}: {path!r} is not an absolute path")
    if command.path_in == command.path_out:
        raise BadCommand("start_record.path_out: the same as path_in")


def _open(command: node_pb2.StartRecord, sample_rate_hz: int) -> Recorder:
    limits = RecordingLimits(
        duration_ms=command.duration_ms,
        end_of_silence_ms=command.end_of_silence_ms,
        end_of_key=command.end_of_key,
    )
    try:
        files = {"in": command.path_in, "out": command.path_out}
        named = {way: Path(path) for way, path in files.items() if path}
        return Recorder(named, sample_rate_hz, limits)
    except OSError as error:
        raise CommandFailed(f"{error.filename}: {error.strerror}") from None
