"""The table of ais."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import ai_pb2

KEY_MASK = "********"
"Shown where a key is set; sent back by clients that return what they were given."


class AiRow(Row, table=True):
    """A model and how it is used; the key of its provider is kept encrypted."""

    __tablename__ = "ai"
    __table_args__ = (listing_index("ai"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    engine_model: str = Field(default="", max_length=256)
    parameter: dict[str, Any] = json_field(dict)
    sealed_engine_key: str = Field(default="", max_length=4096)
    init_prompt: str = Field(default="")
    tts_type: str = Field(default="", max_length=32)
    tts_voice_id: str = Field(default="", max_length=256)
    stt_type: str = Field(default="", max_length=32)
    tool_names: list[str] = json_field(list)


def _masked_key(row: Any) -> str:
    return KEY_MASK if row.sealed_engine_key else ""


AI = Resource("ai", AiRow, ai_pb2.Ai, computed={"engine_key": _masked_key})
