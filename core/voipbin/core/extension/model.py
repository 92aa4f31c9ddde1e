"""The tables of extensions and of registered contacts."""

from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from voipbin.core.row import Row, listing_index

_LIVE = text("tm_delete IS NULL")
_LIVE_DIRECT = text("tm_delete IS NULL AND direct_hash <> ''")


class ExtensionRow(Row, table=True):
    """A SIP account; its number is unique among the live ones of the customer."""

    __tablename__ = "extension"
    __table_args__ = (
        listing_index("extension"),
        Index(
            "uq_extension_number",
            "customer_id",
            "extension",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_extension_direct",
            "direct_hash",
            unique=True,
            sqlite_where=_LIVE_DIRECT,
            postgresql_where=_LIVE_DIRECT,
        ),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    extension: str = Field(max_length=64)
    sealed_password: str = Field(max_length=1024)
    direct_hash: str = Field(default="", max_length=16)


class ContactRow(SQLModel, table=True):
    """Where one phone of an extension can be reached (RFC 3261 10)."""

    __tablename__ = "extension_contact"
    __table_args__ = (Index("ix_contact_extension", "extension_id", "tm_create"),)

    id: str = Field(primary_key=True, max_length=36)
    extension_id: str = Field(max_length=36)
    customer_id: str = Field(max_length=36)
    uri: str = Field(max_length=1024)
    received_from: str = Field(max_length=128)
    "Where it registered from: udp:127.0.0.1:5080."
    path: str = Field(default="", max_length=1024)
    "Proxies on the way to it, as a Route header names them (RFC 3327)."
    node_id: str = Field(default="", max_length=36)
    user_agent: str = Field(default="", max_length=256)
    sip_call_id: str = Field(default="", max_length=256)
    cseq: int = Field(default=0, sa_type=BigInteger)
    tm_create: int = Field(sa_type=BigInteger)
    tm_expire: int = Field(sa_type=BigInteger)


CONTACTS: Any = ContactRow.__table__  # type: ignore[attr-defined]
