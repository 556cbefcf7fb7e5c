"""What migrations of PostgreSQL stand on: one at a time, and while responses come in, which must not wait for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from alembic import op
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from surveys.store import direct

LOCK_NOT_AVAILABLE = "55P03"

WAITS = "300ms"
"""How long a statement waits for a table of its own: responses wait behind it."""

PAUSE_SECONDS = 2.0
ATTEMPTS = 900


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Wait until no other host migrates; nobody else does before the block ends, or this process.

    It asks again and again: one that stood in a queue would keep an index from being built beside it.
    """
    while True:
        with direct.alone(engine, "migrations") as is_ours:
            if is_ours:
                yield
                return
        sleep(PAUSE_SECONDS / 4)


def brief(statement: str) -> None:
    """Run a statement that takes a table for itself and is done with it at once; outside of a transaction.

    Where others use the table it gives way soon, lets responses pass, and tries again: a long export can keep it
    waiting for half an hour, and nobody else.
    """
    op.execute(f"SET lock_timeout = '{WAITS}'")
    attempts = 0
    while not _got_through(statement, is_last=attempts == ATTEMPTS):
        attempts += 1
        sleep(PAUSE_SECONDS)
    op.execute("RESET lock_timeout")


def build_index(name: str, what: str, *, unique: bool = False) -> None:
    """Build an index of `what` while responses come in, and anew if that was broken off; outside of a transaction.

    It waits as long as it takes for whoever is reading or writing, and nobody waits for it.
    """
    op.execute("SET lock_timeout = 0")
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(f"CREATE {'UNIQUE ' if unique else ''}INDEX CONCURRENTLY {name} ON {what}")
    op.execute("RESET lock_timeout")


def _got_through(statement: str, *, is_last: bool) -> bool:
    try:
        op.execute(statement)
    except OperationalError as error:
        if is_last or getattr(error.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True
