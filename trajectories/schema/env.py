"""Run by Alembic, on the connection that `upgrade` hands over."""

from alembic import context
from sqlmodel import SQLModel

import trajectories.repository.tables
import trajectories.repository.witness_table  # noqa: F401  # so that the tables are known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
