"""Messages that may have arrived and end so, the identities under which each went out, and who is to hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = ("claimed", "sent", "failed", "unknown", "dropped", "waiting", "uncertain")
DAILY = "kind = 'daily' and state != 'dropped'"


def upgrade() -> None:
    op.drop_index("delivery_daily", "delivery")
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("lost", sa.Integer, nullable=False, server_default="0"))
        delivery.add_column(sa.Column("tried_with", sa.Text, nullable=False, server_default=""))
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
    op.create_table(
        "delivery_mail",
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "delivery_notice",
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("staff", sa.Text, primary_key=True),
        sa.Column("told_in", sa.Text, nullable=False),
    )
    op.create_index("delivery_notice_open", "delivery_notice", ["told_in"])
