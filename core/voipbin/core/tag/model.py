"""The table of tags."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import tag_pb2


class TagRow(Row, table=True):
    """FIXME"""

    __tablename__ = "tag"
    __table_args__ = (listing_index("tag"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)


TAG = Resource("tag", TagRow, tag_pb2.Tag)
