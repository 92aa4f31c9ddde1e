"""The table of storage accounts."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from voipbin.core.ids import new_id
from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import storage_account_pb2

_LIVE = text("tm_delete IS NULL")


class StorageAccountRow(Row, table=True):
    """What the files of a customer take; it has one live account."""

    __tablename__ = "storage_account"
    __table_args__ = (
        listing_index("storage_account"),
        Index("ix_storage_account_age", "tm_create", "id"),
        Index(
            "uq_storage_account_customer",
            "customer_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    total_file_count: int = Field(default=0, sa_type=BigInteger)
    total_file_size: int = Field(default=0, sa_type=BigInteger)
    "Bytes."


def new_storage_account(customer_id: str, now_us: int) -> StorageAccountRow:
    """The account of a customer that has no files yet."""
    return StorageAccountRow(id=new_id(), customer_id=customer_id, tm_create=now_us)


STORAGE_ACCOUNT = Resource("storage_account", StorageAccountRow, storage_account_pb2.StorageAccount)
