"""Mailgun: emails by its Messages API, version 3."""

import asyncio
import base64
import secrets
from collections.abc import Iterator

from voipbin.core.clock import Clock
from voipbin.core.egress import EgressClient
from voipbin.core.email.outgoing import OutgoingEmail
from voipbin.core.email.posting import post
from voipbin.core.email.rfc5322 import header_of
from voipbin.core.email.sendgrid import EMAIL_ID

PUBLIC_URL = "https://api.mailgun.net"
_NO_TEXT = " "
"It takes no empty one."


class Mailgun:
    """Hands emails over to Mailgun."""

    name = "mailgun"

    def __init__(
        self, egress: EgressClient, clock: Clock, key: str, domain: str, url: str = ""
    ) -> None:
        """
        Args:
            key: of its API.
            domain: as it knows us.
            url: in place of its public one.
        """
        self._egress = egress
        self._clock = clock
        user = base64.b64encode(f"api:{key}".encode()).decode()
        self._authorization = f"Basic {user}"
        self._url = f"{url or PUBLIC_URL}/v3/{domain}/messages"

    async def send(self, email: OutgoingEmail) -> None:
        """Returns when Mailgun has queued it."""
        boundary = secrets.token_hex(16)
        headers = {
            "authorization": self._authorization,
            "content-type": f"multipart/form-data; boundary={boundary}",
        }
        body = await asyncio.to_thread(lambda: b"".join(_form(email, boundary.encode())))
        await post(self._egress, self._clock, self._url, body, headers)


def _form(email: OutgoingEmail, boundary: bytes) -> Iterator[bytes]:
    """A form (RFC 7578). Nobody can guess the boundary, so no text can have it."""
    for name, value in _fields(email):
        yield b'--%s\r\ncontent-disposition: form-data; name="%s"\r\n\r\n' % (boundary, name)
        yield value.encode()
        yield b"\r\n"
    for attachment in email.attachments:
        yield b'--%s\r\ncontent-disposition: form-data; name="attachment"; ' % boundary
        yield b'filename="%s"\r\ncontent-type: application/zip\r\n\r\n' % attachment.name.encode()
        yield attachment.content
        yield b"\r\n"
    yield b"--%s--\r\n" % boundary


def _fields(email: OutgoingEmail) -> Iterator[tuple[bytes, str]]:
    yield b"from", header_of(email.sender)
    for receiver in email.receivers:
        yield b"to", header_of(receiver)
    yield b"subject", email.subject
    yield b"text", email.text or _NO_TEXT
    yield b"h:Message-Id", email.message_id
    yield b"v:" + EMAIL_ID.encode(), email.id
