"""The table of transfers."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import transfer_pb2


class TransferRow(Row, table=True):
    """A call being handed over."""

    __tablename__ = "transfer"
    __table_args__ = (listing_index("transfer"),)

    type: str = Field(default="", max_length=32)
    transferer_call_id: str = Field(default="", max_length=36)
    transferee_addresses: list[dict[str, Any]] = json_field(list)
    transferee_call_id: str = Field(default="", max_length=36)
    groupcall_id: str = Field(default="", max_length=36)
    confbridge_id: str = Field(default="", max_length=36)


TRANSFER = Resource("transfer", TransferRow, transfer_pb2.Transfer)
