"""Let texts take turns"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_WAITING = sa.text("tm_due IS NOT NULL")


def upgrade() -> None:
    """Makes the step."""
    op.drop_index("ix_message_copy_due", table_name="message_copy")
    _index("ix_message_copy_due", "customer_id", "tm_due", "place")
    _index("ix_message_copy_lane", "customer_id", "number", "tm_due")


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_message_copy_lane", table_name="message_copy")
    op.drop_index("ix_message_copy_due", table_name="message_copy")
    _index("ix_message_copy_due", "tm_due", "place")


def _index(name: str, *columns: str) -> None:
    op.create_index(
        name,
        "message_copy",
        list(columns),
        unique=False,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
