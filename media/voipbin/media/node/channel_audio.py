"""What a channel does with its audio on command: play, record, press keys, echo, mute."""

from collections.abc import Callable
from typing import Final

from voipbin.media.node.detection import Detection
from voipbin.media.node.digits import MAX_MS, DigitSender
from voipbin.media.node.errors import WrongState
from voipbin.media.node.line import Line
from voipbin.media.node.playback import Playback, SoundCache
from voipbin.media.node.recording import Recording
from voipbin.media.node.sound import Sound
from voipbin.media.node.state import LIVE, WITH_AUDIO, ChannelState
from voipbin.media.rtp.dtmf import DigitEnded
from voipbin.media.rtp.pacer import Pacer
from voipbin.media.v1 import node_pb2

Emit = Callable[..., None]
"""Appends an event of the channel, given by the keyword of its field."""

_ANSWERED: Final = frozenset({ChannelState.UP})

SHORTEST_PRESS_MS: Final = 80
"""Keys passed on are held at least this long: some receivers miss shorter ones."""


class ChannelAudio:
    """The audio of one channel. Commands raise `CommandError`; results arrive as events."""

    def __init__(
        self,
        line: Line,
        pacer: Pacer,
        sounds: SoundCache,
        emit: Emit,
        state: Callable[[], ChannelState],
    ) -> None:
        self.line: Final = line
        self.digits: Final = DigitSender(line)
        self.sound: Final = Sound(line, pacer, self.digits)
        self._sounds = sounds
        self._emit = emit
        self._state = state
        self._echo_digits = False
        self._recordings: set[Recording] = set()

    # -- commands ---------------------------------------------------------------------------

    def play(self, command: node_pb2.Play) -> None:
        """Play; replaces what is playing, in front or behind."""
        self._require("play", WITH_AUDIO)
        playback = Playback(
            command, self.line.sample_rate_hz, self._sounds, self._playback_finished
        )
        sound = self.sound
        before = sound.in_front if command.in_front else sound.playback
        if before is not None:
            before.finish("replaced")
        if command.in_front:
            sound.in_front = playback
        else:
            sound.playback = playback
        sound.changed()

    def stop_play(self, playback_id: str = "") -> None:
        """End a playback; one that does not play is no error, it may have ended meanwhile."""
        self._require("stop playing", LIVE)
        self._stop_playing(playback_id)

    def send_digits(self, command: node_pb2.SendDigits) -> None:
        """Send keys after those still being sent."""
        self._require("send digits", _ANSWERED)
        digits_id = command.digits_id
        self.digits.queue(
            command, lambda: self._emit(digits_sent=node_pb2.DigitsSent(digits_id=digits_id))
        )
        self.sound.changed()

    def press(self, digit: str, duration_ms: int) -> None:
        """Send one key of another party or program, best effort."""
        if self._state() is ChannelState.UP:
            length_ms = min(max(duration_ms, SHORTEST_PRESS_MS), MAX_MS)
            command = node_pb2.SendDigits(digits=digit, duration_ms=length_ms)
            self.digits.queue(command, self.sound.changed)
            self.sound.changed()  # relayed audio has to make way for it

    def start_record(self, command: node_pb2.StartRecord) -> None:
        """Write to files; one recording at a time."""
        self._require("record", WITH_AUDIO)
        running = self.sound.recording
        if running is not None and not running.over:
            raise WrongState(f"cannot record: recording {running.recording_id} is running")
        recording = Recording(command, self.line.sample_rate_hz, self._record_finished)
        self._recordings.add(recording)
        self.sound.recording = recording
        self.sound.changed()
        self._emit(record_started=node_pb2.RecordStarted(recording_id=recording.recording_id))

    def stop_record(self, recording_id: str = "") -> None:
        """End a recording; one that ended by itself meanwhile is no error."""
        self._require("stop recording", LIVE)
        recording = self.sound.recording
        if recording is not None and recording_id in ("", recording.recording_id):
            recording.finish("stopped")

    def echo(self, on: bool, digits: bool) -> None:
        """Send the party its own audio, and its digits when asked."""
        self._require("echo", LIVE)
        self.sound.echoing = on
        self._echo_digits = on and digits
        self.sound.changed()

    def mute(self, *, said: bool, heard: bool) -> None:
        """Mute directions: what the party says, what it hears."""
        self._require("mute", LIVE)
        self.sound.mute_in, self.sound.mute_out = said, heard
        self.sound.changed()

    def detect_machine(self, detection_id: str) -> None:
        """Listen who answered; replaces a listening under way."""
        self._require("detect a machine", _ANSWERED)
        self.sound.detection = Detection(detection_id, self.line.sample_rate_hz, self._detected)
        self.sound.changed()

    def set_moh(self, on: bool, wanted_by: str = "") -> None:
        """Start music on hold for somebody, or stop it once nobody wants it."""
        self._require("play music on hold", WITH_AUDIO)
        self.sound.set_music(on, f"moh:{wanted_by}")

    def set_silence(self, on: bool) -> None:
        """Send silence in place of everything else, or stop."""
        self._require("silence", LIVE)
        self.sound.silent = on
        self.sound.changed()

    # -- what the channel tells -------------------------------------------------------------

    def heard_digit(self, event: DigitEnded) -> None:
        """The party pressed a key."""
        if self.sound.recording is not None:
            self.sound.recording.digit(event.digit)
        if self._echo_digits:
            self.press(event.digit, event.duration_ms)

    def stop(self) -> None:
        """End all that runs, because the channel ends; may be called twice."""
        self._stop_playing(reason="hangup")
        for recording in self._recordings:
            recording.finish("hangup")
        self.digits.clear()

    async def wait_recorded(self) -> None:
        """Return when the files of all recordings are complete."""
        for recording in list(self._recordings):
            await recording.wait_closed()

    def _stop_playing(self, playback_id: str = "", *, reason: str = "stopped") -> None:
        for playback in (self.sound.in_front, self.sound.playback):
            if playback is not None and playback_id in ("", playback.playback_id):
                playback.finish(reason)

    def _playback_finished(self, event: node_pb2.PlaybackFinished) -> None:
        sound = self.sound
        if sound.playback is not None and sound.playback.playback_id == event.playback_id:
            sound.playback = None
        elif sound.in_front is not None and sound.in_front.playback_id == event.playback_id:
            sound.in_front = None
        self._emit(playback_finished=event)
        self.sound.changed()

    def _detected(self, event: node_pb2.MachineDetected) -> None:
        self.sound.detection = None
        self._emit(machine_detected=event)
        self.sound.changed()

    def _record_finished(self, event: node_pb2.RecordFinished) -> None:
        recording = self.sound.recording
        if recording is not None and recording.recording_id == event.recording_id:
            self.sound.recording = None
        self._recordings = {
            item for item in self._recordings if item.recording_id != event.recording_id
        }
        self._emit(record_finished=event)
        self.sound.changed()

    def _require(self, action: str, states: frozenset[ChannelState]) -> None:
        state = self._state()
        if state not in states or (states is not LIVE and not self.line.ready):
            raise WrongState(f"cannot {action}: channel is {state}")
