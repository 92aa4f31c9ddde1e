"""All mixers of a node, and the commands that concern a whole one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from voipbin.media.node.errors import BadCommand, WrongState
from voipbin.media.node.events import EventLog
from voipbin.media.node.member import Member
from voipbin.media.node.mixer import Mixer
from voipbin.media.node.playback import Playback, SoundCache
from voipbin.media.node.recording import Recording
from voipbin.media.rtp.pacer import Pacer
from voipbin.media.v1 import node_pb2

if TYPE_CHECKING:
    from voipbin.media.node.channel import Channel


class Mixers:
    """Mixers come with whoever needs them first, and go with the last."""

    def __init__(self, pacer: Pacer, sounds: SoundCache, events: EventLog) -> None:
        self._pacer = pacer
        self._sounds = sounds
        self._events = events
        self._mixers: dict[str, Mixer] = {}
        self._recordings: set[Recording] = set()
        self._handlers: Final[dict[str, Callable[[str, Any], None]]] = {
            "play": self.play,
            "stop_play": self.stop_play,
            "start_record": self.start_record,
            "stop_record": self.stop_record,
            "close_bridge": lambda bridge_id, _: self.close(bridge_id),
        }

    def __len__(self) -> int:
        return len(self._mixers)

    def open(self, bridge_id: str) -> Mixer:
        """The mixer of that id; a new one where there is none."""
        mixer = self._mixers.get(bridge_id)
        if mixer is None:
            mixer = self._mixers[bridge_id] = Mixer(bridge_id, self._pacer, self._forget)
        return mixer

    def execute(self, bridge_id: str, kind: str, command: Any) -> None:
        """Carry out a command that names a bridge in place of a channel.

        Raises:
            CommandError: it cannot be.
        """
        handler = self._handlers.get(kind)
        if handler is None:
            raise BadCommand(f"bridge_id: {kind} is a command of channels, not of bridges")
        handler(bridge_id, command)

    def join(self, channel: "Channel", command: node_pb2.Join) -> None:
        """Put a channel into a mixer; doing it again does nothing.

        Raises:
            BadCommand: no bridge id.
            WrongState: the channel is ending or in another bridge.
        """
        bridge_id = command.bridge_id
        if not bridge_id:
            raise BadCommand("join.bridge_id: empty")
        channel.require_live("join")
        channel.call_id = channel.call_id or command.call_id
        bridge = channel.bridge
        if bridge is None:
            self.open(bridge_id).join(channel)
        elif not isinstance(bridge, Member) or bridge.bridge_id != bridge_id:
            raise WrongState(f"channel {channel.channel_id} is in bridge {bridge.bridge_id}")

    def play(self, bridge_id: str, command: node_pb2.Play) -> None:
        """Play to everybody, beside what they say; replaces what is playing."""
        mixer = self.open(bridge_id)
        rate_hz = mixer.best_rate_hz

        def finished(event: node_pb2.PlaybackFinished) -> None:
            if mixer.playback is not None and mixer.playback[0] is playback:
                self._end_playback(mixer)
            self._tell(bridge_id, playback_finished=event)

        try:
            playback = Playback(command, rate_hz, self._sounds, finished)
        except Exception:
            mixer.settle()
            raise
        if mixer.playback is not None:
            mixer.playback[0].finish("replaced")
        mixer.playback = (playback, mixer.source(rate_hz))
        mixer.wake()

    def stop_play(self, bridge_id: str, command: node_pb2.StopPlay) -> None:
        """End a playback; one that does not play is no error."""
        mixer = self._mixers.get(bridge_id)
        if mixer is not None and mixer.playback is not None:
            playback = mixer.playback[0]
            if command.playback_id in ("", playback.playback_id):
                playback.finish("stopped")

    def start_record(self, bridge_id: str, command: node_pb2.StartRecord) -> None:
        """Write what all say together to one file; one recording at a time.

        Raises:
            WrongState: another recording is running.
        """
        mixer = self.open(bridge_id)
        if mixer.recording is not None and not mixer.recording[0].over:
            running = mixer.recording[0].recording_id
            raise WrongState(f"cannot record: recording {running} is running")

        def finished(event: node_pb2.RecordFinished) -> None:
            self._recordings.discard(recording)
            self._tell(bridge_id, record_finished=event)

        rate_hz = mixer.best_rate_hz
        try:
            recording = Recording(command, rate_hz, finished, both_sides=False)
        except Exception:
            mixer.settle()
            raise
        self._recordings.add(recording)
        mixer.recording = (recording, mixer.source(rate_hz))
        mixer.wake()
        started = node_pb2.RecordStarted(recording_id=recording.recording_id)
        self._tell(bridge_id, record_started=started)

    def stop_record(self, bridge_id: str, command: node_pb2.StopRecord) -> None:
        """End a recording; one that ended by itself meanwhile is no error."""
        mixer = self._mixers.get(bridge_id)
        if mixer is not None and mixer.recording is not None:
            recording = mixer.recording[0]
            if command.recording_id in ("", recording.recording_id):
                recording.finish("stopped")

    def close(self, bridge_id: str) -> None:
        """Let everybody go and end what runs; nothing happens without such a bridge."""
        mixer = self._mixers.get(bridge_id)
        if mixer is None:
            return
        if mixer.playback is not None:
            mixer.playback[0].finish("stopped")
        if mixer.recording is not None:
            mixer.recording[0].finish("hangup")
        mixer.end_taps("normal")
        for member in list(mixer.members):
            member.end()

    async def close_all(self) -> None:
        """End every mixer and wait until the files of recordings are complete."""
        for bridge_id in list(self._mixers):
            self.close(bridge_id)
        for recording in list(self._recordings):
            await recording.wait_closed()

    def _end_playback(self, mixer: Mixer) -> None:
        if mixer.playback is not None:
            mixer.playback[1].close()
            mixer.playback = None
            mixer.settle()

    def _forget(self, mixer: Mixer) -> None:
        if self._mixers.get(mixer.bridge_id) is mixer:
            del self._mixers[mixer.bridge_id]

    def _tell(self, bridge_id: str, **event: Any) -> None:
        self._events.append(node_pb2.ChannelEvent(bridge_id=bridge_id, **event))
