"""Signatures of webhooks: Standard Webhooks 1.0 and a plain one of the body."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

_PREFIX = "whsec_"
_KEY_BYTES = 32


def new_secret() -> str:
    """A secret as customers see it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The key that a secret spells."""
    return base64.b64decode(secret.removeprefix(_PREFIX))


def signed(keys: Sequence[bytes], id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Headers of a request.

    Args:
        keys: the newest first; every one signs.
        id: of the delivery, the same for each attempt.
    """
    headers = {"webhook-id": id, "webhook-timestamp": str(timestamp_s)}
    if not keys:
        return headers
    content = f"{id}.{timestamp_s}.".encode() + body
    standard = [base64.b64encode(hmac.digest(key, content, sha256)).decode() for key in keys]
    plain = [hmac.digest(key, body, sha256).hex() for key in keys]
    headers["webhook-signature"] = " ".join(f"v1,{text}" for text in standard)
    headers["x-voipbin-signature"] = " ".join(f"sha256={text}" for text in plain)
    return headers
