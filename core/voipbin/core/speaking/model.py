"""The table of speakings."""

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, listing_index
from voipbin.v1 import speaking_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
LIVE = text("status IN ('initiating', 'active')")


class SpeakingRow(Row, table=True):
    """A session that speaks into one call or conference."""

    __tablename__ = "speaking"
    __table_args__ = (
        listing_index("speaking"),
        children_index("speaking", "reference_id"),
        Index(
            "uq_speaking_live",
            "reference_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    language: str = Field(default="", max_length=35)
    provider: str = Field(default="", max_length=32)
    voice_id: str = Field(default="", max_length=256)
    direction: str = Field(default="", max_length=32)
    status: str = Field(default="", max_length=32)


SPEAKING = Resource("speaking", SpeakingRow, speaking_pb2.Speaking)
