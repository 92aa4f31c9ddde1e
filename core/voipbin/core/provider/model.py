"""The table of providers."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field
from voipbin.v1 import provider_pb2


class ProviderRow(Row, table=True):
    """A carrier of the whole platform; customer_id is who set it up."""

    __tablename__ = "provider"
    __table_args__ = (Index("ix_provider_listing", "tm_create", "id", "tm_delete"),)

    type: str = Field(default="sip", max_length=32)
    hostname: str = Field(max_length=261)
    tech_prefix: str = Field(default="", max_length=32)
    tech_postfix: str = Field(default="", max_length=32)
    tech_headers: dict[str, Any] = json_field(dict)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)


PROVIDER = Resource("provider", ProviderRow, provider_pb2.Provider)
