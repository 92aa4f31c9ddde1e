"""The table of trunks."""

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.row import Row, json_field, listing_index

_LIVE = text("tm_delete IS NULL")


class TrunkRow(Row, table=True):
    """A telephone system; one live row a domain, whoever owns it."""

    __tablename__ = "trunk"
    __table_args__ = (
        listing_index("trunk"),
        Index(
            "uq_trunk_domain",
            "domain_name",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    domain_name: str = Field(max_length=31)
    "In lower case: domains are the same in any."
    auth_types: list[str] = json_field(list)
    username: str = Field(default="", max_length=64)
    sealed_password: str = Field(max_length=1024)
    allowed_ips: list[str] = json_field(list)
