"""The table of summaries."""

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import aisummary_pb2

_LIVE = text("tm_delete IS NULL")


class AisummaryRow(Row, table=True):
    """A summary; of one thing in one language there is one."""

    __tablename__ = "aisummary"
    __table_args__ = (
        listing_index("aisummary"),
        # The reference first: it also serves the lists below calls and recordings.
        Index(
            "uq_aisummary_reference",
            "reference_id",
            "language",
            "customer_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    activeflow_id: str = Field(default="", max_length=36)
    on_end_flow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    language: str = Field(default="", max_length=35)
    content: str = Field(default="")


AISUMMARY = Resource("aisummary", AisummaryRow, aisummary_pb2.Aisummary, event="summary")
