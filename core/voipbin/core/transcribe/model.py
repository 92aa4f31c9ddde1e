"""The table of transcribes, and how one lives."""

from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, listing_index
from voipbin.v1 import transcribe_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
PROGRESSING = text("status = 'progressing'")
DUE = text("on_end_due")


class TranscribeStatus(StrEnum):
    """States of a transcribe."""

    PROGRESSING = "progressing"
    DONE = "done"


TRANSITIONS: dict[TranscribeStatus, frozenset[TranscribeStatus]] = {
    TranscribeStatus.PROGRESSING: frozenset({TranscribeStatus.DONE}),
    TranscribeStatus.DONE: frozenset(),
}


def may_become(status: str, wanted: TranscribeStatus) -> bool:
    """Whether a transcribe in one state may enter another."""
    return wanted in TRANSITIONS[TranscribeStatus(status)]


class TranscribeRow(LiveRow, table=True):
    """Turning the speech of one call or recording into text."""

    __tablename__ = "transcribe"
    __table_args__ = (
        listing_index("transcribe"),
        children_index("transcribe", "reference_id"),
        Index(
            "ix_transcribe_progressing",
            "reference_id",
            sqlite_where=PROGRESSING,
            postgresql_where=PROGRESSING,
        ),
        Index("ix_transcribe_due", "id", sqlite_where=DUE, postgresql_where=DUE),
    )

    activeflow_id: str = Field(default="", max_length=36)
    on_end_flow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(max_length=16)
    reference_id: str = Field(max_length=36)
    status: str = Field(default=TranscribeStatus.PROGRESSING.value, max_length=16)
    language: str = Field(max_length=35)
    direction: str = Field(max_length=8)
    provider: str = Field(default="", max_length=16)
    "As it was asked for."

    on_end_due: bool = False
    "The flow of its end is not started yet."


TRANSCRIBE = Resource("transcribe", TranscribeRow, transcribe_pb2.Transcribe)


def transcribe_variables(row: TranscribeRow) -> dict[str, str]:
    """The variables voipbin.transcribe.*"""
    facts = {"id": row.id, "language": row.language, "direction": row.direction}
    return {f"voipbin.transcribe.{name}": value for name, value in facts.items()}
