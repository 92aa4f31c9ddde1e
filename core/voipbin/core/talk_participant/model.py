"""The table of talk participants."""

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource, to_moment
from voipbin.core.row import Row, children_index
from voipbin.v1 import talk_participant_pb2


class TalkParticipantRow(Row, table=True):
    """An agent in a chat since tm_create; who leaves has no row any more."""

    __tablename__ = "talk_participant"
    __table_args__ = (
        children_index("talk_participant", "chat_id"),
        Index("uq_talk_participant", "chat_id", "owner_id", unique=True),
        Index("ix_talk_participant_owner", "owner_id", "chat_id"),
    )

    owner_type: str = Field(default="agent", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    chat_id: str = Field(default="", max_length=36)


TALK_PARTICIPANT = Resource(
    "talk_participant",
    TalkParticipantRow,
    talk_participant_pb2.TalkParticipant,
    computed={"tm_joined": lambda row: to_moment(row.tm_create)},
    event="participant",
)
