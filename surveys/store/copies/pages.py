"""SQLite: its pages are copied as they are, which is the fastest way from file to file."""

import shutil
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

FEW = 16
"""Pages; fewer than the smallest database of ours has."""

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


def take_as_it_is(database: Path, target: Path) -> None:
    """Copy the file, and its log where there is one, for us alone."""
    for end in ("", "-wal"):
        source, beside = database.with_name(f"{database.name}{end}"), target.with_name(f"{target.name}{end}")
        if source.exists():
            beside.touch(mode=0o600)
            shutil.copyfile(source, beside)


def put_back(ready: Path, database: Path, told: Told, first: Callable[[], object]) -> None:
    """Put the pages of a copy, which is ours to change, in the place of the database's, with the keys that it has.

    The first pages take the turn to write, and readers see what was before until the last ones are there.
    """
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(ready)) as copy:
        keys = live.execute(str(select(PassingKey))).fetchall()
        with copy:
            copy.execute(str(delete(PassingKey)))
            copy.executemany(str(insert(PassingKey).compile(dialect=QMARK)), keys)
        live.execute("PRAGMA busy_timeout=30000")
        copy.backup(live, pages=FEW, progress=_progress(told, first))
        live.execute("PRAGMA journal_mode=WAL")


def _progress(told: Told, first: Callable[[], object] = lambda: None) -> Callable[[int, int, int], None]:
    has_begun = False

    def tell(state: int, left: int, total: int) -> None:
        nonlocal has_begun
        if state == sqlite3.SQLITE_OK and not has_begun:  # otherwise somebody else still writes
            has_begun = True
            first()
        told(total - left, total)

    return tell
