"""The table of trunks."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import trunk_pb2


class TrunkRow(Row, table=True):
    """FIXME"""

    __tablename__ = "trunk"
    __table_args__ = (listing_index("trunk"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    domain_name: str = Field(default="")
    auth_types: list[str] = json_field(list)
    username: str = Field(default="")
    password: str = Field(default="")
    allowed_ips: list[str] = json_field(list)


TRUNK = Resource("trunk", TrunkRow, trunk_pb2.Trunk)
