"""Secrets at rest: AES-256-GCM under one key of the installation."""

import base64
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_KEY_BYTES = 32


class SecretsBox:
    """Encrypts what must be shown or sent again, such as SIP passwords."""

    def __init__(self, master_key: bytes) -> None:
        """
        Args:
            master_key: at least 32 random bytes.

        Raises:
            ValueError: the key is too short.
        """
        if len(master_key) < _KEY_BYTES:
            raise ValueError(f"secret key must have {_KEY_BYTES} bytes, has {len(master_key)}")
        self._master = master_key

    @cached_property
    def _aead(self) -> "AESGCM":
        # With the first secret: the library takes ten megabytes, and a platform may have none.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self.derive("secrets at rest"))

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose; the same purpose gives the same key.

        HKDF with SHA-256 and no salt (RFC 5869 2.2 and 2.3); one block is a whole key.
        """
        extracted = hmac.digest(bytes(_KEY_BYTES), self._master, "sha256")
        return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")

    def seal(self, text: str, bound_to: str) -> str:
        """Encrypts a text; it opens only with the same bound_to, for instance the row's id."""
        return base64.b64encode(self.seal_bytes(text.encode(), bound_to)).decode()

    def seal_bytes(self, data: bytes, bound_to: str) -> bytes:
        """Encrypts bytes."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, data, bound_to.encode())

    def open(self, sealed: str, bound_to: str) -> str:
        """Decrypts.

        Raises:
            ValueError: made with another key, bound to something else, or changed.
        """
        return self.open_bytes(base64.b64decode(sealed), bound_to).decode()

    def open_bytes(self, sealed: bytes, bound_to: str) -> bytes:
        """Decrypts bytes; raises as `open` does."""
        from cryptography.exceptions import InvalidTag

        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, body, bound_to.encode())
        except InvalidTag:
            raise ValueError(
                "a stored secret cannot be decrypted: is this the data directory's own secret key?"
            ) from None


def load_master_key(data_dir: Path) -> bytes:
    """The key of an installation, made at the first start and readable by its owner alone."""
    path = data_dir / "secret.key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return base64.b64decode(path.read_text())
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n")
    return base64.b64decode(path.read_text())
