"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "billing_rate",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("cost_type", sa.String(length=32), nullable=False),
        sa.Column("token_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("credit_per_unit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "cost_type"),
    )
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
        "dialing_policy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("allowed_countries", sa.JSON(), nullable=False),
        sa.Column("calls_per_second", sa.BigInteger(), nullable=False),
        sa.Column("concurrent_calls", sa.BigInteger(), nullable=False),
        sa.Column("spend_per_day", sa.BigInteger(), nullable=False),
        sa.Column("country_ceiling", sa.JSON(), nullable=False),
        sa.Column("number_types", sa.JSON(), nullable=False),
        sa.Column("calls_per_second_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("concurrent_calls_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("spend_per_day_ceiling", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_dialing_policy_customer",
        "dialing_policy",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
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
    op.create_table(
        "sip_ban",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("tm_expire", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sip_ban_address", "sip_ban", ["address", "tm_create", "id"], unique=False)
    op.create_index("ix_sip_ban_all", "sip_ban", ["tm_create", "id", "tm_delete"], unique=False)
    op.create_table(
        "webhook_cursor",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("endpoint_id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=True),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("resource", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("lane", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("tm_next_attempt", sa.BigInteger(), nullable=True),
        sa.Column("tm_expire", sa.BigInteger(), nullable=True),
        sa.Column("tm_delivered", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_delivery_age", "webhook_delivery", ["tm_create"], unique=False)
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["endpoint_id", "tm_next_attempt", "position"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_webhook_delivery_lane",
        "webhook_delivery",
        ["endpoint_id", "lane", "position"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_webhook_delivery_listing",
        "webhook_delivery",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_delivery_resource_id",
        "webhook_delivery",
        ["resource_id", "customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_delivery_status",
        "webhook_delivery",
        ["customer_id", "status", "tm_create", "id"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_delivery_type",
        "webhook_delivery",
        ["customer_id", "event_type", "tm_create", "id"],
        unique=False,
    )
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("tm_hold", sa.BigInteger(), nullable=True),
        sa.Column("tm_success", sa.BigInteger(), nullable=True),
        sa.Column("tm_disabled", sa.BigInteger(), nullable=True),
        sa.Column("sealed_secret", sa.String(length=256), nullable=False),
        sa.Column("sealed_previous_secret", sa.String(length=256), nullable=False),
        sa.Column("tm_secret", sa.BigInteger(), nullable=True),
        sa.Column("tm_previous_secret", sa.BigInteger(), nullable=True),
        sa.Column("tm_due", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.String(length=36), nullable=False),
        sa.Column("tm_lease", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_endpoint_due", "webhook_endpoint", ["tm_due"], unique=False)
    op.create_index(
        "ix_webhook_endpoint_listing",
        "webhook_endpoint",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "uq_webhook_endpoint_origin", "webhook_endpoint", ["customer_id", "origin"], unique=True
    )
    op.add_column(
        "activeflow",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column("agent", sa.Column("tm_password", sa.BigInteger(), nullable=True))
    op.add_column(
        "billing", sa.Column("tokens_lapsed", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column(
        "call", sa.Column("process_id", sa.String(length=36), nullable=False, server_default="")
    )
    op.create_index(
        "ix_call_live",
        "call",
        ["customer_id"],
        unique=False,
        sqlite_where=sa.text("status != 'hangup'"),
        postgresql_where=sa.text("status != 'hangup'"),
    )
    op.add_column(
        "conference",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column(
        "conferencecall",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_conferencecall_open",
        "conferencecall",
        ["conference_id"],
        unique=False,
        sqlite_where=sa.text("status <> 'leaved'"),
        postgresql_where=sa.text("status <> 'leaved'"),
    )
    op.add_column(
        "event", sa.Column("owner_id", sa.String(length=36), nullable=False, server_default="")
    )
    op.add_column("event", sa.Column("audience", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "extension_contact",
        sa.Column("path", sa.String(length=1024), nullable=False, server_default=""),
    )
    op.add_column(
        "groupcall",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column(
        "groupcall",
        sa.Column("agent_status", sa.String(length=16), nullable=False, server_default=""),
    )
    op.add_column(
        "provider", sa.Column("username", sa.String(length=64), nullable=False, server_default="")
    )
    op.add_column(
        "provider",
        sa.Column("sealed_password", sa.String(length=1024), nullable=False, server_default=""),
    )
    op.add_column(
        "provider", sa.Column("register_expires", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "provider",
        sa.Column("registration", sa.String(length=32), nullable=False, server_default=""),
    )
    op.add_column(
        "recording",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.drop_index(op.f("ix_route_provider_id"), table_name="route")
    op.create_index(
        "ix_route_through", "route", ["provider_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.add_column(
        "speaking", sa.Column("process_id", sa.String(length=36), nullable=False, server_default="")
    )
    op.add_column(
        "transcribe",
        sa.Column("process_id", sa.String(length=36), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("transcribe", "process_id")
    op.drop_column("speaking", "process_id")
    op.drop_index("ix_route_through", table_name="route")
    op.create_index(
        op.f("ix_route_provider_id"),
        "route",
        ["provider_id", "customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.drop_column("recording", "process_id")
    op.drop_column("provider", "registration")
    op.drop_column("provider", "register_expires")
    op.drop_column("provider", "sealed_password")
    op.drop_column("provider", "username")
    op.drop_column("groupcall", "agent_status")
    op.drop_column("groupcall", "process_id")
    op.drop_column("extension_contact", "path")
    op.drop_column("event", "audience")
    op.drop_column("event", "owner_id")
    op.drop_index(
        "ix_conferencecall_open",
        table_name="conferencecall",
        sqlite_where=sa.text("status <> 'leaved'"),
        postgresql_where=sa.text("status <> 'leaved'"),
    )
    op.drop_column("conferencecall", "process_id")
    op.drop_column("conference", "process_id")
    op.drop_index(
        "ix_call_live",
        table_name="call",
        sqlite_where=sa.text("status != 'hangup'"),
        postgresql_where=sa.text("status != 'hangup'"),
    )
    op.drop_column("call", "process_id")
    op.drop_column("billing", "tokens_lapsed")
    op.drop_column("agent", "tm_password")
    op.drop_column("activeflow", "process_id")
    op.drop_index("uq_webhook_endpoint_origin", table_name="webhook_endpoint")
    op.drop_index("ix_webhook_endpoint_listing", table_name="webhook_endpoint")
    op.drop_index("ix_webhook_endpoint_due", table_name="webhook_endpoint")
    op.drop_table("webhook_endpoint")
    op.drop_index("ix_webhook_delivery_type", table_name="webhook_delivery")
    op.drop_index("ix_webhook_delivery_status", table_name="webhook_delivery")
    op.drop_index("ix_webhook_delivery_resource_id", table_name="webhook_delivery")
    op.drop_index("ix_webhook_delivery_listing", table_name="webhook_delivery")
    op.drop_index(
        "ix_webhook_delivery_lane",
        table_name="webhook_delivery",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_index(
        "ix_webhook_delivery_due",
        table_name="webhook_delivery",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_index("ix_webhook_delivery_age", table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_cursor")
    op.drop_index("ix_sip_ban_all", table_name="sip_ban")
    op.drop_index("ix_sip_ban_address", table_name="sip_ban")
    op.drop_table("sip_ban")
    op.drop_table("process")
    op.drop_table("lease")
    op.drop_index(
        "uq_dialing_policy_customer",
        table_name="dialing_policy",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_table("dialing_policy")
    op.drop_index("ix_call_quality_age", table_name="call_quality")
    op.drop_table("call_quality")
    op.drop_index("ix_call_packet_call", table_name="call_packet")
    op.drop_index("ix_call_packet_age", table_name="call_packet")
    op.drop_table("call_packet")
    op.drop_table("billing_rate")
