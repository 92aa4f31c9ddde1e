"""The table of events."""

from sqlalchemy import BigInteger, Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class EventRow(SQLModel, table=True):
    """One thing that happened. The id is the place in the log."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("resource_id", "sequence", name="uq_event_sequence"),
        Index("ix_event_customer", "customer_id", "id"),
    )

    id: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    )
    customer_id: str = Field(max_length=36)
    type: str = Field(max_length=64)
    resource: str = Field(max_length=32)
    resource_id: str = Field(max_length=36)
    sequence: int = Field(sa_type=BigInteger)
    owner_id: str = Field(default="", max_length=36)
    "Agent the resource belongs to; empty for none."
    audience: str = Field(default="", sa_type=Text)
    "Further agents it is meant for, separated by spaces."
    data: str = Field(sa_type=Text)
    tm_create: int = Field(sa_type=BigInteger)
