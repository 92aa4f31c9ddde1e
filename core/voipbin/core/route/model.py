"""The table of routes."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import route_pb2

DEFAULT_OWNER = "00000000-0000-0000-0000-000000000001"
"Whose routes are for all customers."


class RouteRow(Row, table=True):
    """Says that calls of a customer to some numbers may go through a provider."""

    __tablename__ = "route"
    __table_args__ = (
        listing_index("route"),
        Index("ix_route_all", "tm_create", "id", "tm_delete"),
        # Routes through one provider are of several customers: none stands between the columns.
        Index("ix_route_through", "provider_id", "tm_create", "id", "tm_delete"),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    provider_id: str = Field(max_length=36)
    priority: int = Field(default=0, sa_type=BigInteger)
    target: str = Field(max_length=8)
    '"all", or "+" and a calling code.'


ROUTE = Resource("route", RouteRow, route_pb2.Route)
