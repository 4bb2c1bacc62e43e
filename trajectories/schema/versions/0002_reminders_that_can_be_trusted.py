"""One message a day to a person, hours and absences of staff, and what became of every tick."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("claimed", "sent", "failed", "unknown", "dropped", "waiting")
DAILY = "kind = 'daily' and state != 'dropped'"


def upgrade() -> None:
    with op.batch_alter_table("delivery") as delivery:
        for name in ("kind", "day", "open_at"):
            delivery.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
        delivery.drop_constraint("delivery_state", type_="check")
        listing = ", ".join(f"'{state}'" for state in STATES)
        delivery.create_check_constraint("delivery_state", f"state in ({listing})")
    op.create_index(
        "delivery_daily",
        "delivery",
        ["recipient", "day"],
        unique=True,
        sqlite_where=sa.text(DAILY),
        postgresql_where=sa.text(DAILY),
    )
    op.add_column("staff", sa.Column("hours", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "staff_absence",
        sa.Column("staff", sa.Text, primary_key=True),
        sa.Column("from_on", sa.Text, primary_key=True),
        sa.Column("until_on", sa.Text, nullable=False),
        sa.Column("substitute", sa.Text, nullable=False),
    )
    op.create_table(
        "tick",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in FIGURES),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_index("ix_tick_started_at", "tick", ["started_at"])


FIGURES = ("due", "sent", "failed", "unknown", "remaining", "unaddressed", "waiting", "late_seconds")
