"""The table of contacts."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import contact_pb2


class ContactRow(Row, table=True):
    """FIXME"""

    __tablename__ = "contact"
    __table_args__ = (listing_index("contact"),)

    first_name: str = Field(default="")
    last_name: str = Field(default="")
    display_name: str = Field(default="")
    company: str = Field(default="")
    job_title: str = Field(default="")
    source: str = Field(default="", max_length=32)
    external_id: str = Field(default="")
    phone_numbers: list[dict[str, Any]] = json_field(list)
    emails: list[dict[str, Any]] = json_field(list)
    tag_ids: list[str] = json_field(list)


CONTACT = Resource("contact", ContactRow, contact_pb2.Contact)
