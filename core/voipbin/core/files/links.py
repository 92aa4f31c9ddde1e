"""Links that need no other credentials: signed, and good for a while."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qs, quote, urlencode

from voipbin.core.clock import Clock

_MICROS = 1_000_000
_MAX_QUERY = 512


class LinkState(Enum):
    """Whether a link may be followed."""

    GOOD = "good"
    FORGED = "forged"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SignedLink:
    """A link and its end."""

    url: str
    tm_expire_us: int
    "Microseconds since 1970, UTC; whole seconds."


class FileLinks:
    """Signs and checks links with HMAC-SHA256.

    Args:
        key: at least 32 secret bytes.
        base_url: gives the scheme and address links begin with: "https://api.example.com".
    """

    def __init__(self, key: bytes, base_url: Callable[[], str], clock: Clock) -> None:
        if len(key) < 32:
            raise ValueError(f"link key must have 32 bytes, has {len(key)}")
        self._key = key
        self._base_url = base_url
        self._clock = clock

    def sign(self, path: str, lifetime_s: int) -> SignedLink:
        """A link to /files/<path>, good for lifetime_s seconds from now."""
        return self.sign_until(path, (self._clock.now_us() // _MICROS + lifetime_s) * _MICROS)

    def sign_until(self, path: str, tm_expire_us: int) -> SignedLink:
        """A link to /files/<path> that is good until a moment; the same for the same moment.

        Args:
            tm_expire_us: microseconds since 1970, UTC; cut to whole seconds.
        """
        expires = tm_expire_us // _MICROS
        query = urlencode({"expires": expires, "signature": self._signature(path, expires)})
        base = self._base_url().rstrip("/")
        return SignedLink(f"{base}/files/{quote(path)}?{query}", expires * _MICROS)

    def check(self, path: str, query: str) -> LinkState:
        """Whether the query string was signed for this path and still holds."""
        given = _parameters(query)
        if given is None:
            return LinkState.FORGED
        expires, signature = given
        if not hmac.compare_digest(self._signature(path, expires), signature):
            return LinkState.FORGED
        if expires * _MICROS <= self._clock.now_us():
            return LinkState.EXPIRED
        return LinkState.GOOD

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self._key, f"{expires}\n{path}".encode(), hashlib.sha256).hexdigest()


def _parameters(query: str) -> tuple[int, str] | None:
    """Expiry and signature; None unless each is there once and well-formed."""
    if len(query) > _MAX_QUERY:
        return None
    fields = parse_qs(query)
    expires, signature = fields.get("expires", []), fields.get("signature", [])
    if len(expires) != 1 or len(signature) != 1:
        return None
    # Ten digits reach the year 2286; compare_digest refuses text beyond ASCII.
    digits_only = expires[0].isascii() and expires[0].isdigit() and len(expires[0]) <= 10
    return (int(expires[0]), signature[0]) if digits_only and signature[0].isascii() else None
