"""The table of summaries."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, json_field, listing_index
from voipbin.v1 import aisummary_pb2

_LIVE = text("tm_delete IS NULL")
# Queries repeat these words for word: only then does SQLite use a partial index.
OPEN = text("(status = 'progressing' OR on_end_due)")


class AisummaryStatus(StrEnum):
    """States of a summary."""

    PROGRESSING = "progressing"
    DONE = "done"


class AisummaryRow(LiveRow, table=True):
    """A summary; of one thing in one language there is one."""

    __tablename__ = "aisummary"
    __table_args__ = (
        listing_index("aisummary"),
        children_index("aisummary", "reference_id"),
        Index(
            "uq_aisummary_reference",
            "reference_id",
            "language",
            "customer_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_aisummary_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    activeflow_id: str = Field(default="", max_length=36)
    on_end_flow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    language: str = Field(default="", max_length=35)
    content: str = Field(default="")

    said: list[dict[str, Any]] = json_field(list)
    "What has been heard so far of a call or a conference that goes on."
    on_end_due: bool = False
    "The flow of its end is not started yet."


AISUMMARY = Resource("aisummary", AisummaryRow, aisummary_pb2.Aisummary, event="summary")


def summary_variables(row: AisummaryRow) -> dict[str, str]:
    """The variables voipbin.ai_summary.*"""
    names = ("id", "reference_type", "reference_id", "language", "content")
    return {f"voipbin.ai_summary.{name}": str(getattr(row, name)) for name in names}
