"""The table of transcripts: sentences with their place in time."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from voipbin.core.resource import Resource, to_moment
from voipbin.core.row import Row
from voipbin.v1 import transcript_pb2

_YEAR_ONE_US = -62_135_596_800 * 1_000_000
"0001-01-01T00:00:00Z, where the contract begins to count offsets."


class TranscriptRow(Row, table=True):
    """One sentence."""

    __tablename__ = "transcript"
    __table_args__ = (Index("ix_transcript_listing", "transcribe_id", "tm_create", "id"),)

    transcribe_id: str = Field(max_length=36)
    direction: str = Field(max_length=8)
    message: str = Field(sa_type=Text)
    offset_us: int = Field(sa_type=BigInteger)
    "Microseconds from the start of the call's audio or of the recording to the sentence."


def _tm_transcript(row: Any) -> dict[str, int]:
    """The offset as the contract writes it: 12.5 s is 0001-01-01T00:00:12.500000Z."""
    return to_moment(_YEAR_ONE_US + max(0, row.offset_us))


TRANSCRIPT = Resource(
    "transcript",
    TranscriptRow,
    transcript_pb2.Transcript,
    computed={"tm_transcript": _tm_transcript},
)
