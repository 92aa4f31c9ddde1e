"""Sending, reading and deleting emails."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.destinations import email_faults
from voipbin.core.email.model import EMAIL, EmailRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available


class EmailRoom(Room[EmailRow]):
    """Serves EmailService."""

    resource = EMAIL

    async def create_email(self, request: Any, ctx: Context) -> Message:
        """Nothing is kept that cannot be sent: it would look as if it waited."""
        if faults := list(email_faults("destinations", request.destinations)):
            raise InvalidArgument.of(faults)
        raise engine_not_available("email", "an email")
