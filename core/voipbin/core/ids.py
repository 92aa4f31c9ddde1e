"""New ids."""

import hashlib
import secrets

import uuid_utils


def new_id() -> str:
    """A UUIDv7 in lower case: new rows land side by side in every index."""
    return str(uuid_utils.uuid7())


def new_accesskey_token() -> str:
    """An access key: "vb_" and 32 URL-safe characters, 192 bits of chance."""
    return "vb_" + secrets.token_urlsafe(24)


def sha256_hex(text: str) -> str:
    """What is stored of a high-entropy secret."""
    return hashlib.sha256(text.encode()).hexdigest()
