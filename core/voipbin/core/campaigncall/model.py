"""The table of campaigncalls."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index
from voipbin.v1 import campaigncall_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
OPEN = text("status != 'done'")


class CampaigncallStatus(StrEnum):
    """States of an attempt."""

    DIALING = "dialing"
    PROGRESSING = "progressing"
    DONE = "done"


class CampaigncallResult(StrEnum):
    """What came of an attempt that is done."""

    SUCCESS = "success"
    FAIL = "fail"


class CampaigncallRow(Row, table=True):
    """One attempt at one address of a target."""

    __tablename__ = "campaigncall"
    __table_args__ = (
        listing_index("campaigncall"),
        children_index("campaigncall", "campaign_id"),
        children_index("campaigncall", "reference_id"),
        Index("ix_campaigncall_open", "campaign_id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    campaign_id: str = Field(default="", max_length=36)
    outplan_id: str = Field(default="", max_length=36)
    outdial_id: str = Field(default="", max_length=36)
    outdial_target_id: str = Field(default="", max_length=36)
    queue_id: str = Field(default="", max_length=36)
    activeflow_id: str = Field(default="", max_length=36)
    flow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    result: str = Field(default="", max_length=32)
    source: dict[str, Any] = json_field(dict)
    destination: dict[str, Any] = json_field(dict)
    destination_index: int = Field(default=0, sa_type=BigInteger)
    try_count: int = Field(default=0, sa_type=BigInteger)


CAMPAIGNCALL = Resource("campaigncall", CampaigncallRow, campaigncall_pb2.Campaigncall)
