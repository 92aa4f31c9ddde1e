"""What each member of a conference says, for those who listen to each by itself."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from voipbin.media.audio.pcm import Pcm
from voipbin.media.node.carried_voices import CarriedVoices
from voipbin.media.node.sound import AudioTap

if TYPE_CHECKING:
    from voipbin.media.node.mixer import Feed


class MixerTap(AudioTap, Protocol):
    """A program that listens to a mixer and may talk into it."""

    @property
    def hears_mix(self) -> bool:
        """Told what all others say together."""

    @property
    def hears_apart(self) -> bool:
        """Told what each member says."""

    @property
    def carried(self) -> CarriedVoices | None:
        """What members at another node say, if this is the link to it."""

    def hear_member(self, call_id: str, sample_rate_hz: int, said: Pcm) -> None:
        """What one member says in this tick; those who are silent are left out."""

    def want_members(self, wanted: bool) -> None:
        """Told to a link: whether anybody here listens to the members behind it."""

    def ended(self, reason: str) -> None:
        """The bridge is closed."""


def review_links(taps: Collection[MixerTap]) -> None:
    """Tell links what is wanted of them, after somebody came, went or changed his mind.

    A link's own wish is that of somebody behind it, who has no use for what comes from there; so
    links that wish only because of each other come to rest when the last listener is gone.
    """
    for tap in taps:
        if tap.carried is not None:
            tap.want_members(any(other.hears_apart for other in taps if other is not tap))


def tell_apart(taps: Collection[MixerTap], feeds: Collection["Feed"]) -> None:
    """Pass on what each member said in this tick, here and behind links."""
    listeners = [tap for tap in taps if tap.hears_apart]
    for feed in feeds if listeners else ():
        for slot, row in zip(feed.band.speakers.tolist(), feed.band.rows, strict=True):
            member = feed.members.get(slot)
            if member is not None:
                for tap in listeners:
                    tap.hear_member(member.channel.call_id, feed.band.sample_rate_hz, row)
    for link in taps:
        if (carried := link.carried) is None:
            continue
        for call_id, said in carried.read():
            for tap in listeners:
                if tap is not link:
                    tap.hear_member(call_id, carried.sample_rate_hz, said)
