"""One channel in a mixer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog

from voipbin.media.audio.pcm import Pcm
from voipbin.media.rtp.dtmf import DigitEnded

if TYPE_CHECKING:
    from voipbin.media.node.channel import Channel
    from voipbin.media.node.mixer import Feed, Mixer

log = structlog.get_logger(__name__)


class Member:
    """Speaks and hears for its channel in every tick of the mixer.

    A channel that only talks passes undecoded; one that also plays, records, is muted or streamed
    goes through its `Sound`, which then ticks here.
    """

    def __init__(self, mixer: "Mixer", channel: "Channel") -> None:
        self.channel: Final = channel
        self.feed: Feed | None = None
        self.slot = -1
        self.law = ""
        """Law of G.711 to send; "" when frames are encoded by the line."""
        self.taken = False
        """This tick goes through the sound of the channel."""
        self._mixer = mixer
        self._untouched = False

    @property
    def bridge_id(self) -> str:
        """Of the mixer."""
        return self._mixer.bridge_id

    @property
    def rate_hz(self) -> int:
        """Of the audio of its line."""
        return self.channel.line.sample_rate_hz

    def start(self) -> None:
        """Tick here from now on."""
        sound = self.channel.sound
        sound.pause()
        sound.on_change = self.review
        self.review()

    def stop(self) -> None:
        """Let the channel tick by itself again."""
        sound = self.channel.sound
        sound.on_change = None
        if self.feed is not None:
            del self.feed.members[self.slot]
            self.feed.band.close(self.slot)
            self.feed = None
        sound.resume()

    def end(self) -> None:
        """Leave the mixer; may be called twice."""
        self._mixer.leave(self)

    def pass_digit(self, leg: "Channel", pressed: DigitEnded, by_rtp: Callable[[], bool]) -> None:
        """Keys are for the platform: nobody in a conference wants to hear them."""

    def review(self) -> None:
        """Something about the channel changed."""
        line = self.channel.line
        if self.feed is None and line.ready:
            self._mixer.place(self, line.sample_rate_hz)
        self._untouched = self.channel.sound.untouched
        self.law = line.law if line.ready else ""

    def speak(self, missed: int) -> None:
        """Give the mixer what the party says in this tick."""
        feed = self.feed
        if feed is None:
            return
        self.taken = not self._untouched
        if self.taken:
            self._take(feed, missed)
            return
        line = self.channel.line
        line.leg.skip(missed)
        said = line.read_encoded()
        if said is not None:
            feed.say(self.slot, said, self.law)

    def _take(self, feed: "Feed", missed: int) -> None:
        # A program or file that fails here must not silence the others.
        try:
            feed.say(self.slot, self.channel.sound.take(missed), "")
        except Exception:
            log.exception("a channel failed in its tick", channel_id=self.channel.channel_id)

    def hear(self, frame: Pcm | None, missed: int) -> None:
        """Send the party what the others say; None is silence."""
        if not self.taken:
            self.channel.line.write(frame)
            return
        try:
            self.channel.sound.give(frame, missed)
        except Exception:
            log.exception("a channel failed in its tick", channel_id=self.channel.channel_id)

    def send(self, payload: bytes) -> None:
        """Send what is encoded already with `law`."""
        self.channel.line.leg.write_encoded(payload)
