"""Cross-origin access: any origin, no credentials."""

from voipbin.gateway.types import Headers

# Cookies stay at home (SameSite=Strict, and no Allow-Credentials), so any origin is harmless.
ANY_ORIGIN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"X-Request-Id, Retry-After, Location"),
]

_PREFLIGHT_HEADERS = (
    b"Origin, X-Requested-With, Content-Type, Accept, Authorization, Accesskey, "
    b"Idempotency-Key, X-Request-Id"
)
_TWELVE_HOURS_S = b"43200"


def is_preflight(method: str, headers: dict[bytes, bytes]) -> bool:
    """Tell a preflight from an OPTIONS request of its own right."""
    return method == "OPTIONS" and b"access-control-request-method" in headers


def preflight_headers(allowed: str) -> Headers:
    """Return the answer to a preflight of a path with these methods."""
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", allowed.encode()),
        (b"access-control-allow-headers", _PREFLIGHT_HEADERS),
        (b"access-control-max-age", _TWELVE_HOURS_S),
    ]
