"""The table of storage accounts."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.ids import new_id
from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import storage_account_pb2


class StorageAccountRow(Row, table=True):
    """FIXME"""

    __tablename__ = "storage_account"
    __table_args__ = (listing_index("storage_account"),)

    total_file_count: int = Field(default=0, sa_type=BigInteger)
    total_file_size: int = Field(default=0, sa_type=BigInteger)


STORAGE_ACCOUNT = Resource("storage_account", StorageAccountRow, storage_account_pb2.StorageAccount)


def new_storage_account(customer_id: str, now_us: int) -> StorageAccountRow:
    """The empty account a customer begins with."""
    return StorageAccountRow(id=new_id(), customer_id=customer_id, tm_create=now_us)
