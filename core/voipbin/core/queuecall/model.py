"""The table of queuecalls."""

from enum import StrEnum

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, listing_index, time_field
from voipbin.v1 import queuecall_pb2


class QueuecallStatus(StrEnum):
    """States of a stay."""

    INITIATING = "initiating"
    WAITING = "waiting"
    CONNECTING = "connecting"
    KICKING = "kicking"
    SERVICE = "service"
    DONE = "done"
    ABANDONED = "abandoned"


ENDED = frozenset({QueuecallStatus.DONE, QueuecallStatus.ABANDONED})
"Nobody is in the queue any more."


class QueuecallRow(Row, table=True):
    """One stay of a caller in a queue."""

    __tablename__ = "queuecall"
    __table_args__ = (
        listing_index("queuecall"),
        children_index("queuecall", "queue_id"),
        children_index("queuecall", "reference_id"),
    )

    queue_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)
    service_agent_id: str = Field(default="", max_length=36)
    duration_waiting: int = Field(default=0, sa_type=BigInteger)
    duration_service: int = Field(default=0, sa_type=BigInteger)
    tm_service: int | None = time_field()


QUEUECALL = Resource("queuecall", QueuecallRow, queuecall_pb2.Queuecall)
