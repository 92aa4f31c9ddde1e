"""Let emails wait to be handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the step."""
    flow = sa.Column("activeflow_id", sa.String(length=36), nullable=False, server_default="")
    op.add_column("email", flow)
    op.add_column("email", sa.Column("tm_event", sa.BigInteger(), nullable=True))
    op.create_table(
        "email_job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("tm_due", sa.BigInteger(), nullable=False),
        sa.Column("tm_expire", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=36), nullable=False),
        sa.Column("tm_lease", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_email_job_due", "email_job", ["tm_due"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_email_job_due", table_name="email_job")
    op.drop_table("email_job")
    op.drop_column("email", "tm_event")
    op.drop_column("email", "activeflow_id")
