"""The table of talk messages."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import talk_message_pb2


class TalkMessageRow(Row, table=True):
    """FIXME"""

    __tablename__ = "talk_message"
    __table_args__ = (listing_index("talk_message"),)

    owner_type: str = Field(default="")
    owner_id: str = Field(default="", max_length=36)
    chat_id: str = Field(default="", max_length=36)
    parent_id: str = Field(default="", max_length=36)
    type: str = Field(default="", max_length=32)
    text: str = Field(default="")
    medias: list[dict[str, Any]] = json_field(list)
    reactions: list[dict[str, Any]] = json_field(list)


TALK_MESSAGE = Resource(
    "talk_message",
    TalkMessageRow,
    talk_message_pb2.TalkMessage,
    computed={"metadata": lambda row: {"reactions": row.reactions}},
)
