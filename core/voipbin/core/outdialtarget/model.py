"""The table of outdialtargets."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index
from voipbin.v1 import outdialtarget_pb2

DESTINATIONS = tuple(f"destination_{place}" for place in range(5))
"Columns of the addresses, in the order they are tried."

TRY_COUNTS = tuple(f"try_count_{place}" for place in range(5))
"Columns of how often each was tried."


# Queries repeat these words for word: only then does SQLite use a partial index.
UNTRIED = text("tm_update = tm_create")
_LIVE = text("tm_delete IS NULL")
_LIVE_UNTRIED = text("tm_delete IS NULL AND tm_update = tm_create")


class OutdialtargetStatus(StrEnum):
    """States of a target."""

    IDLE = "idle"
    PROGRESSING = "progressing"
    DONE = "done"


class OutdialtargetRow(Row, table=True):
    """Somebody on a list; {} stands for no address."""

    __tablename__ = "outdialtarget"
    __table_args__ = (
        listing_index("outdialtarget"),
        children_index("outdialtarget", "outdial_id"),
        Index(
            "ix_outdialtarget_next",
            *("outdial_id", "status", "tm_update"),
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        # By another column than the one above, although the two are the same here: databases
        # would choose between two equal orders by chance.
        Index(
            "ix_outdialtarget_untried",
            *("outdial_id", "status", "tm_create"),
            sqlite_where=_LIVE_UNTRIED,
            postgresql_where=_LIVE_UNTRIED,
        ),
    )

    outdial_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    data: str = Field(default="")
    status: str = Field(default=OutdialtargetStatus.IDLE.value, max_length=32)
    destination_0: dict[str, Any] = json_field(dict)
    destination_1: dict[str, Any] = json_field(dict)
    destination_2: dict[str, Any] = json_field(dict)
    destination_3: dict[str, Any] = json_field(dict)
    destination_4: dict[str, Any] = json_field(dict)
    try_count_0: int = Field(default=0, sa_type=BigInteger)
    try_count_1: int = Field(default=0, sa_type=BigInteger)
    try_count_2: int = Field(default=0, sa_type=BigInteger)
    try_count_3: int = Field(default=0, sa_type=BigInteger)
    try_count_4: int = Field(default=0, sa_type=BigInteger)


OUTDIALTARGET = Resource("outdialtarget", OutdialtargetRow, outdialtarget_pb2.Outdialtarget)
