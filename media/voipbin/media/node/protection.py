"""Protecting one line: which keys it has, and which transport goes below its leg."""

from collections.abc import Callable, Iterable

from voipbin.media.family import ip_of
from voipbin.media.rtp import dtls, srtp
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.peer import Address, numeric
from voipbin.media.rtp.srtp import SrtpTransport
from voipbin.media.rtp.transport import RtpTransport
from voipbin.media.sip import DtlsLocal, DtlsPeer, MediaPlan, SdesKeys, Security


class Protection:
    """The keys of one line. What they need is loaded when the first line asks for it."""

    def __init__(self, leg: RtpLeg, security: Security, hosts: Iterable[str]) -> None:
        """
        Args:
            leg: whose sockets are protected.
            security: what the line is opened for; SDES may also come later.
            hosts: our addresses, the best first, for ICE.

        Raises:
            ValueError: DTLS is wanted and not installed.
        """
        self.sdes: SdesKeys | None = SdesKeys.generate() if srtp.available() else None
        self.dtls: DtlsLocal | None = None
        self._leg = leg
        self._suite = ""
        "Of SDES, in use."
        if security is Security.DTLS:
            if not dtls.available():
                raise ValueError("DTLS-SRTP is not installed: pip install 'voipbin[webrtc]'")
            self.dtls = self._open_dtls(hosts)

    def apply(self, plan: MediaPlan) -> None:
        """Use the keys of an agreement."""
        if plan.dtls is not None:
            self._expect(plan, plan.dtls)
        elif plan.crypto is not None and self.sdes is not None:
            suite = plan.crypto.suite
            self._srtp().set_keys(suite, self.sdes.masters[suite], plan.crypto.master)
            self._use(suite)
        elif self.dtls is None:
            self._unprotect()

    def address_of(self, plan: MediaPlan) -> Address | None:
        """Where the party is: where its SDP says, or where ICE has found it so far."""
        if not plan.learns_address:
            return (plan.remote_host, plan.remote_port)
        return self._leg.session.peer.destination

    def when_open(self, told: Callable[[], object]) -> bool:
        """Whether audio can flow; if not yet, `told` is called when it can."""
        transport = self._leg.transport
        if not isinstance(transport, SrtpTransport) or transport.keyed:
            return True
        transport.on_keys = told
        return False

    @property
    def failed(self) -> bool:
        """The party could not agree with us on keys: RFC 5763 5 wants the call to end."""
        transport = self._leg.transport
        return isinstance(transport, SrtpTransport) and bool(transport.failure)

    def _use(self, suite: str) -> None:
        """Note the suite in use, "" for none."""
        if self.sdes is None:
            return
        self.sdes.left.discard(suite)
        if self._suite not in ("", suite):
            self.sdes.left.add(self._suite)
        self._suite = suite

    def _unprotect(self) -> None:
        """Put the sockets below again: early media was protected, the call is not."""
        transport = self._leg.transport
        if isinstance(transport, SrtpTransport):
            self._leg.put_below(transport.sockets)
            self._use("")

    def _open_dtls(self, hosts: Iterable[str]) -> DtlsLocal:
        from voipbin.media.rtp.webrtc import WebRtcTransport

        sockets, leg = self._leg.transport, self._leg
        assert isinstance(sockets, RtpTransport)
        transport = WebRtcTransport(sockets, leg.session.peer.expect)
        leg.put_below(transport)
        ice = transport.ice
        own = tuple(dict.fromkeys(host for host in hosts if _reachable(host)))
        return DtlsLocal(dtls.certificate().fingerprint, ice.ufrag, ice.pwd, own)

    def _expect(self, plan: MediaPlan, peer: DtlsPeer) -> None:
        from voipbin.media.rtp.webrtc import WebRtcTransport

        transport = self._leg.transport
        assert isinstance(transport, WebRtcTransport)
        transport.expect(
            client=peer.setup == "active",
            hash_name=peer.hash_name,
            fingerprint=peer.fingerprint,
            ufrag=peer.ice_ufrag,
            address=None if peer.ice else numeric((plan.remote_host, plan.remote_port)),
        )

    def _srtp(self) -> SrtpTransport:
        transport = self._leg.transport
        if isinstance(transport, SrtpTransport):
            return transport
        assert isinstance(transport, RtpTransport)
        secure = SrtpTransport(transport)
        self._leg.put_below(secure)
        return secure


def _reachable(host: str) -> bool:
    """Whether a candidate may name it: addresses only, and not all of them at once."""
    address = ip_of(host)
    return address is not None and not address.is_unspecified
