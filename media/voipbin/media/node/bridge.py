"""Two channels that hear each other: packets relayed where possible, mixed by frames otherwise."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.node.errors import BadCommand, WrongState
from voipbin.media.node.sound import Lane, Sound
from voipbin.media.rtp.dtmf import DigitEnded

if TYPE_CHECKING:
    from voipbin.media.node.channel import Channel

EVENT_WAIT_S: Final = 0.3
"""So long a key by INFO waits for its event, which telephones that send both send beside it."""


class Bridge:
    """The connection of two channels; each of them holds it, either may end it."""

    def __init__(self, bridge_id: str, a_leg: "Channel", b_leg: "Channel") -> None:
        self.bridge_id: Final = bridge_id
        self._legs: Final = (a_leg, b_leg)
        self._relaying = False
        self._reviewing = False
        self._over = False
        self._late = 0
        """Keys by INFO that wait for their events."""

    @property
    def relaying(self) -> bool:
        """Packets pass undecoded now."""
        return self._relaying

    def other(self, leg: "Channel") -> "Channel":
        """The channel at the other end."""
        a_leg, b_leg = self._legs
        return b_leg if leg is a_leg else a_leg

    def start(self) -> None:
        """Let audio flow as soon as both lines are ready."""
        a_leg, b_leg = self._legs
        _join(a_leg.sound, b_leg.sound)
        _join(b_leg.sound, a_leg.sound)
        for leg in self._legs:
            leg.sound.on_change = self.review
        self.review()

    def review(self) -> None:
        """Relay if nothing needs the audio itself, mix otherwise."""
        if self._reviewing or self._over:
            return
        self._reviewing = True  # pausing a sound reports a change again
        try:
            a_leg, b_leg = (leg.sound for leg in self._legs)
            wanted = a_leg.plain and b_leg.plain and a_leg.line.leg.can_relay_to(b_leg.line.leg)
            if wanted != self._relaying or (wanted and not self._relay_alive()):
                self._set_relaying(wanted)
        finally:
            self._reviewing = False

    def end(self) -> None:
        """Take both out; may be called twice."""
        if self._over:
            return
        # First, so that sounds that tick again do not begin the relay anew.
        self._over = True
        self._set_relaying(False)
        for leg in self._legs:
            leg.sound.from_peer = leg.sound.to_peer = leg.sound.on_change = None
            leg.left_bridge(self)

    def pass_digit(self, leg: "Channel", pressed: DigitEnded, by_rtp: Callable[[], bool]) -> None:
        """Give a key of one party to the other; relayed audio brings its event by itself.

        Args:
            by_rtp: whether there is an event of it, as far as is known when it is called.
        """
        if by_rtp():
            if not self._relaying:
                self.other(leg).audio.press(pressed.digit, pressed.duration_ms)
        elif (self._relaying or self._late) and leg.line.takes_digits:
            # The event may be on its way. Keys after this one wait as long: they keep their order.
            self._late += 1
            loop = asyncio.get_running_loop()
            loop.call_later(EVENT_WAIT_S, self._pass_late, leg, pressed, by_rtp)
        else:
            self.other(leg).audio.press(pressed.digit, pressed.duration_ms)

    def _pass_late(self, leg: "Channel", pressed: DigitEnded, by_rtp: Callable[[], bool]) -> None:
        self._late -= 1
        if not self._over and not (self._relaying and by_rtp()):
            self.other(leg).audio.press(pressed.digit, pressed.duration_ms)

    def _relay_alive(self) -> bool:
        """A new agreement ends a leg's relay behind our back."""
        return all(leg.sound.line.leg.relayed_to is not None for leg in self._legs)

    def _set_relaying(self, on: bool) -> None:
        a_leg, b_leg = (leg.sound for leg in self._legs)
        if on:
            a_leg.pause()
            b_leg.pause()
            a_leg.line.leg.relay_to(b_leg.line.leg)
            b_leg.line.leg.relay_to(a_leg.line.leg)
        elif self._relaying:
            a_leg.line.leg.stop_relay()
            b_leg.line.leg.stop_relay()
            a_leg.resume()
            b_leg.resume()
        self._relaying = on


def connect(bridge_id: str, a_leg: "Channel", b_leg: "Channel") -> None:
    """Bridge two channels and say so; doing it again to the same two does nothing.

    Raises:
        BadCommand: no bridge id, or a channel with itself.
        WrongState: one of them is ending or in another bridge.
    """
    if not bridge_id:
        raise BadCommand("bridge.bridge_id: empty")
    if a_leg is b_leg:
        raise BadCommand(f"bridge.peer_channel_id: {b_leg.channel_id} is the channel itself")
    for leg in (a_leg, b_leg):
        leg.require_live("bridge")
    if a_leg.bridge is not None and a_leg.bridge is b_leg.bridge:
        return
    for leg in (a_leg, b_leg):
        if leg.bridge is not None:
            raise WrongState(f"channel {leg.channel_id} is in bridge {leg.bridge.bridge_id}")
    bridge = Bridge(bridge_id, a_leg, b_leg)
    bridge.start()
    a_leg.joined_bridge(bridge)
    b_leg.joined_bridge(bridge)


def _join(sound: Sound, peer: Sound) -> None:
    """Let `sound` hear `peer`."""
    lane = Lane()
    converter: FrameResampler | None = None

    def put(frame: Pcm) -> None:
        nonlocal converter
        if not sound.line.ready:
            return
        from_hz, to_hz = peer.line.sample_rate_hz, sound.line.sample_rate_hz
        if from_hz != to_hz:
            if converter is None:
                converter = FrameResampler(from_hz, to_hz)
            frame = converter.push(frame)
        lane.put(frame)

    sound.from_peer = lane.get
    peer.to_peer = put
