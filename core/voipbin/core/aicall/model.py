"""The table of aicalls."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index, time_field
from voipbin.v1 import aicall_pb2


class AicallRow(Row, table=True):
    """One session, with what its ai was like when it began."""

    __tablename__ = "aicall"
    __table_args__ = (
        listing_index("aicall"),
        children_index("aicall", "reference_id"),
    )

    assistance_type: str = Field(default="", max_length=32)
    assistance_id: str = Field(default="", max_length=36)
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
