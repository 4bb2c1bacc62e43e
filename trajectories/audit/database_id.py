"""By what a database is told from every other; a copy that is put back keeps it."""

import secrets

from trajectories.repository.store import UnitOfWork

DATABASE_ID = "database_id"  # the setting


def database_id(uow: UnitOfWork) -> str:
    """Empty until `init` made it."""
    return uow.setting(DATABASE_ID)


def make_database_id(uow: UnitOfWork) -> None:
    """Once."""
    if not database_id(uow):
        uow.set_setting(DATABASE_ID, secrets.token_hex(16))
