"""Who sends what an ai wants to be sent; None where the platform has no such engine."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from voipbin.core.aicall.model import AicallRow
from voipbin.core.aimessage.model import AimessageRow
from voipbin.core.unit_of_work import UnitOfWork

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


Reply = Callable[[UnitOfWork, AimessageRow], Awaitable[None]]
"Sends what an ai said, in the transaction that keeps it."


class ReplySender(Protocol):
    """Carries what ais say to the other side of a conversation."""

    async def reply_of(self, aicall: AicallRow) -> Reply:
        """How it is done for a session in a conversation; what it does raises VoipbinError where
        nothing may be sent."""
        ...


@dataclass(slots=True)
class Senders:
    """Those there are."""

    replies: ReplySender | None = None

    messages: MessageSender | None = None
    emails: EmailSender | None = None
