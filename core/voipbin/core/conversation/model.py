"""The table of conversations."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import conversation_pb2


class ConversationRow(Row, table=True):
    """FIXME"""

    __tablename__ = "conversation"
    __table_args__ = (listing_index("conversation"),)

    owner_type: str = Field(default="")
    owner_id: str = Field(default="", max_length=36)
    account_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    type: str = Field(default="", max_length=32)
    dialog_id: str = Field(default="")
    self: dict[str, Any] = json_field(dict)
    peer: dict[str, Any] = json_field(dict)


CONVERSATION = Resource("conversation", ConversationRow, conversation_pb2.Conversation)
