"""What SendGrid's event webhook says, and whether SendGrid says it."""

import base64
from collections.abc import Iterator
from typing import Any

from voipbin.core.contract.rules import is_uuid
from voipbin.core.email.progress import ProviderEvent, is_status
from voipbin.core.email.sendgrid import EMAIL_ID

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
_LATEST_S = 2**33


def check_key(text: str) -> None:
    """
    Raises:
        ValueError: it is no verification key of SendGrid.
    """
    _public_key(text)


def is_signed(key: str, signature: str, timestamp: str, body: bytes) -> bool:
    """Whether SendGrid signed a body: ECDSA with SHA-256 over timestamp and body.

    Args:
        key: its verification key, base64 of a DER SubjectPublicKeyInfo.
        signature: base64 of a DER signature.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        given = base64.b64decode(signature, validate=True)
        _public_key(key).verify(given, timestamp.encode() + body, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def events_of(entries: list[Any]) -> Iterator[ProviderEvent]:
    """The events that are about emails of ours; what else it tells is passed over."""
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        id, word, moment_s = (entry.get(name) for name in (EMAIL_ID, "event", "timestamp"))
        if not (isinstance(id, str) and is_uuid(id.lower())):
            continue
        if not (isinstance(word, str) and is_status(word)):
            continue
        if type(moment_s) is int and 0 < moment_s < _LATEST_S:
            yield ProviderEvent(id.lower(), word, moment_s * 1_000_000)


def _public_key(text: str) -> Any:
    # With the first use: most installations have no key.
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(base64.b64decode(text, validate=True))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("must be a key of an elliptic curve")
    return key
