"""SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714) between the sockets of a leg and all above them."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from voipbin.media.rtp.packet import is_rtcp
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.transport import DATAGRAM_BYTES, RtpTransport

if TYPE_CHECKING:
    from pylibsrtp import Session

GCM_256: Final = "AEAD_AES_256_GCM"
GCM_128: Final = "AEAD_AES_128_GCM"
SHA1_80: Final = "AES_CM_128_HMAC_SHA1_80"
SHA1_32: Final = "AES_CM_128_HMAC_SHA1_32"
CM_256_SHA1_80: Final = "AES_256_CM_HMAC_SHA1_80"
CM_256_SHA1_32: Final = "AES_256_CM_HMAC_SHA1_32"
MAX_PLAIN_BYTES: Final = 1400
"""Larger packets do not fit into libsrtp's buffer with their tag."""


@cache
def available() -> bool:
    """Whether the library is installed; asking does not load it."""
    return find_spec("pylibsrtp") is not None


class SrtpTransport:
    """The face of `RtpTransport`, with ciphertext on the wire.

    Datagrams are decrypted in the poller's buffer, so that whoever reads it, the relay above all,
    works the same for both. What cannot be authenticated never gets further, so a stranger cannot
    even make the leg learn a wrong address.
    """

    def __init__(self, sockets: RtpTransport) -> None:
        """Nothing passes in either direction before `set_keys`."""
        self.sockets: Final = sockets
        self.buffer, self.view = sockets.buffer, sockets.view
        self.local: Final = sockets.local
        self.other_local: Final = sockets.other_local
        self.on_rtp: Callable[[int, Address], object] | None = None
        self.on_rtcp: Callable[[int, Address], None] | None = None
        self.on_keys: Callable[[], object] | None = None
        """Called once, when audio can flow."""
        self.rejected = 0
        """Packets that failed authentication or came twice."""
        self._incoming: Session | None = None
        self._outgoing: Session | None = None
        self._used: dict[str, tuple[bytes, Session]] = {}
        """By suite, the last key of ours and what goes on with it."""
        self._keys: tuple[str, bytes, bytes] | None = None
        self._errors: tuple[type[Exception], ...] = ()
        sockets.on_rtp = self._receive
        sockets.on_rtcp = self._receive_rtcp

    def set_keys(self, suite: str, ours: bytes, theirs: bytes) -> None:
        """Use these master keys with their salts.

        A direction whose key is the same again goes on as it was: its packets are numbered on
        (RFC 3711 3.3.1), and a rollover counter begun anew would make the peer, which has no reason
        to do so, refuse all of them. So does a key of ours that comes back after one of another
        suite, as forks of a call may want: begun anew it would encrypt two packets alike (9.1).

        Raises:
            ValueError: unknown suite or a key too short.
        """
        if self._keys == (suite, ours, theirs):
            return
        from pylibsrtp import Error, Policy, Session

        from voipbin.media.rtp.srtp_policy import policy_of

        incoming = policy_of(suite, theirs, Policy.SSRC_ANY_INBOUND)
        outgoing = policy_of(suite, ours, Policy.SSRC_ANY_OUTBOUND)
        # A relay passes on what the network repeated; only the receiver judges that.
        outgoing.allow_repeat_tx = True
        # The voice of a phone call may be a second late and still be worth having.
        incoming.window_size = outgoing.window_size = 128
        old_suite, old_ours, old_theirs = self._keys or ("", b"", b"")
        if (suite, ours) != (old_suite, old_ours):
            key, known = self._used.get(suite, (b"", None))
            self._outgoing = Session(outgoing) if known is None or key != ours else known
            self._used[suite] = (ours, self._outgoing)
        if (suite, theirs) != (old_suite, old_theirs):
            self._incoming = Session(incoming)
        self._errors = (Error, ValueError)
        self._keys = (suite, ours, theirs)
        told, self.on_keys = self.on_keys, None
        if told is not None:
            told()

    @property
    def keyed(self) -> bool:
        """There are keys: audio can flow."""
        return self._keys is not None

    @property
    def failure(self) -> str:
        """Why no audio will flow any more; empty while it may."""
        return ""

    @property
    def now_ms(self) -> float:
        """Arrival time of the datagram being handled."""
        return self.sockets.now_ms

    def clock_ms(self) -> float:
        """The time now, on the same clock as `now_ms`."""
        return self.sockets.clock_ms()

    @property
    def rtcp_mux(self) -> bool:
        """RTCP shares the RTP port."""
        return self.sockets.rtcp_mux

    @property
    def closed(self) -> bool:
        """The sockets are closed."""
        return self.sockets.closed

    @property
    def send_errors(self) -> int:
        """Packets the system or the cipher would not take."""
        return self.sockets.send_errors

    def send(self, data: bytes | memoryview, destination: Address) -> bool:
        """Encrypt and send RTP; False before there are keys."""
        session = self._outgoing
        if session is None or len(data) > MAX_PLAIN_BYTES:
            return False
        try:
            sealed = session.protect(bytes(data))
        except self._errors:  # older than the replay window
            self.sockets.send_errors += 1
            return False
        return self.sockets.send(sealed, destination)

    def send_rtcp(self, data: bytes, destination: Address) -> bool:
        """Encrypt and send RTCP; False before there are keys."""
        session = self._outgoing
        if session is None or len(data) > MAX_PLAIN_BYTES:
            return False
        try:
            sealed = session.protect_rtcp(data)
        except self._errors:
            self.sockets.send_errors += 1
            return False
        return self.sockets.send_rtcp(sealed, destination)

    def close(self) -> None:
        """Close the sockets and forget the keys; may be called twice."""
        self.sockets.close()
        self.on_rtp = self.on_rtcp = self.on_keys = None
        self._incoming = self._outgoing = self._keys = None
        self._used.clear()

    def _receive(self, length: int, source: Address) -> None:
        if is_rtcp(self.view[:length]):
            self._receive_rtcp(length, source)
            return
        session = self._incoming
        if session is None or self.on_rtp is None:
            return
        plain = self._opened(session.unprotect, length)
        if plain:
            self.on_rtp(plain, source)

    def _receive_rtcp(self, length: int, source: Address) -> None:
        session = self._incoming
        if session is None or self.on_rtcp is None:
            return
        plain = self._opened(session.unprotect_rtcp, length)
        if plain:
            self.on_rtcp(plain, source)

    def _opened(self, unprotect: Callable[[bytes], bytes], length: int) -> int:
        """Decrypt the buffer in place; the new length, 0 for what is refused."""
        try:
            plain = unprotect(bytes(self.view[: min(length, DATAGRAM_BYTES)]))
        except self._errors:
            self.rejected += 1
            return 0
        self.view[: len(plain)] = plain
        return len(plain)
