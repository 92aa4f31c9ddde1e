"""RTCP as one session speaks it: builds its reports and learns from the peer's."""

from collections.abc import Iterable

from voipbin.media.rtp import rtcp
from voipbin.media.rtp.statistics import ReceiverStatistics


class Reporter:
    """The RTCP state of one session (RFC 3550 6.4)."""

    def __init__(self, ssrc: int, cname: str, *, epoch_offset_s: float, clock_hz: int = 8000):
        """Args:
        ssrc: of our own stream.
        cname: sent in SDES.
        epoch_offset_s: added to the monotonic clock it gives Unix time.
        clock_hz: of the RTP timestamps.
        """
        self.clock_hz = clock_hz
        self.remote_lost = 0
        """Packets of ours the peer misses, as it last said."""
        self.remote_jitter_ms = 0.0
        self.round_trip_ms: float | None = None
        self.peer_left = False
        """The peer sent BYE: its stream is over, which the signalling says too if it is so."""
        self._ssrc, self._cname, self._epoch_offset_s = ssrc, cname, epoch_offset_s
        self._last_sr = 0
        self._last_sr_ms = 0.0
        self._packets_reported = 0

    def build(
        self,
        receiver: ReceiverStatistics | None,
        timestamp: int,
        packets: int,
        octets: int,
        now_ms: float,
        bye: bool,
    ) -> bytes:
        """SR if we sent since the last report, else RR; then SDES and, if asked, BYE."""
        blocks = () if receiver is None else (self._block(receiver, now_ms),)
        if packets > self._packets_reported:
            self._packets_reported = packets
            first = rtcp.SenderReport(
                self._ssrc, self._ntp(now_ms), timestamp, packets, octets, blocks
            ).build()
        else:
            first = rtcp.ReceiverReport(self._ssrc, blocks).build()
        last = rtcp.Bye((self._ssrc,)).build() if bye else b""
        return first + rtcp.SourceDescription(self._ssrc, self._cname).build() + last

    def receive(self, packets: Iterable[rtcp.RtcpPacket], now_ms: float) -> None:
        """Take the peer's reports."""
        for packet in packets:
            if isinstance(packet, rtcp.SenderReport):
                self._last_sr = rtcp.middle_32(packet.ntp_time)
                self._last_sr_ms = now_ms
            if isinstance(packet, rtcp.SenderReport | rtcp.ReceiverReport):
                for block in packet.reports:
                    if block.ssrc == self._ssrc:
                        self._learn(block, now_ms)
            elif isinstance(packet, rtcp.Bye):
                self.peer_left = True

    def _ntp(self, now_ms: float) -> int:
        return rtcp.ntp_time(now_ms / 1000 + self._epoch_offset_s)

    def _block(self, receiver: ReceiverStatistics, now_ms: float) -> rtcp.ReportBlock:
        delay = int((now_ms - self._last_sr_ms) * 65.536) & 0xFFFFFFFF if self._last_sr else 0
        return receiver.block(self._last_sr, delay)

    def _learn(self, block: rtcp.ReportBlock, now_ms: float) -> None:
        self.remote_lost = block.packets_lost
        self.remote_jitter_ms = block.jitter * 1000 / self.clock_hz
        if block.last_sr == 0:
            return
        now = rtcp.middle_32(self._ntp(now_ms))
        trip = (now - block.last_sr - block.delay_since_last_sr) & 0xFFFFFFFF
        # Clocks that disagree can make it negative; such a report says nothing.
        if trip < 0x80000000:
            self.round_trip_ms = trip * 1000 / 65536
