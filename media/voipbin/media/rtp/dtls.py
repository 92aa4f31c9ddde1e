"""DTLS-SRTP (RFC 5764): one handshake over somebody else's datagrams that ends in two keys."""

import asyncio
import contextlib
import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Final

from voipbin.media.rtp.srtp import SHA1_32, SHA1_80

DATAGRAM_BYTES: Final = 1200
"""Fits through every network that carries calls."""
HANDSHAKE_S: Final = 30.0

_PROFILES: Final = {b"SRTP_AES128_CM_SHA1_80": SHA1_80, b"SRTP_AES128_CM_SHA1_32": SHA1_32}
_KEY_BYTES: Final = 16
_SALT_BYTES: Final = 14
_RECORD: Final = struct.Struct("!BHHHIH")


@cache
def available() -> bool:
    """Whether the libraries are installed; asking does not load them."""
    return find_spec("OpenSSL") is not None and find_spec("pylibsrtp") is not None


@dataclass(frozen=True, slots=True)
class Certificate:
    """Ours, for every handshake of a process."""

    context: Any
    """OpenSSL context that has it."""
    fingerprint: str
    """SHA-256, `AB:CD:...` (RFC 8122 5)."""


@lru_cache(maxsize=1)
def certificate() -> Certificate:
    """A self-signed one: the peer compares it with its fingerprint, which SIP has vouched for."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from OpenSSL import SSL

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "voipbin")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    context = SSL.Context(SSL.DTLS_METHOD)
    # Whose certificate it is says the fingerprint, not a chain.
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
    context.use_certificate(signed)
    context.use_privatekey(key)
    context.set_tlsext_use_srtp(b":".join(_PROFILES))
    der = signed.public_bytes(serialization.Encoding.DER)
    return Certificate(context, fingerprint_of(der, "sha-256"))


def fingerprint_of(der: bytes, hash_name: str) -> str:
    """Digest of a certificate as SDP writes it."""
    digest = hashlib.new(hash_name.replace("-", ""), der).hexdigest().upper()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


@dataclass(frozen=True, slots=True)
class DtlsKeys:
    """What a handshake ended in; none of it belongs into a log."""

    suite: str
    ours: bytes
    """Master key and salt of what we send."""
    theirs: bytes


class DtlsHandshake:
    """One association. Feed it datagrams; it calls `send` with more of them, then `done`."""

    def __init__(
        self,
        *,
        client: bool,
        hash_name: str,
        fingerprint: str,
        send: Callable[[bytes], object],
        done: Callable[[DtlsKeys], object],
    ) -> None:
        """
        Args:
            client: we begin (`a=setup:active`).
            hash_name: of the fingerprint, `sha-256`.
            fingerprint: the only certificate believed.
            send: takes a datagram.
            done: takes the keys; never called when the handshake fails.
        """
        from OpenSSL import SSL

        self.failure = ""
        """Why it failed, in words; empty while it has not."""
        self.over = False
        """It is done, or failed."""
        self._ssl = SSL
        self._fingerprint = (hash_name, fingerprint)
        self._client, self._send, self._done = client, send, done
        self._connection = SSL.Connection(certificate().context)
        self._connection.set_ciphertext_mtu(DATAGRAM_BYTES)
        self._started = False
        self._timer: asyncio.TimerHandle | None = None
        loop = asyncio.get_running_loop()
        self._give_up = loop.call_later(HANDSHAKE_S, self._fail, "the peer did not finish it")
        if client:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()

    def start(self) -> None:
        """Begin, as the client; as the server, wait. Doing it again is harmless."""
        if self._client and not self._started and not self.over:
            self._started = True
            self._step()

    def receive(self, datagram: bytes) -> None:
        """Take a datagram of the peer."""
        if self.failure:
            return
        self.start()
        self._connection.bio_write(datagram)
        if self.over:
            self._after()
        else:
            self._step()

    def close(self) -> None:
        """Stop every timer; may be called twice."""
        self.over = True
        self._give_up.cancel()
        if self._timer is not None:
            self._timer.cancel()

    def _step(self) -> None:
        try:
            self._connection.do_handshake()
        except self._ssl.WantReadError:
            self._flush()
            self._wait_to_repeat()
        except self._ssl.Error as error:
            self._flush()  # the alert
            self._fail(str(error))
        else:
            self._flush()
            self._finish()

    def _wait_to_repeat(self) -> None:
        """What was sent may have been lost: OpenSSL says when to send it again."""
        if self._timer is not None:
            self._timer.cancel()
        pause_s = self._connection.DTLSv1_get_timeout()
        if pause_s is not None:
            self._timer = asyncio.get_running_loop().call_later(pause_s, self._repeat)

    def _repeat(self) -> None:
        if not self.over:
            try:
                self._connection.DTLSv1_handle_timeout()
            except self._ssl.Error as error:
                self._fail(str(error))
                return
            self._flush()
            self._wait_to_repeat()

    def _finish(self) -> None:
        peer = self._connection.get_peer_certificate(as_cryptography=True)
        suite = _PROFILES.get(self._connection.get_selected_srtp_profile())
        if peer is None or suite is None:
            self._fail("no certificate or no SRTP profile")
            return
        from cryptography.hazmat.primitives.serialization import Encoding

        hash_name, expected = self._fingerprint
        shown = fingerprint_of(peer.public_bytes(Encoding.DER), hash_name)
        if not hmac.compare_digest(shown, expected):
            self._fail("the certificate is not the one SDP named")
            return
        self.close()
        self._done(self._export(suite))

    def _export(self, suite: str) -> DtlsKeys:
        """RFC 5764 4.2: client key, server key, client salt, server salt."""
        size = 2 * (_KEY_BYTES + _SALT_BYTES)
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
        keys, salts = material[: 2 * _KEY_BYTES], material[2 * _KEY_BYTES :]
        client = keys[:_KEY_BYTES] + salts[:_SALT_BYTES]
        server = keys[_KEY_BYTES:] + salts[_SALT_BYTES:]
        return DtlsKeys(suite, *((client, server) if self._client else (server, client)))

    def _after(self) -> None:
        """Repeated last flights and alerts after the handshake."""
        # Nothing to read, or the peer has closed: SIP says when a call is over.
        with contextlib.suppress(self._ssl.Error):
            self._connection.recv(DATAGRAM_BYTES)
        self._flush()

    def _fail(self, text: str) -> None:
        self.failure = text
        self.close()

    def _flush(self) -> None:
        """Send what OpenSSL has written, as many whole records in a datagram as fit."""
        try:
            data = self._connection.bio_read(1 << 16)
        except self._ssl.WantReadError:
            return
        datagram = b""
        for record in _records(data):
            if datagram and len(datagram) + len(record) > DATAGRAM_BYTES:
                self._send(datagram)
                datagram = b""
            datagram += record
        if datagram:
            self._send(datagram)


def is_dtls(first: int) -> bool:
    """By the first byte of a datagram (RFC 7983 7)."""
    return 20 <= first <= 63


def _records(data: bytes) -> list[bytes]:
    records, place = [], 0
    while place + _RECORD.size <= len(data):
        length = _RECORD.size + _RECORD.unpack_from(data, place)[-1]
        records.append(data[place : place + length])
        place += length
    return records
