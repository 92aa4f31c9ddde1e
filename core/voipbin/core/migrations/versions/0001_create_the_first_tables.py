"""Create the first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "accesskey",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("token_prefix", sa.String(length=16), nullable=False),
        sa.Column("tm_expire", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(
        "ix_accesskey_listing",
        "accesskey",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "activeflow",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("flow_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reference_type", sa.String(length=16), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("reference_activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("on_complete_flow_id", sa.String(length=36), nullable=False),
        sa.Column("current_action", sa.JSON(), nullable=False),
        sa.Column("forward_action_id", sa.String(length=128), nullable=False),
        sa.Column("executed_actions", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_activeflow_listing",
        "activeflow",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index("ix_activeflow_running", "activeflow", ["status", "tm_create"], unique=False)
    op.create_table(
        "agent",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("username", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("ring_method", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("permission", sa.Integer(), nullable=False),
        sa.Column("tag_ids", sa.JSON(), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_agent_listing", "agent", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index(
        "uq_agent_username",
        "agent",
        ["username"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("flow_id", sa.String(length=36), nullable=False),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("master_call_id", sa.String(length=36), nullable=False),
        sa.Column("chained_call_ids", sa.JSON(), nullable=False),
        sa.Column("recording_id", sa.String(length=36), nullable=False),
        sa.Column("recording_ids", sa.JSON(), nullable=False),
        sa.Column("groupcall_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("destination", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("action", sa.JSON(), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("mute_direction", sa.String(length=8), nullable=False),
        sa.Column("hangup_by", sa.String(length=8), nullable=False),
        sa.Column("hangup_reason", sa.String(length=16), nullable=False),
        sa.Column("tm_progressing", sa.BigInteger(), nullable=True),
        sa.Column("tm_ringing", sa.BigInteger(), nullable=True),
        sa.Column("tm_hangup", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_groupcall", "call", ["groupcall_id"], unique=False)
    op.create_index(
        "ix_call_listing", "call", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index("ix_call_status", "call", ["status", "tm_create"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone_number", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=1024), nullable=False),
        sa.Column("webhook_method", sa.String(length=8), nullable=False),
        sa.Column("webhook_uri", sa.String(length=2048), nullable=False),
        sa.Column("billing_account_id", sa.String(length=36), nullable=False),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("tm_deletion_scheduled", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customer_listing", "customer", ["tm_create", "id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("resource", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("resource_id", "sequence", name="uq_event_sequence"),
    )
    op.create_index("ix_event_customer", "event", ["customer_id", "id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("extension", sa.String(length=64), nullable=False),
        sa.Column("sealed_password", sa.String(length=1024), nullable=False),
        sa.Column("direct_hash", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_extension_listing",
        "extension",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "uq_extension_direct",
        "extension",
        ["direct_hash"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL AND direct_hash <> ''"),
        postgresql_where=sa.text("tm_delete IS NULL AND direct_hash <> ''"),
    )
    op.create_index(
        "uq_extension_number",
        "extension",
        ["customer_id", "extension"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.create_table(
        "extension_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("extension_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("uri", sa.String(length=1024), nullable=False),
        sa.Column("received_from", sa.String(length=128), nullable=False),
        sa.Column("node_id", sa.String(length=36), nullable=False),
        sa.Column("user_agent", sa.String(length=256), nullable=False),
        sa.Column("sip_call_id", sa.String(length=256), nullable=False),
        sa.Column("cseq", sa.BigInteger(), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_expire", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_contact_extension", "extension_contact", ["extension_id", "tm_create"], unique=False
    )
    op.create_table(
        "flow",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("on_complete_flow_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_flow_listing",
        "flow",
        ["customer_id", "type", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "groupcall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("flow_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("destinations", sa.JSON(), nullable=False),
        sa.Column("master_call_id", sa.String(length=36), nullable=False),
        sa.Column("master_groupcall_id", sa.String(length=36), nullable=False),
        sa.Column("ring_method", sa.String(length=16), nullable=False),
        sa.Column("answer_method", sa.String(length=16), nullable=False),
        sa.Column("answer_call_id", sa.String(length=36), nullable=False),
        sa.Column("call_ids", sa.JSON(), nullable=False),
        sa.Column("answer_groupcall_id", sa.String(length=36), nullable=False),
        sa.Column("groupcall_ids", sa.JSON(), nullable=False),
        sa.Column("call_count", sa.Integer(), nullable=False),
        sa.Column("groupcall_count", sa.Integer(), nullable=False),
        sa.Column("dial_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_groupcall_listing",
        "groupcall",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("caller_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "caller_id", "key"),
    )
    op.create_index("ix_idempotency_age", "idempotency", ["tm_create"], unique=False)
    op.create_table(
        "number",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("call_flow_id", sa.String(length=36), nullable=False),
        sa.Column("message_flow_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_number_listing", "number", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index(
        "uq_number",
        "number",
        ["number"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=16), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("on_end_flow_id", sa.String(length=36), nullable=False),
        sa.Column("tm_start", sa.BigInteger(), nullable=True),
        sa.Column("tm_end", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("key_in", sa.String(length=256), nullable=False),
        sa.Column("key_out", sa.String(length=256), nullable=False),
        sa.Column("channel_id", sa.String(length=36), nullable=False),
        sa.Column("end_of_silence_ms", sa.Integer(), nullable=False),
        sa.Column("end_of_key", sa.String(length=8), nullable=False),
        sa.Column("limit_ms", sa.Integer(), nullable=False),
        sa.Column("beep_start", sa.Boolean(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("end_reason", sa.String(length=16), nullable=False),
        sa.Column("on_end_due", sa.Boolean(), nullable=False),
        sa.Column("files_kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_recording_due",
        "recording",
        ["id"],
        unique=False,
        sqlite_where=sa.text("(on_end_due OR (files_kept AND tm_delete IS NOT NULL))"),
        postgresql_where=sa.text("(on_end_due OR (files_kept AND tm_delete IS NOT NULL))"),
    )
    op.create_index(
        "ix_recording_listing",
        "recording",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_recording_reference", "recording", ["reference_id", "tm_create"], unique=False
    )
    op.create_index(
        "ix_recording_unfinished",
        "recording",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status <> 'ended'"),
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.create_index(
        "uq_recording_active",
        "recording",
        ["reference_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('initiating', 'recording')"),
        postgresql_where=sa.text("status IN ('initiating', 'recording')"),
    )
    op.create_table(
        "transcribe",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("on_end_flow_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=16), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("on_end_due", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_transcribe_due",
        "transcribe",
        ["id"],
        unique=False,
        sqlite_where=sa.text("on_end_due"),
        postgresql_where=sa.text("on_end_due"),
    )
    op.create_index(
        "ix_transcribe_listing",
        "transcribe",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_transcribe_progressing",
        "transcribe",
        ["reference_id"],
        unique=False,
        sqlite_where=sa.text("status = 'progressing'"),
        postgresql_where=sa.text("status = 'progressing'"),
    )
    op.create_index(
        "ix_transcribe_reference", "transcribe", ["reference_id", "tm_create"], unique=False
    )
    op.create_table(
        "transcript",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("transcribe_id", sa.String(length=36), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_transcript_listing", "transcript", ["transcribe_id", "tm_create", "id"], unique=False
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_transcript_listing", table_name="transcript")
    op.drop_table("transcript")
    op.drop_index("ix_transcribe_reference", table_name="transcribe")
    op.drop_index(
        "ix_transcribe_progressing",
        table_name="transcribe",
        sqlite_where=sa.text("status = 'progressing'"),
        postgresql_where=sa.text("status = 'progressing'"),
    )
    op.drop_index("ix_transcribe_listing", table_name="transcribe")
    op.drop_index(
        "ix_transcribe_due",
        table_name="transcribe",
        sqlite_where=sa.text("on_end_due"),
        postgresql_where=sa.text("on_end_due"),
    )
    op.drop_table("transcribe")
    op.drop_index(
        "uq_recording_active",
        table_name="recording",
        sqlite_where=sa.text("status IN ('initiating', 'recording')"),
        postgresql_where=sa.text("status IN ('initiating', 'recording')"),
    )
    op.drop_index(
        "ix_recording_unfinished",
        table_name="recording",
        sqlite_where=sa.text("status <> 'ended'"),
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.drop_index("ix_recording_reference", table_name="recording")
    op.drop_index("ix_recording_listing", table_name="recording")
    op.drop_index(
        "ix_recording_due",
        table_name="recording",
        sqlite_where=sa.text("(on_end_due OR (files_kept AND tm_delete IS NOT NULL))"),
        postgresql_where=sa.text("(on_end_due OR (files_kept AND tm_delete IS NOT NULL))"),
    )
    op.drop_table("recording")
    op.drop_index(
        "uq_number",
        table_name="number",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index("ix_number_listing", table_name="number")
    op.drop_table("number")
    op.drop_index("ix_idempotency_age", table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index("ix_groupcall_listing", table_name="groupcall")
    op.drop_table("groupcall")
    op.drop_index("ix_flow_listing", table_name="flow")
    op.drop_table("flow")
    op.drop_index("ix_contact_extension", table_name="extension_contact")
    op.drop_table("extension_contact")
    op.drop_index(
        "uq_extension_number",
        table_name="extension",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index(
        "uq_extension_direct",
        table_name="extension",
        sqlite_where=sa.text("tm_delete IS NULL AND direct_hash <> ''"),
        postgresql_where=sa.text("tm_delete IS NULL AND direct_hash <> ''"),
    )
    op.drop_index("ix_extension_listing", table_name="extension")
    op.drop_table("extension")
    op.drop_index("ix_event_customer", table_name="event")
    op.drop_table("event")
    op.drop_index("ix_customer_listing", table_name="customer")
    op.drop_table("customer")
    op.drop_index("ix_call_status", table_name="call")
    op.drop_index("ix_call_listing", table_name="call")
    op.drop_index("ix_call_groupcall", table_name="call")
    op.drop_table("call")
    op.drop_index(
        "uq_agent_username",
        table_name="agent",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index("ix_agent_listing", table_name="agent")
    op.drop_table("agent")
    op.drop_index("ix_activeflow_running", table_name="activeflow")
    op.drop_index("ix_activeflow_listing", table_name="activeflow")
    op.drop_table("activeflow")
    op.drop_index("ix_accesskey_listing", table_name="accesskey")
    op.drop_table("accesskey")
