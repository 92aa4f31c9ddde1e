"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
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


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("provider", "registration")
    op.drop_column("provider", "register_expires")
    op.drop_column("provider", "sealed_password")
    op.drop_column("provider", "username")
