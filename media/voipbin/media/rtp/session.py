"""One RTP session: the incoming and the outgoing stream of one leg, without sockets."""

import random
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from voipbin.media.audio.codec import Codec
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.rtp import rtcp
from voipbin.media.rtp.dtmf import DigitEvent, DigitStarted, DtmfReceiver, DtmfSender
from voipbin.media.rtp.jitter import Buffered, JitterBuffer
from voipbin.media.rtp.packet import (
    COMFORT_NOISE_PAYLOAD_TYPE,
    HEADER_BYTES,
    RtpPacket,
    build_packet,
)
from voipbin.media.rtp.peer import Address, PeerLock
from voipbin.media.rtp.playout import Playout
from voipbin.media.rtp.reporting import Reporter
from voipbin.media.rtp.statistics import ReceiverStatistics, StreamStatistics

_NUMBERS: Final = struct.Struct("!HII")
_NO_OTHERS: Final[Mapping[int, int]] = MappingProxyType({})


class RtpSession:
    """Both streams of one leg: packets in and out on one side, 20 ms frames on the other.

    Every 20 ms the owner calls `read` for what the peer said and `write` for what it shall
    hear. Times are milliseconds of one monotonic clock.
    """

    def __init__(
        self,
        codecs: Sequence[Codec],
        *,
        dtmf_payload_type: int | None = 101,
        peer: Address | None = None,
        jitter: JitterBuffer | None = None,
        cname: str = "voipbin",
        seed: int | None = None,
    ) -> None:
        """Start with random SSRC, sequence number and timestamp (RFC 3550 5.1).

        The sequence number is of the lower half: SRTP counts its rollovers without ever saying so
        (RFC 3711 3.3.1), and a peer that misses the first packets must not miss one with them.

        Args:
            codecs: accepted ones; the first is used for sending and sets the frame rate.
            dtmf_payload_type: telephone-event payload type, None if not negotiated.
            peer: address named by SDP, if known yet.
            jitter: None for a buffer of 40 to 200 ms.
            cname: canonical name in RTCP.
            seed: for tests; None draws from the system.

        Raises:
            ValueError: no codec given.
        """
        dice = random.Random(seed) if seed is not None else random.SystemRandom()
        self.ssrc: Final = dice.getrandbits(32)
        self.sequence = dice.getrandbits(15)
        """Of the next packet."""
        self.timestamp = dice.getrandbits(32)
        """Of the next frame, whether or not it is sent."""
        self.peer = PeerLock(peer)
        self.on_digit: Callable[[DigitEvent], None] | None = None
        """Called as keys go down and up."""
        self.sending = True
        """False: `write` gives nothing, as for a held or receive-only leg."""
        self.listening = True
        """False: incoming audio is counted but not kept, which saves buffering and decoding."""
        self.packets_sent = 0
        self.octets_sent = 0
        self.unknown_payload = 0
        """Packets thrown away for a payload type nobody negotiated."""
        self.malformed = 0
        self.reports_received = 0
        self.report_octets_received = 0
        self.reports_rejected = 0
        """Reports refused because somebody else sent them."""
        self.last_received_ms: float | None = None
        """When the last accepted packet came; None before the first."""
        self.receiver: ReceiverStatistics | None = None
        self.reporter = Reporter(self.ssrc, cname, epoch_offset_s=time.time() - time.monotonic())
        self._marker = True
        self.playout = Playout(JitterBuffer() if jitter is None else jitter, codecs)
        self.jitter: Final = self.playout.jitter
        self.set_codecs(codecs, dtmf_payload_type)

    def set_codecs(
        self,
        codecs: Sequence[Codec],
        dtmf_payload_type: int | None,
        dtmf_clock_hz: int = 8000,
        other_dtmf: Mapping[int, int] = _NO_OTHERS,
    ) -> None:
        """Use what a new SDP negotiated; the outgoing stream keeps SSRC and numbering.

        Codecs of another RTP clock than the first are left out: RFC 7160 has no good answer to
        timestamps that change their unit within a stream.

        Raises:
            ValueError: no codec given.
        """
        self.playout.set_codecs(codecs)
        self._agreed = _agreement(codecs, dtmf_payload_type, dtmf_clock_hz, other_dtmf)
        self.codec: Codec = codecs[0]
        clock_hz = self.codec.rtp_clock_hz
        self.dtmf_payload_type = dtmf_payload_type
        self.dtmf_clock_hz = dtmf_clock_hz
        self.other_dtmf = dict(other_dtmf)
        """Clocks by payload type of further telephone events the peer may send."""
        own = {} if dtmf_payload_type is None else {dtmf_payload_type: dtmf_clock_hz}
        self.dtmf_in = {kind: DtmfReceiver(hz) for kind, hz in {**self.other_dtmf, **own}.items()}
        """By payload type."""
        self.dtmf_out = DtmfSender(dtmf_clock_hz)
        self.reporter.clock_hz = clock_hz
        self._ticks_per_ms = clock_hz / 1000
        self._marker = True

    def agrees_with(
        self,
        codecs: Sequence[Codec],
        dtmf_payload_type: int | None,
        dtmf_clock_hz: int,
        other_dtmf: Mapping[int, int] = _NO_OTHERS,
    ) -> bool:
        """Whether that is what is used already, as after a session refresh."""
        return self._agreed == _agreement(codecs, dtmf_payload_type, dtmf_clock_hz, other_dtmf)

    # -- incoming ---------------------------------------------------------------------------

    def receive(self, data: bytes | memoryview, source: Address, now_ms: float) -> bool:
        """Take one RTP datagram; False when it was refused and counted."""
        try:
            packet = RtpPacket.parse(data)
        except ValueError:
            self.malformed += 1
            return False
        kind = packet.payload_type
        if (
            kind not in self.playout.decoders
            and kind not in self.dtmf_in
            and kind != COMFORT_NOISE_PAYLOAD_TYPE
        ):
            self.unknown_payload += 1
            return False
        if source != self.peer.source or packet.ssrc != self.peer.ssrc:
            self._note_last()
        if not self.peer.accept(source, packet.ssrc, packet.sequence, now_ms):
            return False
        self.count(packet.ssrc, packet.sequence, packet.timestamp, len(packet.payload), now_ms)
        if kind in self.dtmf_in:
            self._receive_digit(packet, now_ms)
        elif kind == COMFORT_NOISE_PAYLOAD_TYPE:
            self.jitter.skip(packet.sequence)
        elif self.listening:
            media_ms = packet.timestamp / self._ticks_per_ms
            entry = Buffered(kind, packet.timestamp, packet.payload)
            self.jitter.put(packet.sequence, entry, now_ms, media_ms)
        return True

    def count(self, ssrc: int, sequence: int, timestamp: int, octets: int, now_ms: float) -> None:
        """Statistics of one accepted packet; the relay calls it instead of `receive`."""
        receiver = self.receiver
        if receiver is None or receiver.ssrc != ssrc:
            receiver = self.receiver = ReceiverStatistics(ssrc, self.codec.rtp_clock_hz)
            self.playout.reset()
        receiver.update(sequence, timestamp, octets, now_ms)
        self.last_received_ms = now_ms

    def count_raw(self, packet: bytearray, length: int, now_ms: float) -> None:
        """As `count`, for a plain packet still in its buffer."""
        sequence, timestamp, ssrc = _NUMBERS.unpack_from(packet, 2)
        self.count(ssrc, sequence, timestamp, length - HEADER_BYTES, now_ms)

    def read(self) -> Pcm:
        """The next 20 ms the peer said: exactly `codec.frame_samples`, concealed where lost."""
        return self.playout.read()

    def read_encoded(self) -> bytes | Pcm | None:
        """As `Playout.read_encoded`."""
        return self.playout.read_encoded()

    def expire(self, now_ms: float) -> None:
        """End key presses whose packets stopped; call at least every 100 ms."""
        for receiver in self.dtmf_in.values():
            self._tell(receiver.expire(now_ms))

    def _note_last(self) -> None:
        """The relay counts packets without asking the peer lock, which needs to know now."""
        if self.receiver is not None and self.last_received_ms is not None:
            newest = self.receiver.extended_highest & 0xFFFF
            self.peer.note(self.receiver.ssrc, newest, self.last_received_ms)

    def _receive_digit(self, packet: RtpPacket, now_ms: float) -> None:
        receiver = self.dtmf_in[packet.payload_type]
        was_over = receiver.pressed is None
        try:
            events = receiver.receive(packet.payload, packet.timestamp, packet.marker, now_ms)
        except ValueError:
            self.malformed += 1
            events = []
        if was_over and not any(isinstance(event, DigitStarted) for event in events):
            self.jitter.skip(packet.sequence)  # a repeated end packet takes no time
        elif self.listening:
            quiet = Buffered(packet.payload_type, packet.timestamp, b"")
            self.jitter.put(packet.sequence, quiet, now_ms, None)
        self._tell(events)

    def _tell(self, events: list[DigitEvent]) -> None:
        if self.on_digit is not None:
            for event in events:
                self.on_digit(event)

    # -- outgoing ---------------------------------------------------------------------------

    def write(self, pcm: Pcm | None) -> bytes | None:
        """The packet for the next 20 ms, None when nothing is to be sent.

        Args:
            pcm: `codec.frame_samples` samples, or None for silence.

        Raises:
            ValueError: pcm has another length.
        """
        codec = self.codec
        if pcm is None:
            if not codec.keeps_state:
                return self.write_encoded(codec.silence)
            pcm = silence(codec.frame_samples)
        if pcm.size != codec.frame_samples:
            raise ValueError(f"frame has {pcm.size} samples, {codec} needs {codec.frame_samples}")
        if self.sending and not self.dtmf_out.busy:
            return self._packet(codec.encode(pcm))
        return self.write_encoded(b"")

    def write_encoded(self, payload: bytes) -> bytes | None:
        """As `write`, for 20 ms already encoded with `codec`."""
        if not self.sending:
            self.skip(1)
            return None
        if self.dtmf_out.busy:
            digit = self.dtmf_out.tick(self.timestamp)
            if digit is not None and self.dtmf_payload_type is not None:
                self.skip(1)
                return self._build(
                    self.dtmf_payload_type, digit.timestamp, digit.payload, digit.marker
                )
        return self._packet(payload or self.codec.silence)

    def skip(self, frames: int) -> None:
        """Let that many frames pass unsent: the timestamp moves on, the next packet is marked."""
        self.timestamp = self.timestamp + frames * self.codec.frame_ticks & 0xFFFFFFFF
        self._marker = True

    def send_digits(self, digits: str, *, duration_ms: int = 100, gap_ms: int = 100) -> None:
        """Queue keys; `write` sends them in place of audio.

        Raises:
            ValueError: unknown digit, time out of range, or the peer takes no telephone events.
        """
        if self.dtmf_payload_type is None:
            raise ValueError("dtmf_payload_type is not negotiated, digits cannot be sent")
        self.dtmf_out.queue(digits, duration_ms=duration_ms, gap_ms=gap_ms)

    def _packet(self, payload: bytes) -> bytes:
        timestamp = self.timestamp
        self.timestamp = timestamp + self.codec.frame_ticks & 0xFFFFFFFF
        marker, self._marker = self._marker, False
        return self._build(self.codec.payload_type, timestamp, payload, marker)

    def _build(self, kind: int, timestamp: int, payload: bytes, marker: bool) -> bytes:
        sequence = self.sequence
        self.sequence = sequence + 1 & 0xFFFF
        self.packets_sent += 1
        self.octets_sent += len(payload)
        return build_packet(kind, sequence, timestamp, self.ssrc, payload, marker)

    # -- reports ----------------------------------------------------------------------------

    def receive_rtcp(self, data: bytes | memoryview, now_ms: float) -> list[rtcp.RtcpPacket]:
        """Take one RTCP datagram; returns its packets, nothing when it is malformed.

        Once the peer's stream is known, reports and goodbyes in another name are refused.
        """
        try:
            packets = rtcp.parse_compound(data)
        except ValueError:
            self.malformed += 1
            return []
        if self.receiver is not None and not rtcp.are_of(packets, self.receiver.ssrc):
            self.reports_rejected += 1
            return []
        self.reporter.receive(packets, now_ms)
        self.reports_received += 1
        self.report_octets_received += len(data)
        return packets

    def report(self, now_ms: float, *, bye: bool = False) -> bytes:
        """A compound report of now (RFC 3550 6.1), with BYE when the session ends."""
        return self.reporter.build(
            self.receiver, self.timestamp, self.packets_sent, self.octets_sent, now_ms, bye
        )

    @property
    def rejected(self) -> int:
        """Datagrams refused because somebody else sent them."""
        return self.peer.rejected + self.reports_rejected

    def statistics(self) -> StreamStatistics:
        """A snapshot of both directions."""
        receiver, reporter = self.receiver, self.reporter
        return StreamStatistics(
            packets_received=receiver.received if receiver else 0,
            octets_received=receiver.octets if receiver else 0,
            packets_lost=max(0, receiver.lost) if receiver else 0,
            jitter_ms=receiver.jitter_ms if receiver else 0.0,
            packets_sent=self.packets_sent,
            octets_sent=self.octets_sent,
            remote_packets_lost=max(0, reporter.remote_lost),
            remote_jitter_ms=reporter.remote_jitter_ms,
            round_trip_ms=reporter.round_trip_ms,
            errors=self.malformed + self.unknown_payload + self.rejected,
            reports_received=self.reports_received,
            report_octets_received=self.report_octets_received,
        )


def _agreement(
    codecs: Sequence[Codec],
    dtmf_payload_type: int | None,
    dtmf_clock_hz: int,
    other_dtmf: Mapping[int, int],
) -> object:
    """What two negotiations have in common when nothing changed."""
    formats = [(codec.name, codec.payload_type) for codec in codecs]
    return formats, dtmf_payload_type, dtmf_clock_hz, dict(other_dtmf)
