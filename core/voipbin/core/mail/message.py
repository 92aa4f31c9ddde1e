"""One mail as it is handed to a transport."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of plain text."""

    to: str
    subject: str
    text: str
    link: str = ""
    "The link in the text, which --dev shows in the log."


def as_email(mail: Mail, sender: str, now_us: int) -> EmailMessage:
    """The mail as RFC 5322 has it.

    Raises:
        ValueError: the address has line breaks.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(now_us // 1_000_000, UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    # Nobody's holiday answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
