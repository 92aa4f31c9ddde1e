"""The table of conversations."""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index
from voipbin.v1 import conversation_pb2

_PAIRED = text("tm_delete IS NULL AND self_target <> ''")


class ConversationRow(Row, table=True):
    """Everything said between one address of the customer and one of somebody else."""

    __tablename__ = "conversation"
    __table_args__ = (
        listing_index("conversation"),
        children_index("conversation", "account_id"),
        Index("ix_conversation_dialog", "customer_id", "dialog_id", "tm_create", "id"),
        children_index("conversation", "owner_id"),
        Index(
            "uq_conversation_pair",
            "customer_id",
            "type",
            "self_target",
            "peer_target",
            unique=True,
            sqlite_where=_PAIRED,
            postgresql_where=_PAIRED,
        ),
    )

    owner_type: str = Field(default="", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    account_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    type: str = Field(default="", max_length=32)
    dialog_id: str = Field(default="", max_length=256)
    self: dict[str, Any] = json_field(dict)
    peer: dict[str, Any] = json_field(dict)
    self_target: str = Field(default="", max_length=64)
    "By this and the next a telephone conversation is found; empty for others."
    peer_target: str = Field(default="", max_length=64)


CONVERSATION = Resource("conversation", ConversationRow, conversation_pb2.Conversation)
