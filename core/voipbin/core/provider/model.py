"""The table of providers."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import provider_pb2


class ProviderRow(Row, table=True):
    """FIXME"""

    __tablename__ = "provider"
    __table_args__ = (listing_index("provider"),)

    type: str = Field(default="", max_length=32)
    hostname: str = Field(default="")
    tech_prefix: str = Field(default="")
    tech_postfix: str = Field(default="")
    tech_headers: dict[str, Any] = json_field(dict)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)


PROVIDER = Resource("provider", ProviderRow, provider_pb2.Provider)
