"""The table of aisummarys."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import aisummary_pb2


class AisummaryRow(Row, table=True):
    """FIXME"""

    __tablename__ = "aisummary"
    __table_args__ = (listing_index("aisummary"),)

    activeflow_id: str = Field(default="", max_length=36)
    on_end_flow_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    language: str = Field(default="")
    content: str = Field(default="")


AISUMMARY = Resource("aisummary", AisummaryRow, aisummary_pb2.Aisummary)
