"""Which of our schemas a database has, and the way up to the present one, for a database that is not the service's own.

The service's own goes there by `flask db upgrade`; both run the same migrations.
"""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = str(Path(__file__).with_name("migrations"))
MIGRATIONS = ScriptDirectory(FOLDER, version_locations=[FOLDER])


def is_known(revision: str) -> bool:
    """Whether there is a way from here to our schema: a newer version of the service has revisions of its own."""
    return revision in {script.revision for script in MIGRATIONS.walk_revisions()}


def present(engine: Engine) -> str:
    """The revision of a database's schema; nothing if it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine) -> None:
    """Bring a database to our schema, from an earlier one or from nothing."""

    def steps(revision: Any, _context: object) -> Any:
        return MIGRATIONS._upgrade_revs("heads", revision)

    with EnvironmentContext(Config(), MIGRATIONS, fn=steps) as environment, engine.connect() as connection:
        environment.configure(connection=connection, transaction_per_migration=True)
        with environment.begin_transaction():
            environment.run_migrations()
