"""The table of talk participants."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import talk_participant_pb2


class TalkParticipantRow(Row, table=True):
    """FIXME"""

    __tablename__ = "talk_participant"
    __table_args__ = (listing_index("talk_participant"),)

    owner_type: str = Field(default="")
    owner_id: str = Field(default="", max_length=36)
    chat_id: str = Field(default="", max_length=36)
    tm_joined: int | None = time_field()


TALK_PARTICIPANT = Resource(
    "talk_participant", TalkParticipantRow, talk_participant_pb2.TalkParticipant
)
