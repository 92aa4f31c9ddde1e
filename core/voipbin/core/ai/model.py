"""The table of ais."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import ai_pb2


class AiRow(Row, table=True):
    """FIXME"""

    __tablename__ = "ai"
    __table_args__ = (listing_index("ai"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    engine_model: str = Field(default="")
    parameter: dict[str, Any] = json_field(dict)
    engine_key: str = Field(default="")
    init_prompt: str = Field(default="")
    tts_type: str = Field(default="", max_length=32)
    tts_voice_id: str = Field(default="")
    stt_type: str = Field(default="", max_length=32)
    tool_names: list[str] = json_field(list)


AI = Resource("ai", AiRow, ai_pb2.Ai)
