"""The table of conferencecalls."""

from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, listing_index
from voipbin.v1 import conferencecall_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
OPEN = text("status <> 'leaved'")


class ConferencecallStatus(StrEnum):
    """States of a stay."""

    JOINING = "joining"
    JOINED = "joined"
    LEAVING = "leaving"
    LEAVED = "leaved"


TRANSITIONS: dict[ConferencecallStatus, frozenset[ConferencecallStatus]] = {
    ConferencecallStatus.JOINING: frozenset(
        {
            ConferencecallStatus.JOINED,  # in the bridge
            ConferencecallStatus.LEAVING,  # kicked before that
            ConferencecallStatus.LEAVED,  # hung up, or its flow went elsewhere
        }
    ),
    ConferencecallStatus.JOINED: frozenset(
        {ConferencecallStatus.LEAVING, ConferencecallStatus.LEAVED}
    ),
    ConferencecallStatus.LEAVING: frozenset({ConferencecallStatus.LEAVED}),
    ConferencecallStatus.LEAVED: frozenset(),
}


def may_become(status: str, wanted: ConferencecallStatus) -> bool:
    """Whether a stay in one state may enter another."""
    return wanted in TRANSITIONS[ConferencecallStatus(status)]


def is_in(status: str) -> bool:
    """Whether a stay in that state is heard by the others."""
    return status == ConferencecallStatus.JOINED


def is_out(status: str) -> bool:
    """Whether a stay in that state left, or is being taken out."""
    return status in (ConferencecallStatus.LEAVING, ConferencecallStatus.LEAVED)


class ConferencecallRow(LiveRow, table=True):
    """One stay of a call in a conference."""

    __tablename__ = "conferencecall"
    __table_args__ = (
        listing_index("conferencecall"),
        children_index("conferencecall", "conference_id"),
        Index("ix_conferencecall_open", "conference_id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    activeflow_id: str = Field(default="", max_length=36)
    conference_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    status: str = Field(default="", max_length=32)


CONFERENCECALL = Resource("conferencecall", ConferencecallRow, conferencecall_pb2.Conferencecall)
