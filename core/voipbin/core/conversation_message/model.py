"""The table of conversation messages."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index
from voipbin.v1 import conversation_message_pb2


class ConversationMessageRow(Row, table=True):
    """Something that was said in a conversation, in either direction."""

    __tablename__ = "conversation_message"
    __table_args__ = (
        listing_index("conversation_message"),
        children_index("conversation_message", "conversation_id"),
    )

    conversation_id: str = Field(default="", max_length=36)
    direction: str = Field(default="", max_length=32)
    status: str = Field(default="", max_length=32)
    reference_type: str = Field(default="none", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    text: str = Field(default="")
    medias: list[dict[str, Any]] = json_field(list)


CONVERSATION_MESSAGE = Resource(
    "conversation_message", ConversationMessageRow, conversation_message_pb2.ConversationMessage
)
