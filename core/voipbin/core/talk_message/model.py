"""The table of talk messages."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource, to_moment
from voipbin.core.row import Row, children_index, json_field
from voipbin.v1 import talk_message_pb2


class TalkMessageRow(Row, table=True):
    """Something an agent said; reactions keep their times in microseconds."""

    __tablename__ = "talk_message"
    __table_args__ = (children_index("talk_message", "chat_id"),)

    owner_type: str = Field(default="agent", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    chat_id: str = Field(default="", max_length=36)
    parent_id: str = Field(default="", max_length=36)
    type: str = Field(default="", max_length=32)
    text: str = Field(default="")
    medias: list[dict[str, Any]] = json_field(list)
    reactions: list[dict[str, Any]] = json_field(list)


def _metadata(row: Any) -> dict[str, Any]:
    timed = [entry | {"tm_create": to_moment(entry["tm_create"])} for entry in row.reactions]
    return {"reactions": timed}


TALK_MESSAGE = Resource(
    "talk_message",
    TalkMessageRow,
    talk_message_pb2.TalkMessage,
    computed={"metadata": _metadata},
    event="message",
)
