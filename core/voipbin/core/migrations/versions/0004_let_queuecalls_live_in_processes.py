"""Let queuecalls live in processes"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OPEN = sa.text("status NOT IN ('done', 'abandoned')")


def upgrade() -> None:
    """Makes the step."""
    column = sa.Column("process_id", sa.String(length=36), nullable=False, server_default="")
    op.add_column("queuecall", column)
    op.create_index(
        "ix_queuecall_open",
        "queuecall",
        ["queue_id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_queuecall_open", table_name="queuecall")
    op.drop_column("queuecall", "process_id")
