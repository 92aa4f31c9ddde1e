"""The table of emails, and that of those on their way."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index, time_field
from voipbin.v1 import email_pb2


class EmailStatus(StrEnum):
    """What the platform itself makes of an email; the rest is what providers tell."""

    INITIATED = "initiated"
    PROCESSED = "processed"
    DROPPED = "dropped"


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
    activeflow_id: str = Field(default="", max_length=36)
    "Flow that sent it; empty when a request did."
    tm_event: int | None = time_field()
    "When what the status says happened at the provider; None while no provider told anything."


class EmailJobRow(SQLModel, table=True):
    """An email that is still to be handed over; its row is gone once that is decided."""

    __tablename__ = "email_job"
    __table_args__ = (Index("ix_email_job_due", "tm_due"),)

    id: str = Field(primary_key=True, max_length=36)
    "Of the email."
    customer_id: str = Field(max_length=36)
    attempt_count: int = 0
    refused: list[str] = json_field(list)
    "Ways out that refused it for good."
    tm_due: int = Field(sa_type=BigInteger)
    tm_expire: int = Field(sa_type=BigInteger)
    "Then it is given up."
    lease_owner: str = Field(default="", max_length=36)
    tm_lease: int | None = time_field()
    "Until then it is for the owner of the lease alone to send."


EMAIL = Resource("email", EmailRow, email_pb2.Email)
EMAIL_JOBS: Any = EmailJobRow.__table__  # type: ignore[attr-defined]
