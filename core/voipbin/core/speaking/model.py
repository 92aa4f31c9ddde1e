"""The table of speakings."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import speaking_pb2


class SpeakingRow(Row, table=True):
    """FIXME"""

    __tablename__ = "speaking"
    __table_args__ = (listing_index("speaking"),)

    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    language: str = Field(default="")
    provider: str = Field(default="")
    voice_id: str = Field(default="")
    direction: str = Field(default="", max_length=32)
    status: str = Field(default="", max_length=32)


SPEAKING = Resource("speaking", SpeakingRow, speaking_pb2.Speaking)
