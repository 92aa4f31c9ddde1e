"""The tables of contacts, and of what they are found by."""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import contact_pb2

_A_PHONE = text("kind = 'phone'")


class ContactRow(Row, table=True):
    """A person; numbers and addresses are kept as they are shown."""

    __tablename__ = "contact"
    __table_args__ = (listing_index("contact"),)

    first_name: str = Field(default="", max_length=256)
    last_name: str = Field(default="", max_length=256)
    display_name: str = Field(default="", max_length=256)
    company: str = Field(default="", max_length=256)
    job_title: str = Field(default="", max_length=256)
    source: str = Field(default="manual", max_length=32)
    external_id: str = Field(default="", max_length=256)
    notes: str = Field(default="", max_length=4096)
    phone_numbers: list[dict[str, Any]] = json_field(list)
    emails: list[dict[str, Any]] = json_field(list)
    tag_ids: list[str] = json_field(list)


class ContactKeyRow(SQLModel, table=True):
    """What a live contact is found by: a number in E.164, or an e-mail address."""

    __tablename__ = "contact_key"
    __table_args__ = (
        Index("ix_contact_key_contact", "contact_id"),
        # No two contacts have the same number; people may share an address.
        Index(
            "uq_contact_phone",
            "customer_id",
            "value",
            unique=True,
            sqlite_where=_A_PHONE,
            postgresql_where=_A_PHONE,
        ),
    )

    customer_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=8)
    value: str = Field(primary_key=True, max_length=320)
    contact_id: str = Field(primary_key=True, max_length=36)


CONTACT = Resource("contact", ContactRow, contact_pb2.Contact)
KEYS: Any = ContactKeyRow.__table__  # type: ignore[attr-defined]
