"""Let messages be sent"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_PAIRED = sa.text("tm_delete IS NULL AND self_target <> ''")
_WAITING = sa.text("tm_due IS NOT NULL")


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "message_copy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("gateway", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=36), nullable=False),
        sa.Column("tm_lease", sa.BigInteger(), nullable=True),
        sa.Column("tm_due", sa.BigInteger(), nullable=True),
        sa.Column("tm_expire", sa.BigInteger(), nullable=False),
        sa.Column("tm_create", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_message_copy_due",
        "message_copy",
        ["tm_due", "place"],
        unique=False,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "ix_message_copy_reference", "message_copy", ["reference", "gateway"], unique=False
    )
    for name in ("self_target", "peer_target"):
        column = sa.Column(name, sa.String(length=64), nullable=False, server_default="")
        op.add_column("conversation", column)
    op.create_index(
        "uq_conversation_pair",
        "conversation",
        ["customer_id", "type", "self_target", "peer_target"],
        unique=True,
        sqlite_where=_PAIRED,
        postgresql_where=_PAIRED,
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("uq_conversation_pair", table_name="conversation")
    op.drop_column("conversation", "peer_target")
    op.drop_column("conversation", "self_target")
    op.drop_index("ix_message_copy_reference", table_name="message_copy")
    op.drop_index("ix_message_copy_due", table_name="message_copy")
    op.drop_table("message_copy")
