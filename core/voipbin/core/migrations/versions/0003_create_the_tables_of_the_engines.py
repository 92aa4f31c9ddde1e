"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "call_packet",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("transport", sa.String(length=4), nullable=False),
        sa.Column("source_ip", sa.String(length=45), nullable=False),
        sa.Column("source_port", sa.Integer(), nullable=False),
        sa.Column("destination_ip", sa.String(length=45), nullable=False),
        sa.Column("destination_port", sa.Integer(), nullable=False),
        sa.Column("is_rtcp", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_packet_age", "call_packet", ["tm_create"], unique=False)
    op.create_index(
        "ix_call_packet_call", "call_packet", ["call_id", "tm_create", "id"], unique=False
    )
    op.create_table(
        "call_quality",
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("mos", sa.Float(), nullable=False),
        sa.Column("jitter_ms", sa.Float(), nullable=False),
        sa.Column("packet_loss_pct", sa.Float(), nullable=False),
        sa.Column("round_trip_us", sa.BigInteger(), nullable=False),
        sa.Column("rtp_bytes", sa.BigInteger(), nullable=False),
        sa.Column("rtp_packets", sa.BigInteger(), nullable=False),
        sa.Column("rtp_errors", sa.BigInteger(), nullable=False),
        sa.Column("rtcp_bytes", sa.BigInteger(), nullable=False),
        sa.Column("rtcp_packets", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_index("ix_call_quality_age", "call_quality", ["tm_create"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=False),
        sa.Column("tm_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "process",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=256), nullable=False),
        sa.Column("place", sa.String(length=512), nullable=False),
        sa.Column("key_print", sa.String(length=64), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_beat", sa.BigInteger(), nullable=False),
        sa.Column("tm_dead", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column(
        "activeflow",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column("agent", sa.Column("tm_password", sa.BigInteger(), nullable=True))
    op.add_column(
        "call", sa.Column("process_id", sa.String(length=36), nullable=False, server_default="")
    )
    op.add_column(
        "event", sa.Column("owner_id", sa.String(length=36), nullable=False, server_default="")
    )
    op.add_column("event", sa.Column("audience", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "groupcall",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column(
        "recording",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column(
        "transcribe",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("transcribe", "process_id")
    op.drop_column("recording", "process_id")
    op.drop_column("groupcall", "process_id")
    op.drop_column("event", "audience")
    op.drop_column("event", "owner_id")
    op.drop_column("call", "process_id")
    op.drop_column("agent", "tm_password")
    op.drop_column("activeflow", "process_id")
    op.drop_table("process")
    op.drop_table("lease")
    op.drop_index("ix_call_quality_age", table_name="call_quality")
    op.drop_table("call_quality")
    op.drop_index("ix_call_packet_call", table_name="call_packet")
    op.drop_index("ix_call_packet_age", table_name="call_packet")
    op.drop_table("call_packet")
