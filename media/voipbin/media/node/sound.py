"""What happens to the audio of one channel, frame by frame."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from voipbin.media.audio.mix import mix
from voipbin.media.audio.pcm import Pcm, frame_samples, silence
from voipbin.media.audio.player import Player
from voipbin.media.node.detection import Detection
from voipbin.media.node.digits import DigitSender
from voipbin.media.node.line import Line
from voipbin.media.node.music import music
from voipbin.media.node.playback import Playback
from voipbin.media.node.recording import Recording
from voipbin.media.rtp.pacer import Pacer, Participant


class AudioTap(Protocol):
    """A program that listens to a channel and may talk into it."""

    def take(self, missed: int) -> tuple[Pcm | None, Pcm | None]:
        """The next frame of talk: for the party, and for the other side as if the party spoke."""

    def hear(self, said: Pcm, heard: Pcm | None, missed: int) -> None:
        """What the party said and heard in this tick, less the tap's own talk; None is silence."""


class Lane:
    """Frames on their way from one channel to another, at most a few of them."""

    DEPTH: Final = 3
    """More than this is delay: the two channels tick equally often."""

    def __init__(self) -> None:
        self._frames: deque[Pcm] = deque(maxlen=self.DEPTH)

    def put(self, frame: Pcm) -> None:
        """Add the newest frame."""
        self._frames.append(frame)

    def get(self) -> Pcm | None:
        """The next frame, None when there is none."""
        return self._frames.popleft() if self._frames else None


