"""The table of aicalls, and how one lives."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, json_field, listing_index, time_field
from voipbin.v1 import aicall_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
LIVE = text("status IN ('initiating', 'progressing')")


GENDERS = frozenset({"male", "female", "neutral"})
"Words for the gender of a voice; a flow may say anything."


class AicallStatus(StrEnum):
    """States of an aicall that are ever entered; events call the first one initializing."""

    INITIATING = "initiating"
    PROGRESSING = "progressing"
    TERMINATED = "terminated"


TRANSITIONS: dict[str, frozenset[AicallStatus]] = {
    AicallStatus.INITIATING: frozenset(
        {
            AicallStatus.PROGRESSING,  # its audio is attached, or it needs none
            AicallStatus.TERMINATED,
        }
    ),
    AicallStatus.PROGRESSING: frozenset({AicallStatus.TERMINATED}),
}
"What is not here is never left."


def may_become(status: str, wanted: AicallStatus) -> bool:
    """Whether an aicall in one state may enter another."""
    return wanted in TRANSITIONS.get(status, ())


class AicallRow(LiveRow, table=True):
    """One session, with what its ai was like when it began."""

    __tablename__ = "aicall"
    __table_args__ = (
        listing_index("aicall"),
        children_index("aicall", "reference_id"),
        Index("ix_aicall_live", "process_id", sqlite_where=LIVE, postgresql_where=LIVE),
    )

    assistance_type: str = Field(default="", max_length=32)
    assistance_id: str = Field(default="", max_length=36)
    member_id: str = Field(default="", max_length=36)
    'Of a team: who works now; "" for an ai alone.'
    ai_engine_model: str = Field(default="", max_length=256)
    ai_tts_type: str = Field(default="", max_length=32)
    ai_tts_voice_id: str = Field(default="", max_length=256)
    ai_stt_type: str = Field(default="", max_length=32)
    parameter: dict[str, Any] = json_field(dict)
    activeflow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    confbridge_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    gender: str = Field(default="", max_length=32)
    language: str = Field(default="", max_length=35)
    tm_end: int | None = time_field()


AICALL = Resource("aicall", AicallRow, aicall_pb2.Aicall)


def aicall_variables(row: AicallRow) -> dict[str, str]:
    """The variables voipbin.aicall.*; there is no bridge: audio is attached to the call itself."""
    return {
        "voipbin.aicall.id": row.id,
        "voipbin.aicall.ai_id": row.assistance_id,
        "voipbin.aicall.ai_engine_model": row.ai_engine_model,
        "voipbin.aicall.confbridge_id": row.confbridge_id,
        "voipbin.aicall.gender": row.gender,
        "voipbin.aicall.language": row.language,
        "voipbin.aicall.pipecatcall_id": "",
    }
