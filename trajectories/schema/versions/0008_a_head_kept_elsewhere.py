"""What is mailed to witnesses outside the office, and how that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FIRST = ("witness", "kind", "day", "checkpoint", "state")
NUMBERS = ("attempts", "lost")
LAST = ("token", "leased_until", "ended_at", "problem")
STATES = ("waiting", "claimed", "sent", "failed", "unknown", "uncertain", "dropped")


def upgrade() -> None:
    listing = ", ".join(f"'{state}'" for state in STATES)
    op.create_table(
        "witness_mail",
        sa.Column("message", sa.String(), primary_key=True, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in FIRST),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        *(sa.Column(name, sa.String(), nullable=False) for name in LAST),
        sa.CheckConstraint(f"state in ({listing})", name="witness_mail_state"),
        sa.UniqueConstraint("witness", "day", "kind", name="witness_mail_once"),
    )
