"""What is played to a party: files, beeps, ringback and silence, one after the other."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from voipbin.media.audio.decode import load_audio
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.player import Player
from voipbin.media.audio.tones import ringback, tone
from voipbin.media.node.errors import BadCommand
from voipbin.media.v1 import node_pb2

MAX_SILENCE_MS: Final = 3_600_000
MAX_BEEP_MS: Final = 60_000
DEFAULT_BEEP_HZ: Final = 1000
DEFAULT_BEEP_MS: Final = 250

Finished = Callable[[node_pb2.PlaybackFinished], None]


class SoundCache:
    """Decoded files, the most recently used ones; prompts are played to many callers."""

    MAX_BYTES: Final = 64 * 1024 * 1024

    def __init__(self) -> None:
        self._sounds: OrderedDict[tuple[object, ...], Pcm] = OrderedDict()
        self._bytes = 0

    async def load(self, path: Path, sample_rate_hz: int) -> Pcm:
        """Samples of a file at that rate.

        Raises:
            ValueError: not audio; says why.
            OSError: cannot be read.
        """
        key = _key(path, sample_rate_hz)
        sound = self._sounds.get(key)
        if sound is None:
            sound = await load_audio(path, sample_rate_hz)
            self._keep(key, sound)
        else:
            self._sounds.move_to_end(key)
        return sound

    def _keep(self, key: tuple[object, ...], sound: Pcm) -> None:
        if key in self._sounds:
            return
        self._sounds[key] = sound
        self._bytes += sound.nbytes
        while self._bytes > self.MAX_BYTES and len(self._sounds) > 1:
            self._bytes -= self._sounds.popitem(last=False)[1].nbytes


def _key(path: Path, sample_rate_hz: int) -> tuple[object, ...]:
    stat = path.stat()
    return path, stat.st_mtime_ns, stat.st_size, sample_rate_hz


class Playback:
    """One Play command: loads its sources, then gives frames until they end."""

    def __init__(
        self,
        command: node_pb2.Play,
        sample_rate_hz: int,
        cache: SoundCache,
        finished: Finished,
    ) -> None:
        """Start loading.

        Raises:
            BadCommand: no sources, or one is malformed.
        """
        check_play(command)
        self.playback_id: Final = command.playback_id
        self._finished = finished
        self._player: Player | None = None
        self._over = False
        self._task = asyncio.create_task(self._load(command, sample_rate_hz, cache))

    def read(self) -> Pcm | None:
        """The next frame; None while loading and after the end."""
        player = self._player
        if player is None:
            return None
        frame = player.read()
        if player.done:
            self.finish("done")
        return frame

    def skip(self, frames: int) -> None:
        """Pass over missed ticks."""
        if self._player is not None and frames:
            self._player.skip(frames)

    def finish(self, reason: str, message: str = "") -> None:
        """End it and say so, once."""
        if self._over:
            return
        self._over = True
        if reason != "failed":
            self._task.cancel()
        played_ms = 0 if self._player is None else self._player.position_ms
        self._finished(
            node_pb2.PlaybackFinished(
                playback_id=self.playback_id, played_ms=played_ms, reason=reason, message=message
            )
        )

    async def _load(self, command: node_pb2.Play, rate: int, cache: SoundCache) -> None:
        try:
            sounds = [await _sound(source, rate, cache) for source in command.sources]
        except (ValueError, OSError) as error:
            self.finish("failed", str(error))
            return
        player = Player(sounds, rate, loop=command.loop)
        if player.done:
            self.finish("done")
        self._player = player


def check_play(command: node_pb2.Play) -> None:
    """Refuse what cannot be played whatever the files are.

    Raises:
        BadCommand: names the field.
    """
    if not command.sources:
        raise BadCommand("play.sources: empty")
    for index, source in enumerate(command.sources):
        field = f"play.sources[{index}]"
        kind = source.WhichOneof("source")
        if kind is None:
            raise BadCommand(f"{field}: nothing is set")
        if kind == "path" and (not source.path or "\x00" in source.path):
            raise BadCommand(f"{field}.path: {source.path!r} is no path")
        if kind == "silence_ms" and source.silence_ms > MAX_SILENCE_MS:
            raise BadCommand(f"{field}.silence_ms: {source.silence_ms} exceeds {MAX_SILENCE_MS}")
        if kind == "beep":
            _check_beep(source.beep, f"{field}.beep")


def _check_beep(beep: node_pb2.Beep, field: str) -> None:
    if beep.frequency_hz >= 4000:
        raise BadCommand(f"{field}.frequency_hz: {beep.frequency_hz} is not below 4000")
    if beep.duration_ms > MAX_BEEP_MS:
        raise BadCommand(f"{field}.duration_ms: {beep.duration_ms} exceeds {MAX_BEEP_MS}")


def beep_sound(beep: node_pb2.Beep, sample_rate_hz: int) -> Pcm:
    """Samples of a beep."""
    frequency_hz = beep.frequency_hz or DEFAULT_BEEP_HZ
    return tone((float(frequency_hz),), beep.duration_ms or DEFAULT_BEEP_MS, sample_rate_hz)


async def _sound(source: node_pb2.AudioSource, rate: int, cache: SoundCache) -> Pcm:
    kind = source.WhichOneof("source")
    if kind == "beep":
        return beep_sound(source.beep, rate)
    if kind == "ringback":
        return ringback(rate)
    if kind == "silence_ms":
        return silence(rate * source.silence_ms // 1000)
    return await cache.load(Path(source.path), rate)
