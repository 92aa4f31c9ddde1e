"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
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


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("event", "audience")
    op.drop_column("event", "owner_id")
    op.drop_index(
        "ix_conferencecall_open",
        table_name="conferencecall",
        sqlite_where=sa.text("status <> 'leaved'"),
        postgresql_where=sa.text("status <> 'leaved'"),
    )
