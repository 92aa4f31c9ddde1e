"""The table of access keys."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import accesskey_pb2


class AccesskeyRow(Row, table=True):
    """A key; only the hash of its token is kept."""

    __tablename__ = "accesskey"
    __table_args__ = (listing_index("accesskey"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    token_hash: str = Field(max_length=64, unique=True)
    token_prefix: str = Field(max_length=16)
    tm_expire: int | None = time_field()


def _no_token(row: Any) -> str:
    return ""


ACCESSKEY = Resource(
    "accesskey", AccesskeyRow, accesskey_pb2.Accesskey, computed={"token": _no_token}
)
