"""The table of speakings, and how one lives."""

from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, listing_index
from voipbin.v1 import speaking_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
LIVE = text("status IN ('initiating', 'active')")


class SpeakingStatus(StrEnum):
    """States of a speaking."""

    INITIATING = "initiating"
    ACTIVE = "active"
    STOPPED = "stopped"


TRANSITIONS: dict[SpeakingStatus, frozenset[SpeakingStatus]] = {
    SpeakingStatus.INITIATING: frozenset(
        {
            SpeakingStatus.ACTIVE,  # the audio is attached
            SpeakingStatus.STOPPED,  # it could not be, or nobody wanted it any more
        }
    ),
    SpeakingStatus.ACTIVE: frozenset({SpeakingStatus.STOPPED}),
    SpeakingStatus.STOPPED: frozenset(),
}


def may_become(status: str, wanted: SpeakingStatus) -> bool:
    """Whether a speaking in one state may enter another."""
    return wanted in TRANSITIONS[SpeakingStatus(status)]


class SpeakingRow(LiveRow, table=True):
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
    status: str = Field(default=SpeakingStatus.INITIATING.value, max_length=32)


SPEAKING = Resource("speaking", SpeakingRow, speaking_pb2.Speaking)
