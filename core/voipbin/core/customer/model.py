"""The table of customers."""

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, time_field
from voipbin.v1 import customer_pb2


class CustomerRow(Row, table=True):
    """A tenant; it owns itself, so customer_id is its own id."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_listing", "tm_create", "id"),
        Index("ix_customer_email", "email"),
        Index("ix_customer_status", "status", "tm_create"),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    email: str = Field(default="", max_length=320)
    phone_number: str = Field(default="", max_length=64)
    address: str = Field(default="", max_length=1024)
    webhook_method: str = Field(default="", max_length=8)
    webhook_uri: str = Field(default="", max_length=2048)
    billing_account_id: str = Field(default="", max_length=36)
    email_verified: bool = False
    status: str = Field(default="active", max_length=16)
    tm_deletion_scheduled: int | None = time_field()
    tm_terms_agreed: int | None = time_field()
    terms_agreed_ip: str = Field(default="", max_length=64)


CUSTOMER = Resource("customer", CustomerRow, customer_pb2.Customer)
