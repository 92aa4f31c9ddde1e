"""The table of conferencecalls."""

from enum import StrEnum

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, listing_index
from voipbin.v1 import conferencecall_pb2


class ConferencecallStatus(StrEnum):
    """States of a stay."""

    JOINING = "joining"
    JOINED = "joined"
    LEAVING = "leaving"
    LEAVED = "leaved"


class ConferencecallRow(Row, table=True):
    """One stay of a call in a conference."""

    __tablename__ = "conferencecall"
    __table_args__ = (
        listing_index("conferencecall"),
        children_index("conferencecall", "conference_id"),
    )

    activeflow_id: str = Field(default="", max_length=36)
    conference_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)


CONFERENCECALL = Resource("conferencecall", ConferencecallRow, conferencecall_pb2.Conferencecall)
