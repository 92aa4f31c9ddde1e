"""What browsers want below RTP: ICE, DTLS-SRTP and everything on one port.

We are ICE-lite (RFC 8445 2.5): a server whose address phones reach anyway need not look for
paths, only answer the checks of who does. So the peer's candidates, mDNS names included, do not
matter, and the path is where its nominated checks come from.
"""

import secrets
from collections.abc import Callable
from typing import Final

import structlog

from voipbin.media import stun
from voipbin.media.rtp.dtls import DtlsHandshake, DtlsKeys, is_dtls
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.srtp import SrtpTransport
from voipbin.media.rtp.transport import RtpTransport

log = structlog.get_logger(__name__)

MAX_PATHS: Final = 16
"""Addresses of one peer remembered as checked; a browser with many interfaces has about ten."""


class IceLite:
    """Our half of ICE: credentials, and answers to checks."""

    def __init__(self) -> None:
        self.ufrag: Final = secrets.token_hex(4)
        self.pwd: Final = secrets.token_hex(16)
        self.peer_ufrag = ""
        """As SDP named it; before that anybody who knows our password is answered."""

    def check(self, data: bytes, source: Address) -> tuple[bytes, bool] | None:
        """The answer to a check, and whether it nominates its path; None for a wrong one."""
        request = stun.BindingRequest.parse(data)
        if request is None or not request.proves(self.pwd):
            return None
        ours, _, theirs = request.username.partition(":")
        if ours != self.ufrag or self.peer_ufrag not in ("", theirs):
            return None
        answer = request.answer(source[0], source[1], self.pwd)
        return answer, stun.USE_CANDIDATE in request.attributes


class WebRtcTransport(SrtpTransport):
    """SRTP whose address comes from ICE and whose keys come from DTLS."""

    CONSENT_MS = 30_000.0
    """A peer that has not repeated its checks this long is gone (RFC 7675 5.1): a browser whose
    tab was closed says no BYE."""

    def __init__(self, sockets: RtpTransport, on_path: Callable[[Address], None]) -> None:
        """
        Args:
            sockets: one port for everything.
            on_path: told where media goes from now on.
        """
        super().__init__(sockets)
        self.ice: Final = IceLite()
        self.refused_checks = 0
        self._on_path = on_path
        self._checked: dict[Address, None] = {}
        self._checked_ms = 0.0
        self._path: Address | None = None
        self._uses_ice = True
        self._peer: tuple[bool, str, str] | None = None
        self._handshake: DtlsHandshake | None = None
        sockets.on_rtp = self._sort

    def expect(
        self, *, client: bool, hash_name: str, fingerprint: str, ufrag: str, address: Address | None
    ) -> None:
        """The peer, as an offer or answer named it; the same again changes nothing.

        Args:
            client: we begin the handshake.
            hash_name: of the fingerprint.
            fingerprint: of its certificate.
            ufrag: "" when it does no ICE.
            address: where to send then.
        """
        self.ice.peer_ufrag, self._uses_ice = ufrag, bool(ufrag)
        if not self._uses_ice:
            self._path = address
        peer = (client, hash_name, fingerprint)
        if self._peer == peer:
            return
        if self._handshake is not None:
            self._handshake.close()
        self._peer = peer
        self._handshake = DtlsHandshake(
            client=client,
            hash_name=hash_name,
            fingerprint=fingerprint,
            send=self._send_dtls,
            done=self._use,
        )
        if client and self._path is not None:
            self._handshake.start()

    @property
    def failure(self) -> str:
        """Why no audio will flow any more; empty while it may."""
        if self._handshake is not None and self._handshake.failure:
            return self._handshake.failure
        silent_ms = self.clock_ms() - self._checked_ms
        gone = self._uses_ice and self._path is not None and silent_ms > self.CONSENT_MS
        return "the peer has stopped its checks" if gone else ""

    def close(self) -> None:
        """Close the sockets and end the handshake; may be called twice."""
        if self._handshake is not None:
            self._handshake.close()
        super().close()

    def _sort(self, length: int, source: Address) -> None:
        """Tell STUN, DTLS and SRTP apart (RFC 7983)."""
        first = self.buffer[0]
        if first >= 128:
            self._receive(length, source)
        elif is_dtls(first):
            self._receive_dtls(bytes(self.view[:length]), source)
        elif stun.is_stun(self.view[:length]):
            self._receive_check(bytes(self.view[:length]), source)

    def _receive_check(self, data: bytes, source: Address) -> None:
        result = self.ice.check(data, source)
        if result is None:
            self.refused_checks += 1
            return
        answer, nominated = result
        self._checked_ms = self.clock_ms()
        self.sockets.send(answer, source)
        if source not in self._checked:
            if len(self._checked) >= MAX_PATHS:
                self._checked.pop(next(iter(self._checked)))
            self._checked[source] = None
        if (nominated or self._path is None) and source != self._path:
            self._path = source
            self._on_path(source)
            if self._handshake is not None and self._peer is not None and self._peer[0]:
                self._handshake.start()

    def _receive_dtls(self, data: bytes, source: Address) -> None:
        handshake = self._handshake
        if handshake is None or (self._uses_ice and source not in self._checked):
            return  # before we know whom to believe; it is sent again
        if not self._uses_ice:
            self._path = source
        before = handshake.failure
        handshake.receive(data)
        if handshake.failure != before:
            log.warning("DTLS handshake failed", reason=handshake.failure)

    def _send_dtls(self, datagram: bytes) -> None:
        if self._path is not None:
            self.sockets.send(datagram, self._path)

    def _use(self, keys: DtlsKeys) -> None:
        self.set_keys(keys.suite, keys.ours, keys.theirs)
