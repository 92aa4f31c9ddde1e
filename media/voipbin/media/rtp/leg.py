"""One leg: an RTP session on its sockets, paced by its owner or relayed to another leg."""

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from voipbin.media.audio.codec import Codec
from voipbin.media.audio.pcm import Pcm
from voipbin.media.family import is_ipv6
from voipbin.media.rtp.dtmf import DigitEvent
from voipbin.media.rtp.packet import is_rtcp
from voipbin.media.rtp.peer import Address, numeric
from voipbin.media.rtp.relay import HeaderRewriter, can_relay
from voipbin.media.rtp.session import RtpSession
from voipbin.media.rtp.statistics import StreamStatistics
from voipbin.media.rtp.transport import MediaTransport

RtcpTap = Callable[[bytes, Address, Address], None]
"""Sees every RTCP datagram with its source and destination, for captures."""


class RtpLeg:
    """What a call leg uses of RTP: frames in and out every 20 ms, digits, statistics."""

    RTCP_INTERVAL_MS: Final = 5000.0
    """RFC 3550 6.2's minimum; each report comes after 0.5 to 1.5 times this."""

    def __init__(self, session: RtpSession, transport: MediaTransport, now_ms: float) -> None:
        self.session: Final = session
        self.transport = transport
        self.rtcp_peer: Address | None = None
        """Where RTCP goes; None for the port above the peer's RTP port, or the same if muxed."""
        self.on_rtcp: RtcpTap | None = None
        self.relayed_to: RtpLeg | None = None
        """Where what this party says goes, while it is relayed."""
        self.relayed_from: RtpLeg | None = None
        self._rewriter: HeaderRewriter | None = None
        self._next_report_ms = now_ms + self._report_pause_ms() / 2
        transport.on_rtp = self._receive
        transport.on_rtcp = self._receive_rtcp

    def put_below(self, transport: MediaTransport) -> None:
        """Use another transport, such as SRTP on the sockets of the one before."""
        self.transport = transport
        self._stop_relays()
        transport.on_rtp = self._receive
        transport.on_rtcp = self._receive_rtcp

    # -- addresses and codecs ---------------------------------------------------------------

    @property
    def local(self) -> Address:
        """Host and port RTP is received on; goes into SDP."""
        return self.transport.local

    @property
    def codec(self) -> Codec:
        """The codec sent; frames have its `sample_rate_hz`."""
        return self.session.codec

    def negotiated(
        self,
        codecs: Sequence[Codec],
        peer: Address | None,
        *,
        dtmf_payload_type: int | None,
        dtmf_clock_hz: int = 8000,
        other_dtmf: Mapping[int, int] = MappingProxyType({}),
        rtcp_peer: Address | None = None,
    ) -> None:
        """Apply the outcome of an offer and answer.

        The same codecs as before change nothing but the address. Others end relays.

        Args:
            codecs: accepted ones, the one to send first; they keep state, so not another leg's.
            peer: numeric address of SDP; `0.0.0.0` and port 0 are nowhere.
            dtmf_payload_type: None if not negotiated.
            dtmf_clock_hz: of the durations in telephone events.
            other_dtmf: clocks by payload type of further telephone events the party may send.
            rtcp_peer: numeric, from `a=rtcp`; None for the usual place.

        Raises:
            ValueError: no codec given, or an address is a name.
        """
        rtcp_peer = numeric(rtcp_peer)
        self.session.peer.expect(peer)
        self.rtcp_peer = rtcp_peer
        if not self.session.agrees_with(codecs, dtmf_payload_type, dtmf_clock_hz, other_dtmf):
            self._stop_relays()
            self.session.set_codecs(codecs, dtmf_payload_type, dtmf_clock_hz, other_dtmf)

    # -- audio ------------------------------------------------------------------------------

    def read(self) -> Pcm:
        """The next 20 ms the party said; silence when there is none."""
        return self.session.read()

    def write(self, pcm: Pcm | None) -> None:
        """Send the next 20 ms to the party, None for silence.

        Raises:
            ValueError: pcm is not one frame at the codec's rate.
        """
        self._send(self.session.write(pcm))

    def write_encoded(self, payload: bytes) -> None:
        """Send 20 ms already encoded with `codec`."""
        self._send(self.session.write_encoded(payload))

    def skip(self, frames: int) -> None:
        """Note ticks that were missed, so that timestamps keep up with time."""
        if frames:
            self.session.skip(frames)

    def _send(self, packet: bytes | None) -> None:
        destination = self.session.peer.destination
        if packet is not None and destination is not None:
            self.transport.send(packet, destination)

    # -- digits -----------------------------------------------------------------------------

    def on_digit(self, callback: Callable[[DigitEvent], None] | None) -> None:
        """Call back as the party presses and releases keys, also while relayed."""
        self.session.on_digit = callback

    def send_digits(self, digits: str, *, duration_ms: int = 100, gap_ms: int = 100) -> None:
        """Queue keys; they replace audio in the next `write`s.

        Raises:
            ValueError: unknown digit, time out of range, or no telephone events negotiated.
        """
        self.session.send_digits(digits, duration_ms=duration_ms, gap_ms=gap_ms)

    @property
    def sending_digits(self) -> bool:
        """Digits are still queued or being sent."""
        return self.session.dtmf_out.busy

    # -- relay ------------------------------------------------------------------------------

    def can_relay_to(self, other: "RtpLeg") -> bool:
        """Whether payloads may pass between the two undecoded."""
        return can_relay(self.session, other.session)

    def relay_to(self, other: "RtpLeg") -> None:
        """Forward what this party sends to the other's, on arrival, undecoded: one direction.

        The other leg must not `write` meanwhile. `stop_relay` gives it back.

        Raises:
            ValueError: the codecs differ.
        """
        self.stop_relay()
        if other.relayed_from is not None:
            other.relayed_from.stop_relay()
        now_ms = self.transport.clock_ms()
        self._rewriter = HeaderRewriter(self.session, other.session, now_ms)
        self.relayed_to, other.relayed_from = other, self
        self.session.jitter.reset()
        self.transport.on_rtp = self._relay

    def stop_relay(self) -> None:
        """Go back to `read`; harmless when not relaying."""
        if self._rewriter is not None:
            self._rewriter.finish(self.transport.clock_ms())
            self.session.jitter.reset()
        if self.relayed_to is not None:
            self.relayed_to.relayed_from = None
        self._rewriter = self.relayed_to = None
        if not self.transport.closed:
            self.transport.on_rtp = self._receive

    def _stop_relays(self) -> None:
        self.stop_relay()
        if self.relayed_from is not None:
            self.relayed_from.stop_relay()

    def _relay(self, length: int, source: Address) -> None:
        transport, session = self.transport, self.session
        other, buffer = self.relayed_to, transport.buffer
        rewriter = self._rewriter
        peer = session.peer
        # Anything out of the ordinary is looked at packet by packet.
        if (
            buffer[0] != 0x80
            or length <= 12
            or source != peer.source
            or not peer.locked
            or buffer[1] & 0x7F != session.codec.payload_type
            or buffer[8:12] != peer.ssrc_bytes
        ):
            if not self._receive(length, source) or buffer[0] & 0xC0 != 0x80:
                return
        else:
            session.count_raw(buffer, length, transport.now_ms)
        if rewriter is None or other is None or not other.session.sending:
            return
        if rewriter.rewrite(buffer, length, transport.now_ms):
            destination = other.session.peer.destination
            if destination is not None:
                other.transport.send(transport.view[:length], destination)

    # -- incoming datagrams -----------------------------------------------------------------

    def _receive(self, length: int, source: Address) -> bool:
        transport = self.transport
        data = transport.view[:length]
        if is_rtcp(data):
            self._receive_rtcp(length, source)
            return False
        return self.session.receive(data, source, transport.now_ms)

    def _receive_rtcp(self, length: int, source: Address) -> None:
        data = bytes(self.transport.view[:length])
        # RTCP may come from another port than RTP, but not from another host.
        expected = self.rtcp_peer or self.session.peer.destination
        if expected is None or source[0] != expected[0]:
            self.session.reports_rejected += 1
            return
        if self.session.receive_rtcp(data, self.transport.now_ms) and self.on_rtcp is not None:
            self.on_rtcp(data, source, self._rtcp_local_towards(source))

    # -- reports ----------------------------------------------------------------------------

    def housekeep(self, now_ms: float) -> None:
        """Send due reports and end abandoned key presses; call about every 100 ms."""
        self.session.expire(now_ms)
        if now_ms >= self._next_report_ms:
            self._next_report_ms = now_ms + self._report_pause_ms()
            self._report(now_ms)

    def statistics(self) -> StreamStatistics:
        """A snapshot of both directions."""
        return self.session.statistics()

    def close(self) -> None:
        """Say BYE and free the ports; may be called twice."""
        if self.transport.closed:
            return
        self._stop_relays()
        self._report(self.transport.clock_ms(), bye=True)
        self.transport.close()
        # Whoever listened holds this leg.
        self.on_rtcp = self.session.on_digit = None

    def _report(self, now_ms: float, *, bye: bool = False) -> None:
        destination = self.rtcp_peer or self._default_rtcp_peer()
        session = self.session
        if destination is None or not (session.packets_sent or session.receiver):
            return
        data = session.report(now_ms, bye=bye)
        if self.transport.send_rtcp(data, destination) and self.on_rtcp is not None:
            self.on_rtcp(data, self._rtcp_local_towards(destination), destination)

    def _default_rtcp_peer(self) -> Address | None:
        peer = self.session.peer.destination
        if peer is None or self.transport.rtcp_mux:
            return peer
        return (peer[0], peer[1] + 1)

    @property
    def rtcp_local(self) -> Address:
        """Host and port RTCP is received on; of both families the first."""
        return self._rtcp_local_towards(self.local)

    def _rtcp_local_towards(self, party: Address) -> Address:
        """The same in the address family of a party."""
        local, other = self.local, self.transport.other_local
        if other is not None and is_ipv6(other[0]) == is_ipv6(party[0]):
            local = other
        host, port = local[:2]
        return (host, port if self.transport.rtcp_mux else port + 1)

    def _report_pause_ms(self) -> float:
        return self.RTCP_INTERVAL_MS * random.uniform(0.5, 1.5)
