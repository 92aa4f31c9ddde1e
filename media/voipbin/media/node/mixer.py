"""A bridge of any number of channels: each hears all others, and never itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from voipbin.media.audio.band import Band, cut
from voipbin.media.audio.g711 import Pcms, encode_many
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.node.apart import MixerTap, review_links, tell_apart
from voipbin.media.node.member import Member
from voipbin.media.node.playback import Playback
from voipbin.media.node.recording import Recording
from voipbin.media.rtp.pacer import Pacer, Participant

if TYPE_CHECKING:
    from voipbin.media.node.channel import Channel


class Feed:
    """What comes into one band in one tick, and who is served by it."""

    def __init__(self, sample_rate_hz: int) -> None:
        self.band: Final = Band(sample_rate_hz)
        self.quiet: Final = silence(self.band.samples)
        self.quiet.setflags(write=False)
        self.members: dict[int, Member] = {}
        """By slot."""
        self.encoded: dict[str, tuple[list[int], list[bytes]]] = {}
        self.slots: list[int] = []
        self.frames: list[Pcm] = []

    def say(self, slot: int, said: bytes | Pcm, law: str) -> None:
        """A voice says something in this tick: a payload of that law, or samples."""
        if isinstance(said, bytes):
            slots, payloads = self.encoded.setdefault(law, ([], []))
            slots.append(slot)
            payloads.append(said)
        else:
            self.slots.append(slot)
            self.frames.append(said)

    def mix(self) -> None:
        """Add up what was said, and begin anew."""
        encoded = {law: voices for law, voices in self.encoded.items() if voices[0]}
        self.band.mix(encoded, self.slots, self.frames)
        self.encoded, self.slots, self.frames = {}, [], []

    def serve(self, missed: int) -> None:
        """Send every member what it hears."""
        band = self.band
        if band.total is None:
            for member in self.members.values():
                member.hear(None, missed)
            return
        place = {slot: row for row, slot in enumerate(band.speakers.tolist())}
        others = band.others() if place.keys() & self.members.keys() else None
        shared: dict[str, bytes] = {}
        apart: dict[str, list[tuple[Member, int]]] = {}
        for slot, member in self.members.items():
            row = place.get(slot)
            law = member.law if not member.taken else ""
            if row is not None and others is not None:
                if law:
                    apart.setdefault(law, []).append((member, row))
                else:
                    member.hear(others[row], missed)
            elif law:
                # All who are silent hear the same: it is encoded once.
                if law not in shared:
                    shared[law] = encode_many(law, band.total[None, :])[0]
                member.send(shared[law])
            else:
                member.hear(band.total, missed)
        if others is not None:
            _send_apart(apart, others)

    def heard_by(self, slot: int) -> Pcm:
        """All but what that slot says itself."""
        band = self.band
        if band.total is None:
            return self.quiet
        own = (band.speakers == slot).nonzero()[0]
        return band.without(int(own[0])) if own.size else band.total


class Source:
    """One voice or listener of a mixer that is no member: a playback, a recording, a program."""

    def __init__(self, feed: Feed) -> None:
        self.feed: Final = feed
        self.slot: Final = feed.band.open()

    def hear(self) -> Pcm:
        """All but itself."""
        return self.feed.heard_by(self.slot)

    def close(self) -> None:
        """Leave."""
        self.feed.band.close(self.slot)


class Mixer:
    """One bridge; ticks while it has anybody to serve.

    Voices are summed once for each sample rate; only sums are converted from rate to rate, so
    that a narrow-band telephone costs a wide-band conference nothing.
    """

    def __init__(self, bridge_id: str, pacer: Pacer, idle: Callable[["Mixer"], None]) -> None:
        """Args:
        bridge_id: its name in commands and events.
        pacer: the clock.
        idle: told when nobody is left to serve.
        """
        self.bridge_id: Final = bridge_id
        self.members: list[Member] = []
        self.taps: dict[MixerTap, Source] = {}
        self.playback: tuple[Playback, Source] | None = None
        self.recording: tuple[Recording, Source] | None = None
        self._pacer = pacer
        self._idle = idle
        self._feeds: dict[int, Feed] = {}
        self._converters: dict[tuple[int, int], FrameResampler] = {}
        self._participant: Participant | None = None

    @property
    def best_rate_hz(self) -> int:
        """The widest of its members' rates; 8000 without members."""
        return max((member.rate_hz for member in self.members), default=8000)

    @property
    def is_idle(self) -> bool:
        """Nobody and nothing is there."""
        return not (self.members or self.taps or self.playback or self.recording)

    # -- who takes part ---------------------------------------------------------------------

    def join(self, channel: "Channel") -> None:
        """Take a channel in; it is heard as soon as its line is ready."""
        member = Member(self, channel)
        self.members.append(member)
        member.start()
        self.wake()
        channel.joined_bridge(member)

    def leave(self, member: Member) -> None:
        """Let a channel go; harmless when repeated."""
        if member not in self.members:
            return
        self.members.remove(member)
        member.stop()
        member.channel.left_bridge(member)
        self.settle()

    def place(self, member: Member, rate_hz: int) -> None:
        """Give a member its slot."""
        feed = self._feed(rate_hz)
        member.feed, member.slot = feed, feed.band.open()
        feed.members[member.slot] = member

    def source(self, rate_hz: int) -> Source:
        """A voice or listener at that rate."""
        return Source(self._feed(rate_hz))

    def add_tap(self, tap: MixerTap, rate_hz: int) -> None:
        """Let a program listen and talk at that rate."""
        self.taps[tap] = self.source(rate_hz)
        review_links(self.taps)
        self.wake()

    def remove_tap(self, tap: MixerTap) -> None:
        """Forget a program; harmless when repeated."""
        source = self.taps.pop(tap, None)
        if source is not None:
            source.close()
            review_links(self.taps)
            self.settle()

    def review_links(self) -> None:
        """What a program listens to changed."""
        review_links(self.taps)

    def end_taps(self, reason: str) -> None:
        """Tell every program that the bridge is closed, and forget it."""
        for tap in list(self.taps):
            tap.ended(reason)
            self.remove_tap(tap)

    def wake(self) -> None:
        """Tick from now on."""
        if self._participant is None:
            self._participant = self._pacer.add(self.tick)

    def settle(self) -> None:
        """Look whether anybody is left, and rest otherwise."""
        for rate_hz in [rate for rate, feed in self._feeds.items() if not feed.band.voices]:
            del self._feeds[rate_hz]
            self._converters = {
                pair: one for pair, one in self._converters.items() if rate_hz not in pair
            }
        if self.is_idle:
            if self._participant is not None:
                self._pacer.remove(self._participant)
                self._participant = None
            self._idle(self)

    # -- the tick ---------------------------------------------------------------------------

    def tick(self, _now_ms: float, missed: int) -> None:
        """Hear everybody once, then send to everybody."""
        for member in self.members:
            member.speak(missed)
        for tap, source in self.taps.items():
            for frame in tap.take(missed):
                if frame is not None:
                    source.feed.say(source.slot, frame, "")
                    break
        self._play(missed)
        feeds = list(self._feeds.values())
        for feed in feeds:
            feed.mix()
        for feed in feeds:
            feed.band.complete(self._from_others(feed))
        for feed in feeds:
            feed.serve(missed)
        self._record(missed)
        for tap, source in list(self.taps.items()):
            if tap.hears_mix:
                tap.hear(source.hear(), None, missed)
        tell_apart(self.taps, feeds)

    def _play(self, missed: int) -> None:
        if self.playback is None:
            return
        playback, source = self.playback
        playback.skip(missed)
        frame = playback.read()
        if frame is not None:
            source.feed.say(source.slot, frame, "")

    def _record(self, missed: int) -> None:
        if self.recording is None:
            return
        recording, source = self.recording
        if recording.over:
            source.close()
            self.recording = None
            self.settle()
        else:
            recording.push(source.hear(), None, missed)

    def _from_others(self, feed: Feed) -> list[Pcm]:
        """What is said at other rates, at the one of this feed."""
        to_hz = feed.band.sample_rate_hz
        heard = []
        for from_hz, other in self._feeds.items():
            if other is feed or other.band.own is None:
                continue
            converter = self._converters.get((from_hz, to_hz))
            if converter is None:
                converter = FrameResampler(from_hz, to_hz)
                self._converters[from_hz, to_hz] = converter
            heard.append(converter.push(cut(other.band.own)))
        return heard

    def _feed(self, rate_hz: int) -> Feed:
        feed = self._feeds.get(rate_hz)
        if feed is None:
            feed = self._feeds[rate_hz] = Feed(rate_hz)
        return feed


def _send_apart(apart: dict[str, list[tuple[Member, int]]], others: Pcms) -> None:
    """Encode what each speaker hears, all of one law at once."""
    for law, places in apart.items():
        heard = others[[row for _, row in places]]
        for (member, _), payload in zip(places, encode_many(law, heard), strict=True):
            member.send(payload)
