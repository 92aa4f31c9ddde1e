"""What libsrtp is told of each crypto suite."""

from collections.abc import Mapping
from typing import Any, Final

from pylibsrtp import Policy

from voipbin.media.rtp.srtp import (
    CM_256_SHA1_32,
    CM_256_SHA1_80,
    GCM_128,
    GCM_256,
    SHA1_32,
    SHA1_80,
)

_PROFILES: Final = {
    GCM_256: Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
    GCM_128: Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    SHA1_80: Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    SHA1_32: Policy.SRTP_PROFILE_AES128_CM_SHA1_32,
}
_NARROW: Final[Mapping[str, str]] = {CM_256_SHA1_80: SHA1_80, CM_256_SHA1_32: SHA1_32}
"""RFC 6188 5: the same but for the key of the cipher."""
WIDE_BYTES: Final = 46
"""Key of 32 bytes and salt of 14."""
_AES_ICM_128: Final = (1, 30)
_AES_ICM_256: Final = (5, WIDE_BYTES)
"""The first two members of libsrtp's policy: cipher, bytes of key and salt."""


def policy_of(suite: str, master: bytes, ssrc_type: int) -> Policy:
    """The policy of one direction.

    Args:
        master: key and salt.

    Raises:
        ValueError: unknown suite, or a key too short.
    """
    narrow = _NARROW.get(suite, suite)
    if narrow not in _PROFILES:
        known = (*_PROFILES, *_NARROW)
        raise ValueError(f"SRTP suite {suite!r} is not one of {', '.join(known)}")
    policy = Policy(master, ssrc_type, srtp_profile=_PROFILES[narrow])
    if narrow != suite:
        if len(master) < WIDE_BYTES:
            raise ValueError(f"key must contain at least {WIDE_BYTES} bytes")
        _widen(policy)
    return policy


def _widen(policy: Policy) -> None:
    """Give a policy of AES-128 in counter mode the cipher of AES-256.

    libsrtp has had it all along, but its profiles, which are those of DTLS, do not name it, and the
    binding reaches no further. So the members are written in place, where they are what they were
    when this was.
    """
    from pylibsrtp._binding import ffi  # type: ignore[import-not-found]

    for stream in ("rtp", "rtcp"):
        members: Any = ffi.cast("int32_t *", ffi.addressof(policy._policy, stream))
        if (members[0], members[1]) != _AES_ICM_128:
            raise ValueError("this libsrtp keeps its policies otherwise: no AES-256-CM")
        members[0], members[1] = _AES_ICM_256
