"""SQLite: its pages are copied as they are, which is the fastest way from file to file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import sqlite

from models import PassingKey
from surveys.store.copies.files import Told

AT_ONCE = 1000
"""Pages; between two such pieces others may write, and what they wrote is in the copy as well."""

QMARK = sqlite.dialect(paramstyle="qmark")


def take(database: Path, part: Path, told: Told) -> None:
    """Copy a database that is in use to an empty file. No passing key stays in it, also not in its free pages."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy, pages=AT_ONCE, progress=_progress(told))
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        with copy:
            copy.execute(str(delete(PassingKey)))
        copy.execute("VACUUM")


def put_back(ready: Path, database: Path, told: Told) -> None:
    """Put the pages of a copy, which is ours to change, in the place of the database's, with the keys that it has."""
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(ready)) as copy:
        keys = live.execute(str(select(PassingKey))).fetchall()
        with copy:
            copy.execute(str(delete(PassingKey)))
            copy.executemany(str(insert(PassingKey).compile(dialect=QMARK)), keys)
        live.execute("PRAGMA busy_timeout=30000")
        copy.backup(live, progress=_progress(told))
        live.execute("PRAGMA journal_mode=WAL")


def _progress(told: Told) -> Callable[[int, int, int], None]:
    return lambda _state, left, total: told(total - left, total)
