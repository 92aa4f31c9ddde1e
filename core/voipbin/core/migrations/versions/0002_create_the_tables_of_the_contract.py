"""Create the tables of the contract"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "ai",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("engine_model", sa.String(length=256), nullable=False),
        sa.Column("parameter", sa.JSON(), nullable=False),
        sa.Column("sealed_engine_key", sa.String(length=4096), nullable=False),
        sa.Column("init_prompt", sa.String(), nullable=False),
        sa.Column("tts_type", sa.String(length=32), nullable=False),
        sa.Column("tts_voice_id", sa.String(length=256), nullable=False),
        sa.Column("stt_type", sa.String(length=32), nullable=False),
        sa.Column("tool_names", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_ai_listing", "ai", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_table(
        "aicall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("assistance_type", sa.String(length=32), nullable=False),
        sa.Column("assistance_id", sa.String(length=36), nullable=False),
        sa.Column("ai_engine_model", sa.String(length=256), nullable=False),
        sa.Column("ai_tts_type", sa.String(length=32), nullable=False),
        sa.Column("ai_tts_voice_id", sa.String(length=256), nullable=False),
        sa.Column("ai_stt_type", sa.String(length=32), nullable=False),
        sa.Column("parameter", sa.JSON(), nullable=False),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("confbridge_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("gender", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("tm_end", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_aicall_listing", "aicall", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index(
        "ix_aicall_reference_id",
        "aicall",
        ["reference_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "aimessage",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("aicall_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("tool_calls", sa.JSON(), nullable=False),
        sa.Column("tool_call_id", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_aimessage_aicall_id",
        "aimessage",
        ["aicall_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_aimessage_listing",
        "aimessage",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "aisummary",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("on_end_flow_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_aisummary_listing",
        "aisummary",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "uq_aisummary_reference",
        "aisummary",
        ["reference_id", "language", "customer_id"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.create_table(
        "billing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("transaction_type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("cost_type", sa.String(length=32), nullable=False),
        sa.Column("usage_duration", sa.BigInteger(), nullable=False),
        sa.Column("billable_units", sa.BigInteger(), nullable=False),
        sa.Column("rate_token_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("rate_credit_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("amount_token", sa.BigInteger(), nullable=False),
        sa.Column("amount_credit", sa.BigInteger(), nullable=False),
        sa.Column("balance_token_snapshot", sa.BigInteger(), nullable=False),
        sa.Column("balance_credit_snapshot", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=36), nullable=False),
        sa.Column("tm_billing_start", sa.BigInteger(), nullable=True),
        sa.Column("tm_billing_end", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_billing_account", "billing", ["account_id", "tm_create", "id"], unique=False
    )
    op.create_index(
        "ix_billing_listing",
        "billing",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_billing_reference_id", "billing", ["reference_id", "tm_create", "id"], unique=False
    )
    op.create_index(
        "uq_billing_reference",
        "billing",
        ["reference_type", "reference_id"],
        unique=True,
        sqlite_where=sa.text("reference_type <> ''"),
        postgresql_where=sa.text("reference_type <> ''"),
    )
    op.create_table(
        "billing_account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("plan_type", sa.String(length=32), nullable=False),
        sa.Column("balance_credit", sa.BigInteger(), nullable=False),
        sa.Column("balance_token", sa.BigInteger(), nullable=False),
        sa.Column("payment_type", sa.String(length=32), nullable=False),
        sa.Column("payment_method", sa.String(length=32), nullable=False),
        sa.Column("tm_last_topup", sa.BigInteger(), nullable=True),
        sa.Column("tm_next_topup", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_billing_account_listing",
        "billing_account",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index("ix_billing_account_topup", "billing_account", ["tm_next_topup"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("service_level", sa.BigInteger(), nullable=False),
        sa.Column("end_handle", sa.String(length=32), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("outplan_id", sa.String(length=36), nullable=False),
        sa.Column("outdial_id", sa.String(length=36), nullable=False),
        sa.Column("queue_id", sa.String(length=36), nullable=False),
        sa.Column("next_campaign_id", sa.String(length=36), nullable=False),
        sa.Column("flow_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_campaign_listing",
        "campaign",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "campaigncall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("outplan_id", sa.String(length=36), nullable=False),
        sa.Column("outdial_id", sa.String(length=36), nullable=False),
        sa.Column("outdial_target_id", sa.String(length=36), nullable=False),
        sa.Column("queue_id", sa.String(length=36), nullable=False),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("flow_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("destination", sa.JSON(), nullable=False),
        sa.Column("destination_index", sa.BigInteger(), nullable=False),
        sa.Column("try_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_campaigncall_campaign_id",
        "campaigncall",
        ["campaign_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_campaigncall_listing",
        "campaigncall",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_campaigncall_reference_id",
        "campaigncall",
        ["reference_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "conference",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("timeout", sa.Integer(), nullable=False),
        sa.Column("pre_flow_id", sa.String(length=36), nullable=False),
        sa.Column("post_flow_id", sa.String(length=36), nullable=False),
        sa.Column("conferencecall_ids", sa.JSON(), nullable=False),
        sa.Column("recording_id", sa.String(length=36), nullable=False),
        sa.Column("recording_ids", sa.JSON(), nullable=False),
        sa.Column("transcribe_id", sa.String(length=36), nullable=False),
        sa.Column("transcribe_ids", sa.JSON(), nullable=False),
        sa.Column("tm_end", sa.BigInteger(), nullable=True),
        sa.Column("tm_due", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_conference_due",
        "conference",
        ["tm_due"],
        unique=False,
        sqlite_where=sa.text("tm_due IS NOT NULL"),
        postgresql_where=sa.text("tm_due IS NOT NULL"),
    )
    op.create_index(
        "ix_conference_listing",
        "conference",
        ["customer_id", "type", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "conferencecall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("activeflow_id", sa.String(length=36), nullable=False),
        sa.Column("conference_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_conferencecall_conference_id",
        "conferencecall",
        ["conference_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_conferencecall_listing",
        "conferencecall",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("first_name", sa.String(length=256), nullable=False),
        sa.Column("last_name", sa.String(length=256), nullable=False),
        sa.Column("display_name", sa.String(length=256), nullable=False),
        sa.Column("company", sa.String(length=256), nullable=False),
        sa.Column("job_title", sa.String(length=256), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=256), nullable=False),
        sa.Column("notes", sa.String(length=4096), nullable=False),
        sa.Column("phone_numbers", sa.JSON(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("tag_ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_contact_listing",
        "contact",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "contact_key",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "kind", "value", "contact_id"),
    )
    op.create_index("ix_contact_key_contact", "contact_key", ["contact_id"], unique=False)
    op.create_index(
        "uq_contact_phone",
        "contact_key",
        ["customer_id", "value"],
        unique=True,
        sqlite_where=sa.text("kind = 'phone'"),
        postgresql_where=sa.text("kind = 'phone'"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("dialog_id", sa.String(length=256), nullable=False),
        sa.Column("self", sa.JSON(), nullable=False),
        sa.Column("peer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_conversation_account", "conversation", ["account_id", "tm_create", "id"], unique=False
    )
    op.create_index(
        "ix_conversation_dialog",
        "conversation",
        ["customer_id", "dialog_id", "tm_create", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_listing",
        "conversation",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_owner", "conversation", ["owner_id", "tm_create", "id"], unique=False
    )
    op.create_table(
        "conversation_account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("sealed_token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_conversation_account_listing",
        "conversation_account",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "conversation_message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("medias", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_conversation_message_conversation",
        "conversation_message",
        ["conversation_id", "tm_create", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_message_listing",
        "conversation_message",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "email",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("destinations", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=998), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_email_listing", "email", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_table(
        "file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("filesize", sa.BigInteger(), nullable=False),
        sa.Column("tm_download_expire", sa.BigInteger(), nullable=True),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=512), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_file_listing", "file", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index("ix_file_owner", "file", ["owner_id", "tm_create", "id"], unique=False)
    op.create_index("ix_file_reference", "file", ["reference_id", "tm_create"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_message_listing",
        "message",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "message_peer",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "number"),
    )
    op.create_index(
        "ix_message_peer_number",
        "message_peer",
        ["customer_id", "number", "tm_create", "message_id"],
        unique=False,
    )
    op.create_table(
        "one_time_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("tm_expire", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_one_time_token_age", "one_time_token", ["tm_expire"], unique=False)
    op.create_index("ix_one_time_token_agent", "one_time_token", ["agent_id"], unique=False)
    op.create_index("ix_one_time_token_customer", "one_time_token", ["customer_id"], unique=False)
    op.create_table(
        "outdial",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_outdial_listing",
        "outdial",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "outdialtarget",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("outdial_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("destination_0", sa.JSON(), nullable=False),
        sa.Column("destination_1", sa.JSON(), nullable=False),
        sa.Column("destination_2", sa.JSON(), nullable=False),
        sa.Column("destination_3", sa.JSON(), nullable=False),
        sa.Column("destination_4", sa.JSON(), nullable=False),
        sa.Column("try_count_0", sa.BigInteger(), nullable=False),
        sa.Column("try_count_1", sa.BigInteger(), nullable=False),
        sa.Column("try_count_2", sa.BigInteger(), nullable=False),
        sa.Column("try_count_3", sa.BigInteger(), nullable=False),
        sa.Column("try_count_4", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_outdialtarget_listing",
        "outdialtarget",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_outdialtarget_outdial_id",
        "outdialtarget",
        ["outdial_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "outplan",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("dial_timeout", sa.BigInteger(), nullable=False),
        sa.Column("try_interval", sa.BigInteger(), nullable=False),
        sa.Column("max_try_count_0", sa.BigInteger(), nullable=False),
        sa.Column("max_try_count_1", sa.BigInteger(), nullable=False),
        sa.Column("max_try_count_2", sa.BigInteger(), nullable=False),
        sa.Column("max_try_count_3", sa.BigInteger(), nullable=False),
        sa.Column("max_try_count_4", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_outplan_listing",
        "outplan",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("hostname", sa.String(length=261), nullable=False),
        sa.Column("tech_prefix", sa.String(length=32), nullable=False),
        sa.Column("tech_postfix", sa.String(length=32), nullable=False),
        sa.Column("tech_headers", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_provider_listing", "provider", ["tm_create", "id", "tm_delete"], unique=False
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("routing_method", sa.String(length=32), nullable=False),
        sa.Column("tag_ids", sa.JSON(), nullable=False),
        sa.Column("wait_flow_id", sa.String(length=36), nullable=False),
        sa.Column("wait_timeout", sa.BigInteger(), nullable=False),
        sa.Column("service_timeout", sa.BigInteger(), nullable=False),
        sa.Column("wait_queuecall_ids", sa.JSON(), nullable=False),
        sa.Column("service_queuecall_ids", sa.JSON(), nullable=False),
        sa.Column("total_incoming_count", sa.BigInteger(), nullable=False),
        sa.Column("total_serviced_count", sa.BigInteger(), nullable=False),
        sa.Column("total_abandoned_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_queue_listing", "queue", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_table(
        "queuecall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("queue_id", sa.String(length=36), nullable=False),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("service_agent_id", sa.String(length=36), nullable=False),
        sa.Column("duration_waiting", sa.BigInteger(), nullable=False),
        sa.Column("duration_service", sa.BigInteger(), nullable=False),
        sa.Column("tm_service", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_queuecall_listing",
        "queuecall",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_queuecall_queue_id",
        "queuecall",
        ["queue_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_queuecall_reference_id",
        "queuecall",
        ["reference_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "route",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("provider_id", sa.String(length=36), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_route_all", "route", ["tm_create", "id", "tm_delete"], unique=False)
    op.create_index(
        "ix_route_listing", "route", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index("ix_route_provider", "route", ["provider_id", "tm_create"], unique=False)
    op.create_table(
        "speaking",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("reference_type", sa.String(length=32), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("voice_id", sa.String(length=256), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_speaking_listing",
        "speaking",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "ix_speaking_reference_id",
        "speaking",
        ["reference_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "uq_speaking_live",
        "speaking",
        ["reference_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('initiating', 'active')"),
        postgresql_where=sa.text("status IN ('initiating', 'active')"),
    )
    op.create_table(
        "storage_account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("total_file_count", sa.BigInteger(), nullable=False),
        sa.Column("total_file_size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_storage_account_age", "storage_account", ["tm_create", "id"], unique=False)
    op.create_index(
        "ix_storage_account_listing",
        "storage_account",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_index(
        "uq_storage_account_customer",
        "storage_account",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_tag_listing", "tag", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index(
        "uq_tag_name",
        "tag",
        ["customer_id", "name"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL AND name <> ''"),
        postgresql_where=sa.text("tm_delete IS NULL AND name <> ''"),
    )
    op.create_table(
        "talk_chat",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("member_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_talk_chat_listing",
        "talk_chat",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "talk_message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("chat_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("medias", sa.JSON(), nullable=False),
        sa.Column("reactions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_talk_message_chat", "talk_message", ["chat_id", "tm_create", "id"], unique=False
    )
    op.create_table(
        "talk_participant",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("owner_type", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("chat_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_talk_participant_owner", "talk_participant", ["owner_id", "chat_id"], unique=False
    )
    op.create_index("uq_talk_participant", "talk_participant", ["chat_id", "owner_id"], unique=True)
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("start_member_id", sa.String(length=36), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("parameter", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_team_listing", "team", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("transferer_call_id", sa.String(length=36), nullable=False),
        sa.Column("transferee_addresses", sa.JSON(), nullable=False),
        sa.Column("transferee_call_id", sa.String(length=36), nullable=False),
        sa.Column("groupcall_id", sa.String(length=36), nullable=False),
        sa.Column("confbridge_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_transfer_listing",
        "transfer",
        ["customer_id", "tm_create", "id", "tm_delete"],
        unique=False,
    )
    op.create_table(
        "trunk",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.Column("tm_update", sa.BigInteger(), nullable=True),
        sa.Column("tm_delete", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("detail", sa.String(length=1024), nullable=False),
        sa.Column("domain_name", sa.String(length=31), nullable=False),
        sa.Column("auth_types", sa.JSON(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("sealed_password", sa.String(length=1024), nullable=False),
        sa.Column("allowed_ips", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_trunk_listing", "trunk", ["customer_id", "tm_create", "id", "tm_delete"], unique=False
    )
    op.create_index(
        "uq_trunk_domain",
        "trunk",
        ["domain_name"],
        unique=True,
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.add_column(
        "call", sa.Column("peer_number", sa.String(length=32), nullable=False, server_default="")
    )
    op.create_index(
        "ix_call_peer", "call", ["customer_id", "peer_number", "tm_create", "id"], unique=False
    )
    op.add_column("customer", sa.Column("tm_terms_agreed", sa.BigInteger(), nullable=True))
    op.add_column(
        "customer",
        sa.Column("terms_agreed_ip", sa.String(length=64), nullable=False, server_default=""),
    )
    op.create_index("ix_customer_email", "customer", ["email"], unique=False)
    op.create_index("ix_customer_status", "customer", ["status", "tm_create"], unique=False)
    op.add_column(
        "number", sa.Column("t38_enabled", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "number",
        sa.Column("emergency_enabled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("number", sa.Column("tm_purchase", sa.BigInteger(), nullable=True))
    op.add_column("number", sa.Column("tm_renew", sa.BigInteger(), nullable=True))
    op.create_index("ix_number_renewal", "number", ["tm_renew"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_number_renewal", table_name="number")
    op.drop_column("number", "tm_renew")
    op.drop_column("number", "tm_purchase")
    op.drop_column("number", "emergency_enabled")
    op.drop_column("number", "t38_enabled")
    op.drop_index("ix_customer_status", table_name="customer")
    op.drop_index("ix_customer_email", table_name="customer")
    op.drop_column("customer", "terms_agreed_ip")
    op.drop_column("customer", "tm_terms_agreed")
    op.drop_index("ix_call_peer", table_name="call")
    op.drop_column("call", "peer_number")
    op.drop_index(
        "uq_trunk_domain",
        table_name="trunk",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index("ix_trunk_listing", table_name="trunk")
    op.drop_table("trunk")
    op.drop_index("ix_transfer_listing", table_name="transfer")
    op.drop_table("transfer")
    op.drop_index("ix_team_listing", table_name="team")
    op.drop_table("team")
    op.drop_index("uq_talk_participant", table_name="talk_participant")
    op.drop_index("ix_talk_participant_owner", table_name="talk_participant")
    op.drop_table("talk_participant")
    op.drop_index("ix_talk_message_chat", table_name="talk_message")
    op.drop_table("talk_message")
    op.drop_index("ix_talk_chat_listing", table_name="talk_chat")
    op.drop_table("talk_chat")
    op.drop_index(
        "uq_tag_name",
        table_name="tag",
        sqlite_where=sa.text("tm_delete IS NULL AND name <> ''"),
        postgresql_where=sa.text("tm_delete IS NULL AND name <> ''"),
    )
    op.drop_index("ix_tag_listing", table_name="tag")
    op.drop_table("tag")
    op.drop_index(
        "uq_storage_account_customer",
        table_name="storage_account",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index("ix_storage_account_listing", table_name="storage_account")
    op.drop_index("ix_storage_account_age", table_name="storage_account")
    op.drop_table("storage_account")
    op.drop_index(
        "uq_speaking_live",
        table_name="speaking",
        sqlite_where=sa.text("status IN ('initiating', 'active')"),
        postgresql_where=sa.text("status IN ('initiating', 'active')"),
    )
    op.drop_index("ix_speaking_reference_id", table_name="speaking")
    op.drop_index("ix_speaking_listing", table_name="speaking")
    op.drop_table("speaking")
    op.drop_index("ix_route_provider", table_name="route")
    op.drop_index("ix_route_listing", table_name="route")
    op.drop_index("ix_route_all", table_name="route")
    op.drop_table("route")
    op.drop_index("ix_queuecall_reference_id", table_name="queuecall")
    op.drop_index("ix_queuecall_queue_id", table_name="queuecall")
    op.drop_index("ix_queuecall_listing", table_name="queuecall")
    op.drop_table("queuecall")
    op.drop_index("ix_queue_listing", table_name="queue")
    op.drop_table("queue")
    op.drop_index("ix_provider_listing", table_name="provider")
    op.drop_table("provider")
    op.drop_index("ix_outplan_listing", table_name="outplan")
    op.drop_table("outplan")
    op.drop_index("ix_outdialtarget_outdial_id", table_name="outdialtarget")
    op.drop_index("ix_outdialtarget_listing", table_name="outdialtarget")
    op.drop_table("outdialtarget")
    op.drop_index("ix_outdial_listing", table_name="outdial")
    op.drop_table("outdial")
    op.drop_index("ix_one_time_token_customer", table_name="one_time_token")
    op.drop_index("ix_one_time_token_agent", table_name="one_time_token")
    op.drop_index("ix_one_time_token_age", table_name="one_time_token")
    op.drop_table("one_time_token")
    op.drop_index("ix_message_peer_number", table_name="message_peer")
    op.drop_table("message_peer")
    op.drop_index("ix_message_listing", table_name="message")
    op.drop_table("message")
    op.drop_index("ix_file_reference", table_name="file")
    op.drop_index("ix_file_owner", table_name="file")
    op.drop_index("ix_file_listing", table_name="file")
    op.drop_table("file")
    op.drop_index("ix_email_listing", table_name="email")
    op.drop_table("email")
    op.drop_index("ix_conversation_message_listing", table_name="conversation_message")
    op.drop_index("ix_conversation_message_conversation", table_name="conversation_message")
    op.drop_table("conversation_message")
    op.drop_index("ix_conversation_account_listing", table_name="conversation_account")
    op.drop_table("conversation_account")
    op.drop_index("ix_conversation_owner", table_name="conversation")
    op.drop_index("ix_conversation_listing", table_name="conversation")
    op.drop_index("ix_conversation_dialog", table_name="conversation")
    op.drop_index("ix_conversation_account", table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(
        "uq_contact_phone",
        table_name="contact_key",
        sqlite_where=sa.text("kind = 'phone'"),
        postgresql_where=sa.text("kind = 'phone'"),
    )
    op.drop_index("ix_contact_key_contact", table_name="contact_key")
    op.drop_table("contact_key")
    op.drop_index("ix_contact_listing", table_name="contact")
    op.drop_table("contact")
    op.drop_index("ix_conferencecall_listing", table_name="conferencecall")
    op.drop_index("ix_conferencecall_conference_id", table_name="conferencecall")
    op.drop_table("conferencecall")
    op.drop_index("ix_conference_listing", table_name="conference")
    op.drop_index(
        "ix_conference_due",
        table_name="conference",
        sqlite_where=sa.text("tm_due IS NOT NULL"),
        postgresql_where=sa.text("tm_due IS NOT NULL"),
    )
    op.drop_table("conference")
    op.drop_index("ix_campaigncall_reference_id", table_name="campaigncall")
    op.drop_index("ix_campaigncall_listing", table_name="campaigncall")
    op.drop_index("ix_campaigncall_campaign_id", table_name="campaigncall")
    op.drop_table("campaigncall")
    op.drop_index("ix_campaign_listing", table_name="campaign")
    op.drop_table("campaign")
    op.drop_index("ix_billing_account_topup", table_name="billing_account")
    op.drop_index("ix_billing_account_listing", table_name="billing_account")
    op.drop_table("billing_account")
    op.drop_index(
        "uq_billing_reference",
        table_name="billing",
        sqlite_where=sa.text("reference_type <> ''"),
        postgresql_where=sa.text("reference_type <> ''"),
    )
    op.drop_index("ix_billing_reference_id", table_name="billing")
    op.drop_index("ix_billing_listing", table_name="billing")
    op.drop_index("ix_billing_account", table_name="billing")
    op.drop_table("billing")
    op.drop_index(
        "uq_aisummary_reference",
        table_name="aisummary",
        sqlite_where=sa.text("tm_delete IS NULL"),
        postgresql_where=sa.text("tm_delete IS NULL"),
    )
    op.drop_index("ix_aisummary_listing", table_name="aisummary")
    op.drop_table("aisummary")
    op.drop_index("ix_aimessage_listing", table_name="aimessage")
    op.drop_index("ix_aimessage_aicall_id", table_name="aimessage")
    op.drop_table("aimessage")
    op.drop_index("ix_aicall_reference_id", table_name="aicall")
    op.drop_index("ix_aicall_listing", table_name="aicall")
    op.drop_table("aicall")
    op.drop_index("ix_ai_listing", table_name="ai")
    op.drop_table("ai")
    # ### end Alembic commands ###
