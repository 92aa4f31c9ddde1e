"""The table of conferences."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index, time_field
from voipbin.v1 import conference_pb2


class ConferenceRow(Row, table=True):
    """FIXME"""

    __tablename__ = "conference"
    __table_args__ = (listing_index("conference"),)

    type: str = Field(default="", max_length=32)
    status: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    data: dict[str, Any] = json_field(dict)
    timeout: int = 0
    pre_flow_id: str = Field(default="", max_length=36)
    post_flow_id: str = Field(default="", max_length=36)
    conferencecall_ids: list[str] = json_field(list)
    recording_id: str = Field(default="", max_length=36)
    recording_ids: list[str] = json_field(list)
    transcribe_id: str = Field(default="", max_length=36)
    transcribe_ids: list[str] = json_field(list)
    tm_end: int | None = time_field()


CONFERENCE = Resource("conference", ConferenceRow, conference_pb2.Conference)
