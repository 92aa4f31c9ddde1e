"""The table of outplans."""

from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import outplan_pb2

MAX_TRY_COUNTS = tuple(f"max_try_count_{place}" for place in range(5))
"Columns of how often each address of a target is tried at most."


class OutplanRow(Row, table=True):
    """How a campaign dials."""

    __tablename__ = "outplan"
    __table_args__ = (listing_index("outplan"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    source: dict[str, Any] = json_field(dict)
    dial_timeout: int = Field(default=0, sa_type=BigInteger)
    "Milliseconds; 0 for the setting's."
    try_interval: int = Field(default=0, sa_type=BigInteger)
    "Milliseconds from the end of an attempt at a target to the next."
    max_try_count_0: int = Field(default=0, sa_type=BigInteger)
    max_try_count_1: int = Field(default=0, sa_type=BigInteger)
    max_try_count_2: int = Field(default=0, sa_type=BigInteger)
    max_try_count_3: int = Field(default=0, sa_type=BigInteger)
    max_try_count_4: int = Field(default=0, sa_type=BigInteger)


OUTPLAN = Resource("outplan", OutplanRow, outplan_pb2.Outplan)
