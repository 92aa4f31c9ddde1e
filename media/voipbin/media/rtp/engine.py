"""The RTP side of one process: ports, sockets, the 20 ms clock and all open legs."""

import asyncio
import errno
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from voipbin.media.audio.codec import Codec
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.pacer import Pacer
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.ports import PortRange
from voipbin.media.rtp.session import RtpSession
from voipbin.media.rtp.transport import DatagramPoller, RtpTransport

log = structlog.get_logger(__name__)

_GONE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""The machine has no such address, or nothing of its family, any more."""


class RtpEngine:
    """Opens legs and looks after them until they are closed; one per event loop."""

    HOUSEKEEPING_MS: Final = 100

    def __init__(
        self,
        host: str = "127.0.0.1",
        ports: PortRange | None = None,
        *,
        other_host: str = "",
    ) -> None:
        """Must be called inside the running loop.

        Args:
            host: local address RTP is bound to.
            ports: None lets the system choose.
            other_host: one of the other address family, which every leg is bound to as well, as
                long as the machine has both.
        """
        self.host = host
        self.other_host = other_host
        self.ports = ports or PortRange()
        self.poller = DatagramPoller()
        self.pacer = Pacer()
        self._open_both: Callable[..., RtpTransport] | None = None
        if other_host:
            # Now: the first call would wait for it.
            from voipbin.media.rtp.both_families import BothFamilies

            self._open_both = BothFamilies.open_both
        self._gone = ""
        "The address that was missing when the last leg was opened."
        self._legs: set[RtpLeg] = set()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = self._loop.call_later(
            self.HOUSEKEEPING_MS / 1000, self._housekeep
        )

    def open_leg(
        self,
        codecs: Sequence[Codec],
        *,
        dtmf_payload_type: int | None = 101,
        peer: Address | None = None,
        rtcp_mux: bool = False,
        cname: str = "voipbin",
    ) -> RtpLeg:
        """Bind ports and be ready to receive; `RtpLeg.negotiated` may come later.

        Raises:
            ValueError: no codec given.
            OSError: no port free.
        """
        session = RtpSession(codecs, dtmf_payload_type=dtmf_payload_type, peer=peer, cname=cname)
        leg = RtpLeg(session, self._open(rtcp_mux), _now_ms())
        self._legs.add(leg)
        return leg

    def _open(self, rtcp_mux: bool) -> RtpTransport:
        if self._open_both is None:
            return self._open_at(self.host, rtcp_mux)
        hosts = (self.host, self.other_host)
        try:
            transport = self._open_both(self.poller, self.ports, hosts, rtcp_mux=rtcp_mux)
        except OSError as error:
            if error.errno not in _GONE:
                raise
            return self._open_what_is_left(rtcp_mux)
        self._gone = ""
        return transport

    def _open_what_is_left(self, rtcp_mux: bool) -> RtpTransport:
        """One family: the address of the other was taken from the machine while we run."""
        try:
            transport, gone = self._open_at(self.host, rtcp_mux), self.other_host
        except OSError as error:
            if error.errno not in _GONE:
                raise
            transport, gone = self._open_at(self.other_host, rtcp_mux), self.host
        if gone != self._gone:
            self._gone = gone
            log.warning("RTP address is gone; calls go on without it", host=gone)
        return transport

    def _open_at(self, host: str, rtcp_mux: bool) -> RtpTransport:
        return RtpTransport.open(self.poller, self.ports, host, rtcp_mux=rtcp_mux)

    @property
    def legs(self) -> int:
        """Legs open now."""
        return sum(not leg.transport.closed for leg in self._legs)

    def close(self) -> None:
        """Close every leg and stop the clock; may be called twice."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for leg in self._legs:
            leg.close()
        self._legs.clear()
        self.pacer.close()
        self.poller.close()

    def _housekeep(self) -> None:
        now_ms = _now_ms()
        for leg in list(self._legs):
            if leg.transport.closed:
                self._legs.discard(leg)
            else:
                leg.housekeep(now_ms)
        self._timer = self._loop.call_later(self.HOUSEKEEPING_MS / 1000, self._housekeep)


def _now_ms() -> float:
    return time.monotonic() * 1000
