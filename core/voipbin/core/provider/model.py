"""The table of providers."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field
from voipbin.v1 import provider_pb2

PASSWORD_MASK = "********"  # noqa: S105 - a mask
"Shown where a password is set; sent back by clients that return what they were given."


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
    username: str = Field(default="", max_length=64)
    sealed_password: str = Field(default="", max_length=1024)
    register_expires: int = 0
    registration: str = Field(default="", max_length=32)
    "As the media node told last; written without an event."


def _masked_password(row: Any) -> str:
    return PASSWORD_MASK if row.sealed_password else ""


PROVIDER = Resource(
    "provider", ProviderRow, provider_pb2.Provider, computed={"password": _masked_password}
)
