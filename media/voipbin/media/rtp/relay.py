"""The relay fast path: packets of one leg become packets of another without being decoded."""

import struct
from typing import Final

from voipbin.media.audio.codec import same_wire_format
from voipbin.media.rtp.session import RtpSession

_HEADER: Final = struct.Struct("!BBHII")
_DURATION: Final = struct.Struct("!H")
_DURATION_AT: Final = 14
"""In a packet with a telephone event and a plain header: after the event and its volume."""
_DROP: Final = -1


def can_relay(one: RtpSession, other: RtpSession) -> bool:
    """Whether payloads may pass unchanged both ways: same codec, and digits on both or none."""
    return (
        same_wire_format(one.codec, other.codec)
        and (one.dtmf_payload_type is None) == (other.dtmf_payload_type is None)
        and one.dtmf_clock_hz == other.dtmf_clock_hz
    )


class HeaderRewriter:
    """Moves packets of one session's peer into another session's outgoing stream.

    Sequence numbers and timestamps keep their distances, so loss, reordering and pauses stay
    visible to the receiver, which is the one with a jitter buffer. SSRC, payload types and the
    numbering are those of the outgoing session: it may send its own packets before and after.
    """

    __slots__ = (
        "_byte_is_tick",
        "_incoming_ssrc",
        "_last_ms",
        "_outgoing",
        "_rescaled",
        "_sequence_offset",
        "_ticks_per_ms",
        "_timestamp_offset",
        "_types",
    )

    def __init__(self, incoming: RtpSession, outgoing: RtpSession, now_ms: float) -> None:
        """Take over the outgoing stream from now on.

        Raises:
            ValueError: the codecs differ.
        """
        if not can_relay(incoming, outgoing):
            raise ValueError(f"codec {incoming.codec} cannot be relayed as {outgoing.codec}")
        self._outgoing = outgoing
        self._types = _type_table(incoming, outgoing)
        self._rescaled = _other_clocks(incoming, outgoing)
        self._ticks_per_ms = outgoing.codec.rtp_clock_hz / 1000
        self._byte_is_tick = outgoing.codec.payload_ticks(1) == 1
        self._incoming_ssrc = -1
        self._sequence_offset = self._timestamp_offset = 0
        self._last_ms = now_ms

    def rewrite(self, packet: bytearray | memoryview, length: int, now_ms: float) -> bool:
        """Renumber the RTP packet in place; False if it must not be sent on.

        Args:
            packet: a buffer that starts with an RTP header, at least 12 bytes.
            length: bytes of the packet in it.
            now_ms: arrival.
        """
        first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(packet)
        kind = self._types[second]
        if kind == _DROP:
            return False
        if self._rescaled and second & 0x7F in self._rescaled and first & 0x1F == 0:
            self._rescale(packet, length, self._rescaled[second & 0x7F])
        outgoing = self._outgoing
        if ssrc != self._incoming_ssrc:
            self._rebase(sequence, timestamp, ssrc, now_ms)
            kind |= 0x80
        sequence = sequence + self._sequence_offset & 0xFFFF
        timestamp = timestamp + self._timestamp_offset & 0xFFFFFFFF
        _HEADER.pack_into(packet, 0, first, kind, sequence, timestamp, outgoing.ssrc)
        # The session's own next packet follows the newest one relayed.
        if (sequence - outgoing.sequence & 0xFFFF) < 0x8000:
            outgoing.sequence = sequence + 1 & 0xFFFF
            if kind & 0x7F == outgoing.codec.payload_type:
                ticks = length - 12 if self._byte_is_tick else outgoing.codec.frame_ticks
                outgoing.timestamp = timestamp + ticks & 0xFFFFFFFF
                self._last_ms = now_ms
        outgoing.packets_sent += 1
        outgoing.octets_sent += length - 12
        return True

    def finish(self, now_ms: float) -> None:
        """Hand the outgoing stream back: its clock has gone on while packets were relayed."""
        frames = int((now_ms - self._last_ms) / 20)
        self._outgoing.skip(max(0, frames))

    def _rescale(self, packet: bytearray | memoryview, length: int, clock_hz: int) -> None:
        """Write the duration of a digit in the outgoing session's clock (RFC 4733 2.3.5)."""
        if length < _DURATION_AT + _DURATION.size:
            return
        (ticks,) = _DURATION.unpack_from(packet, _DURATION_AT)
        ticks = min(ticks * self._outgoing.dtmf_clock_hz // clock_hz, 0xFFFF)
        _DURATION.pack_into(packet, _DURATION_AT, ticks)

    def _rebase(self, sequence: int, timestamp: int, ssrc: int, now_ms: float) -> None:
        """The incoming stream is new: let it continue where the outgoing one stands."""
        outgoing = self._outgoing
        passed = round(max(0.0, now_ms - self._last_ms) * self._ticks_per_ms)
        self._incoming_ssrc = ssrc
        self._sequence_offset = outgoing.sequence - sequence
        self._timestamp_offset = outgoing.timestamp + passed - timestamp


def _type_table(incoming: RtpSession, outgoing: RtpSession) -> list[int]:
    """Second header byte (marker and payload type) in -> out."""
    table = [_DROP] * 256
    pairs = [(incoming.codec.payload_type, outgoing.codec.payload_type)]
    if outgoing.dtmf_payload_type is not None:
        pairs.extend((kind, outgoing.dtmf_payload_type) for kind in incoming.dtmf_in)
    for received, sent in pairs:
        table[received] = sent
        table[received | 0x80] = sent | 0x80
    return table


def _other_clocks(incoming: RtpSession, outgoing: RtpSession) -> dict[int, int]:
    """Clocks of the telephone events whose durations are not in the outgoing session's unit."""
    clocks = incoming.other_dtmf.items()
    return {kind: clock_hz for kind, clock_hz in clocks if clock_hz != outgoing.dtmf_clock_hz}
