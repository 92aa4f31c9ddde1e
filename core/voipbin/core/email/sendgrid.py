"""SendGrid: emails by its Mail Send API, version 3."""

import asyncio
import base64
from typing import Any

import orjson

from voipbin.core.clock import Clock
from voipbin.core.egress import EgressClient
from voipbin.core.email.outgoing import Mailbox, OutgoingEmail
from voipbin.core.email.posting import post

PUBLIC_URL = "https://api.sendgrid.com"
EMAIL_ID = "voipbin_message_id"
"Custom argument that comes back with every event."
_NO_SUBJECT = "(no subject)"
_NO_TEXT = " "
"It takes no empty ones."


class SendGrid:
    """Hands emails over to SendGrid."""

    name = "sendgrid"

    def __init__(self, egress: EgressClient, clock: Clock, key: str, url: str = "") -> None:
        """
        Args:
            key: of its API.
            url: in place of its public one.
        """
        self._egress = egress
        self._clock = clock
        self._headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        self._url = f"{url or PUBLIC_URL}/v3/mail/send"

    async def send(self, email: OutgoingEmail) -> None:
        """Returns when SendGrid has queued it."""
        # Recordings in base64 are large: calls go on meanwhile.
        body = await asyncio.to_thread(lambda: orjson.dumps(_body(email)))
        await post(self._egress, self._clock, self._url, body, self._headers)


def _body(email: OutgoingEmail) -> dict[str, Any]:
    body: dict[str, Any] = {
        "personalizations": [
            {
                "to": [_shown(receiver) for receiver in _once(email)],
                "custom_args": {EMAIL_ID: email.id},
            }
        ],
        "from": _shown(email.sender),
        "subject": email.subject or _NO_SUBJECT,
        "content": [{"type": "text/plain", "value": email.text or _NO_TEXT}],
        "headers": {"Message-ID": email.message_id},
    }
    if email.attachments:
        body["attachments"] = [
            {
                "content": base64.b64encode(attachment.content).decode(),
                "filename": attachment.name,
                "type": "application/zip",
                "disposition": "attachment",
            }
            for attachment in email.attachments
        ]
    return body


def _once(email: OutgoingEmail) -> list[Mailbox]:
    """Its receivers; one that is named twice is an error there."""
    known: dict[str, Mailbox] = {}
    for receiver in email.receivers:
        known.setdefault(receiver.address.lower(), receiver)
    return list(known.values())


def _shown(mailbox: Mailbox) -> dict[str, str]:
    named = {"name": mailbox.name} if mailbox.name else {}
    return {"email": mailbox.address} | named
