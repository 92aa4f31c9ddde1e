"""Let texts count the flows that led to them"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the step."""
    column = sa.Column("hop_count", sa.Integer(), nullable=False, server_default="0")
    op.add_column("message", column)


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("message", "hop_count")