class Sound:
    """Mixes, plays, records and taps; ticks while its line is ready.

    What the party hears, first that applies: silence or mute, playback in front, playback, music on
    hold, echo, the other side of the bridge. Audio streams are mixed into it; each of them hears
    the others, and never itself.
    """

    def __init__(self, line: Line, pacer: Pacer, digits: DigitSender) -> None:
        self.line: Final = line
        self.digits: Final = digits
        self.playback: Playback | None = None
        self.in_front: Playback | None = None
        """Played instead of `playback`, which is held back."""
        self.recording: Recording | None = None
        self.detection: Detection | None = None
        self.taps: list[AudioTap] = []
        self.mute_in = False
        self.mute_out = False
        self.silent = False
        self.echoing = False
        self.from_peer: Callable[[], Pcm | None] | None = None
        """The bridge: what the other side says."""
        self.to_peer: Callable[[Pcm], None] | None = None
        """The bridge: takes what this party says."""
        self.on_change: Callable[[], None] | None = None
        """The bridge: told when something makes `plain` change."""
        self._music: Player | None = None
        self._music_for: set[str] = set()
        self._pacer = pacer
        self._participant: Participant | None = None
        self._paused = False
        self._closed = False
        self._quiet = silence(0)
        self._said = self._quiet
        self._talk: dict[AudioTap, Pcm] = {}
        """What each stream says to the party in this tick."""

    # -- running ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to tick; the line must be ready. May be called again."""
        if self._closed or self._participant is not None or not self.line.ready:
            return
        if not self.line.when_open(self.start):
            return  # a greeting does not begin before it can be heard
        self._quiet = silence(frame_samples(self.line.sample_rate_hz))
        self._quiet.setflags(write=False)
        if not self._paused:
            self._participant = self._pacer.add(self.tick)
        self.changed()

    def pause(self) -> None:
        """Stop ticking while packets are relayed; playing and recording are off then."""
        self._paused = True
        self._leave_pacer()

    def resume(self) -> None:
        """Tick again."""
        self._paused = False
        self.start()

    def close(self) -> None:
        """Stop for good."""
        self._closed = True
        self._leave_pacer()

    @property
    def plain(self) -> bool:
        """Nothing but the bridge concerns this audio: packets may be relayed undecoded."""
        return self.line.plain and self.untouched

    @property
    def untouched(self) -> bool:
        """What the party says goes to the bridge, and what it hears comes from there."""
        return (
            not self._closed
            and self.playback is None
            and self.in_front is None
            and self.detection is None
            and self.recording is None
            and not self.taps
            and not (self.mute_in or self.mute_out or self.silent or self.echoing)
            and self._music is None
            and not self.digits.busy
        )

    def changed(self) -> None:
        """Let the bridge look at `plain` again."""
        if self.on_change is not None:
            self.on_change()

    # -- settings ---------------------------------------------------------------------------

    def set_music(self, on: bool, reason: str) -> None:
        """Start music on hold, or stop it once no reason for it is left."""
        (self._music_for.add if on else self._music_for.discard)(reason)
        if self._music_for and self._music is None:
            rate = self.line.sample_rate_hz
            self._music = Player([music(rate)], rate, loop=True)
        elif not self._music_for:
            self._music = None
        self.changed()

    def add_tap(self, tap: AudioTap) -> None:
        """Let a program listen and talk."""
        self.taps = [*self.taps, tap]
        self.changed()

    def remove_tap(self, tap: AudioTap) -> None:
        """Forget a program; harmless when repeated."""
        self.taps = [other for other in self.taps if other is not tap]
        self.changed()

    # -- the tick ---------------------------------------------------------------------------

    def tick(self, _now_ms: float, missed: int) -> None:
        """Read one frame from the party, write one to it, and tell everybody concerned."""
        across = self.take(missed)
        if self.to_peer is not None:
            self.to_peer(across)
        self.give(self.from_peer() if self.from_peer is not None else None, missed)

    def take(self, missed: int) -> Pcm:
        """The first half of a tick: what the others hear of this party, and of streams for them."""
        self.line.leg.skip(missed)
        said = self.line.read()
        if self.detection is not None:
            self.detection.push(said)
        self._said = said = self._quiet if self.mute_in else said
        self._talk.clear()
        if not self.taps:
            return said
        across = [said]
        for tap in self.taps:
            for_party, for_others = tap.take(missed)
            if for_party is not None:
                self._talk[tap] = for_party
            if for_others is not None:
                across.append(for_others)
        return mix(across) if len(across) > 1 else said

    def give(self, across: Pcm | None, missed: int) -> None:
        """The second half.

        Args:
            across: what the others say; None for silence.
            missed: ticks skipped before this one.
        """
        said = self._said
        recording = self.recording
        if recording is not None and not recording.beep.done:
            recording = None  # the last frame of the beep is not recorded either
        base = self._base(said, across, missed)
        deaf = self.silent or self.mute_out
        heard = None if deaf else _sum(base, self._talk.values())
        self.line.write(heard)
        if recording is not None:
            recording.push(said, heard, missed)
        for tap in self.taps:
            if tap in self._talk and not deaf:
                others = [frame for talker, frame in self._talk.items() if talker is not tap]
                tap.hear(said, _sum(base, others), missed)
            else:
                tap.hear(said, heard, missed)
        if self.digits.busy and self.digits.tick():
            self.changed()

    def _base(self, said: Pcm, across: Pcm | None, missed: int) -> Pcm | None:
        """What the party hears but for the streams; every source moves on, heard or not."""
        overlay = self.digits.tone()
        if overlay is not None:
            return overlay
        recording = self.recording
        if recording is not None and not recording.beep.done:
            return recording.beep.read()
        for playback in (self.in_front, self.playback):
            if playback is not None:
                playback.skip(missed)
                frame = playback.read()
                if frame is not None:
                    return frame
        if self._music is not None:
            return self._music.read()
        if self.echoing:
            return said
        return across

    def _leave_pacer(self) -> None:
        if self._participant is not None:
            self._pacer.remove(self._participant)
            self._participant = None


def _sum(base: Pcm | None, talk: Iterable[Pcm]) -> Pcm | None:
    """Both together; None is silence."""
    frames = [*talk] if base is None else [base, *talk]
    if not frames:
        return None
    return mix(frames) if len(frames) > 1 else frames[0]
