"""Let summaries wait for what is said"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_OPEN = sa.text("status = 'progressing' OR on_end_due")


def upgrade() -> None:
    """Makes the step."""
    process = sa.Column("process_id", sa.String(length=36), nullable=False, server_default="")
    said = sa.Column("said", sa.JSON(), nullable=False, server_default="[]")
    for column in (process, said):
        op.add_column("aisummary", column)
    op.add_column(
        "aisummary",
        sa.Column("on_end_due", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_aisummary_open",
        "aisummary",
        ["id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_aisummary_open", table_name="aisummary")
    for name in ("on_end_due", "said", "process_id"):
        op.drop_column("aisummary", name)
