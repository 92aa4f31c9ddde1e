"""The SRTP of libre, which baresip is made of: nothing of it is shared with libsrtp."""

import ctypes
from ctypes.util import find_library
from typing import Final

SUITES: Final = {
    "AES_CM_128_HMAC_SHA1_32": 0,
    "AES_CM_128_HMAC_SHA1_80": 1,
    "AES_256_CM_HMAC_SHA1_32": 2,
    "AES_256_CM_HMAC_SHA1_80": 3,
}
"""As libre numbers them."""
_ROOM: Final = 64


class _Buffer(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.POINTER(ctypes.c_uint8)),
        ("size", ctypes.c_size_t),
        ("pos", ctypes.c_size_t),
        ("end", ctypes.c_size_t),
    )


def load() -> ctypes.CDLL | None:
    """The library, if it is here and numbers the suites so."""
    name = find_library("re")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    library.srtp_suite_name.restype = ctypes.c_char_p
    library.mbuf_alloc.restype = ctypes.POINTER(_Buffer)
    library.mbuf_alloc.argtypes = (ctypes.c_size_t,)
    library.mem_deref.argtypes = (ctypes.c_void_p,)
    named = {library.srtp_suite_name(number).decode(): number for number in SUITES.values()}
    return library if named == SUITES else None


class LibreSrtp:
    """One direction."""

    def __init__(self, library: ctypes.CDLL, suite: str, master: bytes) -> None:
        self._library = library
        self._srtp = ctypes.c_void_p()
        key = ctypes.create_string_buffer(master, len(master))
        error = library.srtp_alloc(
            ctypes.byref(self._srtp), SUITES[suite], key, ctypes.c_size_t(len(master)), 0
        )
        assert not error, f"srtp_alloc: {error}"

    def close(self) -> None:
        """Free it."""
        self._library.mem_deref(self._srtp)

    def encrypt(self, packet: bytes) -> bytes:
        return self._changed("srtp_encrypt", packet)

    def decrypt(self, packet: bytes) -> bytes:
        return self._changed("srtp_decrypt", packet)

    def encrypt_rtcp(self, packet: bytes) -> bytes:
        return self._changed("srtcp_encrypt", packet)

    def decrypt_rtcp(self, packet: bytes) -> bytes:
        return self._changed("srtcp_decrypt", packet)

    def _changed(self, name: str, packet: bytes) -> bytes:
        """Raises ValueError when libre refuses."""
        buffer = self._library.mbuf_alloc(len(packet) + _ROOM)
        try:
            ctypes.memmove(buffer.contents.data, packet, len(packet))
            buffer.contents.pos, buffer.contents.end = 0, len(packet)
            error = getattr(self._library, name)(self._srtp, buffer)
            if error:
                raise ValueError(f"{name}: {error}")
            inside = buffer.contents
            return ctypes.string_at(inside.data, inside.end)[inside.pos :]
        finally:
            self._library.mem_deref(buffer)
