"""What a digest is checked against (RFC 7616 3.4.2)."""

import hashlib


def digest_secrets(username: str, realm: str, password: str) -> tuple[str, str]:
    """MD5 and SHA-256 of user:realm:password, in hex."""
    secret = f"{username}:{realm}:{password}".encode()
    md5 = hashlib.md5(secret).hexdigest()  # noqa: S324 - RFC 2617 digest
    return md5, hashlib.sha256(secret).hexdigest()
