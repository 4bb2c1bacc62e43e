"""The first schema: history, private values, ledger, projections; triggers that keep the history as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("occurred_on", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("stream", "version", name="event_stream_version"),
    )
    op.create_table(
        "private",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("salt", sa.Text, nullable=False),
    )
    op.create_index("ix_private_subject", "private", ["subject"])
    op.create_table(
        "definition",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
    )
    op.create_table(
        "calendar",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("leased_until", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.CheckConstraint("state in ('claimed', 'sent', 'failed', 'unknown', 'dropped')", name="delivery_state"),
    )
    op.create_index("delivery_open", "delivery", ["state", "leased_until"])
    op.create_table(
        "delivery_rung",
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("reminder", sa.Text, primary_key=True),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("trajectory", sa.Text, nullable=False),
        sa.Column("as_role", sa.Text, nullable=False),
        sa.Column("folded_into", sa.Text, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "trajectory",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("workflow_version", sa.Integer, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("entered_on", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Text, nullable=False),
        sa.Column("intake_on", sa.Text, nullable=False),
        sa.Column("closed_on", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("coordinator", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_trajectory_municipality", "trajectory", ["municipality"])
    op.create_index("ix_trajectory_number", "trajectory", ["number"])
    op.create_index("ix_trajectory_subject", "trajectory", ["subject"])
    op.create_index("ix_trajectory_workflow", "trajectory", ["workflow"])
    op.create_table(
        "deadline",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("trajectory", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("legal", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("opens", sa.Integer, nullable=False),
        sa.Column("raw_on", sa.Text, nullable=False),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("met_on", sa.Text, nullable=False),
        sa.Column("asked_on", sa.Text, nullable=False),
        sa.Column("holds", sa.Text, nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
    )
    op.create_index("deadline_standing_due", "deadline", ["standing", "due_on"])
    op.create_index("ix_deadline_trajectory", "deadline", ["trajectory"])
    op.create_table(
        "agenda",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("trajectory", sa.Text, nullable=False),
        sa.Column("deadline", sa.Text, nullable=False),
        sa.Column("rung", sa.Text, nullable=False),
        sa.Column("repeat", sa.Integer, nullable=False),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("send_at", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("leased_until", sa.Text, nullable=False),
    )
    op.create_index("agenda_send_at", "agenda", ["send_at"])
    op.create_index("ix_agenda_trajectory", "agenda", ["trajectory"])
    op.create_table(
        "person",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("born", sa.Text, nullable=False),
        sa.Column("gender", sa.Text, nullable=False),
        sa.Column("nationality", sa.Text, nullable=False),
        sa.Column("arrival_route", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("ref", name="person_ref"),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("dwelling", sa.Text, nullable=False),
        sa.Column("dwelling_kind", sa.Text, nullable=False),
        sa.Column("housed_on", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("ref", name="household_ref"),
    )
    op.create_table(
        "membership",
        sa.Column("household", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("from_on", sa.Text, primary_key=True),
        sa.Column("until_on", sa.Text, nullable=False),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.UniqueConstraint("name", name="staff_name"),
    )
    op.create_table(
        "staff_role",
        sa.Column("staff", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("from_on", sa.Text, primary_key=True),
        sa.Column("until_on", sa.Text, nullable=False),
    )
    _keep_history(op.get_bind().dialect.name)


def _keep_history(dialect: str) -> None:
    for statement in SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(sa.text(statement))


SQLITE_TRIGGERS = (
    """create trigger event_no_update before update on event
       begin select raise(abort, 'the history is never changed'); end""",
    """create trigger event_no_delete before delete on event
       begin select raise(abort, 'the history is never changed'); end""",
    """create trigger event_no_replace before insert on event
       when exists (select 1 from event where stream = new.stream and version = new.version)
         or exists (select 1 from event where position = new.position)
       begin select raise(abort, 'UNIQUE: this version was written already'); end""",
    """create trigger private_no_update before update on private
       begin select raise(abort, 'a private value is never changed'); end""",
    """create trigger private_no_replace before insert on private
       when exists (select 1 from private where id = new.id)
       begin select raise(abort, 'UNIQUE: a private value is never changed'); end""",
)

POSTGRESQL_TRIGGERS = (
    """create function history_is_kept() returns trigger language plpgsql as
       $$ begin raise exception 'the history is never changed'; end $$""",
    """create trigger event_no_change before update or delete on event
       for each row execute function history_is_kept()""",
    """create trigger event_no_truncate before truncate on event
       for each statement execute function history_is_kept()""",
    """create trigger private_no_update before update on private
       for each row execute function history_is_kept()""",
)
