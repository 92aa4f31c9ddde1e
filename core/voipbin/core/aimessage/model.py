"""The table of aimessages."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index
from voipbin.v1 import aimessage_pb2


class AimessageRow(Row, table=True):
    """One thing said; calls of tools and their results are messages too."""

    __tablename__ = "aimessage"
    __table_args__ = (
        listing_index("aimessage"),
        children_index("aimessage", "aicall_id"),
    )

    aicall_id: str = Field(default="", max_length=36)
    role: str = Field(default="", max_length=32)
    content: str = Field(default="")
    direction: str = Field(default="", max_length=32)
    tool_calls: list[dict[str, Any]] = json_field(list)
    tool_call_id: str = Field(default="", max_length=256)


AIMESSAGE = Resource("aimessage", AimessageRow, aimessage_pb2.Aimessage)
