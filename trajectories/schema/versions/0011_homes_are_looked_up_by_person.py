"""Who someone lives with is looked up by that person: without an index each look reads every membership there is."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_membership_person", "membership", ["person"])
