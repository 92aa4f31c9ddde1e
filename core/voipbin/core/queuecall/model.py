"""The table of queuecalls."""

from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, listing_index, time_field
from voipbin.v1 import queuecall_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
OPEN = text("status NOT IN ('done', 'abandoned')")


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

TRANSITIONS: dict[QueuecallStatus, frozenset[QueuecallStatus]] = {
    QueuecallStatus.INITIATING: frozenset({QueuecallStatus.WAITING, QueuecallStatus.ABANDONED}),
    QueuecallStatus.WAITING: frozenset(
        {
            QueuecallStatus.CONNECTING,  # an agent was chosen
            QueuecallStatus.ABANDONED,  # hung up, kicked, waited too long
        }
    ),
    QueuecallStatus.CONNECTING: frozenset(
        {
            QueuecallStatus.SERVICE,  # the agent answered
            QueuecallStatus.WAITING,  # it did not
            QueuecallStatus.ABANDONED,
        }
    ),
    QueuecallStatus.KICKING: frozenset(ENDED),
    QueuecallStatus.SERVICE: frozenset({QueuecallStatus.DONE}),
    QueuecallStatus.DONE: frozenset(),
    QueuecallStatus.ABANDONED: frozenset(),
}


def may_become(status: str, wanted: QueuecallStatus) -> bool:
    """Whether a stay in one state may enter another."""
    return wanted in TRANSITIONS[QueuecallStatus(status)]


class QueuecallRow(LiveRow, table=True):
    """One stay of a caller in a queue."""

    __tablename__ = "queuecall"
    __table_args__ = (
        listing_index("queuecall"),
        children_index("queuecall", "queue_id"),
        children_index("queuecall", "reference_id"),
        Index("ix_queuecall_open", "queue_id", sqlite_where=OPEN, postgresql_where=OPEN),
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
