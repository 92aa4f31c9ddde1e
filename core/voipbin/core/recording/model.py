"""The table of recordings, and how one lives."""

from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, listing_index, time_field
from voipbin.v1 import recording_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
ACTIVE = text("status IN ('initiating', 'recording')")
UNFINISHED = text("status <> 'ended'")
DUE = text("(on_end_due OR (files_kept AND tm_delete IS NOT NULL))")


class RecordingStatus(StrEnum):
    """States of a recording."""

    INITIATING = "initiating"
    RECORDING = "recording"
    STOPPING = "stopping"
    ENDED = "ended"


TRANSITIONS: dict[RecordingStatus, frozenset[RecordingStatus]] = {
    RecordingStatus.INITIATING: frozenset(
        {
            RecordingStatus.RECORDING,  # the first audio is written
            RecordingStatus.STOPPING,  # stopped before that
            RecordingStatus.ENDED,  # could not be started, or the media node died
        }
    ),
    RecordingStatus.RECORDING: frozenset(
        {
            RecordingStatus.STOPPING,  # somebody asked for it
            RecordingStatus.ENDED,  # a limit, a key, the end of the call
        }
    ),
    RecordingStatus.STOPPING: frozenset({RecordingStatus.ENDED}),
    RecordingStatus.ENDED: frozenset(),
}


def may_become(status: str, wanted: RecordingStatus) -> bool:
    """Whether a recording in one state may enter another."""
    return wanted in TRANSITIONS[RecordingStatus(status)]


class RecordingRow(LiveRow, table=True):
    """Audio of one call or conference between a start and an end."""

    __tablename__ = "recording"
    __table_args__ = (
        listing_index("recording"),
        children_index("recording", "reference_id"),
        # One that is stopping does not keep the next one from starting.
        Index(
            "uq_recording_active",
            "reference_id",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index(
            "ix_recording_unfinished", "id", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
        ),
        Index("ix_recording_due", "id", sqlite_where=DUE, postgresql_where=DUE),
    )

    owner_type: str = Field(default="", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    reference_type: str = Field(max_length=16)
    reference_id: str = Field(max_length=36)
    status: str = Field(default=RecordingStatus.INITIATING.value, max_length=16)
    format: str = Field(default="wav", max_length=8)
    activeflow_id: str = Field(default="", max_length=36)
    on_end_flow_id: str = Field(default="", max_length=36)
    tm_start: int | None = time_field()
    tm_end: int | None = time_field()

    name: str = Field(max_length=128)
    "Of its files, without direction and suffix."
    key_in: str = Field(max_length=256)
    "In the file store: what the party says."
    key_out: str = Field(max_length=256)
    'What the party hears; "" for a conference.'
    channel_id: str = Field(default="", max_length=36)
    "Channel of the media node."
    end_of_silence_ms: int = 0
    end_of_key: str = Field(default="", max_length=8)
    limit_ms: int = 0
    "Longest duration; 0 for none."
    beep_start: bool = False
    duration_ms: int = 0
    end_reason: str = Field(default="", max_length=16)
    on_end_due: bool = False
    "The flow of its end is not started yet."
    files_kept: bool = True

    @property
    def file_keys(self) -> list[str]:
        """Of its files, what the party says first."""
        return [key for key in (self.key_in, self.key_out) if key]

    @property
    def file_names(self) -> list[str]:
        """Names of its files, what the party says first."""
        return [key.rpartition("/")[2] for key in self.file_keys]


RECORDING = Resource("recording", RecordingRow, recording_pb2.Recording)
