"""Who sends what an ai wants to be sent; None where the platform has no such engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Address = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MessageToSend:
    """An SMS."""

    customer_id: str
    source: Address
    destinations: Sequence[Address]
    text: str
    activeflow_id: str = ""


@dataclass(frozen=True, slots=True)
class EmailToSend:
    """An e-mail."""

    customer_id: str
    destinations: Sequence[Address]
    subject: str
    content: str
    attachments: Sequence[dict[str, Any]] = ()
    "reference_type recording, and reference_id."
    activeflow_id: str = ""


class MessageSender(Protocol):
    """Sends SMS."""

    async def send_message(self, message: MessageToSend) -> str:
        """Takes one to be sent.

        Returns:
            Its id.

        Raises:
            VoipbinError: it is refused.
        """
        ...


class EmailSender(Protocol):
    """Sends e-mails."""

    async def send_email(self, email: EmailToSend) -> str:
        """Takes one to be sent.

        Returns:
            Its id.

        Raises:
            VoipbinError: it is refused.
        """
        ...


@dataclass(slots=True)
class Senders:
    """Those there are."""

    messages: MessageSender | None = None
    emails: EmailSender | None = None
