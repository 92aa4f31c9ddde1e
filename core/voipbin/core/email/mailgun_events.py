"""What Mailgun's webhooks say, and whether Mailgun says it."""

import hmac
from hashlib import sha256
from typing import Any

from voipbin.core.contract.rules import is_uuid
from voipbin.core.email.progress import ProviderEvent
from voipbin.core.email.sendgrid import EMAIL_ID

_LATEST_S = 2**33
_STATUSES = {
    "accepted": "processed",
    "clicked": "click",
    "complained": "spamreport",
    "delivered": "delivered",
    "opened": "open",
    "rejected": "dropped",
    "unsubscribed": "unsubscribe",
}
_FAILURES = {"temporary": "deferred", "permanent": "bounce"}
"A failure by its severity."


def is_signed(key: str, document: Any) -> bool:
    """Whether Mailgun signed a document: HMAC with SHA-256 over timestamp and token.

    Args:
        key: its webhook signing key.
    """
    signature = document.get("signature") if isinstance(document, dict) else None
    if not isinstance(signature, dict):
        return False
    parts = [str(signature.get(name, "")) for name in ("timestamp", "token", "signature")]
    wanted = hmac.digest(key.encode(), f"{parts[0]}{parts[1]}".encode(), sha256).hex()
    return hmac.compare_digest(wanted.encode(), parts[2].encode())


def events_of(document: dict[str, Any]) -> list[ProviderEvent]:
    """The event, if it is about an email of ours."""
    data = document.get("event-data")
    if not isinstance(data, dict):
        return []
    variables, moment_s = data.get("user-variables"), data.get("timestamp")
    id = variables.get(EMAIL_ID) if isinstance(variables, dict) else None
    if not (isinstance(id, str) and is_uuid(id.lower())):
        return []
    status = _status(data)
    if not (status and isinstance(moment_s, int | float) and 0 < moment_s < _LATEST_S):
        return []
    return [ProviderEvent(id.lower(), status, round(moment_s * 1_000_000))]


def _status(data: dict[str, Any]) -> str:
    word, severity = data.get("event"), data.get("severity")
    if not (isinstance(word, str) and isinstance(severity, str | None)):
        return ""
    if word == "failed":
        # What it did not even try, because the receiver is on a list of its own.
        if str(data.get("reason", "")).startswith("suppress-"):
            return "dropped"
        return _FAILURES.get(severity or "", "")
    return _STATUSES.get(word, "")
