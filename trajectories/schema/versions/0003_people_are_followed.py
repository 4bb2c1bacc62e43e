"""Questions about people that wait for yes or no; clients who are one; tasks left undone in stages gone by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXTS = (
    "kind",
    "because",
    "subject",
    "trajectory",
    "workflow",
    "municipality",
    "staff",
    "asked_on",
    "settled_on",
    "answer",
)


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
    )
    op.create_index("ix_question_subject", "question", ["subject"])
    op.add_column("person", sa.Column("merged_into", sa.Text, nullable=False, server_default=""))
    op.add_column("person", sa.Column("merged_on", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_person_merged_into", "person", ["merged_into"])
    op.add_column("trajectory", sa.Column("left_behind", sa.Text, nullable=False, server_default="[]"))
    op.execute("INSERT INTO setting (key, value) VALUES ('last_q', '0')")
