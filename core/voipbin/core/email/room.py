"""Sending, reading and deleting emails."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.email.model import EMAIL, EmailRow
from voipbin.core.email.service import Emails
from voipbin.core.room import Room


class EmailRoom(Room[EmailRow]):
    """Serves EmailService."""

    resource = EMAIL

    def __init__(self, emails: Emails) -> None:
        self._emails = emails

    async def create_email(self, request: Any, ctx: Context) -> Message:
        """Takes an email on; it is sent after the answer."""
        async with ctx.writing() as work:
            row = await self._emails.create(work, ctx.customer_id, request)
            message = work.answer = EMAIL.to_message(row)
        return message  # type: ignore[no-any-return]
