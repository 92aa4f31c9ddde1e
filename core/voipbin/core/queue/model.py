"""The table of queues."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import queue_pb2


class QueueRow(Row, table=True):
    """Where callers wait. The id lists and the counters change under the lock of the row."""

    __tablename__ = "queue"
    __table_args__ = (listing_index("queue"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    routing_method: str = Field(default="random", max_length=32)
    tag_ids: list[str] = json_field(list)
    wait_flow_id: str = Field(default="", max_length=36)
    wait_timeout: int = Field(default=0, sa_type=BigInteger)
    service_timeout: int = Field(default=0, sa_type=BigInteger)
    wait_queuecall_ids: list[str] = json_field(list)
    service_queuecall_ids: list[str] = json_field(list)
    total_incoming_count: int = Field(default=0, sa_type=BigInteger)
    total_serviced_count: int = Field(default=0, sa_type=BigInteger)
    total_abandoned_count: int = Field(default=0, sa_type=BigInteger)


QUEUE = Resource("queue", QueueRow, queue_pb2.Queue)
