"""An email as mail servers take it (RFC 5322)."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from voipbin.core.email.outgoing import Mailbox, OutgoingEmail


def as_message(email: OutgoingEmail) -> EmailMessage:
    """The whole message, attachments included."""
    addresses = [email.sender.address, *(receiver.address for receiver in email.receivers)]
    # Only for those whose address needs it: not every server knows RFC 6531.
    message = EmailMessage(EmailPolicy(utf8=not all(map(str.isascii, addresses))))
    message["From"] = _address(email.sender)
    message["To"] = [_address(receiver) for receiver in email.receivers]
    # Of all that breaks lines somewhere, requests may have what does not do so in a header.
    message["Subject"] = " ".join(email.subject.splitlines())
    message["Date"] = format_datetime(datetime.fromtimestamp(email.tm_create // 1_000_000, UTC))
    message["Message-ID"] = email.message_id
    message.set_content(email.text)
    for attachment in email.attachments:
        message.add_attachment(
            attachment.content, maintype="application", subtype="zip", filename=attachment.name
        )
    return message


def header_of(mailbox: Mailbox) -> str:
    """A mailbox as headers spell it, letters beyond ASCII as they are."""
    return str(_address(mailbox))


def _address(mailbox: Mailbox) -> Address:
    user, _, domain = mailbox.address.rpartition("@")
    return Address(mailbox.name, user, domain)
