"""The table of conferences."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, json_field, time_field
from voipbin.v1 import conference_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
TIMED = text("tm_due IS NOT NULL")


class ConferenceStatus(StrEnum):
    """States of a conference."""

    STARTING = "starting"
    PROGRESSING = "progressing"
    TERMINATING = "terminating"
    TERMINATED = "terminated"


class ConferenceRow(LiveRow, table=True):
    """A room in which calls hear each other, those of one process."""

    __tablename__ = "conference"
    __table_args__ = (
        Index("ix_conference_listing", "customer_id", "type", "tm_create", "id", "tm_delete"),
        Index("ix_conference_due", "tm_due", sqlite_where=TIMED, postgresql_where=TIMED),
    )

    type: str = Field(default="", max_length=32)
    status: str = Field(default=ConferenceStatus.PROGRESSING.value, max_length=32)
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
    tm_due: int | None = time_field()
    "When its time is up; None for never, and once it is over."


CONFERENCE = Resource("conference", ConferenceRow, conference_pb2.Conference)
