"""The tables of messages, of whom each was exchanged with, and of what is to be sent."""

from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index, time_field
from voipbin.v1 import message_pb2

_WAITING = text("tm_due IS NOT NULL")


class MessageRow(Row, table=True):
    """A text to or from telephones."""

    __tablename__ = "message"
    __table_args__ = (listing_index("message"),)

    type: str = Field(default="sms", max_length=32)
    source: dict[str, Any] = json_field(dict)
    targets: list[dict[str, Any]] = json_field(list)
    text: str = Field(default="")
    direction: str = Field(default="outbound", max_length=32)
    hop_count: int = 0
    "Message flows that led to it, each answering a text of the one before; 0 for what people say."


class MessagePeerRow(SQLModel, table=True):
    """One number a message went to or came from; a message may have several."""

    __tablename__ = "message_peer"
    __table_args__ = (
        Index("ix_message_peer_number", "customer_id", "number", "tm_create", "message_id"),
    )

    message_id: str = Field(primary_key=True, max_length=36)
    number: str = Field(primary_key=True, max_length=32)
    customer_id: str = Field(max_length=36)
    tm_create: int = Field(sa_type=BigInteger)


class MessageCopyRow(SQLModel, table=True):
    """One target of a message that goes out: a job of whoever sends, and then its record."""

    __tablename__ = "message_copy"
    __table_args__ = (
        Index(
            "ix_message_copy_due",
            "customer_id",
            "tm_due",
            "place",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_message_copy_lane",
            "customer_id",
            "number",
            "tm_due",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_message_copy_reference", "reference", "gateway"),
    )

    id: str = Field(primary_key=True, max_length=36)
    "Also of the message of the conversation."
    message_id: str = Field(max_length=36)
    customer_id: str = Field(max_length=36)
    place: int
    "Of the target within the message."
    number: str = Field(max_length=32)
    gateway: str = Field(default="", max_length=16)
    "Which one took it."
    reference: str = Field(default="", max_length=128)
    "What the gateway calls it."
    attempt_count: int = 0
    lease_owner: str = Field(default="", max_length=36)
    tm_lease: int | None = time_field()
    tm_due: int | None = time_field()
    "When to try; None when there is nothing to do any more."
    tm_expire: int = Field(sa_type=BigInteger)
    "When to give up."
    tm_create: int = Field(sa_type=BigInteger)


MESSAGE = Resource("message", MessageRow, message_pb2.Message)
PEERS: Any = MessagePeerRow.__table__  # type: ignore[attr-defined]
COPIES: Any = MessageCopyRow.__table__  # type: ignore[attr-defined]


def peers_of(row: MessageRow) -> list[MessagePeerRow]:
    """What is to be stored with a message, so that it is found by number."""
    if row.direction == "inbound":
        numbers = [row.source.get("target", "")]
    else:
        numbers = [target["destination"].get("target", "") for target in row.targets]
    return [
        MessagePeerRow(
            message_id=row.id, number=number, customer_id=row.customer_id, tm_create=row.tm_create
        )
        for number in dict.fromkeys(numbers)
        if number
    ]
