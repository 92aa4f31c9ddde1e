"""An email as it is handed over, and the ways out it may take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A sender or a receiver."""

    address: str
    name: str = ""
    "As mail programs show it."


@dataclass(frozen=True, slots=True)
class Attachment:
    """A zip that goes along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """One text for all its receivers, who see each other."""

    id: str
    "Of the email; providers give it back with what they tell of it."
    sender: Mailbox
    receivers: Sequence[Mailbox]
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
    tm_create: int = 0
    "Microseconds since 1970."

    @property
    def message_id(self) -> str:
        """The same at every attempt: whoever gets an email twice can tell (RFC 5322 3.6.4)."""
        return f"<{self.id}@{self.sender.address.rpartition('@')[2]}>"


class NotSent(Exception):
    """A way out did not take an email; another attempt may succeed.

    Args:
        asked_s: seconds the other side asked to wait; 0 for nothing.
    """

    def __init__(self, reason: str, asked_s: float = 0.0) -> None:
        super().__init__(reason)
        self.asked_s = asked_s


class Refused(NotSent):
    """A way out will never take this email."""


class WayOut(Protocol):
    """Whom emails are handed over to."""

    name: str
    "As logs and jobs call it."

    async def send(self, email: OutgoingEmail) -> None:
        """Returns when the email is in safe hands.

        Raises:
            Refused: it never will be.
            NotSent: it is not, this time.
        """
