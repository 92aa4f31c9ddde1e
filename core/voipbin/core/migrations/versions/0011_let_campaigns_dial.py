"""Let campaigns dial"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_OPEN = sa.text("status != 'done'")
_LIVE = sa.text("tm_delete IS NULL")
_LIVE_UNTRIED = sa.text("tm_delete IS NULL AND tm_update = tm_create")


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "campaign_run",
        sa.Column("id", sa.String(length=36), primary_key=True),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("tm_due", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=36), nullable=False),
        sa.Column("tm_lease", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_campaign_run_due", "campaign_run", ["tm_due"])
    op.create_index(
        "ix_campaigncall_open",
        "campaigncall",
        ["campaign_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    for name, moment, where in (
        ("next", "tm_update", _LIVE),
        ("untried", "tm_create", _LIVE_UNTRIED),
    ):
        op.create_index(
            f"ix_outdialtarget_{name}",
            "outdialtarget",
            ["outdial_id", "status", moment],
            sqlite_where=where,
            postgresql_where=where,
        )
    column = sa.Column("campaigncall_id", sa.String(length=36), nullable=False, server_default="")
    op.add_column("call", column)


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("call", "campaigncall_id")
    op.drop_index("ix_outdialtarget_untried", "outdialtarget")
    op.drop_index("ix_outdialtarget_next", "outdialtarget")
    op.drop_index("ix_campaigncall_open", "campaigncall")
    op.drop_table("campaign_run")
