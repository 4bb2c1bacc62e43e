"""Changes of the schema of the database, oldest first; each runs on both databases.

Imports: repository (its tables).
Start reading: versions/.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine) -> None:
    """Brings the schema up to the newest; safe to repeat."""
    with engine.begin() as connection:
        upgrade_within(connection)


def upgrade_within(connection: Connection) -> None:
    """The same, within a transaction."""
    command.upgrade(config_of(connection), "head")


def config_of(connection: Connection) -> Config:
    """What alembic works by, in the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def is_current(engine: Engine) -> bool:
    return revision_of(engine) == ScriptDirectory.from_config(_config()).get_current_head()


def revision_of(engine: Engine) -> str | None:
    """None where the database has no schema of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """False for one of a newer release."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
