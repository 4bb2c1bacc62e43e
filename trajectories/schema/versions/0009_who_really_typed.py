"""An event names the seat at which it was typed; what was written before has none, and keeps its form and its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("seat", sa.Text, nullable=False, server_default=""))
