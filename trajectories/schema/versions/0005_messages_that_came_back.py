"""A message that came back is a state of its own, and no daily message that was had."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = ("claimed", "sent", "failed", "unknown", "dropped", "waiting", "uncertain", "bounced")
DAILY = "kind = 'daily' and state not in ('dropped', 'bounced')"


def upgrade() -> None:
    op.drop_index("delivery_daily", "delivery")
    with op.batch_alter_table("delivery") as delivery:
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
