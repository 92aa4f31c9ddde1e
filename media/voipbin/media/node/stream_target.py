"""What an audio stream is opened on: one channel, or a mixer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voipbin.media.node.channel import Channel
from voipbin.media.node.errors import BadCommand
from voipbin.media.node.mixer import Mixer
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.v1 import node_pb2

if TYPE_CHECKING:
    from voipbin.media.node.stream_session import StreamSession


class StreamTarget(Protocol):
    """Where a stream listens and talks."""

    def rate_for(self, form: StreamFormat) -> int:
        """Samples a second of the frames it gives and takes."""

    @property
    def streams(self) -> int:
        """How many are open on it."""

    def attach(self, session: "StreamSession") -> None:
        """Let audio flow."""

    def detach(self, session: "StreamSession") -> None:
        """Stop; harmless when repeated."""

    def review(self) -> None:
        """What a stream listens to changed."""

    def press(self, keys: node_pb2.SendDigits) -> None:
        """Send keys.

        Raises:
            CommandError: they cannot be sent.
        """


class ChannelTarget:
    """One party."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def rate_for(self, form: StreamFormat) -> int:
        """The rate of its line."""
        return self._channel.line.sample_rate_hz

    @property
    def streams(self) -> int:
        """How many are open on it."""
        return len(self._channel.ears)

    def attach(self, session: "StreamSession") -> None:
        """Let audio flow."""
        self._channel.ears.append(session)
        self._channel.sound.add_tap(session)

    def detach(self, session: "StreamSession") -> None:
        """Stop; harmless when repeated."""
        self._channel.sound.remove_tap(session)
        if session in self._channel.ears:
            self._channel.ears.remove(session)

    def review(self) -> None:
        """Nothing: each listens for itself."""

    def press(self, keys: node_pb2.SendDigits) -> None:
        """Send keys to the party."""
        self._channel.audio.digits.queue(keys, self._channel.sound.changed)


class MixerTarget:
    """All members of a conference."""

    def __init__(self, open_mixer: Callable[[], Mixer]) -> None:
        """Args:
        open_mixer: gives the mixer, a new one when the last had nobody left.
        """
        self._open = open_mixer
        self._mixer: Mixer | None = None

    def rate_for(self, form: StreamFormat) -> int:
        """Mixers sum at any rate; the stream has one of its own."""
        return form.sample_rate_hz

    @property
    def streams(self) -> int:
        """How many are open on it."""
        mixer = self._open()
        count = len(mixer.taps)
        mixer.settle()
        return count

    def attach(self, session: "StreamSession") -> None:
        """Let audio flow."""
        self._mixer = self._open()
        self._mixer.add_tap(session, session.rate_hz)

    def detach(self, session: "StreamSession") -> None:
        """Stop; harmless when repeated."""
        if self._mixer is not None:
            self._mixer.remove_tap(session)

    def review(self) -> None:
        """What a stream listens to changed."""
        if self._mixer is not None:
            self._mixer.review_links()

    def press(self, keys: node_pb2.SendDigits) -> None:
        """Refused: nobody in a conference wants to hear keys."""
        raise BadCommand("dtmf: a conference takes no keys; stream a call to send them to it")
