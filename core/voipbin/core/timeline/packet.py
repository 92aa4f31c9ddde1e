"""The table of what passed for calls: SIP messages and RTCP."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel


class PacketRow(SQLModel, table=True):
    """One SIP message or RTCP datagram; the id is the order in which the core heard of them."""

    __tablename__ = "call_packet"
    __table_args__ = (
        Index("ix_call_packet_call", "call_id", "tm_create", "id"),
        Index("ix_call_packet_age", "tm_create"),
    )

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    call_id: str = Field(max_length=36)
    customer_id: str = Field(max_length=36)
    tm_create: int = Field(sa_type=BigInteger)
    "When it passed, in microseconds since 1970."
    transport: str = Field(max_length=4)
    source_ip: str = Field(max_length=45)
    source_port: int
    destination_ip: str = Field(max_length=45)
    destination_port: int
    is_rtcp: bool = Field(sa_type=Boolean)
    data: bytes = Field(sa_type=LargeBinary)


class QualityRow(SQLModel, table=True):
    """What was measured of the audio of a call, stored when it is over."""

    __tablename__ = "call_quality"
    __table_args__ = (Index("ix_call_quality_age", "tm_create"),)

    call_id: str = Field(primary_key=True, max_length=36)
    customer_id: str = Field(max_length=36)
    tm_create: int = Field(sa_type=BigInteger)
    mos: float = 0.0
    jitter_ms: float = 0.0
    packet_loss_pct: float = 0.0
    round_trip_us: int = Field(default=0, sa_type=BigInteger)
    rtp_bytes: int = Field(default=0, sa_type=BigInteger)
    rtp_packets: int = Field(default=0, sa_type=BigInteger)
    rtp_errors: int = Field(default=0, sa_type=BigInteger)
    rtcp_bytes: int = Field(default=0, sa_type=BigInteger)
    rtcp_packets: int = Field(default=0, sa_type=BigInteger)


PACKETS: Any = PacketRow.__table__  # type: ignore[attr-defined]
QUALITIES: Any = QualityRow.__table__  # type: ignore[attr-defined]
