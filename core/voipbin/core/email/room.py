"""Sending, reading and deleting emails."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.billing_account.balance import require_items
from voipbin.core.context import Context
from voipbin.core.destinations import email_faults
from voipbin.core.email.charging import charge_email
from voipbin.core.email.model import EMAIL, EmailRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.unit_of_work import UnitOfWork


class EmailRoom(Room[EmailRow]):
    """Serves EmailService."""

    resource = EMAIL

    async def create_email(self, request: Any, ctx: Context) -> Message:
        """Nothing is kept that cannot be sent: it would look as if it waited."""
        if faults := list(email_faults("destinations", request.destinations)):
            raise InvalidArgument.of(faults)
        async with ctx.reading() as connection:
            await require_items(connection, ctx.customer_id, "email", len(request.destinations))
        raise engine_not_available("email", "an email")

    async def created(self, row: EmailRow, work: UnitOfWork, ctx: Context) -> None:
        """Each destination is charged."""
        await charge_email(work, row)
