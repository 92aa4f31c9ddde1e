"""STUN binding requests and their answers (RFC 8489), as keep-alives and ICE need them."""

import hashlib
import hmac
import ipaddress
import struct
import zlib
from dataclasses import dataclass
from typing import Final

BINDING_REQUEST: Final = 0x0001
BINDING_SUCCESS: Final = 0x0101
USERNAME: Final = 0x0006
MESSAGE_INTEGRITY: Final = 0x0008
XOR_MAPPED_ADDRESS: Final = 0x0020
USE_CANDIDATE: Final = 0x0025
FINGERPRINT: Final = 0x8028

_COOKIE: Final = 0x2112A442
_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_FINGERPRINT_XOR: Final = 0x5354554E
_HMAC_BYTES: Final = 20


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """One binding request."""

    transaction: bytes
    """12 bytes that the answer repeats."""
    attributes: dict[int, bytes]
    """By type; the first of a type counts (14)."""
    raw: bytes
    integrity_at: int
    """Where MESSAGE-INTEGRITY begins; 0 when there is none."""

    @classmethod
    def parse(cls, data: bytes) -> "BindingRequest | None":
        """Read a datagram; None when it is something else or malformed."""
        if len(data) < _HEADER.size:
            return None
        kind, length, cookie, transaction = _HEADER.unpack_from(data)
        if kind != BINDING_REQUEST or cookie != _COOKIE or length != len(data) - _HEADER.size:
            return None
        attributes: dict[int, bytes] = {}
        place, integrity_at = _HEADER.size, 0
        while place < len(data):
            if place + _ATTRIBUTE.size > len(data):
                return None
            name, size = _ATTRIBUTE.unpack_from(data, place)
            value = data[place + 4 : place + 4 + size]
            if len(value) != size:
                return None
            if not integrity_at or name == FINGERPRINT:  # what follows is not protected (14.5)
                attributes.setdefault(name, value)
            if name == MESSAGE_INTEGRITY and not integrity_at:
                integrity_at = place
            place += 4 + size + -size % 4
        return cls(transaction, attributes, data, integrity_at)

    @property
    def username(self) -> str:
        """USERNAME; empty when absent."""
        return self.attributes.get(USERNAME, b"").decode("utf-8", "replace")

    def proves(self, password: str) -> bool:
        """Whether MESSAGE-INTEGRITY was made with this short-term password (9.1)."""
        if not self.integrity_at:
            return False
        expected = _integrity(self.raw[: self.integrity_at], password)
        return hmac.compare_digest(expected, self.attributes[MESSAGE_INTEGRITY])

    def answer(self, host: str, port: int, password: str = "") -> bytes:
        """The success response for who asked from there; signed when a password is given."""
        message = _HEADER.pack(BINDING_SUCCESS, 0, _COOKIE, self.transaction)
        message = _append(message, XOR_MAPPED_ADDRESS, _xored(host, port, self.transaction))
        if not password:
            return message
        message = _append(message, MESSAGE_INTEGRITY, _integrity(message, password))
        return _append(message, FINGERPRINT, _fingerprint(message))


def is_stun(data: bytes | bytearray | memoryview) -> bool:
    """Tell STUN from what else may come on a port (RFC 7983 7)."""
    return len(data) >= _HEADER.size and data[0] < 4 and data[4:8] == _COOKIE.to_bytes(4)


def _append(message: bytes, name: int, value: bytes) -> bytes:
    body = message[_HEADER.size :] + _ATTRIBUTE.pack(name, len(value)) + value
    body += bytes(-len(value) % 4)
    return _with_length(message, len(body))[: _HEADER.size] + body


def _with_length(message: bytes, length: int) -> bytes:
    return message[:2] + struct.pack("!H", length) + message[4:]


def _integrity(message: bytes, password: str) -> bytes:
    """HMAC over all before the attribute, with a length as if it were the last one (14.5)."""
    length = len(message) - _HEADER.size + _ATTRIBUTE.size + _HMAC_BYTES
    return hmac.digest(password.encode(), _with_length(message, length), hashlib.sha1)


def _fingerprint(message: bytes) -> bytes:
    length = len(message) - _HEADER.size + _ATTRIBUTE.size + 4
    return struct.pack("!I", zlib.crc32(_with_length(message, length)) ^ _FINGERPRINT_XOR)


def _xored(host: str, port: int, transaction: bytes) -> bytes:
    """Address and port, disguised from routers that rewrite addresses they see (14.2)."""
    address = ipaddress.ip_address(host)
    mask = _COOKIE.to_bytes(4) + transaction
    family = 1 if address.version == 4 else 2
    mixed = bytes(one ^ other for one, other in zip(address.packed, mask, strict=False))
    return struct.pack("!BBH", 0, family, port ^ (_COOKIE >> 16)) + mixed
