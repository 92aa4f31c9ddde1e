"""The table of messages."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import message_pb2


class MessageRow(Row, table=True):
    """FIXME"""

    __tablename__ = "message"
    __table_args__ = (listing_index("message"),)

    type: str = Field(default="", max_length=32)
    source: dict[str, Any] = json_field(dict)
    targets: list[dict[str, Any]] = json_field(list)
    text: str = Field(default="")
    direction: str = Field(default="", max_length=32)


MESSAGE = Resource("message", MessageRow, message_pb2.Message)
