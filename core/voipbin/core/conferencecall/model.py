"""The table of conferencecalls."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import conferencecall_pb2


class ConferencecallRow(Row, table=True):
    """FIXME"""

    __tablename__ = "conferencecall"
    __table_args__ = (listing_index("conferencecall"),)

    activeflow_id: str = Field(default="", max_length=36)
    conference_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)


CONFERENCECALL = Resource("conferencecall", ConferencecallRow, conferencecall_pb2.Conferencecall)
