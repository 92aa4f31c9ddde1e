"""The table of outdials."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import outdial_pb2


class OutdialRow(Row, table=True):
    """A list of targets; campaign_id is the claim of the one campaign that may dial it."""

    __tablename__ = "outdial"
    __table_args__ = (listing_index("outdial"),)

    campaign_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    data: str = Field(default="")


OUTDIAL = Resource("outdial", OutdialRow, outdial_pb2.Outdial)
