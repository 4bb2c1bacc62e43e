"""Who was given a trajectory in which role stands in columns that can be looked up; `init` fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEW = ("volunteer", "jurist", "teamleider")


def upgrade() -> None:
    for role in NEW:
        op.add_column("trajectory", sa.Column(role, sa.String(), nullable=False, server_default=""))
    for role in ("coordinator", *NEW):
        op.create_index(f"ix_trajectory_{role}", "trajectory", [role])
