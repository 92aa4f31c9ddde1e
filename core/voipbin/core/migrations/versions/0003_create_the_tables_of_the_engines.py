"""Create the tables of the engines"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "billing_rate",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("cost_type", sa.String(length=32), nullable=False),
        sa.Column("token_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("credit_per_unit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "cost_type"),
    )
    op.add_column(
        "billing", sa.Column("tokens_lapsed", sa.BigInteger(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("billing", "tokens_lapsed")
    op.drop_table("billing_rate")
