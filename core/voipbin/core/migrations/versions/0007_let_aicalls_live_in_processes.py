"""Let aicalls live in processes"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_LIVE = sa.text("status IN ('initiating', 'progressing')")


def upgrade() -> None:
    """Makes the step."""
    for name in ("process_id", "member_id"):
        column = sa.Column(name, sa.String(length=36), nullable=False, server_default="")
        op.add_column("aicall", column)
    op.create_index(
        "ix_aicall_live",
        "aicall",
        ["process_id"],
        unique=False,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_aicall_live", table_name="aicall")
    for name in ("member_id", "process_id"):
        op.drop_column("aicall", name)
