"""Protecting one line: which keys it has, and which transport goes below its leg."""

from voipbin.media.rtp import srtp
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.srtp import SrtpTransport
from voipbin.media.rtp.transport import RtpTransport
from voipbin.media.sip import DtlsLocal, MediaPlan, SdesKeys, Security
from voipbin.media.sip.sdes import SUITES


class Protection:
    """The keys of one line. What they need is loaded when the first line asks for it."""

    def __init__(self, leg: RtpLeg, security: Security, hosts: tuple[str, ...]) -> None:
        """
        Args:
            leg: whose sockets are protected.
            security: what the line is opened for; SDES may also come later.
            hosts: our addresses, the best first, for ICE.

        Raises:
            ValueError: what `security` needs is not installed.
        """
        self.sdes: SdesKeys | None = SdesKeys.generate() if srtp.available() else None
        self.dtls: DtlsLocal | None = None
        self._leg = leg
        if security is not Security.NONE and self.sdes is None:
            raise ValueError("SRTP is not installed: pip install 'voipbin[webrtc]'")

    def apply(self, plan: MediaPlan) -> None:
        """Use the keys of an agreement."""
        if plan.crypto is not None and self.sdes is not None:
            ours = self.sdes.masters[SUITES.index(plan.crypto.suite)]
            self._srtp().set_keys(plan.crypto.suite, ours, plan.crypto.master)

    def _srtp(self) -> SrtpTransport:
        transport = self._leg.transport
        if isinstance(transport, SrtpTransport):
            return transport
        assert isinstance(transport, RtpTransport)
        secure = SrtpTransport(transport)
        self._leg.put_below(secure)
        return secure
