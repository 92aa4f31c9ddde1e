"""Create the tables of the engines"""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the step."""


def downgrade() -> None:
    """Takes it back."""
