"""The table of routes."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import route_pb2


class RouteRow(Row, table=True):
    """FIXME"""

    __tablename__ = "route"
    __table_args__ = (listing_index("route"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    provider_id: str = Field(default="", max_length=36)
    priority: int = Field(default=0, sa_type=BigInteger)
    target: str = Field(default="")


ROUTE = Resource("route", RouteRow, route_pb2.Route)
