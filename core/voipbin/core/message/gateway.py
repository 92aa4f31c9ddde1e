"""What hands texts over to telephone networks."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Text:
    """One text to one telephone."""

    source: str
    "Number it comes from, in E.164."
    destination: str
    "Number it goes to, in E.164."
    text: str
    id: str
    "The same whenever this text is tried again."


class GatewayError(Exception):
    """A gateway did not take a text.

    Args:
        is_final: asking again would change nothing.
    """

    def __init__(self, message: str, *, is_final: bool) -> None:
        super().__init__(message)
        self.is_final = is_final


class SmsGateway(Protocol):
    """Sends texts."""

    name: str

    async def send(self, text: Text) -> str:
        """Hands a text over; what the gateway calls it.

        Raises:
            GatewayError: it does not take it.
        """
