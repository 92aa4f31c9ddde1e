"""The table of emails."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import email_pb2


class EmailRow(Row, table=True):
    """An email that was sent: one for all its receivers."""

    __tablename__ = "email"
    __table_args__ = (listing_index("email"),)

    source: dict[str, Any] = json_field(dict)
    destinations: list[dict[str, Any]] = json_field(list)
    status: str = Field(default="", max_length=32)
    subject: str = Field(default="", max_length=998)
    content: str = Field(default="")
    attachments: list[dict[str, Any]] = json_field(list)


EMAIL = Resource("email", EmailRow, email_pb2.Email)
