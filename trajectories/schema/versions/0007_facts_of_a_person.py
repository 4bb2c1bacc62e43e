"""What is recorded of persons is published by the hash of its text, as definitions and calendars are.

A term on which an answer decides that nobody gave says so in a column; `init` fills it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_facts",
        sa.Column("hash", sa.String(), primary_key=True, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.add_column("deadline", sa.Column("provisional", sa.String(), nullable=False, server_default="[]"))
