"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
    op.add_column(
        "groupcall",
        sa.Column("agent_status", sa.String(length=16), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("groupcall", "agent_status")
