"""The table of tags."""

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import tag_pb2

_NAMED = text("tm_delete IS NULL AND name <> ''")


class TagRow(Row, table=True):
    """A label; its name is unique among the live ones of the customer, unless it is empty."""

    __tablename__ = "tag"
    __table_args__ = (
        listing_index("tag"),
        Index(
            "uq_tag_name",
            "customer_id",
            "name",
            unique=True,
            sqlite_where=_NAMED,
            postgresql_where=_NAMED,
        ),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)


TAG = Resource("tag", TagRow, tag_pb2.Tag)
